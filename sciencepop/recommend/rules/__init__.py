"""What may be used of a person, and what they chose, as text that a browser can keep."""
