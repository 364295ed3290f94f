"""Reads of the college."""
