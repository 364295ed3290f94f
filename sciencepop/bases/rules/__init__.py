"""Decisions about bases: states, coordinates, hours, names, papers. Values in, answers out."""
