"""Templates, and making shifts from them again: a diff, never a delete. The caller has asked who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.services.lock import lock_base
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import Need, NeedMode, Shift, ShiftState, ShiftTemplate
from sciencepop.volunteers.queries.shifts import get_template, list_made_by, list_sessions, list_with_people
from sciencepop.volunteers.rules.numbers import are_in_order
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.rules.templates import Diff, Existing, Planned, days_between, diff, time_on
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.shifts import NeedWish, ShiftWish, make_shift, with_demanded

WORDS = ("title_zh", "title_en", "meet_zh", "meet_en", "risk_zh", "risk_en", "insurance_needed")
NUMBERS = ("role", "minimum", "target", "maximum", "skills", "age_min", "mode")


@dataclass(frozen=True)
class TemplateWish:
    """A template as it is wished; the names are the columns of `ShiftTemplate`."""

    title_zh: str
    needs: Sequence[NeedWish]
    title_en: str = ""
    event_id: int | None = None
    before_minutes: int = 30
    after_minutes: int = 15
    weekdays: tuple[str, ...] = ()
    from_time: time | None = None
    minutes: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    meet_zh: str = ""
    meet_en: str = ""
    risk_zh: str = ""
    risk_en: str = ""
    insurance_needed: bool = False


def add_template(base_id: int, wish: TemplateWish, *, by: Person, now: datetime) -> int:
    """Keep a template; returns its number. Refuses NO_NEED, ROLE_TWICE, NUMBERS_IN_ORDER, TIMES_IN_ORDER."""
    _refuse(wish)
    with write() as session:
        lock_base(session, base_id)
        needs = with_demanded(session, wish.needs)
        values = asdict(wish) | {"needs": [_as_json(need) for need in needs], "weekdays": list(wish.weekdays)}
        template = ShiftTemplate(base_id=base_id, created_by=by.id, created_at=now, **values)
        session.add(template)
        audit.record(session, by=by.id, at=now, action="shift_template.add", subject=template)
        attempts.remember(str(template.id))
        return template.id


def _refuse(wish: TemplateWish) -> None:
    if not wish.needs:
        raise RuleBroken(Refusal.NO_NEED)
    if len({need.role for need in wish.needs}) < len(wish.needs):
        raise RuleBroken(Refusal.ROLE_TWICE)
    if not all(are_in_order(need.minimum, need.target, need.maximum) for need in wish.needs):
        raise RuleBroken(Refusal.NUMBERS_IN_ORDER)
    if wish.event_id is None and not (
        wish.weekdays and wish.from_on and wish.until_on and wish.from_on <= wish.until_on
    ):
        raise RuleBroken(Refusal.TIMES_IN_ORDER)


def plan(session: Session, template: ShiftTemplate, now: datetime) -> Diff:
    """What making the template's shifts would do now."""
    made = list_made_by(session, template.id)
    busy = list_with_people(session, [shift.id for shift in made])
    existing = [_existing(shift, has_people=shift.id in busy, now=now) for shift in made]
    return diff(_planned(session, template, now), existing)


def make(template_id: int, *, by: Person, now: datetime) -> tuple[int, int]:
    """Add what is new as drafts and change what nobody counts on yet; returns how many of each."""
    staff_id = by.id
    with write() as session:
        template = get_template(session, template_id, lock=True)
        lock_shifts(session, [shift.id for shift in list_made_by(session, template.id)])
        found = plan(session, template, now)
        for one in found.added:
            wish = _wish(template, one, now)
            make_shift(session, template.base_id, wish, by=staff_id, now=now, template=(template.id, one.key))
        by_key = {shift.template_key: shift for shift in list_made_by(session, template.id)}
        for old, new in found.changed:
            _change(session, by_key[old.key], template, new, now)
        counts = {"added": len(found.added), "changed": len(found.changed)}
        audit.record(session, by=staff_id, at=now, action="shift_template.make", subject=template, **counts)
        attempts.remember(str(template.id))
        return len(found.added), len(found.changed)


def _planned(session: Session, template: ShiftTemplate, now: datetime) -> list[Planned]:
    values = _values(template, template.needs)
    if template.event_id is not None:
        before, after = timedelta(minutes=template.before_minutes), timedelta(minutes=template.after_minutes)
        sessions = list_sessions(session, template.event_id, now)
        return [
            Planned(f"{template.id}:o{row.id}", row.starts_at - before, row.ends_at + after, row.id, values)
            for row in sessions
            if row.starts_at - before > now
        ]
    assert template.from_time is not None
    assert template.minutes is not None
    assert template.from_on is not None
    assert template.until_on is not None
    spans = [
        (day, *time_on(day, template.from_time, template.minutes))
        for day in days_between(template.from_on, template.until_on, template.weekdays)
    ]
    return [Planned(f"{template.id}:d{day}", start, end, None, values) for day, start, end in spans if start > now]


def _existing(shift: Shift, *, has_people: bool, now: datetime) -> Existing:
    over = shift.starts_at <= now or shift.state is ShiftState.CANCELLED
    needs = [{name: _plain(getattr(need, name)) for name in NUMBERS} for need in shift.needs]
    return Existing(
        shift.template_key or "",
        shift.starts_at,
        shift.ends_at,
        _values(shift, needs),
        has_people=has_people,
        is_over=over,
    )


def _values(row: Any, needs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a template writes into its shifts, comparable on both sides."""
    return {name: getattr(row, name) for name in WORDS} | {"needs": sorted(needs, key=lambda need: need["role"])}


def _wish(template: ShiftTemplate, one: Planned, now: datetime) -> ShiftWish:
    closes_at = one.starts_at - timedelta(minutes=template.closes_minutes)
    closes_at = closes_at if closes_at > now else one.starts_at
    return ShiftWish(
        **{name: getattr(template, name) for name in WORDS},
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        opens_at=min(one.starts_at - timedelta(days=template.opens_days), closes_at),
        closes_at=closes_at,
        occurrence_id=one.occurrence_id,
        needs=[_need_wish(need) for need in template.needs],
    )


def _change(session: Session, shift: Shift, template: ShiftTemplate, one: Planned, now: datetime) -> None:
    """Write a shift for which nobody signed up as the template has it."""
    wish = _wish(template, one, now)
    for name in (*WORDS, "starts_at", "ends_at", "opens_at", "closes_at"):
        setattr(shift, name, getattr(wish, name))
    shift.sequence, shift.changed_at = shift.sequence + 1, now
    have = {need.role: need for need in shift.needs}
    for wanted in template.needs:
        need = have.get(wanted["role"])
        if need is None:
            session.add(Need(shift_id=shift.id, **(wanted | {"mode": NeedMode(wanted["mode"])})))
            continue
        for name in NUMBERS:
            setattr(need, name, NeedMode(wanted[name]) if name == "mode" else wanted[name])


def _as_json(need: NeedWish) -> dict[str, Any]:
    return {name: _plain(getattr(need, name)) for name in NUMBERS}


def _need_wish(kept: dict[str, Any]) -> NeedWish:
    return NeedWish(**(kept | {"skills": tuple(kept["skills"]), "mode": NeedMode(kept["mode"])}))


def _plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, NeedMode):
        return value.value
    return list(value) if isinstance(value, tuple) else value
