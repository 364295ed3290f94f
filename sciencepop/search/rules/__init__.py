"""Decisions of searching: values in, answers out."""
