"""Decisions of the feature: what a feed spans, what its secrets are, what a claim means."""
