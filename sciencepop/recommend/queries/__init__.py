"""Reads: rows for the engine, one person's visits and settings, what bases were shown."""
