"""Decisions about seats: values in, answer out."""
