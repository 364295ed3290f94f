"""Reads of the feature."""
