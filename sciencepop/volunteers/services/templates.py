"""Templates, and making shifts from them again: a diff, never a delete. The caller has asked who may."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.lock import lock_base
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import Host, Need, NeedMode, Shift, ShiftState, ShiftTemplate, columns_of
from sciencepop.volunteers.queries.causes import list_for
from sciencepop.volunteers.queries.shifts import get_template, list_made_by, list_with_people
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.rules.templates import Diff, Existing, Planned, days_between, diff, time_on
from sciencepop.volunteers.rules.waves import MORNING
from sciencepop.volunteers.services.lock import hold_class, hold_edition, lock_shifts
from sciencepop.volunteers.services.shifts import (
    NeedWish,
    ShiftWish,
    make_shift,
    need_columns,
    refuse_needs,
    with_demanded,
)

WORDS = ("title_zh", "title_en", "meet_zh", "meet_en", "risk_zh", "risk_en", "insurance_needed")
WHOLES = ("event_id", "class_id", "festival_venue_id")
OF_SHIFT = (*WORDS, "starts_at", "ends_at", "opens_at", "closes_at", "meet_at")
OF_NEED = ("role", "minimum", "target", "maximum", "skills", "age_min", "mode", "opens_at", "everyone_at")


@dataclass(frozen=True)
class TemplateWish:
    """A template as it is wished; the names are the columns of `ShiftTemplate`."""

    title_zh: str
    needs: Sequence[NeedWish]
    title_en: str = ""
    event_id: int | None = None
    class_id: int | None = None
    festival_venue_id: int | None = None
    before_minutes: int = 30
    after_minutes: int = 15
    weekdays: tuple[str, ...] = ()
    from_time: time | None = None
    minutes: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    opens_days: int = 30
    closes_minutes: int = 720
    meet_minutes: int = 0
    meet_zh: str = ""
    meet_en: str = ""
    risk_zh: str = ""
    risk_en: str = ""
    insurance_needed: bool = False

    @property
    def is_sound(self) -> bool:
        """It says what for: parts of something, or days with their time."""
        if {self.event_id, self.class_id, self.festival_venue_id} != {None}:
            return True
        given = self.weekdays and self.from_time and self.minutes
        return bool(given and self.from_on and self.until_on and self.from_on <= self.until_on)


def add_template(host: Host, wish: TemplateWish, *, by: Person, now: datetime) -> int:
    """Keep a template; returns its number. Refuses NO_NEED, ROLE_TWICE, NUMBERS_IN_ORDER, TIMES_IN_ORDER.

    For a festival that is not on, or is being postponed, WRONG_STATE.
    """
    _refuse(wish)
    with write() as session:
        if wish.festival_venue_id is not None:
            hold_edition(session, wish.festival_venue_id)
        if isinstance(host, ScienceBase):
            lock_base(session, host.id)
        wish = replace(wish, needs=with_demanded(session, wish.needs))
        template = ShiftTemplate(**columns_of(host), created_by=by.id, created_at=now, **_columns(wish))
        session.add(template)
        audit.record(session, by=by.id, at=now, action="shift_template.add", subject=template)
        attempts.remember(str(template.id))
        return template.id


def change_template(template_id: int, wish: TemplateWish, *, by: Person, now: datetime) -> None:
    """Write a template anew; its shifts change only when they are made again. What it is for, it stays for.

    Refuses what `add_template` refuses.
    """
    staff_id = by.id
    with write() as session:
        template = get_template(session, template_id, lock=True)
        had = {need["role"] for need in template.needs}
        wish = replace(wish, **{name: getattr(template, name) for name in WHOLES})
        wish = replace(wish, needs=with_demanded(session, wish.needs, besides=had))
        _refuse(wish)
        for name, value in _columns(wish).items():
            setattr(template, name, value)
        audit.record(session, by=staff_id, at=now, action="shift_template.change", subject=template)
        attempts.remember(str(template_id))


def _columns(wish: TemplateWish) -> dict[str, Any]:
    return asdict(wish) | {"needs": [_as_json(need) for need in wish.needs], "weekdays": list(wish.weekdays)}


def _refuse(wish: TemplateWish) -> None:
    refuse_needs(wish.needs)
    if any(opens_too_late(need, wish.closes_minutes) for need in wish.needs):
        raise RuleBroken(Refusal.TIMES_IN_ORDER)
    if not wish.is_sound:
        raise RuleBroken(Refusal.TIMES_IN_ORDER)


def opens_too_late(need: NeedWish, closes_minutes: int) -> bool:
    """Whether a need might open after sign-up has closed: a shift may begin at midnight."""
    return need.opens_days is not None and need.opens_days * 24 * 60 - MORNING.hour * 60 < closes_minutes


def plan(session: Session, template: ShiftTemplate, now: datetime) -> Diff:
    """What making the template's shifts would do now."""
    made = list_made_by(session, template.id)
    busy = list_with_people(session, [shift.id for shift in made])
    roles = {need["role"] for need in template.needs}
    existing = [_existing(shift, roles, has_people=shift.id in busy, now=now) for shift in made]
    return diff(_planned(session, template, now), existing)


def left_over(template: ShiftTemplate, made: Sequence[Shift]) -> set[str]:
    """Roles of these shifts that the template no longer has; they stay until somebody edits the shift."""
    return {need.role for shift in made for need in shift.needs} - {need["role"] for need in template.needs}


def make(template_id: int, *, by: Person, now: datetime) -> tuple[int, int]:
    """Add what is new as drafts and change what nobody counts on yet; returns how many of each."""
    staff_id = by.id
    with write() as session:
        template = get_template(session, template_id, lock=True)
        if template.class_id is not None:
            hold_class(session, template.class_id)
        if template.festival_venue_id is not None:
            hold_edition(session, template.festival_venue_id)
        lock_shifts(session, [shift.id for shift in list_made_by(session, template.id)])
        found = plan(session, template, now)
        for one in found.added:
            wish = _wish(template, one, now)
            make_shift(session, columns_of(template.host), wish, by=staff_id, now=now, template=(template.id, one.key))
        by_key = {shift.template_key: shift for shift in list_made_by(session, template.id)}
        for old, new in found.changed:
            _change(session, by_key[old.key], _wish(template, new, now), now)
        counts = {"added": len(found.added), "changed": len(found.changed)}
        audit.record(session, by=staff_id, at=now, action="shift_template.make", subject=template, **counts)
        attempts.remember(str(template.id))
        return len(found.added), len(found.changed)


def _planned(session: Session, template: ShiftTemplate, now: datetime) -> list[Planned]:
    spans: list[tuple[str, datetime, datetime, Mapping[str, Any]]]
    if template.from_time is None:
        before, after = timedelta(minutes=template.before_minutes), timedelta(minutes=template.after_minutes)
        causes = list_for(session, template, now)
        spans = [(one.name, one.starts_at - before, one.ends_at + after, one.columns) for one in causes]
    else:
        assert template.minutes is not None
        assert template.from_on is not None
        assert template.until_on is not None
        days = days_between(template.from_on, template.until_on, template.weekdays)
        spans = [(f"d{day}", *time_on(day, template.from_time, template.minutes), {}) for day in days]
    return [
        Planned(f"{template.id}:{name}", start, end, cause, _wanted(template, start))
        for name, start, end, cause in spans
        if start > now
    ]


def _existing(shift: Shift, roles: Collection[str], *, has_people: bool, now: datetime) -> Existing:
    over = shift.starts_at <= now or shift.state is ShiftState.CANCELLED
    needs = [{name: getattr(need, name) for name in OF_NEED} for need in shift.needs if need.role in roles]
    return Existing(
        shift.template_key or "",
        shift.starts_at,
        shift.ends_at,
        _values(shift, shift.meet_at, needs),
        has_people=has_people,
        is_over=over,
    )


def _wanted(template: ShiftTemplate, starts_at: datetime) -> dict[str, Any]:
    """What the template writes into a shift that begins then."""
    needs = [need_columns(_need_wish(need), starts_at) for need in template.needs]
    return _values(template, _meet_at(template, starts_at), needs)


def _values(row: Any, meet_at: datetime | None, needs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a template writes into its shifts, comparable on both sides."""
    by_role = sorted(needs, key=lambda need: str(need["role"]))
    return {name: getattr(row, name) for name in WORDS} | {"meet_at": meet_at, "needs": by_role}


def _meet_at(template: ShiftTemplate, starts_at: datetime) -> datetime | None:
    return starts_at - timedelta(minutes=template.meet_minutes) if template.meet_minutes else None


def _wish(template: ShiftTemplate, one: Planned, now: datetime) -> ShiftWish:
    closes_at = one.starts_at - timedelta(minutes=template.closes_minutes)
    closes_at = closes_at if closes_at > now else one.starts_at
    return ShiftWish(
        **{name: getattr(template, name) for name in WORDS},
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        meet_at=_meet_at(template, one.starts_at),
        opens_at=min(one.starts_at - timedelta(days=template.opens_days), closes_at),
        closes_at=closes_at,
        cause=one.cause,
        needs=[_need_wish(need) for need in template.needs],
    )


def _change(session: Session, shift: Shift, wish: ShiftWish, now: datetime) -> None:
    """Write a shift for which nobody signed up as the template has it; a role that it lacks stays."""
    for name in OF_SHIFT:
        setattr(shift, name, getattr(wish, name))
    shift.sequence, shift.changed_at = shift.sequence + 1, now
    have = {need.role: need for need in shift.needs}
    for wanted in wish.needs:
        columns = need_columns(wanted, shift.starts_at)
        need = have.get(wanted.role)
        if need is None:
            session.add(Need(shift_id=shift.id, **columns))
            continue
        for name in OF_NEED:
            setattr(need, name, columns[name])


def _as_json(need: NeedWish) -> dict[str, Any]:
    return asdict(need) | {"skills": list(need.skills), "mode": need.mode.value}


def _need_wish(kept: dict[str, Any]) -> NeedWish:
    return NeedWish(**(kept | {"skills": tuple(kept["skills"]), "mode": NeedMode(kept["mode"])}))
