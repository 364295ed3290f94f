"""Officers and sanctions: all of them with their appeals, a new one, and what becomes of it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.volunteers.care_messages import DECISIONS, care_sentence
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.forms.care import DecideForm, SanctionForm, named
from sciencepop.volunteers.models import Decision
from sciencepop.volunteers.queries import people
from sciencepop.volunteers.queries import sanctions as queries
from sciencepop.volunteers.services import sanctions as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.vocabulary import vocabulary
from sciencepop.volunteers.words import role_name


@bp.get("/district/sanctions")
@officer
def sanctions() -> Answer:
    """Open appeals first, then what holds and what is over."""
    return _page()


def _page(refusal: str = "") -> Answer:
    rows = queries.list_all(db.session())
    page = render_template(
        "volunteers/sanctions.html",
        rows=rows,
        waiting={row.id for row in rows if services.is_open(row)},
        own=me().id,
        forms={row.code: named(DecideForm(formdata=None), f"words-{row.code}") for row in rows},
        decisions=DECISIONS,
        role_name=role_name,
        policy=care_policy(),
        today=clock.today(),
        refusal=refusal,
    )
    return (page, 422) if refusal else page


@bp.post("/district/sanctions/<code>")
@officer
def sanction_end(code: str) -> Answer:
    """Decide an appeal, or end a sanction early."""
    form = DecideForm()
    if not form.validate_on_submit():
        return _page(str(_("请写清楚，至少四个字。")))
    what, words = form.what.data or "", form.words.data or ""
    done = str(_("已经处理，并写信告诉了对方。"))
    if what == "lift":
        refusal = press(form, services.lift_sanction, code, words, done=done, say=care_sentence)
    else:
        refusal = press(form, services.decide_sanction, code, Decision(what), words, done=done, say=care_sentence)
    return _page(refusal) if refusal else redirect(url_for("volunteers.sanctions"), 303)


@bp.route("/district/volunteers/<int:person>/sanction", methods=["GET", "POST"])
@officer
def sanction_new(person: int) -> Answer:
    """Keep a volunteer from serving, by a rule."""
    today = clock.today()
    rules = [row for row in vocabulary().sanctions.values() if row.holds_on(today)]
    form = SanctionForm(rules=rules, **({"from_on": today} if request.method == "GET" else {}))
    volunteer = people.get_volunteer(db.session(), person)
    if form.validate_on_submit():
        done = str(_("已经处理，并写信告诉了对方。"))
        refusal = press(form, services.set_sanction, person, form.wish(), done=done, say=care_sentence)
        if not refusal:
            return redirect(url_for("volunteers.volunteer", person=person), 303)
        form.refuse(None, refusal)
        volunteer = people.get_volunteer(db.session(), person)
    page = render_template(
        "volunteers/sanction_new.html",
        volunteer=volunteer,
        form=form,
        rules=rules,
        role_name=role_name,
        policy=care_policy(),
        today=today,
    )
    return (page, 422) if form.errors else page


lead_again(lambda _result, code: url_for("volunteers.sanctions"), sanction_end)
lead_again(lambda _result, person: url_for("volunteers.volunteer", person=person), sanction_new)
