"""A round's steps: opened, closed with a published promise, drawn, annulled with a reason, done."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.college.models import DrawFile, DrawRound, FileKind, RoundState, Wish, WishPerson, WishSheet
from sciencepop.college.queries.gather import gather
from sciencepop.college.queries.rounds import classes_of, codes_of, count_to_apply, find_live, list_staying, read_file
from sciencepop.college.queries.terms import get_term, lock_term
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.rounds import CONFIRM_HOURS, MOST_WISHES, may_become
from sciencepop.college.services.lock import lock_classes
from sciencepop.college.services.lock_rounds import lock_round
from sciencepop.college.services.undo import take_seats_back
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.draws.draw import Queue, Sheet
from sciencepop.draws.draw_file import read_file as read_draw
from sciencepop.draws.results import header_of, result_of, wish_given
from sciencepop.draws.sheets import (
    KEY_BYTES,
    clean,
    code_of_allocator,
    commit,
    commitment_bytes,
    digest_of,
    input_bytes,
)
from sciencepop.draws.verify import verify

_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class RoundWish:
    """A round as it is wished: its hours, and in words which public draw, or which dice, will give the entropy."""

    opens_at: datetime
    closes_at: datetime
    entropy_source: str
    entropy_due: datetime
    confirm_hours: int = CONFIRM_HOURS


def open_round(term_code: str, wish: RoundWish, *, by: Person, now: datetime) -> str:
    """A new round of a term; returns its code. After an annulled one, its sheets are taken over.

    Refuses ROUND_TAKEN, ROUND_HOURS, ENTROPY_MISSING, NO_DRAWN_CLASSES.
    """
    staff_id = by.id
    with write() as session:
        term = lock_term(session, get_term(session, term_code).id)
        _refuse_opening(session, term.id, wish, now)
        one = make_round(session, term.id, wish, by=staff_id, now=now)
        annulled = _last_annulled(session, one)
        if annulled is not None:
            one.replaces_id = annulled.id
            _copy_sheets(session, annulled, one, now)
        audit.record(session, by=staff_id, at=now, action="college.round_open", subject=one)
        attempts.remember(one.code)
        return one.code


def _refuse_opening(session: Session, term_id: int, wish: RoundWish, now: datetime) -> None:
    if find_live(session, term_id):
        raise RuleBroken(Refusal.ROUND_TAKEN)
    if not (wish.opens_at < wish.closes_at < wish.entropy_due and now < wish.closes_at):
        raise RuleBroken(Refusal.ROUND_HOURS)
    if not clean(wish.entropy_source):
        raise RuleBroken(Refusal.ENTROPY_MISSING)
    if not classes_of(session, term_id):
        raise RuleBroken(Refusal.NO_DRAWN_CLASSES)


def make_round(session: Session, term_id: int, wish: RoundWish, *, by: int, now: datetime) -> DrawRound:
    """The row with a key of its own."""
    one = DrawRound(
        code=new_code(),
        term_id=term_id,
        state=RoundState.OPEN,
        opens_at=wish.opens_at,
        closes_at=wish.closes_at,
        entropy_source=clean(wish.entropy_source),
        entropy_due=wish.entropy_due,
        confirm_hours=wish.confirm_hours,
        key=secrets.token_hex(KEY_BYTES),
        created_by=by,
        created_at=now,
        changed_at=now,
    )
    session.add(one)
    session.flush()
    return one


def close_round(code: str, *, by: Person, now: datetime) -> str:
    """Seal the sheets and publish the promise; returns its digest.

    Refuses WRONG_STATE, ROUND_STILL_OPEN, ENTROPY_PAST, and NO_DRAWN_CLASSES when no class has a seat left.
    """
    staff_id = by.id
    with write() as session:
        one = lock_round(session, code)
        _refuse_step(one, RoundState.CLOSED)
        if now < one.closes_at:
            raise RuleBroken(Refusal.ROUND_STILL_OPEN, when=one.closes_at)
        if one.entropy_due <= now:
            raise RuleBroken(Refusal.ENTROPY_PAST)
        seal(session, one, now)
        audit.record(session, by=staff_id, at=now, action="college.round_close", subject=one)
        attempts.remember(code)
        return one.commitment_digest


def seal(session: Session, one: DrawRound, now: datetime) -> None:
    """Write the canonical file of a held round, and on every sheet how it stands in it.

    Its classes are held too: what the file promises, nobody takes meanwhile.
    """
    lock_classes(session, [row.id for row in classes_of(session, one.term_id)])
    terms, sheets = gather(session, one)
    if not terms.classes:
        raise RuleBroken(Refusal.NO_DRAWN_CLASSES)
    promise = commit(
        terms, sheets.values(), closed_at=now, entropy_source=one.entropy_source, entropy_due=one.entropy_due
    )
    line = commitment_bytes(promise)
    one.state, one.closed_at, one.changed_at = RoundState.CLOSED, now, now
    one.input_digest, one.code_digest, one.commitment_digest = (
        promise.input_digest,
        promise.code_digest,
        digest_of(line),
    )
    _keep(session, one, FileKind.SEALED, line + input_bytes(terms, sheets.values()), now)
    _keep(session, one, FileKind.CODE, code_of_allocator(), now)
    session.flush()
    _write_standing(session, one, sheets)


def _write_standing(session: Session, one: DrawRound, sheets: dict[int, Sheet]) -> None:
    """Pseudonym, priority and buckets, as they are in the file. A sheet has one priority for all its wishes."""
    values = [
        {"id": number, "pseudonym": sheet.people[0], "priority": sheet.wishes[0].priority, "is_drawn": True}
        for number, sheet in sheets.items()
    ]
    if not values:
        return
    session.execute(update(WishSheet), values)
    by_code = codes_of(session, one.term_id)
    own = {(number, wish.offered): list(wish.buckets) for number, sheet in sheets.items() for wish in sheet.wishes}
    found = select(Wish.id, Wish.sheet_id, Wish.class_id).join(Wish.sheet).where(WishSheet.round_id == one.id)
    session.execute(
        update(Wish),
        [
            {"id": wish_id, "buckets": own.get((sheet_id, by_code.get(class_id, "")), [])}
            for wish_id, sheet_id, class_id in session.execute(found).all()
        ],
    )


def draw_round(code: str, entropy: str, *, by: Person | None, now: datetime) -> str:
    """Draw a sealed round with the entropy that has appeared; returns the result's digest.

    `by` is None at the terminal. Refuses WRONG_STATE, ENTROPY_EARLY, ENTROPY_MISSING, CODE_CHANGED.
    """
    staff_id = by.id if by else None
    with write() as session:
        one = lock_round(session, code)
        _refuse_step(one, RoundState.DRAWN)
        if now < one.entropy_due:
            raise RuleBroken(Refusal.ENTROPY_EARLY, when=one.entropy_due)
        if not clean(entropy):
            raise RuleBroken(Refusal.ENTROPY_MISSING)
        carry_out(session, one, clean(entropy), now)
        audit.record(session, by=staff_id, at=now, action="college.round_draw", subject=one)
        attempts.remember(code)
        return one.result_digest


def carry_out(session: Session, one: DrawRound, entropy: str, now: datetime) -> None:
    """The draw itself on the bytes that were sealed, with the program that was promised."""
    sealed = read_file(session, one.id, FileKind.SEALED) or b""
    if verify(sealed).faults or digest_of(code_of_allocator()) != one.code_digest:
        raise RuleBroken(Refusal.CODE_CHANGED)
    file = read_draw(sealed)
    assert file.commitment is not None, "a file without commitment has a fault"
    result = result_of(file.terms, file.sheets, header_of(file.commitment, entropy))
    one.state, one.drawn_at, one.changed_at = RoundState.DRAWN, now, now
    one.entropy, one.result_digest = entropy, result.digest
    one.queues = [_queue(queue) for queue in result.drawn.queues]
    _keep(session, one, FileKind.RESULT, sealed + result.body, now)
    session.flush()
    found = select(WishSheet.pseudonym, WishSheet.id).where(WishSheet.round_id == one.id, WishSheet.is_drawn)
    rows = dict(session.execute(found).all())
    places = _places_on_sheets(session, one)
    values = []
    for index, sheet in enumerate(result.drawn.order):
        number, rank = rows[sheet.people[0]], wish_given(result.drawn, index)
        given = places[number][sheet.wishes[rank - 1].offered] if rank else None
        at = result.drawn.places[index]
        bucket = "" if at is None else result.drawn.queues[at].bucket
        before = given or MOST_WISHES + 1
        values.append({"id": number, "number": index + 1, "given": given, "bucket": bucket, "waits_before": before})
    if values:
        session.execute(update(WishSheet), values)


def _places_on_sheets(session: Session, one: DrawRound) -> dict[int, dict[str, int]]:
    """The place of each class on each sheet: a class that is not offered any more stands there, but not in the file."""
    codes = codes_of(session, one.term_id)
    found = select(Wish.sheet_id, Wish.class_id, Wish.place).join(Wish.sheet).where(WishSheet.round_id == one.id)
    places: dict[int, dict[str, int]] = {}
    for sheet_id, class_id, place in session.execute(found):
        places.setdefault(sheet_id, {})[codes.get(class_id, "")] = place
    return places


def _queue(queue: Queue) -> dict[str, Any]:
    """A bucket's cut-off as it is kept for pages; `closed` is [is_other, priority, number]."""
    closed = list(queue.closed) if queue.closed else None
    return {
        "class": queue.offered, "bucket": queue.bucket, "seats": queue.seats, "taken": queue.taken, "closed": closed
    }  # fmt: skip


def annul_round(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """Annul what was sealed or drawn: files stay published, seats that the draw gave are taken back, people are told.

    Refuses WRONG_STATE, REASON_MISSING, and HAS_BEGUN where a class of it has begun.
    """
    staff_id = by.id
    with write() as session:
        one = lock_round(session, code)
        _refuse_step(one, RoundState.ANNULLED)
        if not reason.strip():
            raise RuleBroken(Refusal.REASON_MISSING)
        take_seats_back(session, one, now)
        one.state, one.annul_reason, one.changed_at = RoundState.ANNULLED, reason.strip(), now
        audit.record(session, by=staff_id, at=now, action="college.round_annul", subject=one)
        attempts.remember(code)


def finish_rounds(now: datetime) -> int:
    """Rounds are done once all are told and leftovers are given; their order goes on. Returns how many."""
    found = select(DrawRound.code).where(DrawRound.state == RoundState.DRAWN)
    return sum(_finish(code, now) for code in db.session().scalars(found).all())


def _finish(code: str, now: datetime) -> int:
    with write() as session:
        one = lock_round(session, code)
        is_over = one.state is RoundState.DRAWN and one.term.leftovers_at <= now
        if not is_over or count_to_apply(session, one.id):
            return 0
        one.state, one.changed_at = RoundState.DONE, now
        return 1


def _refuse_step(one: DrawRound, wanted: RoundState) -> None:
    if not may_become(one.state, wanted):
        raise RuleBroken(Refusal.WRONG_STATE)


def _keep(session: Session, one: DrawRound, kind: FileKind, body: bytes, now: datetime) -> None:
    session.add(DrawFile(round_id=one.id, kind=kind, digest=digest_of(body), body=body, created_at=now))


def _last_annulled(session: Session, one: DrawRound) -> DrawRound | None:
    """The term's round before this one, if it was annulled."""
    found = select(DrawRound).where(DrawRound.term_id == one.term_id, DrawRound.id < one.id)
    last = session.scalars(found.order_by(DrawRound.id.desc()).limit(1)).one_or_none()
    return last if last is not None and last.state is RoundState.ANNULLED else None


def _copy_sheets(session: Session, annulled: DrawRound, one: DrawRound, now: datetime) -> None:
    """Nobody has to wish again; each sheet is a new one with a new receipt. Closed accounts do not come along."""
    sheets = session.scalars(select(WishSheet).where(WishSheet.round_id == annulled.id).order_by(WishSheet.id)).all()
    same = ("source", "desk", "entered_by", "language", "is_sample")
    for sheet in sheets:
        people = list_staying(session, sheet.id)
        if not people:
            continue
        made = WishSheet(
            code=new_code(), round_id=one.id, version=1, created_at=now, changed_at=now,
            **{name: getattr(sheet, name) for name in same},
        )  # fmt: skip
        session.add(made)
        session.flush()
        wished = session.execute(select(Wish.class_id, Wish.place).where(Wish.sheet_id == sheet.id)).all()
        session.add_all(
            WishPerson(sheet_id=made.id, round_id=one.id, person_id=number, entered_as=number, place=place)
            for place, number in enumerate(people, 1)
        )
        session.add_all(
            Wish(sheet_id=made.id, class_id=class_id, place=place, buckets=[]) for class_id, place in wished
        )
    session.flush()
