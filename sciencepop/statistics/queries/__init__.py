"""Reads of a year's records, of sets of forms as they stand or stood, and of the plan."""
