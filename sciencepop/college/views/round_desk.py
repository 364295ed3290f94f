"""The branch's desk of the draw: open a round, seal it, draw it, annul it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.college import services
from sciencepop.college.forms.people import ReasonForm
from sciencepop.college.forms.rounds import EntropyForm, RoundForm
from sciencepop.college.messages import ROUND_STATES
from sciencepop.college.models import RoundState
from sciencepop.college.queries import rounds as queries
from sciencepop.college.queries import terms
from sciencepop.college.rules.rounds import may_become
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, press, words
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.route("/district/college/terms/<code>/rounds", methods=["GET", "POST"])
@officer
def rounds(code: str) -> Answer:
    """The rounds of a term, and a form for the next. Its hours are those of the term's calendar at first."""
    session, term = db.session(), terms.get_term(db.session(), code)
    hours = {"opens_at": term.wishes_from_at, "closes_at": term.wishes_until_at, "entropy_due": term.draw_at}
    form, made = RoundForm(data=hours), list[str]()
    if form.validate_on_submit():
        refusal = press(
            form,
            lambda **who: made.append(services.open_round(code, form.wish(), **who)),
            done=str(_("这一轮已经公布。")),
        )
        if not refusal:
            return redirect(url_for("college.round_desk", code=made[0]), 303)
        form.refuse(None, refusal)
    page = render_template(
        "college/rounds.html",
        form=form,
        term=term,
        rows=queries.list_rounds(session, term.id),
        live=queries.find_live(session, term.id),
        states=ROUND_STATES,
        **words(),
    )
    return (page, 422) if form.errors else page


@bp.get("/district/college/rounds/<code>")
@officer
def round_desk(code: str) -> Answer:
    """One round, and the step that may come next."""
    return _page(code)


def _page(code: str, refusal: str = "") -> Answer:
    session = db.session()
    one = queries.get_round(session, code)
    page = render_template(
        "college/round_desk.html",
        one=one,
        state=ROUND_STATES[one.state],
        sheets=queries.count_sheets(session, one.id),
        to_apply=queries.count_to_apply(session, one.id) if one.drawn_at else 0,
        may_annul=may_become(one.state, RoundState.ANNULLED),
        press=PressForm(formdata=None),
        entropy_form=EntropyForm(formdata=None),
        reason_form=ReasonForm(formdata=None),
        refusal=refusal,
        now=clock.now(),
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/district/college/rounds/<code>/close")
@officer
def round_close(code: str) -> Answer:
    """Seal the sheets and publish the promise."""
    return _done(code, press(PressForm(), services.close_round, code, done=str(_("已封存并公布。"))))


@bp.post("/district/college/rounds/<code>/draw")
@officer
def round_draw(code: str) -> Answer:
    """Draw with what the public draw gave."""
    form = EntropyForm()
    entropy = form.entropy.data or ""
    return _done(code, press(form, services.draw_round, code, entropy, done=str(_("已摇号，结果已公布。"))))


@bp.post("/district/college/rounds/<code>/annul")
@officer
def round_annul(code: str) -> Answer:
    """Annul, with a reason that everybody reads."""
    form = ReasonForm()
    done = str(_("已作废，原因和旧结果都在公布的页面上。"))
    return _done(code, press(form, services.annul_round, code, form.reason.data or "", done=done))


def _done(code: str, refusal: str | None) -> Answer:
    return _page(code, refusal) if refusal else redirect(url_for("college.round_desk", code=code), 303)


def _again(_result: str, code: str) -> str:
    return url_for("college.round_desk", code=code)


lead_again(
    lambda result, code: url_for("college.round_desk", code=result) if result else url_for("college.rounds", code=code),
    rounds,
)
lead_again(_again, round_close, round_draw, round_annul)
