"""Commands of whoever operates the site: `flask doctor` and `flask officer add`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _

from sciencepop.accounts.messages import sentence
from sciencepop.accounts.services import reset_by_operator
from sciencepop.core import clock, invariants
from sciencepop.core.errors import RuleBroken
from sciencepop.district.services.appoint import appoint_first_officer


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check that what must always hold does; prints a sentence for each thing that is broken, and then exits with 1.

    What is only worth knowing comes first."""
    for name, look in invariants.told().items():
        for line in look():
            click.echo(f"{name}: {line}")
    broken = 0
    for name, check in invariants.checks().items():
        for line in check():
            click.echo(f"{name}: {line}")
            broken += 1
    if broken:
        sys.exit(1)
    click.echo(_("一切正常"))


officer = AppGroup("officer", help="Officers of the district.")


@officer.command("add")
@click.argument("address")
def add(address: str) -> None:
    """Make the person of ADDRESS (e-mail or mobile number) an officer; for a fresh installation."""
    try:
        is_new = appoint_first_officer(address, now=clock.now())
    except RuleBroken as broken:
        click.echo(sentence(broken), err=True)
        sys.exit(1)
    click.echo(_("已经授权。请用这个地址登录。") if is_new else _("这个账号已经是区科协管理员。"))


@officer.command("reset-second-step")
@click.argument("address")
def reset_second_step(address: str) -> None:
    """Take away the second factors of the person of ADDRESS, for the officer who lost theirs and has no colleague."""
    try:
        reset_by_operator(address, clock.now())
    except RuleBroken as broken:
        click.echo(sentence(broken), err=True)
        sys.exit(1)
    click.echo(_("已经重置，对方下次登录时重新设置。"))
