"""The verbs of the feature; each commits once."""
