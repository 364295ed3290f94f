"""The index of everything that is still to come: answers a search, with counts for each choice, from bit sets.

Positions number the visible occurrences by (start, id). Cancelled ones are listed where they were, but no number counts
them: a number says how many take place.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sciencepop.bases.rules.points import Point, distance_km
from sciencepop.programme.rules.bitsets import Passing, everything_but, from_positions, iterate, span, take
from sciencepop.programme.rules.days import PRESETS, preset_days
from sciencepop.programme.rules.search import MANY, Near, Search

KM_A_DEGREE = 110.0


@dataclass(frozen=True)
class Moment:
    """When a question is asked: seconds since 1970 and the day of the district. `made_up` are the days of this week's
    end on which people work (调休)."""

    seconds: int
    today: date
    made_up: frozenset[date] = frozenset()

    def days_of(self, preset: str) -> tuple[date, date]:
        """First and last day of a preset."""
        return preset_days(preset, self.today, self.made_up)


@dataclass(frozen=True)
class Answer:
    """`rows` are the hits, `on` those that take place; `counts[facet][value]` with all the other facets applied."""

    rows: int
    on: int
    counts: Mapping[str, Mapping[str, int]]

    @property
    def total(self) -> int:
        return self.on.bit_count()

    @property
    def cancelled(self) -> int:
        return (self.rows ^ self.on).bit_count()


@dataclass(frozen=True, kw_only=True)
class Index:
    """Parallel arrays by position, and sets of positions. `starts` are seconds since 1970.

    `sets` has the facets `day`, `part`, `town`, `topic`, `audience`, `kind` and `access` by value; `ages` and `points`
    pair an age range or a place with its set. `running[day]` holds what lasts for days and began before that day.
    `day_starts` gives the second in which a day begins. `bookable` holds what is not full, whatever the hour.
    """

    ids: array[int]
    starts: array[int]
    event_ids: array[int]
    on: int
    free: int
    bookable: int
    sets: Mapping[str, Mapping[str, int]]
    ages: Sequence[tuple[int, int, int]]
    points: Sequence[tuple[float, float, int]]
    running: Mapping[date, int]
    ending: Passing
    closing: Passing
    bases: Mapping[int, int]

    def __len__(self) -> int:
        return len(self.ids)

    def answer(self, search: Search, moment: Moment) -> Answer:
        """Who fits, and how many would for every other choice."""
        alive = self.alive(moment)
        masks = self._masks(search, moment)
        others = everything_but(masks, alive & self.on)
        rows = alive
        for mask in masks.values():
            rows &= mask
        return Answer(rows, others[""], self._counts(others, moment))

    def matching(self, search: Search, moment: Moment) -> int:
        """What takes place and fits; without counts."""
        rows = self.taking_place(moment)
        for mask in self._masks(search, moment).values():
            rows &= mask
        return rows

    def with_full(self, full: Set[int]) -> Index:
        """The same index where these occurrences (by id) are full and no others."""
        taken = from_positions((place for place, id_ in enumerate(self.ids) if id_ in full), len(self.ids))
        return replace(self, bookable=self.on ^ (self.on & taken))

    def alive(self, moment: Moment) -> int:
        """What has not ended yet."""
        everything = span(0, len(self.ids))
        return everything ^ (everything & self.ending.gone(moment.seconds))

    def taking_place(self, moment: Moment) -> int:
        """What has not ended and is not cancelled."""
        return self.alive(moment) & self.on

    def within(self, first: date | None, last: date | None, moment: Moment) -> int:
        """What is on these days, both included, cancelled or not; None leaves an end open. Past days are empty."""
        if last is not None and last < moment.today:
            return 0
        first = max(first, moment.today) if first else None
        low = bisect_left(self.starts, day_start(first)) if first else 0
        high = bisect_left(self.starts, day_start(last + timedelta(days=1))) if last else len(self.starts)
        return span(low, high) | (self.running.get(first, 0) if first else 0)

    def page(self, bits: int, count: int, after: tuple[int, int] | None = None) -> tuple[list[int], bool]:
        """The next positions after a key (start, id), and whether more follow."""
        found = take(bits, count + 1, self.position_after(after) if after else 0)
        return found[:count], len(found) > count

    def position_after(self, key: tuple[int, int]) -> int:
        """Where the occurrences begin that come after this (start, id)."""
        low, high = bisect_left(self.starts, key[0]), bisect_right(self.starts, key[0])
        while low < high and self.ids[low] <= key[1]:
            low += 1
        return low

    def first_of_each_event(self, bits: int, count: int) -> list[int]:
        """The next positions, one an event, so that a busy event does not fill a short list."""
        seen: dict[int, int] = {}
        for position in iterate(bits):
            seen.setdefault(self.event_ids[position], position)
            if len(seen) == count:
                break
        return list(seen.values())

    def near(self, near: Near) -> int:
        """Everything whose place lies within the distance."""
        here, bits = Point(near.lat, near.lon), 0
        for lat, lon, there in self.points:
            if abs(lat - near.lat) * KM_A_DEGREE <= near.km and distance_km(here, Point(lat, lon)) <= near.km:
                bits |= there
        return bits

    def for_age(self, age: int) -> int:
        bits = 0
        for youngest, oldest, there in self.ages:
            if youngest <= age <= oldest:
                bits |= there
        return bits

    def with_seats(self, moment: Moment) -> int:
        """Not full, not cancelled, and booking (where there is one) not closed."""
        return self.bookable ^ (self.bookable & self.closing.gone(moment.seconds))

    def _masks(self, search: Search, moment: Moment) -> dict[str, int]:
        masks: dict[str, int] = {}
        if search.when:
            masks["when"] = self.within(*moment.days_of(search.when), moment)
        elif search.first or search.last:
            masks["when"] = self.within(search.first, search.last, moment)
        for name, field in MANY.items():
            chosen = getattr(search, field)
            if chosen:
                masks[name] = self._any_of(name, chosen)
        if search.near:
            masks["near"] = self.near(search.near)
        if search.age is not None:
            masks["age"] = self.for_age(search.age)
        if search.free:
            masks["free"] = self.free
        if search.seats:
            masks["seats"] = self.with_seats(moment)
        return masks

    def _any_of(self, name: str, chosen: Sequence[str]) -> int:
        bits = 0
        for value in chosen:
            bits |= self.sets[name].get(value, 0)
        return bits

    def _counts(self, others: Mapping[str, int], moment: Moment) -> dict[str, dict[str, int]]:
        all_of_them = others[""]
        counts: dict[str, dict[str, int]] = {}
        for name, values in self.sets.items():
            rest = others.get(name, all_of_them)
            counts[name] = {value: (rest & bits).bit_count() for value, bits in values.items()}
        rest = others.get("when", all_of_them)
        counts["when"] = {
            preset: (rest & self.within(*moment.days_of(preset), moment)).bit_count() for preset in PRESETS
        }
        counts["free"] = {"1": (others.get("free", all_of_them) & self.free).bit_count()}
        counts["seats"] = {"1": (others.get("seats", all_of_them) & self.with_seats(moment)).bit_count()}
        return counts


SHANGHAI_OFFSET = 8 * 3600
_EPOCH = date(1970, 1, 1)


def day_start(day: date) -> int:
    """The second in which a day begins in China (UTC+8, no summer time since 1991)."""
    return (day - _EPOCH).days * 86400 - SHANGHAI_OFFSET
