"""Devices that show messages: whom the site lets a browser name, and how a device comes and goes."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import services
from sciencepop.accounts.models import Device, Person
from sciencepop.accounts.push import shortened
from sciencepop.accounts.rules.devices import MOST_DEVICES, device_name, has_good_keys, is_push_service
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import invariants
from sciencepop.core.config import PUSH_SERVICES
from sciencepop.core.errors import RuleBroken
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import FreshClient, Page

POINT = base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("=")
SECRET = base64.urlsafe_b64encode(bytes(16)).decode().rstrip("=")
FORM = {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "p256dh": POINT, "auth": SECRET}
CHROME = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("endpoint", "is_one"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://fcm.googleapis.com:443/fcm/send/abc", True),
        ("https://web.push.apple.com/QAbc", True),
        ("https://wns2-sg2p.notify.windows.com/w/?token=abc", True),
        ("https://FCM.googleapis.com/fcm/send/abc", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:22/abc", False),
        ("https://fcm.googleapis.com.evil.example/abc", False),
        ("https://evil.example/fcm.googleapis.com", False),
        ("https://push.apple.com.evil.example/", False),
        ("https://evilpush.apple.com/", False),
        ("https://push.apple.com/", False),
        ("https://fcm.googleapis.com@evil.example/", False),
        ("https://evil.example\\@fcm.googleapis.com/", False),
        ("https://evil.example#@fcm.googleapis.com/", False),
        ("https://fcm.googleapis.com:x/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://localhost/", False),
        ("https://fcm.googleapis.com/a b", False),
        ("https://fcm.googleapis.com/\r\nX: y", False),
        ("https://fcm.googleapis.com/" + "a" * 1000, False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_known_push_services_are_written_to(endpoint: str, is_one: bool) -> None:
    assert is_push_service(endpoint, PUSH_SERVICES) is is_one


@pytest.mark.parametrize(
    ("p256dh", "auth", "is_good"),
    [
        (POINT, SECRET, True),
        (POINT + "=", SECRET + "==", True),
        (POINT[:-2], SECRET, False),
        ("AA" + POINT[2:], SECRET, False),
        (POINT, SECRET[:-2], False),
        (POINT.replace("A", "é"), SECRET, False),
        ("", "", False),
    ],
)
def test_keys_must_have_their_shape(p256dh: str, auth: str, is_good: bool) -> None:
    assert has_good_keys(p256dh, auth) is is_good


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Android"),
        (CHROME.replace("Chrome/140.0", "Chrome/140.0 MicroMessenger/8.0"), "WeChat · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari · Mac"),
        ("curl/8", ""),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_long_words_are_cut_to_one_line() -> None:
    assert shortened("松江\n 科普", 10) == "松江 科普"
    assert shortened("一" * 30, 10) == "一" * 9 + "…"


@pytest.fixture
def subscribed(page: Page, cast: Cast) -> Page:
    """The resident, on a browser that shows their messages."""
    services.keep_push_key(NOW)
    page.sign_in(cast.resident).post("/my/messages/devices", FORM, headers={"User-Agent": CHROME})
    return page


def devices(session: Session) -> list[Device]:
    session.expire_all()
    return list(session.scalars(select(Device).order_by(Device.id)))


def take_on(person: Person, number: int = 0) -> str:
    endpoint = f"{FORM['endpoint']}{number}"
    values = FORM | {"endpoint": endpoint}
    return services.add_device(person, **values, name="", services=PUSH_SERVICES, now=NOW).code


def test_the_page_offers_it_with_the_public_key_once_there_is_one(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).get("/my/messages")
    assert "在这台设备上收通知" not in page.text()
    services.keep_push_key(NOW)
    page.get("/my/messages")
    (part,) = page.all("section", **{"data-worker": "/push-worker.js"})
    assert len(part.get("data-key") or "") == 87
    assert "浏览器需要允许运行脚本" in page.text()
    page.get("/en/my/messages")
    assert page.all("section", **{"data-worker": "/push-worker.js"}) != []


def test_a_device_is_listed_by_name_and_removed_without_scripts(subscribed: Page, session: Session) -> None:
    subscribed.get("/my/messages")
    assert "Chrome · Android 这台设备" in subscribed.text()
    (action,) = [form.get("action") or "" for form in subscribed.all("form") if "/remove" in (form.get("action") or "")]
    subscribed.post(action)
    assert devices(session) == []
    subscribed.get("/my/messages")
    assert "那台设备不再收到通知。" in subscribed.text() and "Chrome · Android" not in subscribed.text()


def test_nobody_removes_the_devices_of_others(subscribed: Page, cast: Cast, session: Session) -> None:
    (device,) = devices(session)
    subscribed.sign_in(cast.neighbour).post(f"/my/messages/devices/{device.code}/remove")
    subscribed.get("/my/messages")
    assert "Chrome" not in subscribed.text() and len(devices(session)) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"endpoint": "https://evil.example/x"}, "不在本站的名单里"),
        ({"endpoint": "http://127.0.0.1:5432/"}, "不在本站的名单里"),
        ({"p256dh": "x"}, "登记不完整"),
        ({"auth": ""}, "登记不完整"),
    ],
)
def test_a_bad_subscription_is_refused_in_words(
    page: Page, cast: Cast, session: Session, wrong: dict[str, str], told: str
) -> None:
    page.sign_in(cast.resident).post("/my/messages/devices", FORM | wrong)
    page.get("/my/messages")
    assert (told in page.text(), devices(session)) == (True, [])


def test_there_are_never_more_than_ten(cast: Cast, session: Session) -> None:
    for number in range(MOST_DEVICES):
        take_on(cast.resident, number)
    with pytest.raises(RuleBroken) as refused:
        take_on(cast.resident, 99)
    assert refused.value.code is Refusal.TOO_MANY_DEVICES
    take_on(cast.resident, 3)  # The same browser once more is not another device.
    assert len(devices(session)) == MOST_DEVICES


def test_the_choice_of_kinds_for_devices_is_there_with_the_first_device(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).get("/my/messages")
    assert page.all("input", name="on_devices") == []
    take_on(cast.resident)
    page.get("/my/messages")
    (marker,) = page.all("input", name="with_devices")
    said = {"kinds": ["reminder"], "on_devices": ["change", "nonsense"], "with_devices": marker.get("value")}
    page.post("/my/messages/kinds", said)
    page.post("/my/messages/kinds", {"kinds": ["reminder"]})  # From a page that was opened before.
    page.get("/my/messages")
    ticks = {
        name: [tick.get("value") for tick in page.all("input", name=name) if tick.get("checked") is not None]
        for name in ("kinds", "on_devices")
    }
    assert ticks == {"kinds": ["reminder"], "on_devices": ["change"]}
    assert len(page.all("input", name="on_devices")) == 6


def test_signing_out_ends_what_this_browser_shows_also_after_signing_in_anew(
    subscribed: Page, cast: Cast, session: Session
) -> None:
    other = take_on(cast.resident, 7)
    with subscribed.client.session_transaction() as cookie:
        cookie.clear()
    subscribed.sign_in(cast.resident).post("/sign-out")
    assert [device.code for device in devices(session)] == [other]


def test_a_sign_out_whose_answer_was_lost_signs_out_when_it_is_sent_again(subscribed: Page, session: Session) -> None:
    again = FreshClient(subscribed.app)
    for name in ("sp_session", "sp_device"):
        found = subscribed.client.get_cookie(name)
        assert found is not None
        again.set_cookie(name, found.value)
    subscribed.post("/sign-out", {"attempt": "leaving-once"})
    token = subscribed._csrf_token()
    with subscribed.client.session_transaction() as left, again.session_transaction() as cookie:
        cookie["csrf_token"] = left["csrf_token"]
    again.post("/sign-out", data={"attempt": "leaving-once", "csrf_token": token})
    with again.session_transaction() as cookie:
        assert "_user_id" not in cookie
    assert devices(session) == []


def test_ending_all_sign_ins_leaves_only_the_device_it_comes_from(
    subscribed: Page, cast: Cast, session: Session
) -> None:
    (here,) = [device.code for device in devices(session)]
    take_on(cast.resident, 7)
    theirs = take_on(cast.neighbour, 8)
    subscribed.post("/my/security/sign-out-everywhere")
    assert [device.code for device in devices(session)] == [here, theirs]
    subscribed.post("/my/security/password", {"new": "松江一日看尽好花"})
    assert [device.code for device in devices(session)] == [here, theirs]
    services.set_password(cast.resident, "方塔夜雨听取春蛙声一片", NOW, current="松江一日看尽好花")
    assert [device.code for device in devices(session)] == [theirs]


def test_devices_can_be_taken_along_without_keys_and_go_with_the_account(cast: Cast, session: Session) -> None:
    take_on(cast.resident)
    taken = services.export_data(cast.resident, NOW)
    assert taken["devices"] == [{"name": "", "since": NOW.isoformat(), "last_reached_at": None}]
    check = invariants.checks()["accounts.devices_of_nobody"]
    assert check() == []
    services.close_account(cast.resident, NOW)
    assert devices(session) == []


def test_doctor_finds_a_device_of_somebody_who_left(cast: Cast, session: Session) -> None:
    take_on(cast.resident)
    cast.resident.closed_at = NOW
    session.commit()
    assert len(invariants.checks()["accounts.devices_of_nobody"]()) == 1


def test_the_worker_stands_at_the_root_and_keeps_away_from_requests(page: Page) -> None:
    answer = page.client.get("/push-worker.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert '"push"' in answer.text and '"fetch"' not in answer.text
