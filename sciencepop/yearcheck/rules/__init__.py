"""Decisions: values in, answer out."""
