"""The verbs of managing, on real rows: drafts, reviews, occurrences, moves and cancellations."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.core.stamps import Stamp
from sciencepop.programme import hooks
from sciencepop.programme.models import (
    BookingMode,
    ContentReview,
    Event,
    EventState,
    Occurrence,
    OccurrenceState,
    Series,
)
from sciencepop.programme.rules.duty import Ground
from sciencepop.programme.rules.lifecycle import CHECKS
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.add import add_occurrences, restore_skipped
from sciencepop.programme.services.cancel import cancel_event, cancel_occurrence
from sciencepop.programme.services.content import EventInput, content_of, digest
from sciencepop.programme.services.edit import create_event, edit_event
from sciencepop.programme.services.move import move_occurrence
from sciencepop.programme.services.plan import Dates, Place, Week
from sciencepop.programme.services.review import (
    confirm_event,
    publish_event,
    return_event,
    submit_event,
    withdraw_event,
)
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence

STARS = EventInput(
    kind="lecture",
    title_zh="冬夜观星",
    title_en="Stars of a winter night",
    summary_zh="认识冬季六边形",
    body_zh="带上厚衣服，我们到顶楼看星星。",
    source_note="上海天文馆《四季星空》",
    audiences=("preschool-family", "everyone"),
    topics=("astronomy",),
    access=("lift",),
    seats=30,
)
SATURDAYS = Week(
    weekdays=[5],
    from_on=date(2026, 10, 17),
    until_on=date(2026, 11, 7),
    starts=time(14),
    minutes=90,
    exceptions=[date(2026, 10, 31)],
)
DOMAIN = "test.example"


@pytest.fixture
def told() -> Iterator[list[tuple[str, int]]]:
    """What the hooks were called with: (hook, occurrence id)."""
    calls: list[tuple[str, int]] = []
    names = ("occurrence_added", "occurrence_cancelled", "occurrence_moved")
    subscribers: list[tuple[str, Any]] = []

    def changing(_s: Session, occurrence_ids: Collection[int]) -> None:
        calls.extend(("occurrences_changing", number) for number in occurrence_ids)

    hooks.occurrences_changing.subscribe(changing)
    subscribers.append(("occurrences_changing", changing))
    for name in names:

        def note(_s: Session, occurrence: Occurrence, _by: int | None, _now: datetime, name: str = name) -> None:
            calls.append((name, occurrence.id))

        getattr(hooks, name).subscribe(note)
        subscribers.append((name, note))
    yield calls
    for name, note in subscribers:
        getattr(hooks, name).subscribers.remove(note)


def find(session: Session, slug: str) -> Event:
    session.expire_all()
    return session.scalars(select(Event).where(Event.slug == slug)).one()


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


def refused(code: Refusal, verb: Any, *args: Any, **options: Any) -> dict[str, Any]:
    with pytest.raises(RuleBroken) as caught:
        verb(*args, **options)
    assert caught.value.code is code
    return caught.value.facts


def programme_version(session: Session) -> int:
    return session.scalars(select(Stamp.version).where(Stamp.name == "programme")).one()


def submitted_event(session: Session, cast: Cast) -> Event:
    slug = create_event(cast.base.id, STARS, by=cast.manager, now=NOW)
    event = find(session, slug)
    add_occurrences(event.id, SATURDAYS, Place(), uid_domain=DOMAIN, by=cast.manager, now=NOW)
    submit_event(event.id, by=cast.manager, now=NOW)
    return find(session, slug)


def publish(event: Event, cast: Cast) -> None:
    publish_event(event.id, checks=CHECKS, seen=digest(event), note="", by=cast.officer, now=NOW)


def test_a_draft_keeps_all_that_was_written(session: Session, cast: Cast) -> None:
    slug = create_event(cast.base.id, STARS, by=cast.manager, now=NOW)
    event = find(session, slug)
    assert content_of(event) == replace(STARS, audiences=("everyone", "preschool-family"))
    assert (event.state, event.base_id, event.created_by) == (EventState.DRAFT, cast.base.id, cast.manager.id)
    assert slug.startswith("stars-of-a-winter-night-")
    assert actions(session) == ["event.create"]


def test_nobody_drafts_for_a_base_of_others(session: Session, cast: Cast) -> None:
    refused(Refusal.NOT_ALLOWED, create_event, cast.base.id, STARS, by=cast.other_manager, now=NOW)
    refused(Refusal.NOT_ALLOWED, create_event, cast.base.id, STARS, by=cast.resident, now=NOW)
    assert session.scalars(select(Event)).all() == []


def test_seats_are_needed_where_seats_are_booked(session: Session, cast: Cast) -> None:
    without = replace(STARS, seats=None)
    refused(Refusal.SEATS_MISSING, create_event, cast.base.id, without, by=cast.manager, now=NOW)


def test_an_edit_lists_what_changed_and_a_second_editor_is_told(session: Session, cast: Cast) -> None:
    event = find(session, create_event(cast.base.id, STARS, by=cast.manager, now=NOW))
    seen = digest(event)
    edit_event(event.id, replace(STARS, topics=("space",)), seen=seen, by=cast.manager, now=NOW)
    assert list(find(session, event.slug).topics) == ["space"]
    row = session.scalars(select(AuditRow).where(AuditRow.action == "event.edit")).one()
    assert row.facts == {"before": {"topics": ["astronomy"]}}
    refused(Refusal.CHANGED_MEANWHILE, edit_event, event.id, STARS, seen=seen, by=cast.officer, now=NOW)


def test_what_was_handed_in_stays_complete(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    emptied = replace(STARS, source_note="")
    facts = refused(Refusal.INCOMPLETE, edit_event, event.id, emptied, seen=digest(event), by=cast.manager, now=NOW)
    assert facts == {"missing": ["source_note"]}


def test_an_edit_without_a_change_leaves_no_trace(session: Session, cast: Cast) -> None:
    event = find(session, create_event(cast.base.id, STARS, by=cast.manager, now=NOW))
    assert not edit_event(event.id, STARS, seen=digest(event), by=cast.manager, now=NOW)
    assert actions(session) == ["event.create"]


def test_the_way_to_publication_leaves_the_reviewers_name_and_date(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    before = programme_version(session)
    publish(event, cast)
    event = find(session, event.slug)
    review = session.scalars(select(ContentReview)).one()
    assert (event.state, event.published_at) == (EventState.PUBLISHED, NOW)
    assert (review.state, review.reviewer_name, review.reviewed_at) == (
        EventState.PUBLISHED,
        cast.officer.name,
        NOW,
    )
    assert programme_version(session) == before + 1
    assert actions(session) == ["event.create", "event.add_occurrences", "event.submit", "event.publish"]
    assert session.scalars(select(OutboxMessage.subject)).all() == ["“冬夜观星”已经公开"]


def test_an_unfinished_event_is_not_submitted(session: Session, cast: Cast) -> None:
    slug = create_event(cast.base.id, replace(STARS, source_note="", topics=()), by=cast.manager, now=NOW)
    event = find(session, slug)
    facts = refused(Refusal.INCOMPLETE, submit_event, event.id, by=cast.manager, now=NOW)
    assert facts["missing"] == ["source_note", "topics"]


def test_an_event_without_a_coming_occurrence_is_not_submitted(session: Session, cast: Cast) -> None:
    event = find(session, create_event(cast.base.id, STARS, by=cast.manager, now=NOW))
    refused(Refusal.NO_OCCURRENCE, submit_event, event.id, by=cast.manager, now=NOW)


def test_two_officers_decide_at_once_and_the_second_is_told(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    seen = digest(event)
    return_event(event.id, note="请写明讲者", by=cast.officer, now=NOW)
    facts = refused(
        Refusal.WRONG_STATE,
        publish_event,
        event.id,
        checks=CHECKS,
        seen=seen,
        note="",
        by=cast.officer,
        now=NOW,
    )
    assert facts == {"state": EventState.RETURNED}
    assert find(session, event.slug).state_reason == "请写明讲者"


def test_a_reviewer_publishes_only_the_text_they_read(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    seen = digest(event)
    edit_event(event.id, replace(STARS, body_zh="包治百病"), seen=seen, by=cast.manager, now=NOW)
    options: dict[str, Any] = {"checks": CHECKS, "note": "", "by": cast.officer, "now": NOW}
    refused(Refusal.CHANGED_MEANWHILE, publish_event, event.id, seen=seen, **options)
    assert find(session, event.slug).state is EventState.SUBMITTED


def test_a_manager_cannot_publish_and_a_nameless_officer_signs_nothing(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    options: dict[str, Any] = {"checks": CHECKS, "note": "", "now": NOW, "seen": digest(event)}
    refused(Refusal.NOT_ALLOWED, publish_event, event.id, by=cast.manager, **options)
    cast.officer.name = ""
    session.commit()
    refused(Refusal.REVIEWER_NAMELESS, publish_event, event.id, by=cast.officer, **options)


def test_a_managers_words_after_publication_wait_for_a_look(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    publish(event, cast)
    edit_event(event.id, replace(STARS, seats=40), seen=digest(event), by=cast.manager, now=NOW)
    assert not find(session, event.slug).changed_since_review
    changed = replace(STARS, seats=40, title_zh="春夜观星")
    edit_event(event.id, changed, seen=digest(event), by=cast.manager, now=NOW)
    event = find(session, event.slug)
    assert (event.state, event.changed_since_review) == (EventState.PUBLISHED, True)
    confirm_event(event.id, checks=CHECKS, seen=digest(event), note="", by=cast.officer, now=NOW)
    assert not find(session, event.slug).changed_since_review
    assert len(session.scalars(select(ContentReview)).all()) == 2


def test_an_officers_own_words_ask_for_no_second_look(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    publish(event, cast)
    changed = replace(STARS, title_zh="春夜观星")
    edit_event(event.id, changed, seen=digest(event), by=cast.officer, now=NOW)
    assert not find(session, event.slug).changed_since_review


def test_withdrawal_works_at_once_and_can_be_undone_after_a_check(session: Session, cast: Cast) -> None:
    event = submitted_event(session, cast)
    publish(event, cast)
    why = {"ground": Ground.UNSCIENTIFIC, "cancels": False, "by": cast.officer, "now": NOW}
    refused(Refusal.REASON_MISSING, withdraw_event, event.id, reason=" ", **why)
    withdraw_event(event.id, ground=Ground.UNSCIENTIFIC, reason="来源有误", cancels=False, by=cast.officer, now=NOW)
    event = find(session, event.slug)
    assert (event.state, event.state_reason) == (EventState.WITHDRAWN, "来源有误")
    assert {o.state for o in event.occurrences} == {OccurrenceState.SCHEDULED}
    publish(event, cast)
    event = find(session, event.slug)
    assert (event.state, event.state_reason) == (EventState.PUBLISHED, "")
    assert actions(session)[-2:] == ["event.withdraw", "event.republish"]


def test_a_withdrawal_may_cancel_what_is_to_come(session: Session, cast: Cast, told: list[tuple[str, int]]) -> None:
    event = submitted_event(session, cast)
    publish(event, cast)
    told.clear()
    withdraw_event(event.id, ground=Ground.UNSCIENTIFIC, reason="来源有误", cancels=True, by=cast.officer, now=NOW)
    assert {o.state for o in find(session, event.slug).occurrences} == {OccurrenceState.CANCELLED}
    assert [name for name, _ in told] == ["occurrences_changing"] * 3 + ["occurrence_cancelled"] * 3


def test_a_weekly_series_leaves_its_rule_and_its_exceptions(
    session: Session, cast: Cast, told: list[tuple[str, int]]
) -> None:
    event = make_event(session, cast.base, seats=25, booking_opens_days=7, booking_closes_minutes=120)
    session.commit()
    place = Place(room_zh="多功能厅", room_en="Hall")
    added = add_occurrences(event.id, SATURDAYS, place, uid_domain=DOMAIN, by=cast.manager, now=NOW)
    event = find(session, event.slug)
    series = session.scalars(select(Series)).one()
    assert added == 3
    assert [o.starts_at.day for o in event.occurrences] == [17, 24, 7]
    assert {o.room_zh for o in event.occurrences} == {"多功能厅"}
    assert (series.weekdays, series.skipped) == (["5"], ["2026-10-31"])
    first = event.occurrences[0]
    assert first.series_id == series.id
    assert first.starts_at == datetime(2026, 10, 17, 6, 0, tzinfo=UTC)
    assert first.booking_opens_at == datetime(2026, 10, 9, 16, 0, tzinfo=UTC)
    assert first.booking_closes_at == first.starts_at - timedelta(minutes=120)
    assert first.uid.endswith("@test.example")
    assert [name for name, _ in told] == ["occurrence_added"] * 3


def test_a_skipped_date_is_added_again_once(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    session.commit()
    add_occurrences(event.id, SATURDAYS, Place(room_zh="A厅"), uid_domain=DOMAIN, by=cast.manager, now=NOW)
    series = session.scalars(select(Series)).one()
    options: dict[str, Any] = {"uid_domain": DOMAIN, "by": cast.manager, "now": NOW}
    restore_skipped(series.id, date(2026, 10, 31), **options)
    session.expire_all()
    assert series.skipped == []
    assert [(o.starts_at.day, o.room_zh) for o in event.occurrences][2] == (31, "A厅")
    refused(Refusal.NOT_SKIPPED, restore_skipped, series.id, date(2026, 10, 31), **options)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Dates(dates=[date(2026, 10, 17)], starts=time(10), minutes=60), Refusal.TAKEN),
        (Dates(dates=[date(2026, 10, 10)], starts=time(9), minutes=60), Refusal.PAST),
        (Dates(dates=[date(1, 1, 1)], starts=time(0), minutes=60), Refusal.PAST),
        (Dates(dates=[date(9999, 12, 31)], starts=time(23, 59), minutes=60), Refusal.TOO_FAR),
        (Dates(dates=[], starts=time(9), minutes=60), Refusal.NO_DATES),
        (Dates(dates=[date(2026, 10, 18)], starts=time(9), minutes=10**9), Refusal.TOO_SHORT_OR_LONG),
        (Dates(dates=[date(2026, 10, 18)], starts=time(9), minutes=-1), Refusal.TOO_SHORT_OR_LONG),
        (replace(SATURDAYS, until_on=date(2026, 10, 18), exceptions=[date(2026, 10, 17)]), Refusal.NOTHING_TO_ADD),
        (replace(SATURDAYS, from_on=date(2026, 10, 18), until_on=date(2026, 10, 20)), Refusal.NO_DATES),
        (replace(SATURDAYS, weekdays=range(7), until_on=date(2027, 11, 1)), Refusal.TOO_MANY),
    ],
)
def test_dates_that_cannot_be_added(session: Session, cast: Cast, wish: Dates | Week, code: Refusal) -> None:
    event = make_event(session, cast.base)
    make_occurrence(session, event, starts_at=datetime(2026, 10, 17, 2, 0, tzinfo=UTC))
    session.commit()
    refused(code, add_occurrences, event.id, wish, Place(), uid_domain=DOMAIN, by=cast.manager, now=NOW)
    assert len(find(session, event.slug).occurrences) == 1


def test_booking_that_would_close_before_it_opens_is_refused(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, booking_opens_days=0, booking_closes_minutes=1440)
    session.commit()
    wish = Dates(dates=[date(2026, 10, 18)], starts=time(9), minutes=60)
    refused(
        Refusal.BOOKING_NEVER_OPENS,
        add_occurrences,
        event.id,
        wish,
        Place(),
        uid_domain=DOMAIN,
        by=cast.manager,
        now=NOW,
    )


def test_the_mode_is_fixed_once_there_are_occurrences(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, seats=20, state=EventState.DRAFT)
    make_occurrence(session, event)
    session.commit()
    given = replace(content_of(event), booking_mode=BookingMode.DROP_IN)
    refused(Refusal.MODE_FIXED, edit_event, event.id, given, seen=digest(event), by=cast.manager, now=NOW)


def test_a_move_remembers_the_first_announced_time(session: Session, cast: Cast, told: list[tuple[str, int]]) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    announced, sequence = occurrence.starts_at, occurrence.sequence
    options: dict[str, Any] = {"minutes": 60, "by": cast.manager, "now": NOW}
    move_occurrence(occurrence.id, Place(), on=date(2026, 10, 18), starts=time(9), **options)
    session.expire_all()
    assert occurrence.starts_at == datetime(2026, 10, 18, 1, 0, tzinfo=UTC)
    assert (occurrence.moved_from, occurrence.sequence) == (announced, sequence + 1)
    assert occurrence.booking_closes_at == occurrence.starts_at - timedelta(minutes=60)
    assert [name for name, _ in told] == ["occurrences_changing", "occurrence_moved"]
    move_occurrence(occurrence.id, Place(), on=date(2026, 10, 17), starts=time(10), **options)
    session.expire_all()
    assert occurrence.moved_from is None


def test_a_move_to_the_same_time_and_place_does_nothing(
    session: Session, cast: Cast, told: list[tuple[str, int]]
) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    moved = move_occurrence(
        occurrence.id, Place(), on=date(2026, 10, 17), starts=time(10), minutes=90, by=cast.manager, now=NOW
    )
    assert (moved, told, actions(session)) == (False, [], [])


def test_a_move_onto_another_occurrence_is_refused(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    occurrence = make_occurrence(session, event)
    make_occurrence(session, event, starts_in=timedelta(days=8))
    session.commit()
    options: dict[str, Any] = {"starts": time(10), "minutes": 60, "now": NOW}
    refused(
        Refusal.TAKEN,
        move_occurrence,
        occurrence.id,
        Place(),
        on=date(2026, 10, 18),
        by=cast.manager,
        **options,
    )
    refused(
        Refusal.NOT_ALLOWED,
        move_occurrence,
        occurrence.id,
        Place(),
        on=date(2026, 10, 19),
        by=cast.other_manager,
        **options,
    )


def test_a_cancellation_needs_a_reason_and_happens_once(
    session: Session, cast: Cast, told: list[tuple[str, int]]
) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    refused(Refusal.REASON_MISSING, cancel_occurrence, occurrence.id, reason="", by=cast.manager, now=NOW)
    cancel_occurrence(occurrence.id, reason="讲者生病", by=cast.manager, now=NOW)
    session.expire_all()
    assert (occurrence.state, occurrence.cancelled_at, occurrence.cancel_reason, occurrence.sequence) == (
        OccurrenceState.CANCELLED,
        NOW,
        "讲者生病",
        1,
    )
    refused(Refusal.ALREADY_CANCELLED, cancel_occurrence, occurrence.id, reason="x", by=cast.manager, now=NOW)
    assert [name for name, _ in told] == ["occurrences_changing", "occurrence_cancelled"]


def test_what_is_over_is_not_cancelled(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base), starts_in=timedelta(hours=-3))
    session.commit()
    refused(Refusal.ALREADY_OVER, cancel_occurrence, occurrence.id, reason="x", by=cast.manager, now=NOW)


def test_cancelling_an_event_cancels_what_is_to_come_and_nothing_else(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    past = make_occurrence(session, event, starts_in=timedelta(days=-3))
    coming = make_occurrence(session, event)
    session.commit()
    cancel_event(event.id, reason="场馆检修", by=cast.manager, now=NOW)
    session.expire_all()
    assert (event.state, event.state_reason) == (EventState.CANCELLED, "场馆检修")
    assert (past.state, coming.state) == (OccurrenceState.SCHEDULED, OccurrenceState.CANCELLED)
    wish = Dates(dates=[date(2026, 10, 18)], starts=time(9), minutes=60)
    refused(
        Refusal.WRONG_STATE,
        add_occurrences,
        event.id,
        wish,
        Place(),
        uid_domain=DOMAIN,
        by=cast.manager,
        now=NOW,
    )
