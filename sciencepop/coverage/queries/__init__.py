"""Reads of feature coverage."""
