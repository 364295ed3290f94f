"""What a device sends and gets: works · stranger · bad input · replay; and the pages around it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState, Gate
from sciencepop.bookings.tickets import sign, ticket_link, venue_code
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.tokens import hash_token, new_token
from sciencepop.programme.models import Occurrence
from tests.cast import Cast, make_cast
from tests.conftest import NOW
from tests.factories import make_booking, make_child, make_event, make_occurrence, make_person
from tests.page import Page

DOORS = NOW - timedelta(hours=2)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    event = make_event(session, cast.base, seats_per_booking=5)
    found = make_occurrence(session, event, size=20, starts_at=NOW + timedelta(hours=1))
    session.commit()
    return found


@pytest.fixture
def booking(session: Session, cast: Cast, occurrence: Occurrence) -> Booking:
    found = make_booking(session, occurrence, cast.resident, seats=3)
    session.commit()
    return found


class Device:
    """A device at the door, armed through a gate's link."""

    def __init__(self, app: Flask, occurrence: Occurrence, cast: Cast, allowance: int = 5) -> None:
        self.client = app.test_client()
        gate = services.open_gate(occurrence.id, name="东门", allowance=allowance, by=cast.manager, now=NOW)
        self.gate_id, self.link, self.secret = gate.gate_id, gate.token, new_token()

    def arm(self) -> Device:
        assert self.ask("arm", {"device": self.secret}, self.link)["gate"]["id"] == self.gate_id
        return self

    def ask(self, what: str, body: Any, secret: str | None = None, status: int = 200) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.secret if secret is None else secret}"}
        answer = self.client.post(f"/gate/api/{what}", json=body, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
        found: dict[str, Any] = answer.get_json()
        return found


def scan(code: str, **values: Any) -> dict[str, Any]:
    event = {
        "nonce": new_token(),
        "kind": "scan",
        "code": code,
        "signature": "",
        "seats": 1,
        "at": int(NOW.timestamp()),
    }
    return event | values


def test_a_device_is_armed_gets_the_list_lets_in_and_repeats_harmlessly(
    app: Flask, cast: Cast, occurrence: Occurrence, booking: Booking
) -> None:
    device = Device(app, occurrence, cast).arm()
    found = device.ask("guests", {"since": 0, "after": 0})
    assert found == {
        "guests": [
            {
                "code": booking.code,
                "signature": sign(booking.code),
                "name": cast.resident.name,
                "party": [],
                "children": 0,
                "seats": 3,
                "came": 0,
                "standing": "expected",
            }
        ],
        "more": None,
        "now": int(NOW.timestamp()),
    }
    event = scan(booking.code, seats=2, signature=sign(booking.code), offline=True)
    first = device.ask("sync", {"events": [event]})
    assert first["answers"] == {event["nonce"]: {"verdict": "admitted", "words": "已签到", "odd": False}}
    assert device.ask("sync", {"events": [event]}) == first
    db.session.rollback()
    assert (booking.state, booking.seats_attended) == (BookingState.ATTENDED, 2)
    later = device.ask("guests", {"since": int(NOW.timestamp()) - 120, "after": 0})
    assert [(guest["code"], guest["came"]) for guest in later["guests"]] == [(booking.code, 2)]


def test_a_cancellation_reaches_the_device_with_the_next_list(
    session: Session, app: Flask, cast: Cast, occurrence: Occurrence, booking: Booking
) -> None:
    device = Device(app, occurrence, cast).arm()
    services.cancel(booking.code, by=cast.resident, now=NOW)
    assert device.ask("guests", {"since": 0, "after": 0})["guests"] == []
    found = device.ask("guests", {"since": int(NOW.timestamp()) - 1, "after": 0})["guests"]
    assert [(guest["code"], guest["standing"]) for guest in found] == [(booking.code, "ended")]


def test_no_name_of_a_child_goes_to_the_door(session: Session, app: Flask, cast: Cast, occurrence: Occurrence) -> None:
    child = make_child(session, cast.resident, nickname="小雨点")
    session.commit()
    services_booking(occurrence, cast.resident, child.id)
    found = Device(app, occurrence, cast).arm().ask("guests", {"since": 0, "after": 0})
    assert [guest["children"] for guest in found["guests"]] == [1]
    assert "小雨点" not in str(found)


def services_booking(occurrence: Occurrence, person: Person, child_id: int) -> None:
    """Booked while booking was open, yesterday."""
    occurrence.booking_closes_at = occurrence.starts_at
    db.session.commit()
    services.book(occurrence.id, by=person, seats=2, children=[child_id], now=NOW)


def test_the_allowance_is_changed_by_the_version_that_the_device_knows(
    app: Flask, cast: Cast, occurrence: Occurrence
) -> None:
    device = Device(app, occurrence, cast, 5).arm()
    assert device.ask("allowance", {"allowance": 8, "version": 1})["gate"]["allowance"] == 8
    late = device.ask("allowance", {"allowance": 2, "version": 1}, status=422)
    assert late == {"refused": "changed_meanwhile", "words": "额度刚才有变化，请看最新的数字再改。"}
    assert device.ask("allowance", {"allowance": 500, "version": 2}, status=422)["words"].startswith(
        "现在只有 12 个空位"
    )
    assert device.ask("end", {})["gate"] == device.ask("sync", {"events": []})["gate"]
    assert db.session.get_one(Gate, device.gate_id).allowance == 0
    assert device.ask("guests", {"since": 0, "after": 0}, status=422)["refused"] == "gate_ended"


def test_only_the_armed_device_is_heard(app: Flask, cast: Cast, occurrence: Occurrence) -> None:
    device = Device(app, occurrence, cast).arm()
    for secret in ("", "x", new_token(), device.link, "é" * 32):
        header = {"Authorization": f"Bearer {secret}".encode().decode("latin-1")}
        assert device.client.post("/gate/api/sync", json={"events": []}, headers=header).status_code == 401
    assert device.ask("arm", {"device": new_token()}, device.link, 422)["refused"] == "already_in_use"
    stored = db.session.get_one(Gate, device.gate_id)
    assert (stored.device_hash, stored.link_hash) == (hash_token(device.secret), hash_token(device.link))


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "short"}, {"nonce": None}, {"kind": "vip"}, {"kind": ["scan"]}, {"code": "a/b"}, {"code": 5},
        {"seats": 0}, {"seats": 51}, {"seats": True}, {"seats": "1"}, {"at": -1}, {"at": 10**12}, {"at": 1.5},
        {"signature": "A"},
    ],
)  # fmt: skip
def test_what_is_not_of_the_right_shape_is_400_and_changes_nothing(
    app: Flask, cast: Cast, occurrence: Occurrence, booking: Booking, change: dict[str, Any]
) -> None:
    device = Device(app, occurrence, cast).arm()
    device.ask("sync", {"events": [scan(booking.code), scan(booking.code) | change]}, status=400)
    db.session.rollback()
    assert booking.state is BookingState.CONFIRMED


def test_bodies_are_bounded_and_must_be_json(app: Flask, cast: Cast, occurrence: Occurrence) -> None:
    device = Device(app, occurrence, cast).arm()
    headers = {"Authorization": f"Bearer {device.secret}"}
    for body in ([], "x", {"events": None}, {"events": [None]}, {"events": [scan("ABCDEFGH")] * 101}):
        device.ask("sync", body, status=400)
    assert device.client.post("/gate/api/sync", data="events", headers=headers).status_code == 415
    assert device.client.post("/gate/api/sync", data="x" * 200_000, headers=headers).status_code == 413
    device.ask("arm", {"device": "short"}, device.link, 400)
    device.ask("guests", {"since": "x"}, status=400)
    device.ask("allowance", {"allowance": None, "version": 1}, status=400)


def test_a_device_that_asks_too_often_is_slowed_down(limited: Flask) -> None:
    client = limited.test_client()
    headers = {"Authorization": f"Bearer {new_token()}"}
    statuses = [client.post("/gate/api/sync", json={}, headers=headers).status_code for _try in range(241)]
    assert statuses == [401] * 240 + [429]


def test_guessing_the_code_of_the_screen_ends_after_eight_tries(limited: Flask) -> None:
    with limited.app_context():
        cast = make_cast(db.session(), NOW)
        starts = clock.now() + timedelta(hours=1)
        occurrence = make_occurrence(db.session(), make_event(db.session(), cast.base), starts_at=starts)
        code = make_booking(db.session(), occurrence, cast.resident).code
        right = venue_code(occurrence.id, clock.now())
        wrong = "000000" if right != "000000" else "000001"
        db.session.commit()
        page = Page(limited).sign_in(cast.resident)
        token = {"csrf_token": page._csrf_token()}
        typed = [wrong] * 8 + [right]
        url = f"/my/bookings/{code}/check-in"
        statuses = [page.client.post(url, data={**token, "digits": one}).status_code for one in typed]
    assert statuses == [422] * 8 + [429]


def test_the_manager_opens_a_gate_and_sees_its_link_once(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    url = f"/manage/occurrences/{occurrence.id}/check-in"
    page.sign_in(cast.manager).get(url)
    assert "现在有 20 个空位" in page.text()
    answer = page.post(url, {"name": "东门", "allowance": "6"}, status=200)
    found = re.search(r'href="http://localhost/gate/#([\w-]{32})"', answer.get_data(as_text=True))
    assert found is not None
    gate = db.session.scalars(select(Gate)).one()
    assert (gate.link_hash, gate.allowance, gate.name) == (hash_token(found[1]), 6, "东门")
    assert found[1] not in page.get(url).get_data(as_text=True)
    page.post(url, {"name": "", "allowance": "x"}, status=422)
    page.post(url, {"name": "西门", "allowance": "15"}, status=422)
    assert "现在只有 14 个空位" in page.text()
    page.post(f"{url}/{gate.id}/end")
    page.get(f"/en{url}")
    assert "Ended at" in page.text()
    page.post(f"{url}/{gate.id + 1}/end", status=404)
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["occurrence.open_gate", "occurrence.end_gate"]


def test_what_was_odd_at_the_door_is_shown(
    page: Page, app: Flask, cast: Cast, occurrence: Occurrence, booking: Booking
) -> None:
    device = Device(app, occurrence, cast).arm()
    device.ask("sync", {"events": [scan(booking.code, seats=5, offline=True), scan("ABCDEFGHJK")]})
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}/check-in")
    for words in (cast.resident.name, "可能一张票用了两次", "当时没有网络", "没有这个预约号", "ABCDE FGHJK"):
        assert words in page.text()


@pytest.mark.parametrize("path", ["check-in", "code", "list"])
def test_another_bases_manager_is_kept_out(page: Page, cast: Cast, occurrence: Occurrence, path: str) -> None:
    page.sign_in(cast.other_manager).get(f"/manage/occurrences/{occurrence.id}/{path}", status=403)
    page.get(f"/manage/occurrences/{occurrence.id + 1}/{path}", status=404)


def test_a_tickets_qr_code_leads_its_holder_and_the_manager_to_the_right_page(
    page: Page, app: Flask, cast: Cast, booking: Booking
) -> None:
    path = ticket_link(booking.code).removeprefix("http://localhost")
    assert path == f"/t/{booking.code}.{sign(booking.code)}"
    ticket = f"/my/bookings/{booking.code}"
    assert page.sign_in(cast.resident).get(path, status=303).headers["Location"] == ticket
    assert page.sign_in(cast.neighbour).get(path, status=303).headers["Location"] == ticket
    page.get(ticket, status=404)
    number = booking.pool.occurrence_id
    roster = f"/manage/occurrences/{number}?q={booking.code}"
    assert page.sign_in(cast.manager).get(path, status=303).headers["Location"] == roster
    page.get(roster)
    assert "不是本站签发" not in page.text()
    page.get(f"/t/{booking.code}.aaaaaaaaaaaaa", status=303)
    page.get(roster)
    assert "这个二维码不是本站签发的" in page.text()
    page.get("/t/%2e%2e", status=404)


def test_the_holder_types_the_screens_code_on_the_ticket(
    page: Page, cast: Cast, occurrence: Occurrence, booking: Booking
) -> None:
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}/code")
    code = venue_code(occurrence.id, NOW)
    assert f"{code[:3]} {code[3:]}" in page.text()
    page.sign_in(cast.resident).get(f"/my/bookings/{booking.code}")
    assert "自助签到" in page.text()
    page.post(f"/my/bookings/{booking.code}/check-in", {"digits": ""}, status=422)
    page.post(f"/my/bookings/{booking.code}/check-in", {"digits": code})
    page.get(f"/my/bookings/{booking.code}")
    assert "签到成功" in page.text()
    assert "自助签到" not in page.text()
    page.sign_in(cast.neighbour).post(f"/my/bookings/{booking.code}/check-in", {"digits": code}, status=404)


def test_the_screen_shows_no_code_before_the_doors_open(page: Page, session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base), starts_in=timedelta(days=1))
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}/code")
    assert "现在不是签到时间" in page.text()
    assert page.all("p", class_="venue-digits") == []


def test_the_printed_list_has_everybody_and_is_written_down(
    session: Session, page: Page, cast: Cast, occurrence: Occurrence, booking: Booking
) -> None:
    for number in range(60):
        make_booking(session, occurrence, make_person(session, name=f"居民{number:02d}"))
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}/list")
    assert len(page.all("tr")) == 62
    assert session.scalars(select(AuditRow.action)).all() == ["occurrence.export_bookings"]


def test_the_gates_page_is_the_same_for_everybody_and_its_worker_keeps_all_of_it(page: Page, app: Flask) -> None:
    shell = page.get("/gate/").get_data(as_text=True)
    worker = page.client.get("/gate/worker.js")
    kept = set(re.findall(r'"(/[^"]+)"', worker.get_data(as_text=True)))
    wanted = set(re.findall(r'(?:src|href)="(/[^"]+)"', shell))
    assert (worker.mimetype, wanted - kept) == ("text/javascript", set())
    modules = {name for name in app.extensions["assets"].by_name if name.startswith("js/gate/")} - {"js/gate/worker.js"}
    assert {app.extensions["assets"].url(name) for name in modules} <= kept
    assert all(page.client.get(url).status_code == 200 for url in kept)
    assert page.get("/gate/app.webmanifest").get_json(force=True)["scope"] == "/gate/"
    page.get("/en/gate/")
    assert "This needs the network" in page.text()
