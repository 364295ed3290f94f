"""Shifts made, published, changed and called off. The caller has asked whether `by` manages the base."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.services import ledger
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.volunteers.edit_words import Was
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import AssignmentState, Host, Need, NeedMode, Shift, ShiftState, columns_of
from sciencepop.volunteers.queries.assignments import list_in_shift
from sciencepop.volunteers.queries.causes import Cause, cause_of
from sciencepop.volunteers.queries.shifts import get_need, numbers_of
from sciencepop.volunteers.queries.training import demanded_skills
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.numbers import are_in_order
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.rules.waves import morning_before
from sciencepop.volunteers.services.become import become, work_of
from sciencepop.volunteers.services.bundles import Bundle, tell_moved
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.lock import hold_cause, lock_shift
from sciencepop.volunteers.services.promote import promote
from sciencepop.volunteers.services.swap_end import end_swaps

LONGEST_MEETING = timedelta(hours=2)


@dataclass(frozen=True)
class NeedWish:
    """A need as it is wished; the names are columns of `Need`. It opens, and opens for everybody, on the mornings so
    many days before its shift."""

    role: str
    minimum: int
    target: int
    maximum: int
    skills: tuple[str, ...] = ()
    age_min: int | None = None
    mode: NeedMode = NeedMode.INSTANT
    opens_days: int | None = None
    everyone_days: int | None = None


@dataclass(frozen=True)
class ShiftWish:
    """A shift as it is wished; the names are the columns of `Shift`. It opens at once where `opens_at` is past.

    `cause` are the columns that say what it is for, if it is for something (`queries.causes`).
    """

    title_zh: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    title_en: str = ""
    cause: Mapping[str, Any] = field(default_factory=dict)
    meet_at: datetime | None = None
    meet_zh: str = ""
    meet_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    insurance_needed: bool = False
    risk_zh: str = ""
    risk_en: str = ""
    needs: Sequence[NeedWish] = ()


def create_shift(host: Host, wish: ShiftWish, *, by: Person, now: datetime) -> int:
    """A draft with its needs; returns its number. Refuses TIMES_IN_ORDER, NO_NEED, ROLE_TWICE, NUMBERS_IN_ORDER."""
    with write() as session:
        wish = replace(wish, needs=with_demanded(session, wish.needs))
        hold_cause(session, wish.cause)
        shift = make_shift(session, columns_of(host), wish, by=by.id, now=now)
        audit.record(session, by=by.id, at=now, action="shift.create", subject=shift)
        attempts.remember(str(shift.id))
        return shift.id


def with_demanded(session: Session, needs: Sequence[NeedWish], besides: Collection[str] = ()) -> list[NeedWish]:
    """Each need with the skills that open courses make its role ask for, but for roles that were there before."""
    demanded = demanded_skills(session)
    return [need if need.role in besides else _with(need, demanded.get(need.role, ())) for need in needs]


def _with(need: NeedWish, skills: Sequence[str]) -> NeedWish:
    return replace(need, skills=tuple(dict.fromkeys([*need.skills, *skills])))


def make_shift(
    session: Session,
    host: Mapping[str, int],
    wish: ShiftWish,
    *,
    by: int,
    now: datetime,
    template: tuple[int, str] | None = None,
) -> Shift:
    """As above, within a unit of work; `host` is its column and number, `template` its number and the shift's key."""
    refuse_wish(wish, now)
    values = {name: value for name, value in asdict(wish).items() if name not in ("needs", "cause")}
    shift = Shift(
        **values,
        **wish.cause,
        uid=f"{uuid.uuid4()}@{get_reference().district.uid_domain}",
        **host,
        template_id=template[0] if template else None,
        template_key=template[1] if template else None,
        created_by=by,
        created_at=now,
        changed_at=now,
    )
    session.add(shift)
    session.flush()
    cause = cause_of(shift)
    if cause and cause.place_zh and not wish.place_zh:
        put_at(shift, cause)
    session.add_all(Need(shift_id=shift.id, **need_columns(need, shift.starts_at)) for need in wish.needs)
    session.flush()
    return shift


def put_at(shift: Shift, cause: Cause) -> None:
    """Where a shift is for something, it is where that is."""
    shift.place_zh, shift.place_en = cause.place_zh, cause.place_en
    shift.lat, shift.lon = cause.lat, cause.lon


def refuse_wish(wish: ShiftWish, now: datetime) -> None:
    """Raise what speaks against a shift as it is wished."""
    if not (now < wish.starts_at < wish.ends_at and wish.opens_at <= wish.closes_at <= wish.starts_at):
        raise RuleBroken(Refusal.TIMES_IN_ORDER)
    if wish.ends_at - wish.starts_at > timedelta(hours=24):
        raise RuleBroken(Refusal.TIMES_IN_ORDER)
    if wish.meet_at and not wish.starts_at - LONGEST_MEETING <= wish.meet_at < wish.starts_at:
        raise RuleBroken(Refusal.TIMES_IN_ORDER)
    refuse_needs(wish.needs)
    opening = (morning_before(wish.starts_at, need.opens_days) for need in wish.needs)
    if any(opens_at is not None and opens_at > wish.closes_at for opens_at in opening):
        raise RuleBroken(Refusal.TIMES_IN_ORDER)


def refuse_needs(needs: Sequence[NeedWish]) -> None:
    """Raise what speaks against the needs of a shift or a template."""
    if not needs:
        raise RuleBroken(Refusal.NO_NEED)
    if len({need.role for need in needs}) < len(needs):
        raise RuleBroken(Refusal.ROLE_TWICE)
    if not all(are_in_order(need.minimum, need.target, need.maximum) for need in needs):
        raise RuleBroken(Refusal.NUMBERS_IN_ORDER)


def need_columns(need: NeedWish, starts_at: datetime) -> dict[str, Any]:
    """The columns of a need in a shift that begins then."""
    values = asdict(need) | {"skills": list(need.skills)}
    return values | {
        "opens_at": morning_before(starts_at, values.pop("opens_days")),
        "everyone_at": morning_before(starts_at, values.pop("everyone_days")),
    }


def publish(shift_id: int, *, by: Person, now: datetime) -> None:
    """Let people sign up. Refuses WRONG_STATE, PAST."""
    _become(shift_id, ShiftState.DRAFT, ShiftState.OPEN, "shift.publish", by, now)


def close_sign_up(shift_id: int, *, by: Person, now: datetime) -> None:
    """The people are set: nobody signs up any more. Refuses WRONG_STATE, PAST."""
    _become(shift_id, ShiftState.OPEN, ShiftState.ROSTERED, "shift.close", by, now)


def reopen(shift_id: int, *, by: Person, now: datetime) -> None:
    """Let people sign up again. Refuses WRONG_STATE, PAST."""
    _become(shift_id, ShiftState.ROSTERED, ShiftState.OPEN, "shift.reopen", by, now)


def _become(shift_id: int, before: ShiftState, after: ShiftState, action: str, by: Person, now: datetime) -> None:
    staff_id = by.id
    with write() as session:
        shift = lock_shift(session, shift_id)
        if shift.state is not before:
            raise RuleBroken(Refusal.WRONG_STATE)
        if shift.starts_at <= now:
            raise RuleBroken(Refusal.PAST)
        shift.state, shift.changed_at = after, now
        audit.record(session, by=staff_id, at=now, action=action, subject=shift)
        attempts.remember(str(shift_id))
        promote(session, shift, now)


def cancel_shift(shift_id: int, reason: str, *, by: Person, now: datetime) -> int:
    """Call a shift off with its reason; whoever signed up is told. Returns how many. Refuses WRONG_STATE, PAST."""
    staff_id = by.id
    with write() as session:
        shift = lock_shift(session, shift_id)
        if shift.state is ShiftState.CANCELLED:
            raise RuleBroken(Refusal.WRONG_STATE)
        if shift.starts_at <= now:
            raise RuleBroken(Refusal.PAST)
        told = call_off(session, shift, reason, by=staff_id, now=now)
        attempts.remember(str(shift_id))
        settle_guides(session, [shift], by=staff_id, now=now)
        return told


def call_off(session: Session, shift: Shift, reason: str, *, by: int | None, now: datetime) -> int:
    """As above, within a unit of work in which the shift is locked."""
    shift.state, shift.cancelled_at, shift.cancel_reason = ShiftState.CANCELLED, now, reason
    shift.changed_at, shift.sequence = now, shift.sequence + 1
    ended = [row for row in list_in_shift(session, shift.id) if row.state in states.CALLED_OFF_WITH]
    for assignment in ended:
        method = Method.CANCEL if assignment.state in states.FIRM else None
        become(session, assignment, shift, AssignmentState.CALLED_OFF, now=now, reason=reason)
        tell(session, assignment, shift, News.CALLED_OFF, now=now, method=method)
    end_swaps(session, [assignment.id for assignment in ended], now)
    audit.record(session, by=by, at=now, action="shift.cancel", subject=shift, told=len(ended))
    return len(ended)


def shift_by(
    session: Session,
    shift: Shift,
    start: timedelta,
    end: timedelta,
    *,
    was: Was,
    now: datetime,
    bundle: Bundle | None = None,
) -> None:
    """Move a locked shift along with what it is for; everybody keeps their place, and is told what was and what is.

    What moves in a `bundle` is told with the rest of it.
    """
    shift.starts_at, shift.ends_at = shift.starts_at + start, shift.ends_at + end
    shift.opens_at, shift.closes_at = shift.opens_at + start, shift.closes_at + start
    shift.meet_at = shift.meet_at + start if shift.meet_at else None
    for need in shift.needs:
        need.opens_at = need.opens_at + start if need.opens_at else None
        need.everyone_at = need.everyone_at + start if need.everyone_at else None
    shift.sequence, shift.changed_at = shift.sequence + 1, now
    session.flush()
    for assignment in list_in_shift(session, shift.id):
        if assignment.state in states.HOLDS:
            ledger.renew_for(session, work_of(assignment, shift), is_firm=assignment.state in states.FIRM)
        if assignment.state in states.LIVE:
            tell_moved(session, assignment, shift, was=was, bundle=bundle, now=now)


def set_numbers(need_id: int, minimum: int, target: int, maximum: int, *, by: Person, now: datetime) -> int:
    """How many a need wants; more places go to those who wait. Returns the shift's number.

    Refuses NUMBERS_IN_ORDER, and TOO_FEW_PLACES: nobody loses a place because fewer are wanted.
    """
    staff_id = by.id
    with write() as session:
        shift = lock_shift(session, get_need(session, need_id).shift_id)
        need = next(need for need in shift.needs if need.id == need_id)
        if not are_in_order(minimum, target, maximum):
            raise RuleBroken(Refusal.NUMBERS_IN_ORDER)
        taken = numbers_of(session, [need])[need_id].taken
        if maximum < taken:
            raise RuleBroken(Refusal.TOO_FEW_PLACES, taken=taken)
        need.minimum, need.target, need.maximum = minimum, target, maximum
        audit.record(session, by=staff_id, at=now, action="need.numbers", subject=need, maximum=maximum)
        attempts.remember(str(shift.id))
        promote(session, shift, now)
        return shift.id
