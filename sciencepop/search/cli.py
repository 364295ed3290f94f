"""`flask search`: make the index anew."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from sciencepop.core import clock
from sciencepop.search.services.refresh import refresh_all

search_cli = AppGroup("search", help="The index of everything that can be found.")


@search_cli.command("rebuild")
def rebuild() -> None:
    """Write every document of the index again, after a change of words or readings."""
    tally = refresh_all(clock.now(), anew=True)
    click.echo(f"已编入 {tally.written} 条 documents indexed: {tally.written}")
