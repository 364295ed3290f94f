"""The officers' desk: all editions, one edition with its steps and figures, and writing it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.festival.forms.editions import EditionForm
from sciencepop.festival.models import EditionState
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.queries.figures import figures_of
from sciencepop.festival.queries.postponements import list_postponements
from sciencepop.festival.services.editions import save_edition, step_edition
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, names, press
from sciencepop.festival.words import POSTPONEMENTS, STEPS


@bp.get("/district/festival")
@officer
def desk() -> str:
    """All editions, drafts too."""
    rows = editions.list_editions(db.session(), with_drafts=True)
    return render_template("festival/desk.html", rows=rows, **names())


@bp.route("/district/festival/new", methods=["GET", "POST"])
@officer
def edition_new() -> Answer:
    form = EditionForm(year=clock.today().year)
    return _edition_form(form, "")


@bp.route("/district/festival/<code>/edit", methods=["GET", "POST"])
@officer
def edition_edit(code: str) -> Answer:
    form = EditionForm(obj=editions.get_edition(db.session(), code))
    form.code.data = code
    return _edition_form(form, code)


def _edition_form(form: EditionForm, code: str) -> Answer:
    saved: list[str] = []
    if form.validate_on_submit():
        wanted = code or form.code.data or ""
        wish = form.wish()
        if not press(form, lambda **who: saved.append(save_edition(wish, wanted, is_new=not code, **who))):
            return redirect(url_for("festival.edition_desk", code=saved[0]), 303)
    page = render_template("festival/edition_form.html", form=form, code=code)
    return (page, 422) if form.errors else page


@bp.get("/district/festival/<code>")
@officer
def edition_desk(code: str) -> Answer:
    """Everything of an edition: where it stands, what it holds, what can be done."""
    return _desk(code)


def _desk(code: str, refusal: str = "") -> Answer:
    session = db.session()
    edition = editions.get_edition(session, code)
    page = render_template(
        "festival/edition_desk.html",
        edition=edition,
        figures=figures_of(session, edition),
        release=releases.find_latest(session, edition.id),
        postponements=list_postponements(session, edition.id),
        postponement_states=POSTPONEMENTS,
        step=STEPS.get(edition.state),
        is_open=edition.state is not EditionState.CLOSED,
        press=PressForm(formdata=None),
        refusal=refusal,
        **names(),
    )
    return (page, 422) if refusal else page


@bp.post("/district/festival/<code>/step")
@officer
def edition_step(code: str) -> Answer:
    """Announce, begin, or close."""
    refusal = press(PressForm(), step_edition, code, done=str(_("已更新。")))
    return _desk(code, refusal) if refusal else redirect(url_for("festival.edition_desk", code=code), 303)


def _again(result: str, **_found: object) -> str:
    return url_for("festival.edition_desk", code=result) if result else url_for("festival.desk")


lead_again(_again, edition_new, edition_edit, edition_step)
