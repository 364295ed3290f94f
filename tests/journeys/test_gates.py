"""Two gates whose network is cut: they open, scan and let walk-ins in, and everything arrives once when it is back."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from sciencepop import create_app
from sciencepop.accounts.models import Address, Person
from sciencepop.bookings import gate_checks, invariants, services
from sciencepop.bookings.models import Booking, BookingState, DoorEvent, DoorKind, Gate, Verdict
from sciencepop.bookings.queries.seats import count_taken
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.tickets import ticket_link
from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.vevents import store_vevents
from tests.conftest import close_app
from tests.factories import make_base, make_booking, make_event, make_occurrence, make_person, pool_of
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = pytest.mark.browser

PARTIES = 40
ALLOWANCE = 10
WALK_INS = 25


@dataclass(frozen=True)
class Evening:
    """A session whose doors are open: what its tickets say, and the links of its two gates."""

    occurrence_id: int
    tickets: list[str]
    links: list[str]


@contextmanager
def inside(site: Site) -> Iterator[None]:
    """The application on the running site's database, in this process."""
    folder = Path(site.environ["SCIENCEPOP_VAR"])
    key = (folder / "secret_key").read_text(encoding="ascii").strip()
    app = create_app(
        Config(mode="development", secret_key=key, database_url=site.database_url, var=folder, public_url=site.url)
    )
    with app.app_context():
        yield
    close_app(app)


def make_evening(site: Site) -> Evening:
    with inside(site):
        return evening_of(site)


def evening_of(site: Site) -> Evening:
    """An evening whose PARTIES and one family have booked; called inside the site's application."""
    session = db.session()
    manager = make_person(session, name="值班员")
    mark = os.urandom(4).hex()
    base = make_base(session, slug=f"gates-{mark}")
    event = make_event(session, base, slug=f"evening-{mark}", is_sample=True)
    starts = clock.now() + timedelta(hours=1)
    occurrence = make_occurrence(session, event, size=PARTIES + 30, starts_at=starts)
    store_vevents(session, [occurrence])
    session.commit()
    bookings = [
        make_booking(
            session, occurrence, make_person(session, name=f"居民{number:02d}"), code=f"G{mark.upper()}{number:02d}"
        )
        for number in range(PARTIES)
    ]
    family = make_booking(session, occurrence, make_person(session, name="一家人"), seats=4, code=f"F{mark.upper()}")
    session.commit()
    tickets = [ticket_link(booking.code) for booking in [*bookings, family]]
    links = [
        services.open_gate(occurrence.id, name=name, allowance=ALLOWANCE, by=manager, now=clock.now()).token
        for name in ("东门", "西门")
    ]
    return Evening(occurrence.id, tickets, [f"{site.url}/gate/#{token}" for token in links])


@pytest.fixture(scope="module")
def quiet_evening(site: Site) -> Evening:
    """One for all tests that let nobody in."""
    return make_evening(site)


@pytest.fixture
def devices(chromium: Browser) -> Iterator[list[BrowserContext]]:
    contexts = [chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN") for _gate in range(2)]
    for context in contexts:
        context.set_default_timeout(30_000)
    yield contexts
    for context in contexts:
        context.close()


def armed(context: BrowserContext, link: str) -> Page:
    window = context.new_page()
    window.goto(link)
    expect(window.locator("#ready-offline")).to_have_text("这一页可以打开", timeout=60_000)
    expect(window.locator("#ready-guests")).to_have_text(f"{PARTIES + 1} 组")
    assert "#" not in window.url
    return window


def scan(window: Page, ticket: str) -> str:
    """Present a ticket, let everybody who is ticked in, and return what the page said of it."""
    window.fill("#code", ticket)
    window.press("#code", "Enter")
    expect(window.locator("#code")).to_have_value("")
    said = window.inner_text("#verdict-title")
    window.click("#admit")
    expect(window.locator("#party-form")).to_be_hidden()
    return said


def test_forty_scans_and_twenty_five_walk_ins_without_network_arrive_once(
    site: Site, devices: list[BrowserContext]
) -> None:
    evening = make_evening(site)
    windows = [armed(context, link) for context, link in zip(devices, evening.links, strict=True)]
    scan_test(windows[0])
    picture(windows[0], "gate-ready-360")
    for context in devices:
        context.set_offline(True)
    for number, window in enumerate(windows):
        window.close()
        windows[number] = devices[number].new_page()
        windows[number].goto(f"{site.url}/gate/")
        expect(windows[number].locator("#network")).to_have_text("没有网络，记录先存在设备里")
    for number, ticket in enumerate(evening.tickets[:PARTIES]):
        assert scan(windows[number % 2], ticket) == "有效，1 席"
    family(windows, evening.tickets[PARTIES])
    admitted = [ask_in(windows[number % 2], number // 2) for number in range(WALK_INS)]
    assert (admitted.count(True), admitted.count(False)) == (2 * ALLOWANCE, WALK_INS - 2 * ALLOWANCE)
    picture(windows[0], "gate-offline-360")
    for context, window in zip(devices, windows, strict=True):
        context.set_offline(False)
        window.evaluate("dispatchEvent(new Event('online'))")
    for window in windows:
        expect(window.locator("#waiting")).to_have_text("待送 0 条", timeout=60_000)
        expect(window.locator("#network")).to_have_text("在线")
        window.click("#sync")
    merged_once(site, evening)
    windows[1].set_viewport_size({"width": 1280, "height": 800})
    picture(windows[1], "gate-merged-1280")
    windows[1].click("#end")
    expect(windows[1].locator("#verdict-title")).to_have_text("已结束，设备上的名单已清除")


@ON_ONE_DATABASE
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_of_check_in_hold_on_phone_and_desk(
    site: Site, visit: Callable[..., Page], lang: str, quiet_evening: Evening
) -> None:
    evening = quiet_evening
    prefix = site.url + ("/en" if lang == "en" else "")
    manage = f"{prefix}/manage/occurrences/{evening.occurrence_id}"
    window, wrong = visit(), []
    sign_in(window, site, "officer@sciencepop.example")
    window.goto(f"{manage}/check-in")
    window.fill("#name", f"南门 {lang}")
    window.fill("#allowance", "3")
    window.locator("section[aria-labelledby=open-gate] button").click()
    link = window.locator(".gate-link a.button").get_attribute("href") or ""
    for width in (360, 1280):
        window.set_viewport_size({"width": width, "height": 900})
        wrong += look_at(window, f"check-in-{lang}-{width}")
        picture(window, f"check-in-{lang}-{width}")
    for name in ("code", "list"):
        window.goto(f"{manage}/{name}")
        for width in (360, 1280):
            window.set_viewport_size({"width": width, "height": 900})
            wrong += look_at(window, f"check-in-{name}-{lang}-{width}")
            picture(window, f"check-in-{name}-{lang}-{width}")
    assert "/en/gate/#" in link or lang == "zh"
    device = visit(width=360)
    device.goto(link)
    expect(device.locator("#ready-guests")).to_contain_text(str(PARTIES + 1))
    device.fill("#code", evening.tickets[PARTIES])
    device.press("#code", "Enter")
    expect(device.locator("#party input")).to_have_count(4)
    wrong += look_at(device, f"gate-{lang}")
    picture(device, f"gate-family-{lang}-360")
    assert wrong == []


@ON_ONE_DATABASE
def test_the_screen_changes_its_code_and_a_holder_types_it(site: Site, visit: Callable[..., Page]) -> None:
    """The minute ends in the browser alone, on a screen that is made to show no code; what it fetches is real."""
    with inside(site):
        session, evening = db.session(), evening_of(site)
        mine = select(Person).join(Person.addresses).where(Address.value == "resident@sciencepop.example")
        occurrence = session.get_one(Occurrence, evening.occurrence_id)
        code = make_booking(session, occurrence, session.scalars(mine).unique().one(), code=new_code()).code
        session.commit()
    screen = visit()
    sign_in(screen, site, "officer@sciencepop.example")
    screen.clock.install()
    screen.goto(f"{site.url}/manage/occurrences/{evening.occurrence_id}/code")
    digits = screen.locator(".venue-digits")
    digits.evaluate("it => { it.textContent = '' }")
    screen.clock.fast_forward(61_000)
    expect(digits).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    holder = visit(width=360)
    sign_in(holder, site, "resident@sciencepop.example")
    holder.goto(f"{site.url}/my/bookings/{code}")
    assert look_at(holder, "ticket-on-the-day") == []
    picture(holder, "ticket-on-the-day-360")
    holder.fill("#digits", digits.inner_text())
    holder.press("#digits", "Enter")
    holder.get_by_text("签到成功").wait_for()


CAMERA = """(ticket) => {
  globalThis.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect(video) { return video.videoWidth ? [{ rawValue: ticket }] : []; }
  };
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const brush = canvas.getContext("2d");
    setInterval(() => brush.fillRect(0, 0, Math.random() * 64, 64), 50);
    return canvas.captureStream(20);
  };
}"""


@ON_ONE_DATABASE
def test_the_camera_reads_a_ticket_where_the_browser_can(visit: Callable[..., Page], quiet_evening: Evening) -> None:
    """This Chromium reads no QR codes, so the reader is replaced; camera, policy and page are real."""
    window = visit(width=360)
    window.add_init_script(f"({CAMERA})({json.dumps(quiet_evening.tickets[0])})")
    window.goto(quiet_evening.links[0])
    window.click("#camera-button")
    expect(window.locator("#verdict-title")).to_have_text("有效，1 席")
    expect(window.locator("#verdict-detail")).to_have_text("居民00")
    window.click("#camera-button")
    expect(window.locator("#camera")).to_be_hidden()


def scan_test(window: Page) -> None:
    window.fill("#code", "TEST")
    window.press("#code", "Enter")
    expect(window.locator("#verdict-title")).to_have_text("试扫成功")
    expect(window.locator("#ready-test")).to_contain_text("成功")


def family(windows: list[Page], ticket: str) -> None:
    """Three of four come in at the first gate; the second does not know and lets one in."""
    for window, seats in zip(windows, (3, 1), strict=True):
        window.fill("#code", ticket)
        window.press("#code", "Enter")
        boxes = window.locator("#party input")
        expect(boxes).to_have_count(4)
        for number in range(seats, 4):
            boxes.nth(number).uncheck()
        window.click("#admit")
        expect(window.locator("#verdict-title")).to_have_text(f"已记录 {seats} 人入场")


def ask_in(window: Page, already: int) -> bool:
    """Ask for a seat without a booking at a gate that has let `already` walk-ins in or turned them away."""
    has_room = already < ALLOWANCE
    window.click("#walk-in-form button")
    if has_room:
        expect(window.locator("#left")).to_have_text(f"还可以让 {ALLOWANCE - already - 1} 个没有预约的人入场。")
    expect(window.locator("#verdict-title")).to_have_text("已记录 1 人入场" if has_room else "现场名额只剩 0 个")
    return has_room


def merged_once(site: Site, evening: Evening) -> None:
    with inside(site):
        session = db.session()
        pool = pool_of(session, session.get_one(Occurrence, evening.occurrence_id))
        gates = session.scalars(select(Gate.id).where(Gate.pool_id == pool.id)).all()
        events = session.execute(
            select(DoorEvent.kind, DoorEvent.verdict).where(DoorEvent.gate_id.in_(gates), DoorEvent.was_offline)
        ).all()
        assert Counter((kind, verdict) for kind, verdict in events) == {
            (DoorKind.SCAN, Verdict.ADMITTED): PARTIES + 1,
            (DoorKind.SCAN, Verdict.REST): 1,
            (DoorKind.WALK_IN, Verdict.WALKED_IN): 2 * ALLOWANCE,
        }
        assert session.scalar(select(func.count(DoorEvent.id)).where(DoorEvent.gate_id.in_(gates))) == len(events)
        came = select(func.sum(Booking.seats_attended)).where(
            Booking.pool_id == pool.id, Booking.state == BookingState.ATTENDED
        )
        assert session.scalar(came) == PARTIES + 4
        assert count_taken(session, pool.id) == PARTIES + 4 + 2 * ALLOWANCE
        assert (gate_checks.checks(), invariants.oversold()) == ([], [])
