"""The planners' pages: warnings, and the draft of the next release."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.festival.forms.editions import ReleaseForm, SpeakersForm
from sciencepop.festival.models import EditionState
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.queries.items import list_rows
from sciencepop.festival.queries.speakers import list_addresses, list_lost, list_speakers
from sciencepop.festival.queries.warnings import list_warnings
from sciencepop.festival.rules.items import ItemChange, counts
from sciencepop.festival.services.releases import cut_release
from sciencepop.festival.services.speakers import save_speakers
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, names, press
from sciencepop.festival.words import TROUBLES, line_words


@bp.get("/district/festival/<code>/warnings")
@officer
def warnings(code: str) -> str:
    """Everything of the draft that a planner should look at."""
    session = db.session()
    edition = editions.get_edition(session, code)
    rows = list_rows(session, edition)
    return render_template(
        "festival/warnings.html",
        edition=edition,
        found=list_warnings(session, edition, rows),
        items={row.item.occurrence_id: row.item for row in rows},
        troubles=TROUBLES,
        **names(),
    )


@bp.route("/district/festival/<code>/speakers", methods=["GET", "POST"])
@officer
def speakers(code: str) -> Answer:
    """How speakers are reached; nobody else sees it, and it goes when the edition is closed."""
    form = SpeakersForm()
    if form.is_submitted() and not press(form, save_speakers, code, form.found):
        return redirect(url_for("festival.speakers", code=code), 303)
    session = db.session()
    edition = editions.get_edition(session, code)
    known = list_addresses(session, edition.id)
    if not form.is_submitted():
        form.addresses.data = "\n".join(f"{name} | {address}" for name, address in known.items())
    page = render_template(
        "festival/speakers.html",
        edition=edition,
        form=form,
        found=sorted(list_speakers(session, edition.id)),
        known=known,
        lost=list_lost(session, edition.id),
        is_open=edition.state is not EditionState.CLOSED,
    )
    return (page, 422) if form.errors else page


@bp.route("/district/festival/<code>/release", methods=["GET", "POST"])
@officer
def release_new(code: str) -> Answer:
    """What a release would say, and the button that cuts it."""
    session = db.session()
    edition = editions.get_edition(session, code)
    form = ReleaseForm()
    if form.is_submitted():
        noted = (form.note_zh.data or "", form.note_en.data or "")
        done = str(_("已发布，正在通知有关的人。"))
        if not press(form, cut_release, code, *noted, done=done):
            return redirect(url_for("festival.release_new", code=code), 303)
        edition = editions.get_edition(session, code)
    lines = [line for line in releases.draft_lines(session, edition) if line.change is not ItemChange.SAME]
    page = render_template(
        "festival/release_new.html",
        edition=edition,
        form=form,
        lines=lines,
        count=counts(lines),
        past=releases.list_releases(session, edition.id),
        line_words=line_words,
        is_open=edition.state is not EditionState.CLOSED,
        **names(),
    )
    return (page, 422) if form.errors else page


lead_again(lambda _result, code: url_for("festival.release_new", code=code), release_new)
