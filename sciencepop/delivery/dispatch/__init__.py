"""The engine that matches orders to suppliers. It knows no database, no Flask and no clock.

* `problem`  what is asked: orders, the options of each, what is scarce, pins, the proposal that stands.
* `options`  from a task (`rules.task`) to options: who could come, when, and what an option is worth; else why not.
* `inequalities` the problem in inequalities.
* `solve`    the best proposal and its bound. Solvers are heavy: only the worker imports it.
* `reasons`  why an order is not met, and what would have to give way.
* `apart`    all of it, to be called in a process of its own; the one door for services.
* `evaluate` checks a proposal rule by rule and adds up its worth. It shares no code with all the others, on purpose.

Times are minutes since 1970 in UTC. A proposal decides nothing: the officer does.
"""
