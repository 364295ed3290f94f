"""Suggesting, counting, training, and a person's rights over all of it."""
