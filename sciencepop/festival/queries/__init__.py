"""Reads of the festival."""
