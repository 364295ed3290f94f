"""Asking the questions of a file, whose answers are known, as a visitor would."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from sciencepop.core.clock import local
from sciencepop.search.finding import Asking, find, shown
from sciencepop.search.queries.find import list_documents
from sciencepop.search.rules.evaluating import LOOKED_AT, Answer
from sciencepop.search.rules.question import read_question
from sciencepop.search.words import get_words


def read_questions(file: Path) -> dict[str, str]:
    """Questions with the titles that are wanted: a CSV file with the columns `question` and `wanted`."""
    with file.open(encoding="utf-8", newline="") as opened:
        return {row["question"]: row["wanted"] for row in csv.DictReader(opened)}


def answer_all(session: Session, questions: Sequence[str], now: datetime) -> dict[str, Answer]:
    """What each of them finds at this moment."""
    return {text: _answer(session, text, now) for text in questions}


def _answer(session: Session, text: str, now: datetime) -> Answer:
    question = read_question(text, get_words())
    hits = shown(session, find(session, Asking(question, question.search(local(now).date()), now)).hits, now)
    documents = list_documents(session, [hit.id for hit in hits[:LOOKED_AT]])
    return Answer(
        found=[f"{hit.kind.value} {hit.ref}" for hit in hits],
        first=[documents[hit.id].title_zh for hit in hits[:LOOKED_AT]],
    )


def missed(questions: Mapping[str, str], answers: Mapping[str, Answer]) -> dict[str, Sequence[str]]:
    """Questions whose wanted thing is not among the first, with what is."""
    return {text: answers[text].first for text, wanted in questions.items() if not answers[text].has(wanted)}
