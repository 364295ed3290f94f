"""`flask demo load` and `flask demo accounts`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from sciencepop.accounts.models import Address, Person
from sciencepop.core import clock
from sciencepop.core.config import ROOT, Config
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.demo.load import InvariantBrokenError, NotEmptyError, is_empty, load_season
from sciencepop.demo.people import PASSWORD, accounts
from sciencepop.demo.plan import Season, make_season
from sciencepop.demo.texts import read_texts

FOLDER = ROOT / "data" / "demo"
LARGEST_SCALE = 200.0
NOT_EMPTY = (
    "数据库里已经有数据，没有写入任何示例。请换一个空的数据库（DATABASE_URL），或删去旧库后再试。\n"
    "The database is not empty, so nothing was loaded. Name an empty one in DATABASE_URL and try again."
)

group = AppGroup("demo", help="The sample season: for trying the site, and for load.")


@group.command("load")
@click.option(
    "--scale",
    type=click.FloatRange(0.05, LARGEST_SCALE),
    default=1.0,
    show_default=True,
    help="Times events, people and bookings; 10 makes about 15,000 occurrences and 100,000 bookings.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Another seed, another season."
)
@click.option(
    "--if-empty",
    is_flag=True,
    help="For starting up: leave a database that holds data alone without a word, and do not print accounts.",
)
def load_command(scale: float, seed: int, if_empty: bool) -> None:
    """Fill an empty database with a season around today."""
    if not is_empty(db.session()):
        if if_empty:
            return
        click.echo(NOT_EMPTY, err=True)
        sys.exit(1)
    began = time.monotonic()
    try:
        done = load_season(season_of_today(scale, seed), passwords=_has_passwords(), say=_progress(began))
    except NotEmptyError:
        click.echo(NOT_EMPTY, err=True)
        sys.exit(1)
    except InvariantBrokenError as broken:
        click.echo(f"示例没有写入 nothing was loaded:\n{broken}", err=True)
        sys.exit(1)
    click.echo(
        f"示例已写入 sample season loaded: {done.bases} bases, {done.people} people, {done.events} events, "
        f"{done.occurrences} occurrences, {done.bookings} bookings, {time.monotonic() - began:.0f} s."
    )
    if not if_empty:
        _print_accounts()


@group.command("accounts")
def accounts_command() -> None:
    """Tell which sample people may sign in."""
    _print_accounts()


def season_of_today(scale: float, seed: int) -> Season:
    """The season around the district's present day."""
    reference = get_reference()
    points = {town.code: (town.lat, town.lon) for town in reference.towns.values()}
    return make_season(
        read_texts(FOLDER),
        points,
        seed=seed,
        today=clock.today(),
        scale=scale,
        uid_domain=reference.district.uid_domain,
    )


def _has_passwords() -> bool:
    config: Config = current_app.extensions["config"]
    return not config.is_production


def _progress(began: float) -> Callable[[str], None]:
    return lambda words: click.echo(f"  {time.monotonic() - began:6.1f} s  {words}")


def _print_accounts() -> None:
    known = {account.address: account for account in accounts(read_texts(FOLDER).venues)}
    query = select(Address.value, Person.password_hash).join(Person).where(Address.value.in_(known), Person.is_sample)
    passwords = {value: password for value, password in db.session.execute(query)}
    if not passwords:
        click.echo("没有示例账号 there are no sample accounts.")
        return
    click.echo("\n示例账号 sample accounts（也可用一次性验证码登录 a one-time code works too）")
    for account in known.values():
        if account.address in passwords:
            password = PASSWORD if passwords[account.address] else "-"
            click.echo(f"  {account.address:<34} {password:<12} {account.role}")
