"""A round for everybody: its calendar, odds, promise, cut-offs, and the files with which anybody checks the draw."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from werkzeug.exceptions import NotFound

from sciencepop.college.messages import ROUND_STATES
from sciencepop.college.models import Bucket, CourseClass, DrawRound, FileKind, RoundState
from sciencepop.college.queries import rounds as queries
from sciencepop.college.queries.classes import list_classes
from sciencepop.college.rules.rounds import takes_sheets
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import words
from sciencepop.college.wish_words import cut_off, titles_of
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.draw_words import check_words

NAMES = {FileKind.SEALED: "sealed.jsonl", FileKind.RESULT: "draw.jsonl", FileKind.CODE: "draw.py"}


@bp.get("/college/rounds/<code>")
@public
def draw_round(code: str) -> str:
    """A round as it stands. An annulled one stays to be seen, with its reason."""
    session, now = db.session(), clock.now()
    one = shown(code)
    titles = titles_of(list_classes(session, CourseClass.term_id == one.term_id))
    kind = FileKind.RESULT if one.drawn_at else FileKind.SEALED
    return render_template(
        "college/round.html",
        one=one,
        state=ROUND_STATES[one.state],
        takes=takes_sheets(one.state, one.opens_at, one.closes_at, now),
        odds=[(titles.get(class_code, class_code), row) for class_code, row in one.odds.items()],
        queues=[
            (titles.get(row["class"], row["class"]), Bucket(row["bucket"]), row, cut_off(row["closed"]))
            for row in one.queues
        ],
        file=url_for("college.round_file", code=code, kind=kind.value),
        program=url_for("college.round_file", code=code, kind=FileKind.CODE.value),
        check=check_words(),
        sheets=queries.count_sheets(session, one.id),
        others=[row for row in queries.list_rounds(session, one.term_id) if row.id != one.id],
        states=ROUND_STATES,
        **words(),
    )


def shown(code: str) -> DrawRound:
    """A round of a term whose catalogue is open."""
    one = queries.get_round(db.session(), code)
    if one.term.catalogue_at > clock.now():
        raise NotFound
    return one


@bp.get("/college/rounds/<code>/files/<kind>")
@public
def round_file(code: str, kind: str) -> Response:
    """What was published, byte for byte. The sealed sheets stay to be had after the draw."""
    one = shown(code)
    if kind not in set(FileKind) or one.state is RoundState.OPEN:
        raise NotFound
    body = queries.read_file(db.session(), one.id, FileKind(kind))
    if body is None:
        raise NotFound
    answer = make_response(body)
    answer.mimetype = "text/plain"
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.code}-{NAMES[FileKind(kind)]}"'
    return answer
