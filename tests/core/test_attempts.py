from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.accounts.models import AddressKind
from sciencepop.bases.models import BaseState
from sciencepop.bookings.models import BookingState
from sciencepop.core import clock
from tests.accounts.post import code_to, wrong
from tests.bases.rows import submitted
from tests.cast import Cast
from tests.factories import make_booking, make_event, make_grant, make_occurrence
from tests.page import Page

KEY = "attempt-0123456789"
NEW = "korrekt-pferd-batterie"


def test_a_corrected_form_is_a_new_attempt(page: Page, cast: Cast) -> None:
    address = next(a.value for a in cast.resident.addresses if a.kind is AddressKind.EMAIL)
    page.sign_in(cast.resident)
    page.post("/sign-in/reset", {"address": address, "attempt": KEY})
    page.post("/sign-in/reset/code", {"code": wrong(code_to(address)), "new": NEW, "attempt": KEY}, status=422)
    shown = {field.get("value") for field in page.all("input", name="attempt")}
    assert KEY not in shown
    (again,) = {field.get("value") for field in page.all("input", name="attempt", id="attempt")}
    page.post("/sign-in/reset/code", {"code": code_to(address), "new": NEW, "attempt": again})
    assert cast.resident.password_hash


def test_one_key_on_a_list_of_buttons_lets_each_act_on_its_own_record(session: Session, page: Page, cast: Cast) -> None:
    first, second = (make_grant(session, person, base=cast.base) for person in (cast.resident, cast.neighbour))
    session.commit()
    page.sign_in(cast.officer)
    for grant in (first, second, first):
        page.post(f"/district/roles/{grant.id}/end", {"attempt": KEY})
    assert (first.ended_at, second.ended_at) == (clock.now(), clock.now())


def test_a_repetition_leads_to_a_page_that_exists_in_the_same_language(app: Flask, page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident)
    page.post("/en/my/calendars", {"label": "phone", "attempt": KEY}, 200)
    token = page.all("form", method="post")[-1].get("action") or ""
    for _time in range(2):
        assert page.post(token, {"attempt": KEY}).location == "/en/my/calendars"


def test_a_view_that_is_no_page_says_where_a_repetition_leads(app: Flask) -> None:
    """Gates, kiosks, telephones and keys send JSON, a nonce for each fact instead of an attempt for each press."""
    gates = {f"bookings.gate_{verb}" for verb in ("allowance", "arm", "close", "guests", "sync")}
    keys = {"accounts.passkey_ask", "accounts.passkey_new_ask"}
    devices = {"volunteers.kiosk_notes", "volunteers.sign_notes"} | gates | keys
    choices = {"accounts.set_elder", "recommend.switch", "recommend.delete_tag"}
    without_attempts = {"bookings.mark"} | choices | devices
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and "GET" not in (rule.methods or ())
        and not hasattr(app.view_functions[rule.endpoint], "replay")
    }
    assert silent - without_attempts == set()


def test_pressing_twice_is_answered_alike_where_the_first_press_took_the_record_away(
    session: Session, page: Page, cast: Cast
) -> None:
    base = submitted(cast)
    booking = make_booking(session, make_occurrence(session, make_event(session, cast.base)), cast.resident)
    session.commit()
    seen = base.submitted_at.isoformat() if base.submitted_at else ""
    returning = {"step": "return", "corrections": "请补门牌号", "seen": seen}
    for who, url, data in (
        (cast.resident, f"/my/bookings/{booking.code}/cancel", {}),
        (cast.officer, f"/district/bases/{base.slug}", returning),
        (cast.resident, f"/my/bases/{base.slug}/papers/{base.evidence[0].id}/remove", {}),
    ):
        page.sign_in(who)
        first, second = (page.post(url, {**data, "attempt": KEY}).location for _press in range(2))
        assert first == second, url
    session.expire_all()
    assert (booking.state, base.state, base.evidence) == (BookingState.CANCELLED, BaseState.RETURNED, [])


def test_the_key_of_another_person_is_another_key(session: Session, page: Page, cast: Cast) -> None:
    for person in (cast.resident, cast.neighbour):
        page.sign_in(person).post("/my/profile", {"name": "新名字", "language": "zh", "attempt": KEY})
    session.expire_all()
    assert (cast.resident.name, cast.neighbour.name) == ("新名字", "新名字")
