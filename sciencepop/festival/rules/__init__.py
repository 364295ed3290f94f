"""Decisions of the festival: values in, answers out."""
