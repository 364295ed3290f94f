"""`flask recommend …`: train and judge the recommender on data from a folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from sciencepop.recommend.evaluation.evaluate import evaluate
from sciencepop.recommend.evaluation.meetup import day_of, read
from sciencepop.recommend.evaluation.report import report

recommend_cli = AppGroup("recommend", help="The recommender: trained and judged on data from a folder.")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@recommend_cli.command("evaluate")
@click.option("--data", "folder", type=FOLDER, required=True, help="events, groups, members, rsvps as .csv or .csv.gz")
@click.option("--from", "begin", type=click.DateTime(["%Y-%m-%d"]), required=True, help="the first anchor")
@click.option("--fortnights", type=click.IntRange(1), default=4, show_default=True)
def evaluate_folder(folder: Path, begin: datetime, fortnights: int) -> None:
    """Rank each fortnight's sessions with what was known before it; one row a method, ours last."""
    try:
        result = evaluate(read(folder), day_of(begin.isoformat()), fortnights)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    click.echo(report(result))
