"""Decisions of the community science college: points, terms, lessons, timetables, ways in."""
