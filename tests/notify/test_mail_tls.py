"""Mail over TLS: STARTTLS and smtps against a real server, with certificates made here."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from sciencepop.core.outbox import Delivery
from sciencepop.notify.deliver import Tally
from sciencepop.notify.mail import NO_ENCRYPTION, Smtp
from tests.notify.conftest import owe, row
from tests.notify.mail_server import Certificate, MailServer, serving
from tests.notify.test_deliver import after
from tests.notify.test_mail import run


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is an authority of this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.public))


@pytest.fixture
def starttls(certificate: Certificate) -> Iterator[MailServer]:
    """A server that takes nothing before STARTTLS and AUTH."""
    with serving(tls_context=certificate.context(), require_starttls=True, auth_required=True) as server:
        yield server


@pytest.fixture
def smtps(certificate: Certificate) -> Iterator[MailServer]:
    """A server that is encrypted from the first byte."""
    with serving(ssl_context=certificate.context(), auth_require_tls=False) as server:
        yield server


@pytest.fixture
def in_the_clear(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server that asks for passwords and cannot encrypt. The name mail.example leads to it, as to another machine."""
    asked = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        return asked("127.0.0.1" if host == "mail.example" else host, *rest, **more)

    with serving(auth_require_tls=False) as server:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        yield server


def smtp(url: str) -> Smtp:
    return Smtp(url, sender="noreply@sciencepop.example", domain="sciencepop.example")


def test_a_mail_is_handed_over_by_starttls_with_the_password_behind_it(
    app: Flask, trusted: None, starttls: MailServer
) -> None:
    owe()
    with smtp(starttls.url_with(login="site%40x:secret")) as carrier:
        assert run(carrier) == Tally(sent=1)
    assert starttls.logins == [("site@x", "secret")]
    assert [str(mail["To"]) for mail in starttls.messages] == ["li@example.org"]


def test_a_mail_is_handed_over_by_smtps(app: Flask, trusted: None, smtps: MailServer) -> None:
    owe()
    with smtp(smtps.url_with("smtps")) as carrier:
        assert run(carrier) == Tally(sent=1)
    assert smtps.logins == [("site", "secret")]
    assert len(smtps.raw) == 1


@pytest.mark.parametrize(("scheme", "fixture"), [("smtp", "starttls"), ("smtps", "smtps")])
def test_a_server_whose_certificate_nobody_trusts_gets_neither_password_nor_mail(
    app: Flask, request: pytest.FixtureRequest, certificate: Certificate, scheme: str, fixture: str
) -> None:
    server: MailServer = request.getfixturevalue(fixture)
    owe()
    with smtp(server.url_with(scheme)) as carrier:
        assert run(carrier) == Tally(later=1)
    assert (server.logins, server.raw) == ([], [])
    assert row().state is Delivery.QUEUED
    assert row().error == "the mail server's certificate is not trusted: self-signed certificate"
    request.getfixturevalue("trusted")
    with after(minutes=1), smtp(server.url_with(scheme)) as carrier:
        assert run(carrier) == Tally(sent=1)


@pytest.mark.parametrize(("scheme", "option"), [("smtp", "tls_context"), ("smtps", "ssl_context")])
def test_a_trusted_certificate_of_another_server_is_refused_too(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, option: str
) -> None:
    others = Certificate.make(tmp_path, "DNS:other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(others.public))
    owe()
    with serving(**{option: others.context()}) as server:
        with smtp(server.url_with(scheme)) as carrier:
            assert run(carrier) == Tally(later=1)
        assert (server.logins, server.raw) == ([], [])
    assert "is not trusted: IP address mismatch" in str(row().error)


def test_without_encryption_another_machine_is_told_no_password(app: Flask, in_the_clear: MailServer) -> None:
    owe()
    with smtp(in_the_clear.url_with(host="mail.example")) as carrier:
        assert run(carrier) == Tally(later=1)
    assert (in_the_clear.logins, in_the_clear.raw) == ([], [])
    assert (row().state, row().error) == (Delivery.QUEUED, NO_ENCRYPTION)


def test_without_a_password_it_is_handed_mail_all_the_same(app: Flask, in_the_clear: MailServer) -> None:
    owe()
    with smtp(f"smtp://mail.example:{in_the_clear.port}") as carrier:
        assert run(carrier) == Tally(sent=1)
    assert in_the_clear.logins == []


def test_this_machine_may_be_told_a_password_in_the_clear(app: Flask, in_the_clear: MailServer) -> None:
    owe()
    with smtp(in_the_clear.url_with()) as carrier:
        assert run(carrier) == Tally(sent=1)
    assert in_the_clear.logins == [("site", "secret")]


def test_a_wrong_password_leaves_the_mail_owed(app: Flask, trusted: None, starttls: MailServer) -> None:
    owe()
    with smtp(starttls.url_with(login="site:wrong")) as carrier:
        assert run(carrier) == Tally(later=1)
    assert (set(starttls.logins), starttls.raw) == ({("site", "wrong")}, [])
    assert (row().state, row().error) == (Delivery.QUEUED, "SMTPAuthenticationError 535")
