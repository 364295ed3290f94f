"""Reads of contests."""
