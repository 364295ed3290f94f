"""Decisions of the feature: values in, answers out."""
