"""What a roster is asked for, in plain values, so that the same problem can be known again and solved again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

DAY = 24 * 60

Seat = tuple[int, int]
"""A person and a need, both by their place in the problem's lists."""
Roster = frozenset[Seat]


@dataclass(frozen=True, slots=True)
class Shift:
    """When and where; `venue` is any number that differs where people have to change over."""

    key: int
    start: int
    end: int
    venue: int

    @property
    def minutes(self) -> int:
        return self.end - self.start

    @property
    def day(self) -> int:
        return self.start // DAY


@dataclass(frozen=True, slots=True)
class Need:
    """A role of a shift. Seats up to `minimum` are worth more, those above `target` are not filled by a roster."""

    key: int
    shift: int
    target: int
    minimum: int = 0
    skills: frozenset[str] = frozenset()
    age_min: int = 0
    worth: int = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """What the policy of an age band allows, in minutes; `earliest` and `latest` are minutes of the shift's day."""

    rest: int = 660
    changeover: int = 30
    day: int = 480
    days_in_row: int = 6
    earliest: int = 0
    latest: int = 2 * DAY


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many minutes of service from the first to the last day, both included."""

    first_day: int
    last_day: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person does anyway. Service counts for rest, days and budgets; a booking only stands in the way."""

    start: int
    end: int
    venue: int
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """`windows` are times that can be served; one of the `companions` must be on each shift (None: not needed)."""

    key: int
    age: int | None
    skills: frozenset[str]
    windows: tuple[tuple[int, int], ...]
    limits: Limits = Limits()
    budgets: tuple[Budget, ...] = ()
    wishes: Mapping[int, int] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    companions: frozenset[int] | None = None
    served: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices of the objective: a seat within the minimum, each further shift of one person, each person moved."""

    minimum: int = 60
    fairness: int = 6
    moved: int = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """`pins` stay whatever happens, even against a rule; who loses a seat of `present` is a person moved."""

    people: tuple[Person, ...]
    shifts: tuple[Shift, ...]
    needs: tuple[Need, ...]
    weights: Weights = Weights()
    pins: Roster = frozenset()
    present: Roster = frozenset()

    def digest(self) -> str:
        """The same for the same problem on every machine, whatever the order of its sets."""
        text = repr(
            (
                [_person_text(person) for person in self.people],
                self.shifts,
                [(need.key, need.shift, need.target, need.minimum, sorted(need.skills), need.age_min, need.worth)
                 for need in self.needs],
                self.weights,
                sorted(self.pins),
                sorted(self.present),
            )
        )  # fmt: skip
        return hashlib.sha256(text.encode()).hexdigest()


def _person_text(person: Person) -> tuple[object, ...]:
    companions = None if person.companions is None else sorted(person.companions)
    return (
        *(person.key, person.age, sorted(person.skills), person.windows, person.limits, person.budgets),
        *(sorted(person.wishes.items()), person.duties, companions, person.served),
    )
