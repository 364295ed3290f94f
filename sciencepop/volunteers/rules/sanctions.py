"""Sanctions: rules with dates as rows of data, what a sanction bars, and who may appeal and decide when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sciencepop.volunteers.rules.care import CareRefusal, refuse_words


class Decision(StrEnum):
    """What became of an appeal: the sanction goes, or stays."""

    GRANTED = "granted"
    UPHELD = "upheld"


@dataclass(frozen=True)
class SanctionRule:
    """A rule in force from `from_on` to `until_on`. It bars `roles` (none: all of them) for at most `most_days`."""

    slug: str
    rule_zh: str
    rule_en: str
    roles: frozenset[str]
    most_days: int
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Bar:
    """What a live sanction keeps somebody from: these roles (none: all), both days included."""

    roles: frozenset[str]
    from_on: date
    until_on: date
    rule_zh: str = ""
    rule_en: str = ""

    def stops(self, role: str, day: date, today: date) -> bool:
        """Whether a place of that role on a day may not be taken: while it lasts, and for the days that it covers."""
        covered = any(self.from_on <= one <= self.until_on for one in (day, today))
        return covered and (not self.roles or role in self.roles)


def first_bar(bars: Iterable[Bar], role: str, day: date, today: date) -> Bar | None:
    """Of those that stop somebody the one that lasts longest, or None."""
    found = [bar for bar in bars if bar.stops(role, day, today)]
    return max(found, key=lambda bar: bar.until_on, default=None)


def refuse_sanction(
    rule: SanctionRule | None, facts: str, *, person_id: int, by: int, from_on: date, until_on: date, today: date
) -> CareRefusal | None:
    """Why a sanction cannot be set like this: a rule in force, in words, not longer than it allows, not backwards."""
    if person_id == by:
        return CareRefusal.OWN_SANCTION
    if rule is None or not rule.holds_on(today):
        return CareRefusal.RULE_UNKNOWN
    if not today <= from_on <= until_on or (until_on - from_on).days >= rule.most_days:
        return CareRefusal.SANCTION_DAYS
    return refuse_words(facts)


def refuse_appeal(
    words: str, *, set_at: datetime, appeal_days: int, is_live: bool, has_appealed: bool, now: datetime
) -> CareRefusal | None:
    """Once, in words, within days, against what still stands."""
    if not is_live or has_appealed or now > set_at + timedelta(days=appeal_days):
        return CareRefusal.APPEAL_OVER
    return refuse_words(words)


def refuse_decision(words: str, *, person_id: int, set_by: int, by: int, is_open: bool) -> CareRefusal | None:
    """An appeal is decided once, in words, by an officer who neither set the sanction nor is the volunteer."""
    if not is_open:
        return CareRefusal.APPEAL_DECIDED
    if person_id == by:
        return CareRefusal.OWN_SANCTION
    return CareRefusal.SAME_OFFICER if set_by == by else refuse_words(words)
