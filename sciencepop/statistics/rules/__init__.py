"""What counts, in which kind, and what the forms accept; values in, answers out."""
