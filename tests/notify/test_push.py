"""Web Push against a real push service: what devices get, and what becomes of those that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from http_ece import ECEException
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import services
from sciencepop.accounts.models import Device, Message, Muted, Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.push import TREATMENT
from sciencepop.accounts.rules.messages import MessageKind, Way
from sciencepop.core import clock, webpush
from sciencepop.core.db import db, write
from sciencepop.core.i18n import in_language
from sciencepop.core.letter import Letter
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage
from sciencepop.notify.deliver import Tally, deliver_due
from sciencepop.notify.push import WebPush, contact_of
from sciencepop.notify.worker import tasks_of
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_person
from tests.notify.mail_server import Certificate
from tests.notify.push_service import Browser, PushService, push_service_running
from tests.notify.real_worker import RealWorker
from tests.notify.test_deliver import after
from tests.notify.test_worker import wait_until
from tests.ports import free_port

LETTER = Letter(
    "提醒：10月17日 星空夜观",
    ["到场时请出示预约号。"],
    short="",
    facts=[("预约号", "ABCD 1234")],
    link=("看", "http://x"),
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.make(tmp_path_factory.mktemp("push"))


@pytest.fixture
def service(app: Flask, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service that this application may write to, and knows the key of."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.public))
    with push_service_running(certificate) as running:
        config = replace(app.extensions["config"], push_services=(running.host,))
        monkeypatch.setitem(app.extensions, "config", config)
        services.keep_push_key(NOW)
        running.public_key = webpush.public_key(db.session())
        yield running


def take_on(person: Person, browser: Browser, service: PushService) -> str:
    """Subscribe and return the device's code."""
    device = services.add_device(person, **browser.keys, name="Chrome · Android", services=(service.host,), now=NOW)
    return device.code


def tell(person: Person, kind: MessageKind = MessageKind.REMINDER, key: str = "k1", language: str = "zh") -> None:
    with write() as session, in_language(language):
        found = session.get_one(Person, person.id)
        write_to(session, found, LETTER, kind, key=key, now=clock.now(), path="/my/bookings/ABCD1234")


def run(app: Flask) -> Tally:
    """One run of deliveries. Mail is not looked at here."""
    with write() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.channel == Channel.MAIL).values(state=Delivery.SENT))
    with WebPush(app.extensions["config"]) as carrier:
        return deliver_due({Channel.PUSH: carrier}, clock.now)


def pushes() -> list[OutboxMessage]:
    db.session.rollback()
    found = select(OutboxMessage).where(OutboxMessage.channel == Channel.PUSH).order_by(OutboxMessage.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def devices() -> list[str]:
    return list(db.session.scalars(select(Device.code).order_by(Device.id)))


def test_a_device_reads_title_sentence_and_link_and_nobody_else_reads_anything(
    app: Flask, service: PushService, cast: Cast
) -> None:
    browser = service.subscribe()
    take_on(cast.resident, browser, service)
    tell(cast.resident)
    assert run(app) == Tally(sent=1)
    (push,) = service.taken
    news = browser.read(push.body)
    tag = news.pop("tag")
    assert news == {
        "title": "提醒：10月17日 星空夜观",
        "text": "到场时请出示预约号。",
        "link": "/my/bookings/ABCD1234",
        "lang": "zh-Hans",
    }
    sent = {name: push.headers[name] for name in ("ttl", "urgency", "topic")}
    assert sent == {"ttl": "7200", "urgency": "high", "topic": tag}
    assert "ABCD" not in str(push.headers) and b"ABCD" not in push.body
    with pytest.raises(ECEException):
        service.subscribe("another").read(push.body)
    (row,) = pushes()
    assert (row.state, db.session.scalars(select(Device.last_ok_at)).one()) == (Delivery.SENT, clock.now())


def test_each_device_gets_it_in_the_persons_language(app: Flask, service: PushService, cast: Cast) -> None:
    browsers = [service.subscribe(name) for name in "ab"]
    for browser in browsers:
        take_on(cast.resident, browser, service)
    tell(cast.resident, language="en")
    assert run(app) == Tally(sent=2)
    read = {push.path: browser.read(push.body) for push, browser in zip(service.taken, browsers, strict=True)}
    assert [news["link"] for news in read.values()] == ["/en/my/bookings/ABCD1234"] * 2
    assert {news["lang"] for news in read.values()} == {"en"}
    assert len({news["tag"] for news in read.values()}) == 2


def test_every_kind_has_its_urgency_and_time_to_live(app: Flask, service: PushService, cast: Cast) -> None:
    take_on(cast.resident, service.subscribe(), service)
    for kind in MessageKind:
        tell(cast.resident, kind, key=kind.value)
    assert run(app) == Tally(sent=len(MessageKind))
    sent = [(push.headers["urgency"], int(push.headers["ttl"]) // 60) for push in service.taken]
    assert sent == [TREATMENT[kind] for kind in MessageKind]


def test_a_worker_that_died_after_the_service_took_it_sends_the_same_tag_again(
    app: Flask, service: PushService, cast: Cast
) -> None:
    browser = service.subscribe()
    take_on(cast.resident, browser, service)
    tell(cast.resident)
    run(app)
    with write() as session:
        session.execute(update(OutboxMessage).values(state=Delivery.QUEUED))
    run(app)
    first, second = (browser.read(push.body)["tag"] for push in service.taken)
    assert first == second


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_removed_and_owed_nothing_more(
    app: Flask, service: PushService, cast: Cast, status: int
) -> None:
    take_on(cast.resident, service.subscribe("gone"), service)
    kept = take_on(cast.resident, service.subscribe("kept"), service)
    tell(cast.resident)
    tell(cast.resident, key="k2")
    service.answers = [status]
    assert run(app) == Tally(sent=2, dropped=2)
    assert devices() == [kept]
    assert [push.path for push in service.taken] == ["/push/kept"] * 2
    assert sorted({(row.state.value, row.address) for row in pushes()}) == [("dropped", ""), ("sent", kept)]
    tell(cast.resident, key="k3")
    assert run(app) == Tally(sent=1)


@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_is_busy_is_asked_again(app: Flask, service: PushService, cast: Cast, status: int) -> None:
    take_on(cast.resident, service.subscribe(), service)
    tell(cast.resident)
    service.answers = [status]
    assert run(app) == Tally(later=1)
    assert [(row.state, row.error) for row in pushes()] == [(Delivery.QUEUED, f"push {status}")]
    with after(minutes=1):
        assert run(app) == Tally(sent=1)


def test_a_refusal_is_given_up_and_told_to_the_operator(app: Flask, service: PushService, cast: Cast) -> None:
    code = take_on(cast.resident, service.subscribe(), service)
    tell(cast.resident)
    service.answers = [400]
    assert run(app) == Tally(failed=1)
    assert ([row.error for row in pushes()], devices()) == (["push 400"], [code])


def test_a_redirect_is_not_followed(app: Flask, service: PushService, cast: Cast) -> None:
    take_on(cast.resident, service.subscribe(), service)
    tell(cast.resident)
    service.answers = [307]
    assert run(app) == Tally(later=1)
    assert (service.taken, [row.error for row in pushes()]) == ([], ["TooManyRedirects"])


def test_a_service_that_is_away_is_asked_once_in_a_run_and_its_pushes_are_dropped_after_six_hours(
    app: Flask, service: PushService, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = f"127.0.0.1:{free_port()}"
    config = replace(app.extensions["config"], push_services=(service.host, away))
    monkeypatch.setitem(app.extensions, "config", config)
    browser = Browser(f"https://{away}/x")
    services.add_device(cast.resident, **browser.keys, name="", services=(away,), now=NOW)
    for key in ("k1", "k2"):
        tell(cast.resident, key=key)
    assert run(app) == Tally(later=2)
    assert [row.error for row in pushes()] == ["ConnectionError", "the push service does not answer"]
    with after(hours=6, seconds=1):
        assert run(app) == Tally(dropped=2)
    assert len(devices()) == 1


def test_a_device_is_not_blamed_for_a_proxy_that_is_none(
    app: Flask, service: PushService, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = take_on(cast.resident, service.subscribe(), service)
    tell(cast.resident)
    monkeypatch.setenv("HTTPS_PROXY", "http://")
    monkeypatch.setenv("NO_PROXY", "")
    assert run(app) == Tally(later=1)
    assert devices() == [code]


def test_a_service_that_was_taken_off_the_list_gets_nothing_more(
    app: Flask, service: PushService, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_on(cast.resident, service.subscribe(), service)
    tell(cast.resident)
    config = replace(app.extensions["config"], push_services=("push.example",))
    monkeypatch.setitem(app.extensions, "config", config)
    assert run(app) == Tally(dropped=1)
    assert (service.taken, service.refused, devices()) == ([], [], [])
    assert [(row.subject, row.body, row.link) for row in pushes()] == [("", "", None)]


def test_keys_that_are_no_point_of_the_curve_take_the_device_away(app: Flask, service: PushService, cast: Cast) -> None:
    browser = service.subscribe()
    code = take_on(cast.resident, browser, service)
    with write() as session:
        session.execute(update(Device).values(p256dh="BA" + "A" * 85))
    tell(cast.resident)
    assert run(app) == Tally(dropped=1)
    assert code not in devices()


def test_what_was_owed_to_one_person_is_never_shown_to_the_next_at_the_same_browser(
    app: Flask, service: PushService, cast: Cast
) -> None:
    browser = service.subscribe()
    take_on(cast.resident, browser, service)
    tell(cast.resident)
    code = take_on(cast.neighbour, browser, service)
    assert devices() == [code]
    assert run(app) == Tally(dropped=1)
    assert service.taken == []
    tell(cast.neighbour, key="theirs")
    assert run(app) == Tally(sent=1)


def test_a_kind_may_come_by_mail_alone_on_devices_alone_or_not_at_all(
    app: Flask, service: PushService, cast: Cast, session: Session
) -> None:
    take_on(cast.resident, service.subscribe(), service)
    services.choose_kinds(cast.resident, [MessageKind.THANKS], NOW, on_devices=[MessageKind.REMINDER])
    for kind in (MessageKind.REMINDER, MessageKind.THANKS, MessageKind.CHANGE):
        tell(cast.resident, kind, key=kind.value)
    owed = {(row.dedup_key.split(":")[0], row.channel) for row in session.scalars(select(OutboxMessage))}
    assert owed == {("reminder", Channel.PUSH), ("thanks", Channel.MAIL), ("change", Channel.MAIL)}
    services.choose_kinds(cast.resident, [], NOW, on_devices=[])
    tell(cast.resident, MessageKind.REMINDER, key="none")
    assert session.scalars(select(Message).where(Message.key == "none")).all() == []
    services.choose_kinds(cast.resident, list(MessageKind), NOW, on_devices=list(MessageKind))
    assert session.scalars(select(Muted)).all() == []


def test_the_link_in_a_mail_ends_a_kind_in_every_way(service: PushService, cast: Cast, session: Session) -> None:
    take_on(cast.resident, service.subscribe(), service)
    for _again in range(2):
        services.mute(cast.resident.id, MessageKind.REMINDER, NOW)
    assert sorted(session.scalars(select(Muted.way))) == [Way.POST, Way.PUSH]
    tell(cast.resident)
    assert session.scalars(select(OutboxMessage)).all() == []


def test_notices_about_the_account_show_their_title_alone(app: Flask, service: PushService, cast: Cast) -> None:
    browser = service.subscribe()
    code = take_on(cast.resident, browser, service)
    services.set_password(cast.resident, "松江一日看尽好花", NOW, here=code)
    assert run(app) == Tally(sent=1)
    news = browser.read(service.taken[0].body)
    assert (news["title"], news["link"]) == ("密码有变动 · 松江科普", "/my/messages")
    assert news["text"] == "全文在“我的消息”里。"


@pytest.mark.parametrize(
    ("url", "contact"),
    [
        ("https://sciencepop.example:8443/x", "https://sciencepop.example"),
        ("http://sciencepop.example", "mailto:noreply@sciencepop.example"),
        ("https://intranet", "mailto:noreply@sciencepop.example"),
    ],
)
def test_the_contact_is_one_that_push_services_take(app: Flask, url: str, contact: str) -> None:
    config = replace(app.extensions["config"], public_url=url, mail_from="松江科普 <noreply@sciencepop.example>")
    assert contact_of(config) == contact


def test_another_key_of_the_environment_takes_over_and_old_devices_go(
    app: Flask, service: PushService, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_on(cast.resident, service.subscribe(), service)
    made, public = webpush.private_key(db.session()), webpush.public_key(db.session())
    services.keep_push_key(NOW + timedelta(days=1))
    assert (webpush.public_key(db.session()), len(devices())) == (public, 1)
    config = replace(app.extensions["config"], vapid_private_key=made)
    monkeypatch.setitem(app.extensions, "config", config)
    services.keep_push_key(NOW)
    assert (webpush.public_key(db.session()), len(devices())) == (public, 1)
    assert db.session.scalars(select(webpush.PushKey.private)).one() is None
    other = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI"
    monkeypatch.setitem(app.extensions, "config", replace(config, vapid_private_key=other))
    services.keep_push_key(NOW)
    assert (webpush.public_key(db.session()) != public, devices()) == (True, [])
    assert webpush.private_key(db.session()) == other
    monkeypatch.setitem(app.extensions, "config", replace(config, vapid_private_key=""))
    services.keep_push_key(NOW)
    assert webpush.private_key(db.session()) == ""


def test_the_private_half_is_in_no_representation(service: PushService, cast: Cast) -> None:
    row = db.session.scalars(select(webpush.PushKey)).one()
    assert row.private and row.private not in repr(row)


def test_many_processes_that_start_at_once_have_one_key(live: Flask) -> None:
    import threading

    seen, gun = [], threading.Barrier(6)

    def start() -> None:
        with live.app_context():
            gun.wait()
            services.keep_push_key(NOW)
            seen.append((webpush.public_key(db.session()), webpush.private_key(db.session())))
            db.session.remove()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(seen), len(set(seen)), len(seen[0][0])) == (6, 1, 87)


def test_a_worker_makes_the_key_when_it_starts_and_sends(
    live: Flask, live_url: str, certificate: Certificate, tmp_path: Path
) -> None:
    with push_service_running(certificate) as running, clock.frozen_at(datetime.now(UTC)):
        worker = RealWorker(live_url, tmp_path, "")
        worker.environ |= {"PUSH_SERVICES": running.host, "REQUESTS_CA_BUNDLE": str(certificate.public)}
        with worker:
            assert wait_until(lambda: webpush.public_key(fresh())), worker.said
            running.public_key = webpush.public_key(fresh())
            with write() as session:
                resident = make_person(session)
            browser = running.subscribe()
            take_on(resident, browser, running)
            tell(resident)
            tasks_of(live).deliver()
            assert wait_until(lambda: running.taken or running.refused), worker.said
            assert wait_until(lambda: fresh().scalar(select(Device.last_ok_at))), worker.said
        tasks_of(live).huey.storage.close()
    assert running.refused == []
    assert browser.read(running.taken[0].body)["title"] == LETTER.subject


def fresh() -> Session:
    """The session in a new transaction, so that it sees what another process did."""
    db.session.rollback()
    return db.session()


def test_a_web_process_carries_nothing_of_what_sends_pushes(tmp_path: Path) -> None:
    import subprocess
    import sys

    heavy = "{'typst', 'pywebpush', 'cryptography', 'requests', 'aiohttp', 'py_vapid', 'http_ece'}"
    code = f"import app, sys; print(sorted({heavy} & set(sys.modules)))"
    environ = {"SCIENCEPOP_VAR": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=True)
    assert done.stdout == "[]\n"
