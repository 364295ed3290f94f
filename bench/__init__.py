"""`make bench`: the site against ceilings that are taken in the same run. Nothing here asserts a time."""
