"""A desk books for people who do not use the site: same queue, consent on record, a slip, and a way to an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Consent, Grant, Person, Role
from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Commitment, DeskVisitor, NoShowPoint
from sciencepop.bookings.queries.desk import list_bookable, list_entered
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.visitors import Visitor, is_theirs, read_phone
from sciencepop.bookings.services import desk, visitors
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import BookingMode, Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.accounts.invitations import agree
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_grant, make_occurrence, make_person
from tests.page import Page

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SHESHAN, DONGJING = "310117103000", "310117104000"
WANG = Visitor("王阿姨", "+8613800000000")


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base, title_zh="看星星"), size=3)
    session.commit()
    return found


def enter(occurrence: Occurrence, cast: Cast, visitor: Visitor = WANG, *, seats: int = 1, wait: bool = False) -> str:
    return desk.book_for(
        occurrence.id, visitor, seats=seats, desk=SHESHAN, by=cast.desk, waiting_allowed=wait, now=NOW
    ).code


def booking_of(code: str) -> Booking:
    return db.session.scalars(select(Booking).where(Booking.code == code)).one()


def refusal(call: object, *arguments: object, **options: object) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **options)  # type: ignore[operator]
    code = broken.value.code
    assert isinstance(code, Refusal)
    return code


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", ""), ("138 0000 0000", "+8613800000000"), ("021-5781 1234", "02157811234"), ("十三八", None), ("12", None)],
)
def test_telephones_are_read_in_one_form(typed: str, read: str | None) -> None:
    assert read_phone(typed) == read


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("王阿姨", True),
        (" 王 阿姨", True),
        ("13800000000", True),
        ("+86 138 0000 0000", True),
        ("13800000001", False),
        ("王", False),
        ("", False),
    ],
)
def test_a_slip_is_known_by_its_name_or_telephone(typed: str, fits: bool) -> None:
    assert is_theirs(typed, name=WANG.name, phone=WANG.phone) is fits


def test_nothing_fits_a_visitor_who_is_not_there() -> None:
    assert [is_theirs(typed, name="", phone="") for typed in ("", " ", "王阿姨", "13800000000")] == [False] * 4


def test_a_desk_books_with_consent_on_record_and_no_letter(cast: Cast, occurrence: Occurrence) -> None:
    booking = booking_of(enter(occurrence, cast, seats=2))
    assert (booking.state, booking.seats) == (BookingState.CONFIRMED, 2)
    assert (booking.booked_by, booking.desk) == (cast.desk.id, SHESHAN)
    assert (booking.person.name, booking.person.addresses) == ("王阿姨", [])
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.person_id, consent.kind, consent.recorded_by) == (booking.person_id, "proxy_booking", cast.desk.id)
    assert "服务台" in consent.wording
    assert db.session.scalars(select(OutboxMessage)).all() == []
    row = db.session.scalars(select(AuditRow).where(AuditRow.action == "desk.booked")).one()
    assert row.actor_id == cast.desk.id
    assert "王阿姨" not in str(row.facts)
    assert checks() == []


def test_the_same_queue_and_quota_hold_at_the_desk(cast: Cast, occurrence: Occurrence) -> None:
    services.book(occurrence.id, by=cast.resident, seats=3, now=NOW)
    options = {"seats": 1, "desk": SHESHAN, "by": cast.desk, "now": NOW}
    assert refusal(desk.book_for, occurrence.id, WANG, **options) is Refusal.FULL
    assert db.session.scalars(select(DeskVisitor)).all() == []
    code = enter(occurrence, cast, wait=True)
    assert booking_of(code).state is BookingState.WAITING
    second = Visitor("李伯伯")
    assert refusal(desk.book_for, occurrence.id, second, **(options | {"seats": 9})) is Refusal.TOO_MANY_SEATS
    assert checks() == []


def test_the_desk_knows_somebody_again_by_name_and_telephone(cast: Cast, occurrence: Occurrence) -> None:
    first = booking_of(enter(occurrence, cast))
    options = {"seats": 1, "desk": SHESHAN, "by": cast.desk, "now": NOW}
    assert refusal(desk.book_for, occurrence.id, WANG, **options) is Refusal.ALREADY_BOOKED
    husband = booking_of(enter(occurrence, cast, Visitor("王伯伯", WANG.phone)))
    nameless = booking_of(enter(occurrence, cast, Visitor("王阿姨")))
    assert len({first.person_id, husband.person_id, nameless.person_id}) == 3


def test_another_desk_neither_sees_nor_cancels_nor_knows_the_telephone(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    code = enter(occurrence, cast)
    assert [row.code for row in list_entered(session, SHESHAN, NOW)] == [code]
    assert list_entered(session, DONGJING, NOW) == []
    with pytest.raises(NotFound):
        desk.cancel_for(code, desk=DONGJING, by=cast.desk, now=NOW)
    desk.book_for(occurrence.id, WANG, seats=1, desk=DONGJING, by=cast.desk, now=NOW)
    assert len(db.session.scalars(select(DeskVisitor)).all()) == 2


def test_a_desk_sees_thirty_days_back_and_what_is_still_to_come(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    code = enter(occurrence, cast)
    assert len(list_entered(session, SHESHAN, NOW + 30 * DAY - MINUTE)) == 1
    assert list_entered(session, SHESHAN, NOW + 30 * DAY) == []
    with pytest.raises(NotFound):
        desk.cancel_for(code, desk=SHESHAN, by=cast.desk, now=NOW + 31 * DAY)


def test_what_a_desk_books_never_gives_points(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    late, missed = enter(occurrence, cast), enter(occurrence, cast, Visitor("李伯伯"))
    desk.cancel_for(late, desk=SHESHAN, by=cast.desk, now=occurrence.starts_at - HOUR)
    services.mark(missed, Mark.NO_SHOW, by=cast.manager, now=occurrence.starts_at)
    assert session.scalars(select(NoShowPoint)).all() == []
    assert booking_of(late).state is BookingState.CANCELLED
    assert checks() == []


def test_an_offer_is_accepted_for_a_visitor_who_was_called(cast: Cast, occurrence: Occurrence) -> None:
    other = services.book(occurrence.id, by=cast.resident, seats=3, now=NOW).code
    code = enter(occurrence, cast, wait=True)
    services.cancel(other, by=cast.resident, now=NOW)
    assert booking_of(code).state is BookingState.OFFERED
    desk.accept_for(code, desk=SHESHAN, by=cast.desk, now=NOW + HOUR)
    assert booking_of(code).state is BookingState.CONFIRMED


def test_sessions_are_found_by_words_and_day(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    drop_in = make_event(session, cast.base, title_zh="看星星随便来", booking_mode=BookingMode.DROP_IN)
    make_occurrence(session, drop_in, size=None)
    far = make_occurrence(session, occurrence.event, starts_in=40 * DAY)
    session.commit()
    assert list_bookable(session, "星星 辰山", None, NOW) == [occurrence]
    assert list_bookable(session, "星星 科技馆", None, NOW) == []
    assert list_bookable(session, "100%", None, NOW) == []
    assert list_bookable(session, "", clock.local(far.starts_at).date(), NOW) == [far]


def test_a_slip_is_claimed_with_everything_that_goes_along(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    later = make_occurrence(session, occurrence.event, starts_in=9 * DAY)
    session.commit()
    first, second = enter(occurrence, cast), enter(later, cast)
    shell = booking_of(first).person_id
    done = visitors.claim(first, "138 0000 0000", by=cast.resident, now=NOW)
    assert (done.moved, done.left) == (2, 0)
    assert {booking_of(code).person_id for code in (first, second)} == {cast.resident.id}
    assert {row.person_id for row in session.scalars(select(Commitment))} == {cast.resident.id}
    assert session.scalars(select(DeskVisitor)).all() == []
    person = session.get_one(Person, shell)
    assert (person.name, person.closed_at) == ("", NOW)
    assert {consent.person_id for consent in session.scalars(select(Consent))} == {cast.resident.id}
    assert len(session.scalars(select(OutboxMessage)).all()) == 2
    assert list_entered(session, SHESHAN, NOW) == []
    services.cancel(first, by=cast.resident, now=NOW)
    assert checks() == []


def test_whatever_does_not_fit_is_refused_in_the_same_words(cast: Cast, occurrence: Occurrence) -> None:
    code = enter(occurrence, cast)
    own = services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW).code
    for tried, who in ((code, "张三"), ("ZZZZZZZZZZ", "王阿姨"), (own, cast.neighbour.name), ("!", ""), (code, "")):
        assert refusal(visitors.claim, tried, who, by=cast.resident, now=NOW) is Refusal.CLAIM_UNKNOWN
    visitors.claim(code, "王阿姨", by=cast.resident, now=NOW)
    assert refusal(visitors.claim, code, "王阿姨", by=cast.neighbour, now=NOW) is Refusal.CLAIM_UNKNOWN


def test_a_claim_that_clashes_is_refused_and_its_neighbours_stay_behind(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    other = make_event(session, cast.other_base)
    same_time = make_occurrence(session, other, starts_at=occurrence.starts_at)
    free = make_occurrence(session, other, starts_in=9 * DAY)
    session.commit()
    clashing, fine = enter(occurrence, cast), enter(free, cast)
    services.book(same_time.id, by=cast.resident, seats=1, now=NOW)
    assert refusal(visitors.claim, clashing, "王阿姨", by=cast.resident, now=NOW) is Refusal.CLASH
    assert booking_of(fine).person_id != cast.resident.id
    done = visitors.claim(fine, "王阿姨", by=cast.resident, now=NOW)
    assert (done.moved, done.left) == (1, 1)
    assert [row.code for row in list_entered(session, SHESHAN, NOW)] == [clashing]
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    assert refusal(visitors.claim, clashing, "王阿姨", by=cast.neighbour, now=NOW) is Refusal.ALREADY_BOOKED
    assert checks() == []


def test_visitors_are_forgotten_three_months_after_their_last_session(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    code, ends_at = enter(occurrence, cast), occurrence.ends_at
    assert visitors.forget_visitors(ends_at + 92 * DAY - MINUTE) == 0
    assert visitors.forget_visitors(ends_at + 92 * DAY) == 1
    assert session.scalars(select(DeskVisitor)).all() == []
    assert (booking_of(code).person.name, booking_of(code).seats) == ("", 1)
    assert session.scalars(select(Consent)).one().ended_at is not None
    assert visitors.forget_visitors(ends_at + 92 * DAY) == 0


FORM = {"name": "王阿姨", "phone": "13800000000", "seats": "2", "consent": "y"}


def test_the_desk_finds_books_and_prints(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    page.sign_in(cast.desk).get("/desk?q=星星")
    assert "代约服务台：佘山镇" in page.text()
    where = f"/desk/book?occurrence={occurrence.id}"
    assert page.all("a", href=where)
    page.get(where)
    assert "请读给对方听" in page.text()
    slip = page.post(where, FORM).location
    page.get(slip)
    code = slip.rsplit("/", 1)[1]
    assert all(words in page.text() for words in ("看星星", "辰山植物园", "王阿姨", "2 人", f"{code[:5]} {code[5:]}"))
    page.get("/desk")
    assert "王阿姨" in page.text()
    assert "138" in page.text()
    page.get(f"{slip}/cancel")
    assert page.post(f"{slip}/cancel").location == "/desk"
    assert booking_of(code).state is BookingState.CANCELLED


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"consent": ""}, "请先征得本人同意"),
        ({"name": " "}, "请填写称呼"),
        ({"phone": "打不通"}, "请填写电话号码"),
        ({"seats": "0"}, "请填写整数"),
        ({"seats": "9"}, "1 到"),
    ],
)
def test_the_form_says_what_is_missing(
    page: Page, cast: Cast, occurrence: Occurrence, wrong: dict[str, str], words: str
) -> None:
    form = {name: value for name, value in (FORM | wrong).items() if value}
    page.sign_in(cast.desk).post(f"/desk/book?occurrence={occurrence.id}", form, status=422)
    assert words in page.text()
    assert db.session.scalars(select(Booking)).all() == []


def test_a_desk_reaches_no_booking_that_it_did_not_enter(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    code = make_booking(session, occurrence, cast.resident).code
    session.commit()
    page.sign_in(cast.desk)
    page.get(f"/desk/bookings/{code}", status=404)
    page.post(f"/desk/bookings/{code}/cancel", status=404)
    page.post(f"/desk/bookings/{code}/accept", status=404)
    page.get("/desk/book?occurrence=999999", status=404)
    page.get(f"/manage/occurrences/{occurrence.id}", status=403)


def test_the_desk_is_asked_to_call_when_the_organiser_cancels(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    enter(occurrence, cast)
    page.sign_in(cast.desk).get("/desk")
    assert "请打电话" not in page.text()
    cancel_occurrence(occurrence.id, reason="暴雨", by=cast.manager, now=NOW)
    page.get("/desk")
    assert "请打电话" in page.text()


def test_the_holder_of_a_slip_takes_it_over_on_a_page(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    code = enter(occurrence, cast)
    page.sign_in(cast.resident)
    assert page.get(f"/my/bookings/{code}", status=303).location == f"/my/claim?code={code}"
    page.get(f"/my/claim?code={code}")
    assert page.all("input", name="code", value=code)
    page.post("/my/claim", {"code": code, "who": "张三"}, status=422)
    assert "没有找到对应的凭条" in page.text()
    typed = f"{code[:5].lower()} {code[5:].lower()}"
    assert page.post("/my/claim", {"code": typed, "who": "王阿姨"}).location == "/my/bookings"
    page.get(f"/my/bookings/{code}")
    assert "看星星" in page.text()


def test_the_roster_shows_the_name_but_not_the_telephone(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    enter(occurrence, cast)
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}")
    assert "王阿姨" in page.text()
    assert "13800000000" not in page.client.get(f"/manage/occurrences/{occurrence.id}/bookings.csv").get_data(True)


def test_an_officer_names_somebody_to_a_desk_and_ends_it(page: Page, session: Session, cast: Cast) -> None:
    address = cast.neighbour.addresses[0].value
    form = {"address": address, "role": "desk", "town": DONGJING}
    page.sign_in(cast.officer).get("/district/roles")
    page.post("/district/roles", form | {"town": "nowhere"}, status=422)
    page.post("/district/roles", form)
    agree(session, cast.neighbour)
    grant = session.scalars(select(Grant).where(Grant.person_id == cast.neighbour.id)).one()
    assert (grant.role, grant.town_code, grant.base_id) == (Role.DESK, DONGJING, None)
    page.post("/district/roles", form | {"town": ""})
    agree(session, cast.neighbour)
    assert len(session.scalars(select(Grant).where(Grant.person_id == cast.neighbour.id)).all()) == 1
    page.get("/district/roles")
    assert "代约服务台" in page.text()
    page.post(f"/district/roles/{grant.id}/end")
    session.expire_all()
    assert not session.get_one(Person, cast.neighbour.id).is_desk
    letters = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [letter.address for letter in letters if letter.address == address] == [address] * 3


def test_the_hotline_sits_at_the_desk_of_the_whole_district(page: Page, session: Session, cast: Cast) -> None:
    caller = make_person(session, name="热线")
    session.add(Grant(person=caller, role=Role.DESK, granted_at=NOW))
    make_grant(session, caller, base=cast.base)
    session.commit()
    page.sign_in(caller).get("/desk")
    assert "代约服务台：松江区" in page.text()
