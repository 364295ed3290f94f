"""`flask feeds …`: work on stored calendar texts."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from sciencepop.core import clock
from sciencepop.core.db import write
from sciencepop.programme.services.vevents import render_missing, rerender_all

feeds_cli = AppGroup("feeds", help="Calendar texts that feeds are joined from.")


@feeds_cli.command("rerender")
@click.option("--missing", is_flag=True, help="Only those that have no text of their present revision.")
def rerender(missing: bool) -> None:
    """Write all stored calendar texts anew, after the way they are written has changed."""
    if missing:
        with write() as session:
            count = render_missing(session, clock.now())
    else:
        count = rerender_all()
    click.echo(f"{count} occurrences rendered in every language.")
