"""How well the engine ranks, on data from a folder that never enters the repository.

* `meetup`   reads events, groups, members and visits.
* `protocol` what is known at an anchor, and what comes true in the fortnight after it.
* `trainer`  weights for an anchor, from the fortnights before it.
* `measures` NDCG, recall, reciprocal rank; coverage, Gini, starved bases; bootstrap.
* `evaluate` asks every method the same questions, checks every reason, looks for leaks.
* `report`   one row a method.
* `renew`    new weights, if they are not worse than the old ones.
"""
