"""`flask mail test ADDRESS`: what an operator reads when the mail server takes a message, and when it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage
from tests.notify.mail_server import Certificate, MailServer, serving
from tests.ports import free_port

Trial = Callable[..., Result]


@pytest.fixture
def mail_test(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """Run the command with that SMTP_URL. The outbox is not used."""

    def run(smtp_url: str, address: str = "li@example.org") -> Result:
        monkeypatch.setitem(app.extensions, "config", replace(app.extensions["config"], smtp_url=smtp_url))
        result = app.test_cli_runner().invoke(args=["mail", "test", address])
        assert db.session.query(OutboxMessage).count() == 0
        return result

    return run


def test_a_server_that_takes_the_message_is_named(mail_test: Trial, mail_server: MailServer) -> None:
    result = mail_test(mail_server.url)
    said = f"邮件服务器 127.0.0.1:{mail_server.port} 收下了测试邮件（连接没有加密）。请到收件箱里看看。\n"
    assert (result.exit_code, result.output) == (0, said)
    (mail,) = mail_server.messages
    assert (mail["To"], mail["Subject"]) == ("li@example.org", "测试邮件")


def test_it_says_when_the_connection_was_encrypted(
    mail_test: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.public))
    with serving(tls_context=certificate.context()) as server:
        result = mail_test(server.url_with())
    assert (result.exit_code, "（连接已加密）" in result.output) == (0, True)


def test_every_message_is_a_new_one(mail_test: Trial, mail_server: MailServer) -> None:
    for _time in range(2):
        assert mail_test(mail_server.url).exit_code == 0
    assert len({mail["Message-ID"] for mail in mail_server.messages}) == 2


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("nobody@example.org", "邮件服务器不接受这个收件地址。 [SMTPRecipientsRefused 550]\n"),
        ("later@example.org", "邮件服务器不接受这个收件地址。 [SMTPRecipientsRefused 451]\n"),
        ("everybody", "这不是一个邮箱地址。 [no such address or subject (InvalidHeaderDefect)]\n"),
    ],
)
def test_a_refused_recipient_is_told(mail_test: Trial, mail_server: MailServer, address: str, told: str) -> None:
    result = mail_test(mail_server.url, address)
    assert (result.exit_code, result.output) == (1, told)


def test_settings_that_lead_nowhere_are_told(mail_test: Trial, tmp_path: Path) -> None:
    certificate, closed = Certificate.make(tmp_path), free_port()
    with serving(tls_context=certificate.context()) as starttls, serving(ssl_context=certificate.context()) as smtps:
        wrong = {
            "": "没有设置 SMTP_URL",
            "mail.example": "SMTP_URL must look like",
            f"smtp://127.0.0.1:{closed}": "没有应答",
            "smtp://nowhere.invalid": "找不到邮件服务器",
            starttls.url: "证书不可信",
            starttls.url_with("smtps"): "不直接加密，请改用 smtp://",
            smtps.url_with("smtps"): "证书不可信",
        }
        for url, told in wrong.items():
            result = mail_test(url)
            assert (result.exit_code, told in result.output) == (1, True), (url, result.output)
    assert starttls.logins == smtps.logins == []


def test_a_refused_login_or_sender_is_told(mail_test: Trial, mail_server: MailServer) -> None:
    with serving(auth_require_tls=False) as server:
        result = mail_test(server.url_with(login="site:wrong"))
    assert (result.exit_code, "不接受 SMTP_URL 里的用户名和密码" in result.output) == (1, True)
    assert "wrong" not in result.output
    mail_server.senders_refused = True
    result = mail_test(mail_server.url)
    assert (result.exit_code, "请核对 MAIL_FROM" in result.output) == (1, True)
