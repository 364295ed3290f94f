"""The engine of the auto-roster: a problem in, a roster out. It knows no database, no Flask and no clock.

* `problem`  what is asked: people, shifts, needs, limits, pins, the roster that stands. Times are minutes of local time
  since midnight of the first day; a shift belongs to the day on which it starts.
* `board`    a roster in the making, which answers in a microsecond whether a person may take a shift.
* `flow`     the whole as one min-cost flow, some rules left out: a bound at once, and a first roster.
* `exchange` the local search: many give up one seat each and all are seated anew, as well as possible, by one flow.
* `solve`    start, exchange, done. The same problem and seed give the same roster.
* `repair`   after drop-outs: few columns, few people moved, an exact solver.
* `linear`   the problem in inequalities; `lp` makes a tighter bound of them in the background.
* `reasons`  why a seat stays empty.
* `apart`    all of it in a process of its own; the one door for services.
* `evaluate` checks a roster rule by rule and adds up its worth. It shares no code with all the others, on purpose.

Solvers are heavy: only the worker imports `network` (and so `flow`, `exchange`, `solve`), `repair` and `lp`.
"""
