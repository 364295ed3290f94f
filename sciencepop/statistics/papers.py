"""The forms of a frozen set as PDF, made by the worker: a cover, then one form a page."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.core import documents
from sciencepop.core.clock import local
from sciencepop.core.documents import Paper
from sciencepop.core.i18n import in_language, tr
from sciencepop.statistics.messages import FORMS, STATES, UNITS
from sciencepop.statistics.models import SurveyFigure, SurveyReturn
from sciencepop.statistics.queries.sets import frozen_cell, get_return
from sciencepop.statistics.rules.cells import depth_under

LANGS = ("zh", "en")


def register() -> None:
    """Say how the papers are read."""
    for lang in LANGS:
        documents.register(f"survey_{lang}", partial(read_paper, lang))


def read_paper(lang: str, session: Session, code: str) -> Paper | None:
    """The facts of a frozen set's paper."""
    try:
        row = get_return(session, code)
    except NotFound:
        return None
    with in_language(lang):
        return Paper("survey", _facts(row, lang), row.decided_at or row.frozen_at, stands_in=True)


def _facts(row: SurveyReturn, lang: str) -> dict[str, Any]:
    wholes = {one.slug: one.whole for one in row.figures}
    return {
        "lang": lang,
        "unit": tr(row, "name"),
        "is_venue": row.base_id is not None,
        "year": row.year,
        "state": str(STATES[row.state]),
        "frozen_at": f"{local(row.frozen_at):%Y-%m-%d %H:%M}",
        "frozen_by": row.freezer.name,
        "decided_by": row.decider.name if row.decider else "",
        "digest": row.digest,
        "unseen": row.unseen,
        "is_sample": row.is_sample,
        "forms": [
            {"code": code, "name": str(name), "lines": [_line(one, wholes) for one in row.figures if one.form == code]}
            for code, name in FORMS.items()
        ],
    }


def _line(one: SurveyFigure, wholes: dict[str, str]) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": tr(one, "name"),
        "unit": str(UNITS[one.unit]),
        "value": frozen_cell(one).text,
        "depth": depth_under(one.whole, wholes),
    }
