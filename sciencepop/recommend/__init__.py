"""Which sessions suit whom, and why; and that every base is seen.

`engine` is pure: counters and one person's visits in, a list with reasons out, in a millisecond. `evaluation` judges it
on data from a folder (`flask recommend evaluate`), where it is trained strictly before the weeks it is asked about.
`generator` invents people and visits for tests and for measurements of load.

The feature owns no event. Hard rules come first and elsewhere: what is not visible, full, of another age or in conflict
with a booking never gets into a catalogue.

Dangerous: what is known of a person. The engine knows only visits and what the person chose, keeps nothing, and gives
the same list to everybody of whom nothing may be used.
"""
