"""Decisions of the feature: values in, answers out; the standard library alone."""
