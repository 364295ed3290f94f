"""A personal agenda. Without an account it lives in its link and on the device; with one, releases tell of changes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.festival.models import Edition
from sciencepop.festival.queries import editions
from sciencepop.festival.queries.items import Row, list_kept, list_starred
from sciencepop.festival.rules.agenda import Stop, Told, find_hints, read_stars, write_stars
from sciencepop.festival.services.agenda import keep_stars
from sciencepop.festival.views import bp
from sciencepop.festival.views.picking import LONGEST, Pick
from sciencepop.festival.views.pressing import Answer, me, names, press
from sciencepop.festival.vocabulary import vocabulary


@dataclass(frozen=True)
class Agenda:
    """Starred items, with what does not go together by the number of the later item."""

    rows: list[Row]
    hints: dict[int, list[Told]]


def agenda_of(edition: Edition, numbers: list[int]) -> Agenda:
    rows = list_starred(db.session(), edition, numbers)
    words = vocabulary()
    stops = [
        Stop(row.item.occurrence_id, row.item.starts_at, row.item.ends_at, row.lat, row.lon)
        for row in rows
        if row.item.is_on
    ]
    hints: dict[int, list[Told]] = {}
    for told in find_hints(stops, kmh=words.travel_kmh, extra=words.travel_minutes):
        hints.setdefault(told.second, []).append(told)
    return Agenda(rows, hints)


@bp.get("/festival/<code>/agenda")
@public
def agenda(code: str) -> str:
    """The list that the link carries. Nobody is asked who they are, and nothing is stored."""
    edition = editions.get_shown(db.session(), code)
    numbers = read_stars(request.args.get("s", "")[:LONGEST])
    return _page(edition, numbers, "festival/agenda.html")


@bp.route("/my/festival/<code>", methods=["GET", "POST"])
@signed_in
def my_agenda(code: str) -> Answer:
    """The list that an account keeps; a link's list can be kept in its place."""
    session = db.session()
    edition = editions.get_shown(session, code)
    form = PressForm()
    if form.is_submitted():
        numbers = read_stars(request.form.get("s", "")[:LONGEST])
        done = str(_("已保存。节目单有变化时会通知您。"))
        if not press(form, keep_stars, code, numbers, done=done):
            return redirect(url_for("festival.my_agenda", code=code), 303)
    kept = list_kept(session, edition, me().id)
    asked = read_stars(request.args.get("s", "")[:LONGEST])
    return _page(edition, kept, "festival/my_agenda.html", asked=[one for one in asked if one not in kept], form=form)


lead_again(lambda _result, code: url_for("festival.my_agenda", code=code), my_agenda)


def _page(edition: Edition, numbers: list[int], template: str, **more: object) -> str:
    stars = write_stars(numbers)
    found = agenda_of(edition, numbers)
    path = url_for("festival.agenda", code=edition.code, s=stars or None)
    return render_template(
        template,
        edition=edition,
        stars=stars,
        agenda=found,
        items={row.item.occurrence_id: row.item for row in found.rows},
        pick=Pick(edition.code, None, stars=stars),
        link=str(current_app.extensions["config"].public_url) + path,
        union=lambda others: write_stars([*numbers, *others]),
        now=clock.now(),
        kmh=vocabulary().travel_kmh,
        **more,
        **names(),
    )
