"""`flask search …`: make the index anew, and see how well it answers."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.search.evaluation import answer_all, missed, read_questions
from sciencepop.search.rules.evaluating import LOOKED_AT, Answer, Likeness, compare
from sciencepop.search.services.refresh import refresh_all

search_cli = AppGroup("search", help="The index of everything that can be found.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@search_cli.command("rebuild")
def rebuild() -> None:
    """Write every document of the index again, after a change of words or readings."""
    tally = refresh_all(clock.now(), anew=True)
    click.echo(f"已编入 {tally.written} 条 documents indexed: {tally.written}")


@search_cli.command("evaluate")
@click.argument("questions", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="write the answers, to compare with")
@click.option("--beside", type=FILE, help="the answers of another database to the same questions")
def evaluate(questions: Path, out: Path | None, beside: Path | None) -> None:
    """Ask the QUESTIONS of a CSV file (question, wanted): how often the wanted thing is among the first three.

    With --beside the lists are compared with those that another database gave, and asked for the same moment.
    """
    wanted = read_questions(questions)
    others = json.loads(beside.read_text(encoding="utf-8")) if beside else None
    now = datetime.fromisoformat(others["at"]) if others else clock.now()
    answers = answer_all(db.session(), list(wanted), now)
    wrong = missed(wanted, answers)
    share = 100 * (1 - len(wrong) / max(len(wanted), 1))
    click.echo(f"{len(wanted)} questions, {share:.1f} % with the wanted thing among the first {LOOKED_AT}")
    for text, first in wrong.items():
        click.echo(f"  {text}: {' / '.join(first) or '-'}")
    if out:
        told = {text: answer.to_json() for text, answer in answers.items()}
        out.write_text(json.dumps({"at": now.isoformat(), "answers": told}, ensure_ascii=False), encoding="utf-8")
    if others:
        _tell(compare(answers, {text: Answer(**told) for text, told in others["answers"].items()}))


def _tell(likeness: Likeness) -> None:
    """How alike two databases answered; an error where any list differs, for the tolerance is nought."""
    click.echo(
        f"same first {likeness.same_first}, same set {likeness.same_set} of {likeness.questions}; "
        f"shared by the first ten {likeness.mean_shared:.3f}, at least {likeness.least_shared:.3f}"
    )
    if likeness.different:
        raise click.ClickException(f"not the same list: {', '.join(likeness.different)}")
