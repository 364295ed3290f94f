"""Revising a session: numbers move on, and its calendar text is stored in both languages."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Event as Component
from sqlalchemy.orm import Session

from sciencepop.core import clock, stamps
from sciencepop.core.db import write
from sciencepop.programme.models import VEvent
from sciencepop.programme.services.revise import revise
from sciencepop.programme.services.vevents import heal, render_missing, rerender_all
from tests.cast import Cast
from tests.factories import make_event, make_occurrence


def texts(session: Session, occurrence_id: int) -> dict[str, VEvent]:
    return {row.lang: row for row in session.query(VEvent).filter_by(occurrence_id=occurrence_id)}


def test_a_move_raises_sequence_revision_and_stamp(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    before, later = stamps.current().programme, clock.now() + timedelta(hours=1)
    with write() as unit:
        revise(unit, [occurrence], now=later, significant=True)
    assert (occurrence.revision, occurrence.sequence, occurrence.revised_at) == (2, 1, later)
    assert stamps.current().programme == before + 1
    stored = texts(session, occurrence.id)
    assert {lang: row.revision for lang, row in stored.items()} == {"zh": 2, "en": 2}
    assert Component.from_ical(stored["zh"].content).decoded("dtstamp") == later


def test_a_typo_leaves_sequence_alone_and_replaces_the_text(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    for title in ("叶字", "叶子"):
        with write() as unit:
            occurrence.event.title_zh = title
            revise(unit, [occurrence], now=clock.now(), significant=False)
    session.expire_all()
    assert (occurrence.revision, occurrence.sequence) == (3, 0)
    assert str(Component.from_ical(texts(session, occurrence.id)["zh"].content)["summary"]) == "叶子"


def test_what_is_missing_or_old_is_rendered_in_bulk_and_only_once(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    wanted = [make_occurrence(session, event, starts_in=timedelta(days=n)) for n in range(1, 4)]
    make_occurrence(session, event, starts_in=timedelta(days=-200))
    session.commit()
    with write() as unit:
        assert render_missing(unit, clock.now()) == 3
        assert render_missing(unit, clock.now()) == 0
        wanted[0].revision += 1
        unit.flush()
        assert render_missing(unit, clock.now()) == 1
    assert texts(session, wanted[0].id)["en"].revision == 2


def test_healing_and_rerendering_write_the_same_bytes(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    heal([occurrence.id])
    first = texts(session, occurrence.id)["zh"].content
    session.expire_all()
    assert rerender_all() == 1
    session.expire_all()
    assert texts(session, occurrence.id)["zh"].content == first
