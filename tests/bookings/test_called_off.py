"""A session is cancelled: its claims end at once, and everybody is told, in portions and exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bookings import invariants, letter_invariants, services
from sciencepop.bookings.models import Booking, BookingState, Commitment, EndNotice
from sciencepop.bookings.services import called_off
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.statements import counted

MINUTE = timedelta(minutes=1)
PARTIES = 7


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """A session that seven people booked."""
    found = make_occurrence(session, make_event(session, cast.base), size=PARTIES)
    people = [make_person(session) for _number in range(PARTIES)]
    session.commit()
    for person in people:
        services.book(found.id, by=person, seats=1, now=NOW)
    return found


def told() -> int:
    found = select(func.count(OutboxMessage.id)).where(OutboxMessage.dedup_key.endswith("called_off"))
    return db.session.scalar(found) or 0


def test_the_first_portion_is_told_at_once_and_the_rest_by_the_job(
    occurrence: Occurrence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(called_off, "AT_ONCE", 3)
    cancel_occurrence(occurrence.id, reason="台风", by=cast.manager, now=NOW)
    assert set(db.session.scalars(select(Booking.state))) == {BookingState.CANCELLED}
    assert db.session.scalar(select(func.count(Commitment.id))) == 0
    assert told() == 3
    assert services.tell_ends_due(NOW + MINUTE) == PARTIES - 3
    assert (told(), db.session.scalar(select(func.count()).select_from(EndNotice))) == (PARTIES, 0)
    assert services.tell_ends_due(NOW + MINUTE) == 0
    assert invariants.checks() == []


def test_a_process_that_dies_after_the_cancelling_leaves_nobody_untold(
    occurrence: Occurrence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(called_off, "after_commit", lambda _callback: None)
    cancel_occurrence(occurrence.id, reason="台风", by=cast.manager, now=NOW)
    assert told() == 0
    assert letter_invariants.checks() == []
    with clock.frozen_at(NOW + 11 * MINUTE):
        [breach] = letter_invariants.checks()
    assert breach.startswith(f"{PARTIES} people were not told")
    assert services.tell_ends_due(NOW + 11 * MINUTE) == PARTIES
    assert told() == PARTIES


def test_who_closed_the_account_meanwhile_is_not_written_to(
    session: Session, occurrence: Occurrence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(called_off, "after_commit", lambda _callback: None)
    cancel_occurrence(occurrence.id, reason="台风", by=cast.manager, now=NOW)
    gone = session.scalars(select(Booking).order_by(Booking.id)).first()
    assert gone is not None
    gone.person.closed_at = NOW
    session.commit()
    assert services.tell_ends_due(NOW) == PARTIES
    assert told() == PARTIES - 1


def test_cancelling_takes_the_same_number_of_statements_for_one_and_for_many(
    session: Session, occurrence: Occurrence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(called_off, "after_commit", lambda _callback: None)
    few = make_occurrence(session, occurrence.event, starts_in=timedelta(days=9), size=5)
    make_booking(session, few, make_person(session))
    session.commit()
    sessions, manager, counts = (few.id, occurrence.id), cast.manager, []
    for number in sessions:
        session.expire_all()
        with counted() as statements:
            cancel_occurrence(number, reason="台风", by=manager, now=NOW)
        counts.append(len(statements))
    assert counts[0] == counts[1]
