"""Commands: the worker, a message to try the mail server with, letters to owe again, and reports of bounced ones."""

from __future__ import annotations

import os
import secrets
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.outbox import Channel
from sciencepop.core.reference import get_reference
from sciencepop.notify.bounces import LARGEST, read_maildir, take_in
from sciencepop.notify.carriers import NotNow, Parcel, Refused
from sciencepop.notify.mail import Smtp
from sciencepop.notify.messages import OUTCOMES, explain
from sciencepop.notify.requeue import requeue
from sciencepop.notify.rules import Protection


@click.command("worker")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16))
@click.pass_obj
def worker(info: ScriptInfo, threads: int) -> None:
    """Deliver messages and do what is due by the clock, until stopped."""
    from sciencepop.notify.worker import run_worker

    run_worker(info.load_app(), threads)


mail = AppGroup("mail", help="The mail server of the settings.")


@mail.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send one message to ADDRESS now, past the outbox, and say what happened; exits with 1 if it did not leave."""
    config: Config = current_app.extensions["config"]
    if not config.smtp_url:
        _fail(_("没有设置 SMTP_URL，所以没有邮件服务器可试。"))
    domain = get_reference().district.uid_domain
    try:
        with Smtp(config.smtp_url, sender=config.mail_from, domain=domain) as smtp:
            smtp.carry(_trial(address))
    except ValueError as error:
        _fail(str(error))
    except (Refused, NotNow) as error:
        _fail(explain(str(error)))
    is_clear = smtp.protection is Protection.NONE
    way = _("连接没有加密") if is_clear else _("连接已加密")
    server = f"{smtp.server.host}:{smtp.server.port}"
    click.echo(_("邮件服务器 %(server)s 收下了测试邮件（%(way)s）。请到收件箱里看看。", server=server, way=way))


@mail.command("requeue")
@click.option("--days", default=3, show_default=True, type=click.IntRange(1, 30), help="How old they may be.")
def requeue_failed(days: int) -> None:
    """Owe again what was given up because no server took it in time; what a server refused stays given up."""
    count = requeue(clock.now(), timedelta(days=days))
    click.echo(_("%(count)d 条消息重新排队，后台任务马上再发。", count=count))


@mail.command("bounces")
@click.option("--maildir", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Read its new mail.")
def bounces(maildir: Path | None) -> None:
    """Learn from delivery reports which mailboxes are gone: one message on standard input, or a Maildir's new mail.

    Exits with 75 (try again) while the database is away, so that a mail server keeps the report."""
    try:
        counts = (
            read_maildir(maildir, clock.now())
            if maildir
            else Counter([take_in(sys.stdin.buffer.read(LARGEST), clock.now())])
        )
    except OperationalError:
        sys.exit(os.EX_TEMPFAIL)
    for outcome, count in sorted(counts.items()):
        click.echo(f"{OUTCOMES[outcome]} {count}")


def _trial(address: str) -> Parcel:
    return Parcel(
        id=0,
        dedup_key=f"mail.test:{secrets.token_hex(16)}",
        channel=Channel.MAIL,
        address=address,
        subject=_("测试邮件"),
        body=_("收到这封邮件，说明网站可以发信了。不用回复。\n"),
        calendar=None,
        calendar_method=None,
        created_at=clock.now(),
        tries=1,
    )


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
