"""The engine of recommendations: numbers in, a list with reasons out. It knows no database, no Flask and no clock.

* `world`     what is known: series, sessions, visits, one person; all of it numbers of rows elsewhere.
* `text`      titles as short vectors, by character n-grams.
* `counts`    counters over everybody, each shrunk to a wider one, so that the new are not at zero.
* `features`  the table of the 32 numbers by which a session is judged, each with its direction and its reason.
* `catalogue` the sessions to choose from, and their features for one person.
* `weights`   what each feature is worth, as JSON; new ones that rank worse are refused.
* `train`     finds them, in the worker; needs numpy alone, too.
* `rerank`    from scores to a list: likeness, cap, what bases are owed, the reserved place.
* `trial`     what is tried out in a list: a second ranking by team draft, and a place for chance.
* `exposure`  the ledger of what bases were shown.
* `explain`   reasons, which are parts of the score.
* `rank`      the one door for services.
* `numbers`   from rows of elsewhere to these numbers, and back.
* `snapshot`  counters as bytes, read again into a world that has grown.
"""

from __future__ import annotations

import os

# Threads of the linear algebra behind numpy wait for each other when other processes are busy: a request then takes ten
# times as long. It asks before its first import how many it may have.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
