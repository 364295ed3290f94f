"""Decisions about the programme: values in, answer out."""
