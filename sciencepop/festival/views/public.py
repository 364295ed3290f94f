"""Editions for everybody: the list with its archive, one edition, and what bases give in it."""

from __future__ import annotations

from collections import Counter

from flask import render_template
from sqlalchemy.orm import Session

from sciencepop.core import clock, documents
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import language
from sciencepop.core.pagecache import cached
from sciencepop.festival.hooks import edition_page_sections
from sciencepop.festival.models import Edition, EditionState
from sciencepop.festival.papers import SHAPES, kind_of
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.queries.calls import find_call
from sciencepop.festival.queries.figures import figures_of
from sciencepop.festival.queries.items import Row, days_with_items, list_announced
from sciencepop.festival.rules.proposals import is_open_at
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import names

SOON = 6


@bp.get("/festival")
@public
@cached
def festival() -> str:
    """What is on or coming, and the archive."""
    rows = editions.list_editions(db.session())
    return render_template(
        "festival/festival.html",
        now_on=[one for one in rows if one.state is not EditionState.CLOSED],
        past=[one for one in rows if one.state is EditionState.CLOSED],
        **names(),
    )


@bp.get("/festival/<code>")
@public
@cached
def edition(code: str) -> str:
    """Theme, days, blocks, what is on now and next, offers, and who is behind it."""
    session, now = db.session(), clock.now()
    found = editions.get_shown(session, code)
    rows = list_announced(session, found)
    on = [row for row in rows if row.item.is_on]
    call = find_call(session, found.id)
    return render_template(
        "festival/edition.html",
        edition=found,
        days=days_with_items(found, rows),
        per_day=Counter(row.day for row in on),
        per_block=Counter(row.item.block for row in on),
        soon=_soon(on),
        is_closed=found.state is EditionState.CLOSED,
        figures=figures_of(session, found) if found.state is EditionState.CLOSED else None,
        release=releases.find_latest(session, found.id),
        papers=list_papers(session, found),
        call=call if call and is_open_at(call.opens_at, call.closes_at, now) else None,
        sections=edition_page_sections(found),
        now=now,
        **names(),
    )


def _soon(rows: list[Row]) -> list[Row]:
    """What is on now and what comes next, today or on the next day with something."""
    now = clock.now()
    coming = [row for row in rows if row.item.ends_at > now]
    first = min((row.day for row in coming), default=None)
    return [row for row in coming if row.day == first][:SOON]


def list_papers(session: Session, found: Edition) -> list[str]:
    """The shapes of the printed programme that are ready in the language of the page."""
    lang = language()
    return [shape for shape in SHAPES if documents.find_content(session, kind_of(shape, lang), found.code) is not None]


@bp.get("/festival/<code>/offers")
@public
@cached
def offers(code: str) -> str:
    """Free entry, discounts and gifts, by base."""
    found = editions.get_shown(db.session(), code)
    return render_template("festival/offers.html", edition=found, today=clock.today(), **names())
