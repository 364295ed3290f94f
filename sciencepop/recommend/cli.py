"""`flask recommend …`: train and judge the recommender on data from a folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.evaluation.evaluate import evaluate
from sciencepop.recommend.evaluation.meetup import day_of, read
from sciencepop.recommend.evaluation.renew import renew
from sciencepop.recommend.evaluation.report import report
from sciencepop.recommend.generator import Scale, generate, write

recommend_cli = AppGroup("recommend", help="The recommender: trained and judged on data from a folder.")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@recommend_cli.command("evaluate", with_appcontext=False)
@click.option("--data", "folder", type=FOLDER, required=True, help="events, groups, members, rsvps as .csv or .csv.gz")
@click.option("--from", "begin", type=click.DateTime(["%Y-%m-%d"]), required=True, help="the first anchor")
@click.option("--fortnights", type=click.IntRange(1), default=4, show_default=True)
def evaluate_folder(folder: Path, begin: datetime, fortnights: int) -> None:
    """Rank each fortnight's sessions with what was known before it; one row a method, ours last."""
    try:
        result = evaluate(read(folder), day_of(begin.isoformat()), fortnights)
    except (LookupError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(report(result))


@recommend_cli.command("train", with_appcontext=False)
@click.option("--data", "folder", type=FOLDER, required=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="the end of the fortnight to judge by")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="weights as JSON")
def train(folder: Path, until: datetime, out: Path) -> None:
    """Find new weights and write them, unless they rank worse than those in the file."""
    try:
        old = Weights.from_json(out.read_text()) if out.exists() else None
        new, why = renew(read(folder), day_of(until.isoformat()), until.date().isoformat(), old)
    except (LookupError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    if why is not None:
        raise click.ClickException(f"The old weights stay: {why.value} (NDCG@10 {new.validation:.3f}).")
    out.write_text(new.to_json())
    click.echo(f"NDCG@10 {new.validation:.3f} in the fortnight before {until.date()}, trained on {new.lists} lists.")


@recommend_cli.command("count")
def count_visits() -> None:
    """Take the counters over everybody anew, as the worker does once a day."""
    from sciencepop.core import clock
    from sciencepop.recommend.services.count import take_counters

    row = take_counters(clock.now())
    click.echo(f"{row.visits} visits of {row.people} people counted.")


@recommend_cli.command("learn")
def learn_from_site() -> None:
    """Find new weights from this site's own visits, as the worker does once a week; worse ones are not used."""
    from sciencepop.core import clock
    from sciencepop.recommend.services.learn import learn

    row = learn(clock.now())
    if row is None:
        raise click.ClickException("There are too few visits to learn from.")
    click.echo(f"NDCG@10 {row.validation:.3f} on {row.lists} lists; {row.refusal or 'in use'}.")


@recommend_cli.command("generate", with_appcontext=False)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--people", type=click.IntRange(1), default=1500, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def generate_folder(out: Path, people: int, seed: int) -> None:
    """Write an invented folder of the same format, to try the commands; it says nothing about accuracy."""
    write(generate(Scale(people=people), seed), out)
