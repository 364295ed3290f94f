"""The sample season: 72 bases, a season of events around today, and people who book them, for trying the site and for
measuring it under load.

It stands above every other feature, owns no table and has no page. `flask demo load` fills an empty database in one
transaction and refuses any other; `flask demo accounts` tells who may sign in. Everything it writes is marked as
sample, twice: in the row (`is_sample`) and in what is read (示例). Names, towns, addresses and points of real venues
stand in data/demo/bases.csv; where the source was silent, so is the row. There is no telephone number anywhere.

Dangerous: it writes rows directly instead of calling the services, because a million bookings one by one take hours
(docs/adr/0009-bulk-sample-data.md). So it runs every registered invariant before it commits.

`texts` reads the files. `people`, `venues`, `dates`, `events`, `reviews`, `occurrences`, `demand` and `claims` decide,
from a seed and a day alone, and `plan` puts them together. `load`, `write` and `calendar_texts` write the rows.
"""
