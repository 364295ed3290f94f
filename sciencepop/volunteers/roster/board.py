"""A roster in the making: what each person may still take, answered from bit masks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sciencepop.volunteers.roster.problem import DAY, Budget, Limits, Person, Problem, Roster, Shift


class Board:
    """Starts with the pins. `add` and `remove` trust the caller to have asked `may_add` and `may_remove`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        people, shifts = problem.people, problem.shifts
        self.length = [shift.minutes for shift in shifts]
        self.day = [shift.day for shift in shifts]
        self.clash = _clashes_by_person(problem)
        self.bound_to = _bound_to(people)
        self.taken = [0] * len(people)
        self.count = [person.served for person in people]
        self.by_day: list[dict[int, int]] = [_service_minutes(person) for person in people]
        self.rooms: list[dict[int, int]] = [{} for _ in people]
        self.need_of: list[dict[int, int]] = [{} for _ in people]
        self.seated: list[list[int]] = [[] for _ in problem.needs]
        self.present: list[set[int]] = [set() for _ in people]
        for who, need in problem.present:
            self.present[who].add(need)
        self.pinned = problem.pins
        for who, need in sorted(problem.pins):
            self.add(who, need)
        self.able = self._list_able()

    def _list_able(self) -> list[list[int]]:
        """For each need the people who could ever take it, pins and other duties respected."""
        problem = self.problem
        could: list[list[int]] = [[] for _ in problem.shifts]
        for who, person in enumerate(problem.people):
            for at in _within(person.windows, problem.shifts):
                if is_possible(person, problem.shifts[at]) and self.is_free(who, at):
                    could[at].append(who)
        return [
            [who for who in could[need.shift] if qualifies(problem.people[who], need.skills, need.age_min)]
            for need in problem.needs
        ]

    def is_free(self, who: int, shift: int) -> bool:
        return not self.taken[who] & self.clash[who][shift]

    def may_add(self, who: int, shift: int) -> bool:
        """Every rule that depends on what the person already has; `able` holds the ones that do not."""
        return not self.taken[who] & self.clash[who][shift] and self.has_time(who, shift)

    def has_time(self, who: int, shift: int) -> bool:
        if self.length[shift] > self._room(who, self.day[shift]):
            return False
        return self.problem.people[who].companions is None or self.is_accompanied(who, shift)

    def free_for(self, need: int) -> list[int]:
        """Who may take a seat of a need: `may_add` for all who could, written out because it is asked most of all."""
        shift = self.problem.needs[need].shift
        day, length, people = self.day[shift], self.length[shift], self.problem.people
        taken, clash, rooms, found = self.taken, self.clash, self.rooms, []
        for who in self.able[need]:
            if taken[who] & clash[who][shift]:
                continue
            room = rooms[who].get(day)
            if length > (self._room(who, day) if room is None else room):
                continue
            if people[who].companions is None or self.is_accompanied(who, shift):
                found.append(who)
        return found

    def _room(self, who: int, day: int) -> int:
        """The minutes that the person may still serve on that day; kept until the person's shifts change."""
        room = self.rooms[who].get(day)
        if room is None:
            room = self.rooms[who][day] = self._count_room(who, day)
        return room

    def _count_room(self, who: int, day: int) -> int:
        person, by_day = self.problem.people[who], self.by_day[who]
        if day not in by_day and days_in_row(by_day, day) > person.limits.days_in_row:
            return 0
        room = person.limits.day - by_day.get(day, 0)
        for budget in person.budgets:
            if budget.first_day <= day <= budget.last_day:
                room = min(room, budget.minutes - spent_minutes(by_day, budget))
        return room

    def is_accompanied(self, who: int, shift: int, without: int = -1) -> bool:
        companions = self.problem.people[who].companions or ()
        return any(adult != without and self.taken[adult] >> shift & 1 for adult in companions)

    def may_remove(self, who: int, need: int) -> bool:
        """Not a pin, and no minor would be left on the shift without an adult bound to them."""
        if (who, need) in self.pinned:
            return False
        shift = self.problem.needs[need].shift
        return all(
            not self.taken[minor] >> shift & 1 or self.is_accompanied(minor, shift, without=who)
            for minor in self.bound_to.get(who, ())
        )

    def add(self, who: int, need: int) -> None:
        shift = self.problem.needs[need].shift
        day = self.day[shift]
        self.taken[who] |= 1 << shift
        self.count[who] += 1
        self.by_day[who][day] = self.by_day[who].get(day, 0) + self.length[shift]
        self.need_of[who][shift] = need
        self.seated[need].append(who)
        self.rooms[who].clear()

    def remove(self, who: int, need: int) -> None:
        shift = self.problem.needs[need].shift
        day = self.day[shift]
        self.taken[who] &= ~(1 << shift)
        self.count[who] -= 1
        self.by_day[who][day] -= self.length[shift]
        if not self.by_day[who][day]:
            del self.by_day[who][day]
        del self.need_of[who][shift]
        self.seated[need].remove(who)
        self.rooms[who].clear()

    def lost(self, who: int) -> int:
        """How many seats of the present roster the person does not have (any more)."""
        present = self.present[who]
        return len(present.difference(self.need_of[who].values())) if present else 0

    def has_room(self, need: int) -> bool:
        return len(self.seated[need]) < self.problem.needs[need].target

    def seats(self) -> Roster:
        return frozenset((who, need) for need, seated in enumerate(self.seated) for who in seated)

    def possible(self) -> list[tuple[int, int]]:
        """All seats that could ever be given beside what stands on the board."""
        return [(who, need) for need, able in enumerate(self.able) for who in able]

    def prices(self, need: int) -> Iterator[int]:
        """What each further seat up to the target is worth, the dearest first."""
        asked, weights = self.problem.needs[need], self.problem.weights
        for filled in range(len(self.seated[need]), asked.target):
            yield asked.worth + (weights.minimum if filled < asked.minimum else 0)

    def seat_possible(self, roster: Roster) -> None:
        """Start from a roster, without the seats that a rule forbids by now."""
        self.seat_all((who, need) for who, need in sorted(roster - self.pinned) if who in self.able[need])

    def seat_all(self, seats: Iterable[tuple[int, int]]) -> None:
        """Add what may be added of possible seats, in this order, but minors last, when their adults are there."""
        people = self.problem.people
        for who, need in sorted(seats, key=lambda seat: people[seat[0]].companions is not None):
            shift = self.problem.needs[need].shift
            if self.has_room(need) and self.may_add(who, shift):
                self.add(who, need)


def _within(windows: Iterable[tuple[int, int]], shifts: Sequence[Shift]) -> Iterator[int]:
    """The shifts inside one of the windows."""
    for start, end in windows:
        for at, shift in enumerate(shifts):
            if start <= shift.start and shift.end <= end:
                yield at


def is_possible(person: Person, shift: Shift) -> bool:
    """Hours of the age band and duties elsewhere: what no other seat can change."""
    opening = shift.day * DAY
    if shift.start - opening < person.limits.earliest or shift.end - opening > person.limits.latest:
        return False
    return not any(
        _collide(shift, Shift(0, duty.start, duty.end, duty.venue), person.limits, duty.is_service)
        for duty in person.duties
    )


def qualifies(person: Person, skills: frozenset[str], age_min: int) -> bool:
    return skills <= person.skills and (not age_min or (person.age is not None and person.age >= age_min))


def spent_minutes(by_day: Mapping[int, int], budget: Budget) -> int:
    return sum(minutes for day, minutes in by_day.items() if budget.first_day <= day <= budget.last_day)


def days_in_row(days: Iterable[int], day: int) -> int:
    """How long the run of served days would be with this one."""
    served, first, last = set(days), day, day
    while first - 1 in served:
        first -= 1
    while last + 1 in served:
        last += 1
    return last - first + 1


def _collide(one: Shift, other: Shift, limits: Limits, is_service: bool = True) -> bool:
    """Whether one person cannot have both: time between them for rest after the day, or for the way between venues."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    pause = limits.changeover if first.venue != second.venue else 0
    if is_service and first.day != second.day:
        pause = max(pause, limits.rest)
    return second.start - first.end < pause


def _clashes(shifts: Sequence[Shift], shift: Shift, limits: Limits) -> int:
    return sum(1 << at for at, other in enumerate(shifts) if other is shift or _collide(shift, other, limits))


def _clashes_by_person(problem: Problem) -> list[list[int]]:
    """For each person and shift the mask of shifts that exclude it, itself included; shared by equal limits."""
    known: dict[tuple[int, int], list[int]] = {}
    lists = []
    for person in problem.people:
        key = (person.limits.rest, person.limits.changeover)
        if key not in known:
            known[key] = [_clashes(problem.shifts, shift, person.limits) for shift in problem.shifts]
        lists.append(known[key])
    return lists


def _bound_to(people: Iterable[Person]) -> dict[int, list[int]]:
    bound: dict[int, list[int]] = {}
    for minor, person in enumerate(people):
        for adult in person.companions or ():
            bound.setdefault(adult, []).append(minor)
    return bound


def _service_minutes(person: Person) -> dict[int, int]:
    minutes: dict[int, int] = {}
    for duty in person.duties:
        if duty.is_service:
            day = duty.start // DAY
            minutes[day] = minutes.get(day, 0) + duty.end - duty.start
    return minutes
