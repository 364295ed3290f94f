"""Commands: the worker, and a message to try the mail server with."""

from __future__ import annotations

import secrets
import sys

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.outbox import Channel
from sciencepop.core.reference import get_reference
from sciencepop.notify.carriers import NotNow, Parcel, Refused
from sciencepop.notify.mail import Smtp
from sciencepop.notify.messages import explain
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
