"""Editions, releases and the postponement of everything, on real rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import invariants as booking_invariants
from sciencepop.bookings import letter_invariants, services
from sciencepop.bookings.models import BookingState, Per
from sciencepop.bookings.services.bundles import tell_bundles_due
from sciencepop.core import outbox
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.festival import invariants
from sciencepop.festival.models import Edition, EditionState, OfferKind, Outcome, Postponement, PostponementState, Star
from sciencepop.festival.queries.figures import figures_of
from sciencepop.festival.queries.items import list_announced, list_days, list_rows
from sciencepop.festival.queries.postponements import count_outcomes, list_left, list_stood, on_day, preview
from sciencepop.festival.queries.releases import draft_lines, find_on, list_lines
from sciencepop.festival.queries.speakers import list_addresses, list_lost, list_moved
from sciencepop.festival.rules.items import ItemChange, counts
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services import contents
from sciencepop.festival.services.contents import OfferWish
from sciencepop.festival.services.editions import EditionWish, begin_editions, save_edition, step_edition
from sciencepop.festival.services.postpone import move_postponed, postpone, take_in, undo_postponement
from sciencepop.festival.services.releases import cut_release, tell_releases
from sciencepop.festival.services.speakers import save_speakers, tell_speakers_of_postponements
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.programme.services.move import move_occurrence
from sciencepop.programme.services.plan import Place
from tests.bookings.capacity import make_resource, make_use
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.festival.editions import CODE, FIRST, LAST, make_edition

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def event(session: Session, cast: Cast) -> Event:
    """A festival event with a session on each of three days, and one outside of the festival."""
    found = make_event(session, cast.base, title_zh="观叶", title_en="Leaves", seats=20)
    for days in (7, 8, 9, 40):
        make_occurrence(session, found, starts_in=days * DAY, room_zh="报告厅")
    return found


@pytest.fixture
def edition(session: Session, cast: Cast, event: Event) -> Edition:
    found = make_edition(session, cast.officer, cast.base)
    contents.add_events(CODE, [event.slug], "open", ["王教授"], by=cast.officer, now=NOW)
    return found


def refused(code: Refusal, verb: object, *arguments: object, **options: object) -> None:
    with pytest.raises(RuleBroken) as broken:
        verb(*arguments, **options)  # type: ignore[operator]
    assert broken.value.code is code


def starts(session: Session, event: Event) -> list[int]:
    """Days from today of each session of the event, by time."""
    session.expire_all()
    rows = session.scalars(select(Occurrence.starts_at).where(Occurrence.event_id == event.id))
    return sorted((row - NOW).days for row in rows)


def letters(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)))


def test_an_edition_is_written_announced_run_and_closed_with_its_figures(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    who = {"by": cast.officer, "now": NOW}
    wish = EditionWish(2026, "x", FIRST, LAST)
    for code in (CODE, "new"):
        refused(Refusal.CODE_TAKEN, save_edition, wish, code, is_new=True, **who)
    refused(Refusal.DATES_IN_ORDER, save_edition, EditionWish(2026, "x", LAST, FIRST), "other", is_new=True, **who)
    refused(Refusal.WRONG_STATE, save_edition, EditionWish(2026, "x", FIRST, FIRST), CODE, is_new=False, **who)
    free = OfferWish(cast.other_base.slug, OfferKind.FREE, "免票", FIRST, LAST)
    contents.add_offer(CODE, free, **who)
    late = OfferWish(cast.base.slug, OfferKind.GIFT, "种子", FIRST, LAST + DAY)
    refused(Refusal.OUTSIDE, contents.add_offer, CODE, late, **who)
    refused(Refusal.IN_USE, contents.drop_part, CODE, "blocks", edition.blocks[1].id, **who)
    refused(Refusal.STILL_RUNNING, _close, cast, NOW)
    first = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).first()
    assert first is not None
    make_booking(session, first, cast.resident, seats=3, state=BookingState.ATTENDED, seats_attended=2)
    make_booking(session, first, cast.neighbour, seats=2)
    session.commit()
    later = NOW + 20 * DAY
    assert step_edition(CODE, by=cast.officer, now=later) is EditionState.CLOSED
    session.expire_all()
    figures = figures_of(session, edition)
    assert (figures.events, figures.sessions, figures.seats, figures.booked, figures.participants) == (1, 3, 60, 5, 2)
    assert (figures.bases_open, figures.bases_free, figures.bases_discounted) == (2, 1, 0)
    refused(Refusal.WRONG_STATE, contents.add_offer, CODE, free, by=cast.officer, now=later)
    make_booking(session, first, make_person(session), seats=1)
    assert figures_of(session, edition) == figures
    assert invariants.checks() == []


def _close(cast: Cast, now: object) -> None:
    begin_editions(NOW + 8 * DAY)
    step_edition(CODE, by=cast.officer, now=NOW)


def test_a_release_says_what_changed_and_stands_as_it_was_on_its_day(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    rows = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    session.add(Star(person_id=cast.neighbour.id, occurrence_id=rows[1].id, kept_at=NOW))
    for row in rows[1:3]:  # whoever booked as well hears of changes from bookings alone
        session.add(Star(person_id=cast.resident.id, occurrence_id=row.id, kept_at=NOW))
        make_booking(session, row, cast.resident)
    session.commit()
    assert list_announced(session, edition) == []
    assert cut_release(CODE, by=cast.officer, now=NOW) == 1
    refused(Refusal.NOTHING_NEW, cut_release, CODE, by=cast.officer, now=NOW)
    assert [row.item.venue for row in list_announced(session, edition)] == ["chenshan"] * 3
    assert [(one.day, one.name_zh) for one in list_days(session, edition)] == [
        (FIRST + number * DAY, cast.base.name_zh) for number in range(3)
    ]
    told = tell_releases(NOW)
    assert told == 3 and tell_releases(NOW) == 0  # those who keep one of them, and the manager
    moved, placed, off = rows[:3]
    move_occurrence(
        moved.id,
        Place(room_zh="报告厅"),
        on=FIRST,
        starts=(NOW + 8 * MINUTE * 60).time(),
        minutes=60,
        by=cast.manager,
        now=NOW,
    )
    start = placed.starts_at + timedelta(hours=8)
    move_occurrence(
        placed.id, Place(room_zh="一号教室"), on=start.date(), starts=start.time(), minutes=90, by=cast.manager, now=NOW
    )
    cancel_occurrence(off.id, reason="下雨", by=cast.manager, now=NOW)
    make_occurrence(session, event, starts_in=10 * DAY)
    session.commit()
    assert len(list_announced(session, edition)) == 3  # what is new waits for its release, what is moved does not
    assert cut_release(CODE, "有四处变化", by=cast.officer, now=NOW + DAY) == 2
    first, second = find_on(session, edition.id, date(2026, 10, 10)), find_on(session, edition.id, date(2026, 10, 11))
    assert first is not None and second is not None
    assert second.counts == {"added": 1, "moved": 1, "placed": 1, "cancelled": 1, "dropped": 0}
    assert [line.change for line in list_lines(session, first)] == [ItemChange.ADDED] * 3
    before = letters(session)
    assert tell_releases(NOW + DAY) == 2
    new = letters(session)[len(before) :]
    assert len(new) == 2 and all("第 2 版" in subject for subject in new)
    contents.drop_event(CODE, event.slug, by=cast.officer, now=NOW)
    assert counts(draft_lines(session, edition))["dropped"] == 3
    assert invariants.checks() == []


def test_a_postponement_moves_everything_and_tells_each_person_once(
    session: Session, cast: Cast, event: Event, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sciencepop.festival.services.postpone.AT_ONCE", 2)
    rows = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    sequences = {row.uid: row.sequence for row in rows}
    for row in rows[:3]:
        make_booking(session, row, cast.resident)
    make_booking(session, rows[1], cast.neighbour)
    session.commit()
    cancel_occurrence(rows[2].id, reason="下雨", by=cast.manager, now=NOW)
    services.tell_ends_due(NOW)
    already = len(letters(session))
    seen = preview(session, edition, 1, NOW)
    assert (seen.sessions, seen.people, seen.bookings, seen.taken) == (2, 2, 3, [rows[1]])
    assert preview(session, edition, 90, NOW).taken == []
    refused(Refusal.BAD_DAYS, postpone, CODE, 0, "", by=cast.officer, now=NOW)
    refused(Refusal.TOO_FAR, postpone, CODE, 365, "", by=cast.officer, now=NOW - 60 * DAY)
    number = postpone(CODE, 90, "台风", by=cast.officer, now=NOW)
    refused(Refusal.UNDERWAY, postpone, CODE, 1, "", by=cast.officer, now=NOW)
    assert move_postponed(NOW + MINUTE) == 2
    assert starts(session, event) == [9, 40, 97, 98]
    row = session.get_one(Postponement, number)
    assert (row.state, edition.from_on, edition.blocks[0].until_on) == (
        PostponementState.MOVED, FIRST + 90 * DAY, LAST + 90 * DAY
    )  # fmt: skip
    assert tell_bundles_due(NOW + 20 * MINUTE) == 0 and services.tell_moves_due(NOW + 20 * MINUTE) == 0
    assert tell_bundles_due(NOW + 21 * MINUTE) == 2 and tell_bundles_due(NOW + 22 * MINUTE) == 0
    new = letters(session)[already:]
    assert sorted(new) == ["您预约的 2 场活动改期了", "时间或地点有变：观叶"]
    several = session.scalars(select(OutboxMessage).where(OutboxMessage.dedup_key.startswith("bundle-"))).one()
    assert "台风" in several.body and several.body.count("/changes/") == 2
    for one in session.scalars(select(Occurrence).where(Occurrence.uid.in_(sequences))):
        assert one.sequence == sequences[one.uid] + (1 if one.starts_at > NOW + 50 * DAY or one.cancelled_at else 0)
    refused(Refusal.UNDO_OVER, undo_postponement, CODE, number, by=cast.officer, now=NOW + 21 * MINUTE)
    assert invariants.checks() + booking_invariants.checks() + letter_invariants.checks() == []


def test_what_stands_where_an_edition_would_move_to_is_named_before(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    """One telescope, one hall and one professor; what moves along stands in nobody's way."""
    rows = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    telescope = make_resource(session, cast.base, name_zh="望远镜", capacity=1)
    other = make_event(session, cast.base, title_zh="观星", seats=20)
    talk = make_event(session, cast.other_base, title_zh="谈星", seats=20)
    session.commit()
    contents.add_events(CODE, [talk.slug], "open", ["王教授"], by=cast.officer, now=NOW)
    stands = make_occurrence(session, other, starts_in=97 * DAY, room_zh="报告厅")
    speaks = make_occurrence(session, talk, starts_in=98 * DAY)
    for one in (*rows[:2], stands):
        make_use(session, one, telescope, per=Per.OCCURRENCE, units=1)
    session.commit()
    seen = preview(session, edition, 90, NOW)
    assert [(one.occurrence, one.what) for one in seen.short] == [(rows[0], "望远镜")]
    assert [(one.occurrence, one.what, one.other) for one in seen.shared] == [
        (rows[0], "报告厅", stands),
        (rows[1], "王教授", speaks),
    ]
    clear = preview(session, edition, 60, NOW)
    assert (clear.short, clear.shared) == ([], [])
    number = postpone(CODE, 90, "", by=cast.officer, now=NOW)
    move_postponed(NOW)
    assert [(one.occurrence_id, one.refusal) for one in list_left(session, number)] == [(rows[0].id, "resource_taken")]


def test_a_postponement_is_taken_back_and_what_cannot_move_is_left_and_named(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    """A shift by 31 days would put the third session where the one outside of the festival stands."""
    rows = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).all()
    make_booking(session, rows[0], cast.resident)
    make_booking(session, rows[1], cast.resident)
    session.commit()
    number = postpone(CODE, 31, "", by=cast.officer, now=NOW)
    assert move_postponed(NOW + MINUTE) == 3
    assert starts(session, event) == [9, 38, 39, 40]
    assert [(one.occurrence_id, one.refusal) for one in list_left(session, number)] == [(rows[2].id, "taken")]
    undo_postponement(CODE, number, by=cast.officer, now=NOW + 20 * MINUTE)
    refused(Refusal.UNDERWAY, undo_postponement, CODE, number, by=cast.officer, now=NOW + 20 * MINUTE)
    assert move_postponed(NOW + 21 * MINUTE) == 2
    assert starts(session, event) == [7, 8, 9, 40]
    assert (edition.from_on, session.get_one(Postponement, number).state) == (FIRST, PostponementState.UNDONE)
    assert count_outcomes(session, number) == {Outcome.UNDONE: 2, Outcome.LEFT: 1}
    assert tell_bundles_due(NOW + DAY) == 0 and letters(session) == []
    actions = set(session.scalars(select(AuditRow.action).where(AuditRow.subject_kind == "edition")))
    assert {"festival.postpone", "festival.postpone_undo", "festival.postponement_undone"} <= actions
    assert all(row.item.is_on for row in list_rows(session, edition))
    assert invariants.checks() + letter_invariants.checks() == []


def test_an_edition_that_has_begun_keeps_what_took_place(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    now = NOW + 8 * DAY + 60 * MINUTE
    number = postpone(CODE, 30, "台风", by=cast.officer, now=now)
    assert move_postponed(now) == 1
    assert (edition.from_on, edition.until_on) == (FIRST, LAST + 30 * DAY)
    assert edition.pauses == ["2026-10-19/2026-11-16"]
    assert [(row.day - FIRST).days for row in list_rows(session, edition)] == [0, 1, 32]  # not the session of day 40
    assert session.get_one(Postponement, number).undo_until == now + 20 * MINUTE
    undo_postponement(CODE, number, by=cast.officer, now=now)
    assert move_postponed(now) == 1
    assert (edition.until_on, edition.pauses, len(list_rows(session, edition))) == (LAST, [], 3)


def test_a_half_moved_programme_is_not_released_and_the_latest_postponement_is_taken_back_first(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    who = {"by": cast.officer, "now": NOW}
    cut_release(CODE, **who)
    first = postpone(CODE, 20, "", **who)
    refused(Refusal.UNDERWAY, cut_release, CODE, **who)
    move_postponed(NOW)
    second = postpone(CODE, 7, "", **who)
    move_postponed(NOW)
    refused(Refusal.LATER_FIRST, undo_postponement, CODE, first, **who)
    assert starts(session, event) == [34, 35, 36, 40]
    # The session of day 40 was on the days of the second already: it is the base's own, and nothing moves it.
    assert [one.event.slug for one in list_stood(session, second)] == [event.slug]
    assert len(list_rows(session, edition)) == 3
    third = postpone(CODE, 30, "", **who)
    move_postponed(NOW)
    assert starts(session, event) == [40, 64, 65, 66] and count_outcomes(session, third) == {Outcome.MOVED: 3}
    undo_postponement(CODE, third, **who)
    move_postponed(NOW)
    take_in(CODE, second, **who)
    assert len(list_rows(session, edition)) == 4 and preview(session, edition, 90, NOW).sessions == 4
    for number in (second, first):
        undo_postponement(CODE, number, **who)
        move_postponed(NOW)
    assert (starts(session, event), edition.from_on) == ([7, 8, 9, 40], FIRST)
    refused(Refusal.NOTHING_NEW, cut_release, CODE, **who)


def test_the_calendar_of_a_day_keeps_a_session_that_a_second_postponement_left_behind(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    """By 20 days all three move, by 13 more not the first: the session outside stands there."""
    who = {"by": cast.officer, "now": NOW}
    for days in (20, 13):
        postpone(CODE, days, "", **who)
        move_postponed(NOW)
    assert starts(session, event) == [27, 40, 41, 42]
    found = [
        [(at - NOW).days for at in session.scalars(select(Occurrence.starts_at).where(on_day(session, edition, on)))]
        for on in (FIRST, FIRST + DAY, FIRST + 2 * DAY)
    ]
    assert found == [[27], [41], [42]]


def test_speakers_with_an_address_hear_of_their_own_sessions_and_are_forgotten(
    session: Session, cast: Cast, event: Event, edition: Edition
) -> None:
    who = {"by": cast.officer, "now": NOW}
    talk = make_event(session, cast.base, title_zh="谈星", title_en="Stars", seats=20)
    make_occurrence(session, talk, starts_in=8 * DAY)
    session.commit()
    contents.add_events(CODE, [talk.slug], "open", ["Ann Lee"], **who)
    refused(Refusal.NO_SUCH_SPEAKER, save_speakers, CODE, {"李教授": "li@example.org"}, **who)
    save_speakers(CODE, {"王教授": "wang@example.org", "Ann Lee": "ann@example.org"}, **who)
    cut_release(CODE, **who)
    tell_releases(NOW)
    assert sorted(to_speakers(session)) == [
        ("ann@example.org", "Science Festival: the sessions that you speak at", 1),
        ("wang@example.org", "松江科技节：您主讲的场次", 3),
    ]
    first = postpone(CODE, 90, "台风", **who)
    move_postponed(NOW + MINUTE)
    cut_release(CODE, by=cast.officer, now=NOW + 2 * MINUTE)
    tell_releases(NOW + 2 * MINUTE)
    assert len(to_speakers(session)) == 2, "of its moves the postponement tells"
    assert tell_speakers_of_postponements(NOW + 19 * MINUTE) == 0
    assert tell_speakers_of_postponements(NOW + 21 * MINUTE) == 1
    assert tell_speakers_of_postponements(NOW + 22 * MINUTE) == 0
    assert sorted(count for _to, _subject, count in to_speakers(session)) == [1, 1, 3, 3]
    refused(Refusal.UNDO_OVER, undo_postponement, CODE, first, by=cast.officer, now=NOW + 20 * MINUTE)
    again = postpone(CODE, 5, "", by=cast.officer, now=NOW + 30 * MINUTE)
    move_postponed(NOW + 30 * MINUTE)
    cut_release(CODE, by=cast.officer, now=NOW + 31 * MINUTE)
    undo_postponement(CODE, again, by=cast.officer, now=NOW + 32 * MINUTE)
    move_postponed(NOW + 32 * MINUTE)
    cut_release(CODE, by=cast.officer, now=NOW + 33 * MINUTE)
    tell_releases(NOW + DAY)
    assert tell_speakers_of_postponements(NOW + DAY) == 0
    assert len(to_speakers(session)) == 4, "of what was taken back in time nobody hears, though it was released"
    off = session.scalars(select(Occurrence).where(Occurrence.event_id == talk.id)).one()
    cancel_occurrence(off.id, reason="生病", by=cast.manager, now=NOW + DAY)
    assert off not in list_moved(session, first), "no letter says that what is off takes place"
    cut_release(CODE, by=cast.officer, now=NOW + DAY)
    tell_releases(NOW + DAY)
    told = to_speakers(session)
    assert len(told) == 5 and told[-1][0] == "ann@example.org", "who was told of the postponement is not told again"
    # As with every other letter: where the mailbox is gone, nothing more goes out.
    outbox.lose(session, "wang@example.org", "550", NOW)
    session.commit()
    make_occurrence(session, event, starts_in=98 * DAY + MINUTE)
    session.commit()
    cut_release(CODE, by=cast.officer, now=NOW + DAY)
    tell_releases(NOW + DAY)
    assert len(to_speakers(session)) == 5 and list_lost(session, edition.id) == {"wang@example.org"}
    later = NOW + 140 * DAY
    begin_editions(later)
    step_edition(CODE, by=cast.officer, now=later)
    assert list_addresses(session, edition.id) == {} and invariants.checks() == []
    assert session.scalars(select(outbox.LostAddress)).all() == []


def to_speakers(session: Session) -> list[tuple[str, str, int]]:
    """Address, subject and number of sessions of each letter to a speaker."""
    session.expire_all()
    found = select(OutboxMessage).where(OutboxMessage.dedup_key.contains("-to-")).order_by(OutboxMessage.id)
    return [(one.address, one.subject, one.body.count("\n· ")) for one in session.scalars(found)]
