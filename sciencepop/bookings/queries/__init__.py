"""Reads of pools, claims, a person's bookings, and the roster of an occurrence."""
