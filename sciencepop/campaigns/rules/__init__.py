"""Decisions of campaigns and digests: values in, answer out."""
