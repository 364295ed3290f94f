"""A manager's verbs on the opening hours of a base: announce a rule, end one.

Closures and other hours are announced seven days ahead (上海市公共文化服务保障与促进条例, art. 22). What takes opening
away from the next seven days is refused unless a sudden reason is given; the public reads it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, OpeningRule, ScienceBase
from sciencepop.bases.queries import get_rule, hours_of, rule_of
from sciencepop.bases.rules.counting import short_notice
from sciencepop.bases.rules.hours import BY_CALENDAR, SINGLE, HoursRule, RuleKind
from sciencepop.bases.rules.opening import Hours
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import lock_base
from sciencepop.bases.services.record import stretch_rows
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

MOST_RULES = 60
DAYS_COMPARED = 400
NEWEST = 2**62
"""The number of a rule that is not stored yet: it wins over those of its kind."""


def announce_rule(base_id: int, rule: HoursRule, *, by: int, now: datetime, urgent_reason: str = "") -> None:
    """Add a rule that holds from today on; one of the same kind and days ends with it.

    Refuses WRONG_STATE, HOURS_PAST, NOTHING_CHANGES, TOO_MANY_RULES, and SHORT_NOTICE with `days`.
    """
    with write() as session:
        base, today = _lock(session, base_id), local(now).date()
        if rule.from_on and rule.from_on < today and not rule.every_year:
            raise RuleBroken(Refusal.HOURS_PAST)
        before, after = hours_of(base), foresee(base, rule, today)
        late = _refuse(before, after, rule, today, urgent_reason)
        if sum(not row.is_over(today) for row in base.opening_rules) >= MOST_RULES:
            raise RuleBroken(Refusal.TOO_MANY_RULES, count=MOST_RULES)
        for row in replaced_by(base, rule):
            row.ended_on, row.changed_at = _ends(rule, today), now
        row = OpeningRule(announced_at=now, changed_at=now, urgent_reason=urgent_reason, **_columns(rule))
        base.opening_rules.append(row)
        row.since_on, row.stretches = today, stretch_rows(rule.stretches)
        session.flush()
        told = {"kind": rule.kind.value, "urgent": urgent_reason, "days": late}
        audit.record(session, by=by, at=now, action="base.hours", subject=base, **told)
        _changed(session, base, now)


def end_rule(base_id: int, rule_id: int, *, by: int, now: datetime, urgent_reason: str = "") -> None:
    """Let a rule hold no more from today on; 404 for another base's.

    Refuses WRONG_STATE, SHORT_NOTICE with `days`, and EMPTIED where nothing would tell the hours any more.
    """
    with write() as session:
        base, today = _lock(session, base_id), local(now).date()
        row = get_rule(base, rule_id)
        if not base.hours_note_zh and all(other.is_over(today) for other in base.opening_rules if other is not row):
            raise RuleBroken(Refusal.EMPTIED, missing=["hours"])
        after = Hours([*_others(base, [row]), replace(rule_of(row), ended_on=today)], get_almanac())
        late = _refuse_short(hours_of(base), after, today, urgent_reason)
        row.ended_on, row.changed_at = today, now
        row.urgent_reason = urgent_reason or row.urgent_reason
        told = {"kind": row.kind.value, "urgent": urgent_reason, "days": late}
        audit.record(session, by=by, at=now, action="base.hours_end", subject=base, **told)
        _changed(session, base, now)


def foresee(base: ScienceBase, rule: HoursRule, today: date) -> Hours:
    """The hours as they would be with a rule that is announced today."""
    ended = replaced_by(base, rule)
    rules = _others(base, ended) + [replace(rule_of(row), ended_on=_ends(rule, today)) for row in ended]
    return Hours([*rules, replace(rule, since_on=today, number=NEWEST)], get_almanac())


def replaced_by(base: ScienceBase, rule: HoursRule) -> list[OpeningRule]:
    """The rules of the same kind and days, which a new one takes the place of."""

    def key(one: HoursRule | OpeningRule) -> tuple[object, ...]:
        return one.kind, one.from_on, one.until_on, one.every_year, one.weekday, one.free_days

    return [row for row in base.opening_rules if row.ended_on is None and key(row) == key(rule)]


def _others(base: ScienceBase, without: list[OpeningRule]) -> list[HoursRule]:
    return [rule_of(row) for row in base.opening_rules if row not in without]


def _ends(rule: HoursRule, today: date) -> date:
    """The day from which what a new rule replaces holds no more."""
    return max(today, rule.from_on) if rule.from_on and not rule.every_year else today


def _lock(session: Session, base_id: int) -> ScienceBase:
    base = lock_base(session, base_id)
    attempts.remember(base.slug)
    if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
        raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
    return base


def _refuse(before: Hours, after: Hours, rule: HoursRule, today: date, urgent_reason: str) -> list[str]:
    if rule.kind is RuleKind.YOUTH_FREE:
        return []
    last = today + timedelta(days=DAYS_COMPARED)
    if rule.kind not in (*SINGLE, *BY_CALENDAR) and all(
        one.intervals == other.intervals and one.last_entry_minutes == other.last_entry_minutes
        for one, other in zip(before.days(today, last), after.days(today, last), strict=True)
    ):
        raise RuleBroken(Refusal.NOTHING_CHANGES)
    return _refuse_short(before, after, today, urgent_reason)


def _refuse_short(before: Hours, after: Hours, today: date, urgent_reason: str) -> list[str]:
    """The days for which it comes too late, told with a reason; without one it is refused."""
    days = short_notice(before, after, today)
    if days and not urgent_reason:
        raise RuleBroken(Refusal.SHORT_NOTICE, days=days)
    return [on.isoformat() for on in days]


def _columns(rule: HoursRule) -> dict[str, object]:
    names = (
        "kind", "from_on", "until_on", "every_year", "weekday", "moves", "free_days", "last_entry_minutes", "reason_zh",
        "reason_en",
    )  # fmt: skip
    return {name: getattr(rule, name) for name in names}


def _changed(session: Session, base: ScienceBase, now: datetime) -> None:
    base.updated_at = now
    stamps.programme_changed(session)
