"""Editions: writing them, and the steps of their life. What is closed stays as it was."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit, clock, outbox, stamps
from sciencepop.core.db import db, hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.festival.models import Block, Edition, EditionState, Offer, Speaker
from sciencepop.festival.queries.editions import find_edition, list_due, lock_edition
from sciencepop.festival.queries.figures import figures_of
from sciencepop.festival.queries.postponements import is_underway
from sciencepop.festival.queries.speakers import list_strangers
from sciencepop.festival.rules.editions import NEXT, RESERVED, are_days_sound, is_within, may_close, state_on
from sciencepop.festival.rules.refusals import Refusal


@dataclass(frozen=True)
class EditionWish:
    """An edition as it is wished; the names are the columns of `Edition`."""

    year: int
    name_zh: str
    from_on: date
    until_on: date
    name_en: str = ""
    motto_zh: str = ""
    motto_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    themes: tuple[str, ...] = ()


def save_edition(wish: EditionWish, code: str, *, is_new: bool, by: Person, now: datetime) -> str:
    """Write a new edition, or change one; returns its code.

    Days that were announced move by a postponement alone. Refuses CODE_TAKEN, DATES_IN_ORDER, WRONG_STATE, and OUTSIDE
    where a block or an offer would lie outside of the new days.
    """
    staff_id = by.id
    if not are_days_sound(wish.from_on, wish.until_on):
        raise RuleBroken(Refusal.DATES_IN_ORDER)
    with write() as session:
        hold_name(session, f"edition:{code}")
        if is_new:
            if code in RESERVED or find_edition(session, code):
                raise RuleBroken(Refusal.CODE_TAKEN)
            edition = Edition(code=code, created_by=staff_id, created_at=now)
            session.add(edition)
        else:
            edition = lock_open(session, code)
            _refuse_days(edition, wish)
        for name, value in asdict(wish).items():
            setattr(edition, name, list(value) if name == "themes" else value)
        edition.changed_at = now
        session.flush()
        note(session, edition, "festival.edition", by=staff_id, now=now)
        return edition.code


def _refuse_days(edition: Edition, wish: EditionWish) -> None:
    if (edition.from_on, edition.until_on) == (wish.from_on, wish.until_on):
        return
    if edition.state is not EditionState.DRAFT:
        raise RuleBroken(Refusal.WRONG_STATE)
    parts: list[Block | Offer] = [*edition.blocks, *edition.offers]
    for part in parts:
        if not is_within(part.from_on, part.until_on, wish.from_on, wish.until_on):
            raise RuleBroken(Refusal.OUTSIDE, from_on=wish.from_on, until_on=wish.until_on)


def step_edition(code: str, *, by: Person, now: datetime) -> EditionState:
    """The one next step: announce, begin, or close. Closing freezes the figures.

    Refuses WRONG_STATE, NOT_READY (an announced edition has a block and a host), STILL_RUNNING, UNDERWAY.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        target = NEXT[edition.state]
        if target is EditionState.ANNOUNCED and not (edition.blocks and edition.parties):
            raise RuleBroken(Refusal.NOT_READY)
        if target is EditionState.CLOSED:
            _close(session, edition, now)
        edition.state = target
        note(session, edition, f"festival.{target.value}", by=staff_id, now=now)
        return target


def _close(session: Session, edition: Edition, now: datetime) -> None:
    if not may_close(edition.until_on, clock.local(now).date()):
        raise RuleBroken(Refusal.STILL_RUNNING, until_on=edition.until_on)
    if is_underway(session, edition.id):
        raise RuleBroken(Refusal.UNDERWAY)
    _forget_speakers(session, edition)
    edition.figures, edition.figures_at = figures_of(session, edition).as_json(), now


def _forget_speakers(session: Session, edition: Edition) -> None:
    """Their addresses were kept for this edition alone."""
    outbox.find_again(session, list_strangers(session, edition.id))
    gone = delete(Speaker).where(Speaker.edition_id == edition.id)
    session.execute(gone, execution_options={"synchronize_session": False})


def begin_editions(now: datetime) -> int:
    """Let announced editions run from their first day on; returns how many."""
    today = clock.local(now).date()
    begun = 0
    for code in [one.code for one in list_due(db.session(), today)]:
        with write() as session:
            edition = lock_edition(session, code)
            if state_on(edition.state, edition.from_on, today) is not edition.state:
                edition.state = EditionState.RUNNING
                note(session, edition, "festival.running", by=None, now=now)
                begun += 1
    return begun


def lock_open(session: Session, code: str) -> Edition:
    """An edition that may still change, held. Refuses WRONG_STATE once it is closed."""
    edition = lock_edition(session, code)
    if edition.state is EditionState.CLOSED:
        raise RuleBroken(Refusal.WRONG_STATE)
    return edition


def note(session: Session, edition: Edition, action: str, *, by: int | None, now: datetime, **facts: object) -> None:
    """What follows every change of an edition: the trail, and that pages are out of date."""
    audit.record(session, by=by, at=now, action=action, subject=edition, **facts)
    stamps.programme_changed(session)
    attempts.remember(edition.code)
