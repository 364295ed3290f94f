"""Postponing an edition with everything in it, and taking that back (docs/adr/0036).

What is asked for is written at once: the days of the edition, of its blocks and offers, and the list of sessions. The
worker moves the sessions in portions by the programme's own move, latest first. Letters wait until the last session has
moved and the time for taking it back is over; then everybody gets one, about all that they hold.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.services.bundles import hold_bundle
from sciencepop.core import clock
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.festival.hooks import Step, followers
from sciencepop.festival.models import Block, Edition, Offer, Outcome, Postponed, Postponement, PostponementState
from sciencepop.festival.queries.editions import lock_edition
from sciencepop.festival.queries.postponements import (
    get_postponement,
    has_later,
    is_underway,
    list_done,
    list_on_days,
    list_spots,
    list_underway,
    next_portion,
)
from sciencepop.festival.rules.editions import days_after, part_after
from sciencepop.festival.rules.postponing import (
    MOST_DAYS,
    UNDERWAY,
    UNDO,
    are_days_possible,
    moved_by,
    order_to_move,
)
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import lock_open, note
from sciencepop.programme.rules.recurrence import DAYS_AHEAD, ZONE
from sciencepop.programme.services.shift import keep_undoable, shift_back_portion, shift_portion

AT_ONCE = 20
"""So many sessions are moved in one unit of work; it takes about a second."""

PORTIONS = 20
"""So many portions in one run of the job, because reminders wait behind it; the next minute's goes on."""

AT_MOST = timedelta(hours=1)
"""However long moving takes, no letter waits longer than this for the rest."""


def postpone(code: str, days: int, reason: str, *, by: Person, now: datetime) -> int:
    """Ask for a postponement by so many days; returns its number. The worker does the moving.

    Refuses BAD_DAYS, NOTHING_TO_MOVE, TOO_FAR, UNDERWAY, WRONG_STATE.
    """
    staff_id = by.id
    if not are_days_possible(days):
        raise RuleBroken(Refusal.BAD_DAYS, most=MOST_DAYS)
    with write() as session:
        edition = lock_open(session, code)
        if is_underway(session, edition.id):
            raise RuleBroken(Refusal.UNDERWAY)
        spots = list_spots(session, edition, now)
        if not spots:
            raise RuleBroken(Refusal.NOTHING_TO_MOVE)
        last = max(moved_by(spot.starts_at, days) for spot in spots)
        if (last.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days > DAYS_AHEAD:
            raise RuleBroken(Refusal.TOO_FAR, days=DAYS_AHEAD)
        row = Postponement(
            edition_id=edition.id,
            days=days,
            before=_days(edition),
            reason=reason,
            state=PostponementState.MOVING,
            made_by=staff_id,
            made_at=now,
            undo_until=now + AT_MOST,
        )
        session.add(row)
        session.flush()
        session.add_all(
            Postponed(postponement_id=row.id, occurrence_id=number, position=position, outcome=Outcome.WAITING)
            for position, number in enumerate(order_to_move(spots))
        )
        own = list_on_days(session, edition)
        _postpone_days(edition, days, clock.local(now).date())
        session.flush()
        session.add_all(
            Postponed(postponement_id=row.id, occurrence_id=number, position=len(spots), outcome=Outcome.STOOD)
            for number in list_on_days(session, edition) - own
        )
        note(session, edition, "festival.postpone", by=staff_id, now=now, days=days, sessions=len(spots))
        return row.id


def undo_postponement(code: str, number: int, *, by: Person, now: datetime) -> None:
    """Take a postponement back that nobody has been told of yet, the latest first.

    Refuses UNDO_OVER, UNDERWAY, LATER_FIRST, WRONG_STATE.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        row = get_postponement(session, edition.id, number)
        if row.state is PostponementState.MOVING or is_underway(session, edition.id):
            raise RuleBroken(Refusal.UNDERWAY)
        if row.state is not PostponementState.MOVED or row.undo_until <= now:
            raise RuleBroken(Refusal.UNDO_OVER)
        if has_later(session, row):
            raise RuleBroken(Refusal.LATER_FIRST)
        session.refresh(row, with_for_update=True)
        if row.speakers_told_at is not None:  # a moment ago, while this waited
            raise RuleBroken(Refusal.UNDO_OVER)
        row.state, row.undo_until = PostponementState.UNDOING, now + AT_MOST
        _wait(session, row)
        _let_in(session, row)
        _put_days_back(edition, row.before)
        note(session, edition, "festival.postpone_undo", by=staff_id, now=now, days=row.days)


def take_in(code: str, number: int, *, by: Person, now: datetime) -> None:
    """The sessions that stood on the new days already become part of the edition after all.

    Refuses UNDERWAY, WRONG_STATE.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        row = get_postponement(session, edition.id, number)
        if row.state is not PostponementState.MOVED:
            raise RuleBroken(Refusal.UNDERWAY)
        _let_in(session, row)
        note(session, edition, "festival.postponement_take_in", by=staff_id, now=now)


def _let_in(session: Session, row: Postponement) -> None:
    """Forget that sessions stood on the new days: they count, as far as they are on the edition's days."""
    stood = delete(Postponed).where(Postponed.postponement_id == row.id, Postponed.outcome == Outcome.STOOD)
    session.execute(stood, execution_options={"synchronize_session": False})


def move_postponed(now: datetime) -> int:
    """Move the next of what is to be moved, or moved back; returns how many sessions. Harmless to run twice."""
    done = 0
    for number in list_underway(db.session(), [state.value for state in UNDERWAY]):
        for _turn in range(PORTIONS):
            count = _portion(number, now)
            done += count
            if not count:
                break
    return done


def _portion(number: int, now: datetime) -> int:
    """The next sessions of a postponement, in one unit of work; with the last of them it is finished."""
    with write() as session:
        found = select(Postponement).where(Postponement.id == number).with_for_update()
        row = session.scalars(found.execution_options(populate_existing=True)).one()
        if row.state not in UNDERWAY:
            return 0
        by = session.get_one(Person, row.made_by)
        back = row.state is PostponementState.UNDOING
        wanted = Outcome.MOVED if back else Outcome.WAITING
        portion = next_portion(session, number, wanted, limit=AT_ONCE, last_first=back)
        if not portion:
            _finish(session, row, now)
            return 0
        ids = [one.occurrence_id for one in portion]
        if back:
            refused = shift_back_portion(session, ids, bundle=row.bundle, by=by, now=now)
        else:
            until = row.undo_until
            refused = shift_portion(session, ids, row.days, bundle=row.bundle, undo_until=until, by=by, now=now)
        done, failed = (Outcome.UNDONE, Outcome.STUCK) if back else (Outcome.MOVED, Outcome.LEFT)
        for one in portion:
            one.refusal = refused.get(one.occurrence_id, "")
            one.outcome = failed if one.refusal else done
        return len(portion)


def _finish(session: Session, row: Postponement, now: datetime) -> None:
    """All have moved, so the time for taking it back begins; or all are back, and whatever is owed is told."""
    back = row.state is PostponementState.UNDOING
    row.state = PostponementState.UNDONE if back else PostponementState.MOVED
    row.finished_at, row.undo_until = now, now if back else now + UNDO
    _wait(session, row)
    edition = lock_edition(session, session.get_one(Edition, row.edition_id).code)
    moved = list_done(session, row.id, Outcome.UNDONE if back else Outcome.MOVED)
    step = Step(-row.days if back else row.days, row.made_at, moved, row.bundle, row.undo_until)
    for follower in followers():
        follower.postponed(session, edition, step, now)
    note(session, edition, f"festival.postponement_{row.state.value}", by=None, now=now)


def _wait(session: Session, row: Postponement) -> None:
    keep_undoable(session, row.bundle, row.undo_until)
    hold_bundle(session, row.bundle, row.undo_until)


def _days(edition: Edition) -> dict[str, Any]:
    """The days of the edition, its blocks and offers, as JSON."""
    parts: list[Edition | Block | Offer] = [edition, *edition.blocks, *edition.offers]
    days = {_name(part): [part.from_on.isoformat(), part.until_on.isoformat()] for part in parts}
    return {"days": days, "pauses": edition.pauses}


def _name(part: Edition | Block | Offer) -> str:
    return f"{part.__tablename__}:{part.id}"


def _postpone_days(edition: Edition, days: int, today: date) -> None:
    after = days_after(edition.from_on, edition.until_on, edition.pauses, days=days, today=today)
    edition.from_on, edition.until_on, edition.pauses = after
    parts: list[Block | Offer] = [*edition.blocks, *edition.offers]
    for part in parts:
        part.from_on, part.until_on = part_after(part.from_on, part.until_on, days=days, today=today)


def _put_days_back(edition: Edition, before: dict[str, Any]) -> None:
    """A block or an offer that was added since is given all days of the edition."""
    parts: list[Edition | Block | Offer] = [edition, *edition.blocks, *edition.offers]
    edition.pauses = before["pauses"]
    for part in parts:
        if _name(part) in before["days"]:
            part.from_on, part.until_on = (date.fromisoformat(text) for text in before["days"][_name(part)])
        else:
            part.from_on, part.until_on = edition.from_on, edition.until_on


def why(session: Session, bundle: str) -> str:
    """What the letter says of it first, in the language that is being written."""
    row = session.get(Postponement, int(bundle.partition(":")[2]))
    if row is None:
        return ""
    name = tr(session.get_one(Edition, row.edition_id), "name")
    told = _("“%(name)s”整体延期 %(days)d 天。", name=name, days=row.days)
    return f"{told}{_('原因：%(reason)s', reason=row.reason)}" if row.reason else str(told)
