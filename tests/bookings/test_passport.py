"""The science passport: stamps of attended bookings, children's, paper cards, and certificates to be checked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Child, Consent
from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState, Guest, PassportCard, PassportCertificate, PassportStamp
from sciencepop.bookings.queries.passport import list_child_visits, list_opened, list_visits
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.passport import Passport, Stamp, Visit, gather, initial_of
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services import passport, passport_keeping
from sciencepop.bookings.services.forget import forget_children
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import BookingMode, Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_child, make_event, make_occurrence
from tests.page import Page

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def test_a_base_gives_one_stamp_and_a_session_counts_once() -> None:
    visits = [Visit(1, JUNE, 90, 11), Visit(1, MAY, 60, 12), Visit(2, JUNE, 45, 13), Visit(1, JUNE, 90, 11)]
    visits += [Visit(2, MAY, 30), Visit(2, MAY, 30)]
    found = gather(visits)
    assert found.stamps == {1: Stamp(MAY, 2), 2: Stamp(MAY, 3)}
    assert (found.visits, found.minutes, found.hours) == (5, 255, 4.0)
    assert gather([]) == Passport()


@pytest.mark.parametrize(("name", "initial"), [("小雨", "小"), (" Ann", "A"), ("", "＊"), ("  ", "＊")])
def test_an_initial_is_all_of_a_name(name: str, initial: str) -> None:
    assert initial_of(name) == initial


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """A session of 90 minutes that began an hour ago."""
    found = make_occurrence(session, make_event(session, cast.base), starts_in=-HOUR)
    session.commit()
    return found


@pytest.fixture
def child(session: Session, cast: Cast) -> Child:
    found = make_child(session, cast.resident)
    session.commit()
    return found


def came(cast: Cast, occurrence: Occurrence, child: Child | None = None, **values: object) -> str:
    """The resident's party was marked as there."""
    booking = make_booking(db.session(), occurrence, cast.resident, seats=2, children=1 if child else 0, **values)
    if child:
        db.session.add(Guest(booking_id=booking.id, position=0, child_id=child.id))
    db.session.commit()
    services.mark(booking.code, Mark.ATTENDED, by=cast.manager, now=NOW)
    return booking.code


def opened(cast: Cast, child: Child) -> Child:
    passport.open_passport(child.id, language="zh", by=cast.resident, now=NOW)
    return child


def refusal(call: object, *arguments: object, **options: object) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **options)  # type: ignore[operator]
    code = broken.value.code
    assert isinstance(code, Refusal)
    return code


def rows(table: type) -> list[object]:
    return list(db.session.scalars(select(table).order_by(table.id)))  # type: ignore[attr-defined]


def test_a_check_in_is_a_stamp_and_nothing_is_stored_for_it(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    code = came(cast, occurrence)
    day = clock.local(occurrence.starts_at).date()
    assert list_visits(session, cast.resident.id) == [Visit(cast.base.id, day, 90, occurrence.id)]
    assert rows(PassportStamp) == []
    services.mark(code, Mark.UNDO, by=cast.manager, now=NOW)
    assert list_visits(session, cast.resident.id) == []


def test_who_only_brings_a_child_gets_no_stamp_but_the_child_does(
    session: Session, cast: Cast, occurrence: Occurrence, child: Child
) -> None:
    came(cast, occurrence, child, comes=False)
    assert list_visits(session, cast.resident.id) == []
    assert [visit.base_id for visit in list_child_visits(session, child.id)] == [cast.base.id]


def test_a_childs_stamps_outlive_the_event_only_with_consent(
    session: Session, cast: Cast, occurrence: Occurrence, child: Child
) -> None:
    other = make_child(session, cast.resident, nickname="小石头")
    session.commit()
    opened(cast, child)
    came(cast, occurrence, child)
    session.add(Guest(booking_id=session.scalars(select(Booking.id)).one(), position=1, child_id=other.id))
    session.commit()
    before = gather(list_child_visits(session, child.id))
    assert forget_children(occurrence.ends_at + 93 * DAY) == 2
    assert rows(Guest) == []
    assert gather(list_child_visits(session, child.id)) == before
    assert list_child_visits(session, other.id) == []
    (kept,) = rows(PassportStamp)
    assert (kept.occurrence_id, kept.minutes) == (None, 90)  # type: ignore[attr-defined]
    forget_children(occurrence.ends_at + 94 * DAY)
    assert len(rows(PassportStamp)) == 1


def test_a_session_on_card_and_booking_counts_once_even_after_it_was_forgotten(
    session: Session, cast: Cast, occurrence: Occurrence, child: Child
) -> None:
    opened(cast, child)
    came(cast, occurrence, child)
    code = passport.make_card(child.id, by=cast.resident, now=NOW)
    passport.stamp_card(occurrence.id, code, by=cast.manager, now=NOW)
    assert gather(list_child_visits(session, child.id)).visits == 1
    forget_children(occurrence.ends_at + 93 * DAY)
    assert gather(list_child_visits(session, child.id)).visits == 1


def test_ending_a_childs_passport_deletes_what_was_kept(
    session: Session, cast: Cast, occurrence: Occurrence, child: Child
) -> None:
    opened(cast, child)
    came(cast, occurrence, child)
    passport.make_card(child.id, by=cast.resident, now=NOW)
    passport.issue_certificate(child.id, by=cast.resident, now=NOW)
    forget_children(occurrence.ends_at + 93 * DAY)
    passport.end_passport(child.id, by=cast.resident, now=NOW + DAY)
    assert rows(PassportStamp) + rows(PassportCard) + rows(PassportCertificate) == []
    assert session.scalars(select(Consent)).one().ended_at == NOW + DAY
    assert list_opened(session, [child]) == set()


def test_an_erased_child_leaves_no_passport_behind(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence, child: Child
) -> None:
    opened(cast, child)
    came(cast, occurrence, child)
    passport.make_card(child.id, by=cast.resident, now=NOW)
    code = passport.issue_certificate(child.id, by=cast.resident, now=NOW)
    page.get(f"/verify/{code}")
    accounts.erase_child(child.id, by=cast.resident, now=NOW)
    page.get(f"/verify/{code}", status=404)
    assert passport_keeping.forget_passports(NOW) == 1
    assert rows(PassportCard) + rows(PassportCertificate) == []
    assert passport_keeping.forget_passports(NOW) == 0


def test_only_a_guardian_opens_ends_and_prints(cast: Cast, child: Child) -> None:
    now = {"by": cast.neighbour, "now": NOW}
    for call in (
        lambda: passport.open_passport(child.id, language="zh", **now),
        lambda: passport.end_passport(child.id, **now),
        lambda: passport.make_card(child.id, **now),
        lambda: passport.issue_certificate(child.id, **now),
    ):
        with pytest.raises(NotFound):
            call()
    assert refusal(passport.make_card, child.id, by=cast.resident, now=NOW) is Refusal.PASSPORT_NOT_OPEN


def test_a_card_is_stamped_once_a_session_and_within_days(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    drop_in = make_event(session, cast.base, booking_mode=BookingMode.DROP_IN)
    second = make_occurrence(session, drop_in, starts_in=HOUR, size=None)
    session.commit()
    code = passport.make_card(None, by=cast.resident, now=NOW)
    passport.stamp_card(occurrence.id, code, by=cast.manager, now=NOW)
    passport.stamp_card(second.id, code, by=cast.manager, now=NOW)
    stamp = {"by": cast.manager, "now": NOW}
    assert refusal(passport.stamp_card, occurrence.id, code, **stamp) is Refusal.CARD_STAMPED
    assert refusal(passport.stamp_card, occurrence.id, "ZZZZZZZZZZ", **stamp) is Refusal.CARD_UNKNOWN
    late = {"by": cast.manager, "now": occurrence.ends_at + 3 * DAY + MINUTE}
    assert refusal(passport.stamp_card, occurrence.id, code, **late) is Refusal.STAMP_CLOSED
    found = gather(list_visits(session, cast.resident.id))
    assert (list(found.stamps), found.visits, found.minutes) == ([cast.base.id], 2, 180)
    passport.drop_card(code, by=cast.resident)
    assert list_visits(session, cast.resident.id) == []


def test_cards_of_others_cannot_be_dropped_and_nobody_prints_without_end(cast: Cast) -> None:
    code = passport.make_card(None, by=cast.resident, now=NOW)
    with pytest.raises(NotFound):
        passport.drop_card(code, by=cast.neighbour)
    for _number in range(11):
        passport.make_card(None, by=cast.resident, now=NOW)
    assert refusal(passport.make_card, None, by=cast.resident, now=NOW) is Refusal.PASSPORT_FULL


def test_a_certificate_shows_strangers_an_initial_and_numbers_only(
    page: Page, cast: Cast, occurrence: Occurrence
) -> None:
    assert refusal(passport.issue_certificate, None, by=cast.resident, now=NOW) is Refusal.NOTHING_VISITED
    came(cast, occurrence)
    code = passport.issue_certificate(None, by=cast.resident, now=NOW)
    answer = page.get(f"/verify/{code}")
    text = page.text()
    assert "陈＊" in text
    assert cast.resident.name not in text
    assert all(words in text for words in ("1 次", "1.5 小时", "2026-10-10", "有效"))
    assert occurrence.event.title_zh not in text
    assert cast.base.name_zh not in text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert page.all("meta", name="robots", content="noindex")
    page.get("/verify/ZZZZZZZZZZZZZZZZZZZZ", status=404)


def test_its_owner_revokes_and_deletes_a_certificate(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    came(cast, occurrence)
    code = passport.issue_certificate(None, by=cast.resident, now=NOW)
    page.sign_in(cast.neighbour).post(f"/my/passport/certificates/{code}/revoke", status=404)
    page.post(f"/my/passport/certificates/{code}/drop", status=404)
    page.get(f"/my/passport/certificates/{code}", status=404)
    page.sign_in(cast.resident).get(f"/my/passport/certificates/{code}")
    assert cast.resident.name in page.text()
    assert f"/verify/{code}" in page.text()
    page.post(f"/my/passport/certificates/{code}/revoke")
    page.get(f"/verify/{code}")
    assert "撤销" in page.text()
    assert "陈＊" not in page.text()
    page.post(f"/my/passport/certificates/{code}/drop")
    page.get(f"/verify/{code}", status=404)


def test_the_page_shows_stamps_of_all_and_opens_a_childs(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence, child: Child
) -> None:
    came(cast, occurrence, child)
    page.sign_in(cast.resident).get("/my/passport")
    assert "1 / 2 个基地" in page.text()
    assert "1.5 小时" in page.text()
    assert page.text().count(cast.base.name_zh) == 1
    page.post(f"/my/passport/children/{child.id}/open")
    assert session.scalars(select(Consent.kind)).all() == ["child_passport"]
    page.get("/my/passport")
    assert page.text().count(cast.base.name_zh) == 2
    card = page.post("/my/passport/cards", {"child": str(child.id)}).location
    page.get(card)
    assert "小雨" in page.text()
    certificate = page.post("/my/passport/certificates", {"child": str(child.id)}).location
    page.get(certificate)
    page.get("/my/passport")
    assert "开过的证明" in page.text()
    page.post(f"{card}/drop")
    page.post(f"/my/passport/children/{child.id}/end")
    assert rows(PassportCard) + rows(PassportCertificate) == []


@pytest.mark.parametrize("number", ["x", "9" * 30, "-1", "1.5"])
def test_nonsense_for_a_child_is_not_found(page: Page, cast: Cast, number: str) -> None:
    page.sign_in(cast.resident)
    page.post("/my/passport/cards", {"child": number}, status=404)
    page.post("/my/passport/certificates", {"child": number}, status=404)


def test_a_card_is_stamped_at_the_roster_of_ones_own_base(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    code = passport.make_card(None, by=cast.resident, now=NOW)
    where = f"/manage/occurrences/{occurrence.id}/stamp"
    page.sign_in(cast.other_manager).post(where, {"code": code}, status=403)
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}")
    assert "给护照卡盖章" in page.text()
    page.post(where, {"code": "ABC"}, status=422)
    assert "没有这张护照卡" in page.text()
    page.post(where, {"code": f"{code[:5].lower()} {code[5:].lower()}"})
    page.get(f"/manage/occurrences/{occurrence.id}")
    assert "已盖章" in page.text()
    assert cast.resident.name not in page.text()
    page.post(where, {"code": code}, status=422)
    assert "不用再盖" in page.text()


def test_the_passport_is_taken_along_and_goes_with_the_account(cast: Cast, occurrence: Occurrence) -> None:
    came(cast, occurrence)
    card = passport.make_card(None, by=cast.resident, now=NOW)
    passport.stamp_card(occurrence.id, card, by=cast.manager, now=NOW)
    certificate = passport.issue_certificate(None, by=cast.resident, now=NOW)
    mine = accounts.export_data(cast.resident, NOW)["passport"]
    assert [row["code"] for row in mine["cards"]] == [card]
    assert [row["code"] for row in mine["certificates"]] == [certificate]
    accounts.close_account(cast.resident, NOW)
    assert rows(PassportStamp) + rows(PassportCard) + rows(PassportCertificate) == []


def test_a_guardian_who_leaves_takes_no_stamps_from_the_other(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    shared = make_child(session, cast.resident, cast.neighbour)
    session.commit()
    passport.open_passport(shared.id, language="zh", by=cast.neighbour, now=NOW)
    came(cast, occurrence, shared)
    accounts.close_account(cast.resident, NOW)
    assert [visit.base_id for visit in list_child_visits(session, shared.id)] == [cast.base.id]
    assert db.session.scalars(select(Booking)).one().state is BookingState.ATTENDED
