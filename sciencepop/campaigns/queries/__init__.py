"""Reads of campaigns, readers, and who is reached."""
