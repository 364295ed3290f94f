"""Who judges what: conflicts of interest, and an assignment that is balanced and can be computed again.

Assigning is greedy and then evened out: as long as a chain of exchanges takes a task from the juror with most to one
with at least two fewer, it is followed. What is left is as even as the conflicts allow.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Conflict(StrEnum):
    """Why a juror may not judge an entry. DECLARED is what the juror says; the rest is computed."""

    MEMBER = "member"
    CHILD = "child"
    ORGANISATION = "organisation"
    TOWN = "town"
    DECLARED = "declared"


@dataclass(frozen=True)
class JurorFacts:
    """What of a juror decides: themselves, their children, whom they act for, and where they live."""

    person_id: int
    child_ids: frozenset[int] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    town_code: str | None = None


@dataclass(frozen=True)
class TeamFacts:
    """What of a team decides: everybody in it or behind it (`captain`, members, the members' guardians)."""

    person_ids: frozenset[int]
    child_ids: frozenset[int] = frozenset()
    organisation_id: int | None = None
    town_code: str | None = None


def conflict_of(juror: JurorFacts, team: TeamFacts, *, towns_count: bool) -> Conflict | None:
    """The first conflict between a juror and a team, or None. `towns_count`: the contest keeps towns apart."""
    if juror.person_id in team.person_ids:
        return Conflict.MEMBER
    if juror.child_ids & team.child_ids:
        return Conflict.CHILD
    if team.organisation_id is not None and team.organisation_id in juror.organisation_ids:
        return Conflict.ORGANISATION
    if towns_count and juror.town_code and juror.town_code == team.town_code:
        return Conflict.TOWN
    return None


@dataclass
class Plan:
    """Who judges which entry, and the entries for which there are too few who may."""

    jurors_of: dict[int, set[int]] = field(default_factory=dict)
    short: list[int] = field(default_factory=list)

    def load(self, jurors: Iterable[int]) -> dict[int, int]:
        """How many entries each juror has."""
        return {one: sum(one in chosen for chosen in self.jurors_of.values()) for one in jurors}


def assign(
    entries: Collection[int],
    jurors: Collection[int],
    barred: Collection[tuple[int, int]],
    *,
    needed: int,
    seed: str,
    kept: Mapping[int, Collection[int]] | None = None,
) -> Plan:
    """Give each entry `needed` jurors. `barred` holds (juror, entry); `kept` is what was assigned and stays.

    The same input gives the same plan, in whatever order it comes. Entries that few may judge choose first.
    """
    stays, no = kept or {}, set(barred)
    able = {entry: {one for one in jurors if (one, entry) not in no} for entry in entries}
    plan = Plan({entry: set(stays.get(entry, ())) & able[entry] for entry in entries})
    load = plan.load(jurors)
    for entry in sorted(entries, key=lambda one: (len(able[one]), _lot(seed, one))):
        chosen = plan.jurors_of[entry]
        lots = {one: _lot(seed, one, entry) for one in able[entry] - chosen}
        free = sorted(lots, key=lambda one: (load[one], lots[one]))
        for one in free[: max(needed - len(chosen), 0)]:
            chosen.add(one)
            load[one] += 1
        if len(chosen) < needed:
            plan.short.append(entry)
    plan.short.sort()
    _even_out(plan, able, load, stays)
    return plan


def _even_out(
    plan: Plan, able: Mapping[int, set[int]], load: dict[int, int], stays: Mapping[int, Collection[int]]
) -> None:
    """Follow chains of exchanges until none makes the loads more even."""
    for _round in range(len(load) * max(len(plan.jurors_of), 1)):
        most_first = sorted(load, key=lambda one: (-load[one], one))
        chain = next(filter(None, (_chain(one, plan, able, load, stays) for one in most_first)), None)
        if chain is None:
            return
        for giver, entry, taker in chain:
            plan.jurors_of[entry].remove(giver)
            plan.jurors_of[entry].add(taker)
        load[chain[0][0]] -= 1
        load[chain[-1][2]] += 1


def _chain(
    start: int,
    plan: Plan,
    able: Mapping[int, set[int]],
    load: Mapping[int, int],
    stays: Mapping[int, Collection[int]],
) -> list[tuple[int, int, int]] | None:
    """The shortest chain (giver, entry, taker)… from a juror to one who has at least two entries fewer."""
    came: dict[int, tuple[int, int]] = {}
    queue, seen = deque([start]), {start}
    while queue:
        giver = queue.popleft()
        for entry in sorted(one for one, chosen in plan.jurors_of.items() if giver in chosen):
            if giver in stays.get(entry, ()):
                continue
            for taker in sorted(able[entry] - plan.jurors_of[entry] - seen):
                seen.add(taker)
                came[taker] = giver, entry
                if load[taker] <= load[start] - 2:
                    return _walk(taker, start, came)
                queue.append(taker)
    return None


def _walk(end: int, start: int, came: Mapping[int, tuple[int, int]]) -> list[tuple[int, int, int]]:
    steps = []
    while end != start:
        giver, entry = came[end]
        steps.append((giver, entry, end))
        end = giver
    return steps[::-1]


def numbers_for(entries: Collection[int], seed: str) -> dict[int, int]:
    """Blind numbers from 1, in an order that says nothing of who came first."""
    return {entry: number for number, entry in enumerate(sorted(entries, key=lambda one: _lot(seed, one)), 1)}


def _lot(seed: str, *parts: int) -> str:
    text = ":".join([seed, *map(str, parts)])
    return hashlib.sha256(text.encode()).hexdigest()
