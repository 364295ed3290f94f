"""The verbs of the festival; each commits once."""
