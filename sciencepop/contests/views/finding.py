"""Contests as everybody sees them: the list, one contest, the result of a round."""

from __future__ import annotations

from flask import render_template
from werkzeug.exceptions import NotFound

from sciencepop.contests.models import EntryState
from sciencepop.contests.queries import contests, teams
from sciencepop.contests.rules.states import SEEN
from sciencepop.contests.views import bp
from sciencepop.contests.views.pressing import words
from sciencepop.core.access import public
from sciencepop.core.db import db


@bp.get("/contests")
@public
def contest_list() -> str:
    """Every contest, the newest first."""
    return render_template("contests/contest_list.html", rows=contests.list_public(db.session()), **words())


@bp.get("/contests/<code>")
@public
def contest(code: str) -> str:
    """One contest: for whom, rounds, rules, how it is judged, awards."""
    one = contests.get_public(db.session(), code)
    return render_template("contests/contest.html", one=one, seen=SEEN, **words())


@bp.get("/contests/<code>/rounds/<int:number>/result")
@public
def result(code: str, number: int) -> str:
    """Who got an award or went on; nobody else is named in public."""
    session = db.session()
    one = contests.get_public(session, code)
    round = contests.get_round(one, number)
    if round.state not in SEEN:
        raise NotFound
    entries = [row for row in teams.list_entries(session, round.id) if row.state is EntryState.HANDED_IN]
    named = [row for row in entries if row.award_id or row.is_through]
    return render_template("contests/result.html", one=one, round=round, rows=named, count=len(entries), **words())
