"""The instance on which rosters are measured: 1,000 volunteers, 300 shifts in ten days, as the research describes it.

Nobody in it exists. `tight` asks for about as much as people may serve, `slack` for a third less.
"""

from __future__ import annotations

from random import Random

from sciencepop.volunteers.roster.problem import DAY, Budget, Limits, Need, Person, Problem, Shift, Weights

PEOPLE, SHIFTS, DAYS, VENUES = 1000, 300, 10, 12
SKILLS = {
    "leader": 0.10,
    "first_aid": 0.08,
    "sign": 0.03,
    "english": 0.25,
    "driver": 0.12,
    "guide": 0.20,
    "stage": 0.10,
    "photo": 0.08,
}
THIRDS = ((0, 13 * 60), (13 * 60, 18 * 60), (18 * 60, 25 * 60))
"""The parts of a day in which people are free or not; the evening has the first hour after midnight."""


def instance(seed: int = 1, *, tight: bool = True) -> Problem:
    random = Random(seed)
    shifts = tuple(_shift(random, number) for number in range(SHIFTS))
    needs: list[Need] = []
    for at in range(SHIFTS):
        needs.extend(_needs(random, at, len(needs), tight))
    people = tuple(_person(random, number, shifts) for number in range(PEOPLE))
    return Problem(people, shifts, tuple(needs), Weights(minimum=0, fairness=6, moved=60))


def _shift(random: Random, number: int) -> Shift:
    length = random.choice((120, 150, 180, 210, 240, 300))
    start = random.randrange(8 * 60, 24 * 60 + 30 - length + 1, 30)
    day = number * DAYS // SHIFTS
    return Shift(number, day * DAY + start, day * DAY + start + length, random.randrange(VENUES))


def _needs(random: Random, shift: int, first: int, tight: bool) -> list[Need]:
    """One leader, some helpers, some specialists; what few people can is asked for less often."""
    helpers = random.randint(4, 9) if tight else random.randint(2, 6)
    needs = [Need(first, shift, 1, skills=frozenset({"leader"}), age_min=18, worth=140)]
    needs.append(Need(first + 1, shift, helpers))
    skills = [skill for skill in SKILLS if skill != "leader"]
    asked = sorted(skills, key=lambda skill: random.random() ** (1 / SKILLS[skill]), reverse=True)
    specialists = asked[: random.randint(1, 3) if tight else random.randint(0, 2)]
    for number, skill in enumerate(specialists):
        seats = 1 if SKILLS[skill] < 0.1 else random.randint(1, 2)
        needs.append(Need(first + 2 + number, shift, seats, skills=frozenset({skill}), worth=140))
    return needs


def _person(random: Random, number: int, shifts: tuple[Shift, ...]) -> Person:
    is_minor = random.random() < 0.08
    age = random.randint(14, 17) if is_minor else random.randint(18, 75)
    skills = frozenset(
        skill
        for skill, share in SKILLS.items()
        if random.random() < share and not (is_minor and skill in {"leader", "driver"})
    )
    hours = random.randint(6, 12) if is_minor else random.randint(6, 22)
    windows = _windows(random) if random.random() < 0.97 else ()
    wishes = {
        at: random.randint(0, 9)
        for at, shift in enumerate(shifts)
        if any(start <= shift.start and shift.end <= end for start, end in windows)
    }
    limits = Limits(latest=22 * 60) if is_minor else Limits()
    return Person(number, age, skills, windows, limits, (Budget(0, DAYS, hours * 60),), wishes)


def _windows(random: Random) -> tuple[tuple[int, int], ...]:
    """Each part of a day free or not; neighbouring free parts are one window."""
    windows: list[tuple[int, int]] = []
    eagerness = random.uniform(0.2, 0.5)
    for day in range(DAYS):
        for start, end in THIRDS:
            if random.random() >= eagerness:
                continue
            begin, finish = day * DAY + start, day * DAY + end
            if windows and windows[-1][1] >= begin:
                windows[-1] = (windows[-1][0], finish)
            else:
                windows.append((begin, finish))
    return tuple(windows)
