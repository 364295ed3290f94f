"""Shape and wording of what is filled in for the festival."""
