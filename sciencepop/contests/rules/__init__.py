"""Decisions of contests: the standard library alone."""
