"""Shape and wording of what officers type."""
