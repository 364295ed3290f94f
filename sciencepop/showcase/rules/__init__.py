"""Decisions of the showcase: the standard library alone."""
