"""“有了告诉我”: leaving a wish, seeing one's own, taking one back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.consents import DEMAND, WORDINGS
from sciencepop.accounts.pressing import me, presser
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.text import clean_line
from sciencepop.core.web import limiter
from sciencepop.search import services
from sciencepop.search.demand_settings import settings
from sciencepop.search.forms import DemandForm
from sciencepop.search.messages import PARTS_OF_WEEK, sentence
from sciencepop.search.queries.demand import list_mine
from sciencepop.search.rules.demand import LONGEST_WORDS, PartOfWeek, subject_of
from sciencepop.search.rules.question import read_question
from sciencepop.search.views import bp
from sciencepop.search.words import get_words

Answer = str | Response | tuple[str, int]
press = presser(sentence)


@bp.route("/search/ask", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per day", methods=["POST"], key_func=lambda: f"demand:{current_user.get_id()}")
def demand_new() -> Answer:
    """What was not found, with whom, where from and rather when."""
    form = DemandForm(words=clean_line(request.args.get("words", ""))[:LONGEST_WORDS], town=me().town_code or "")
    form.offer()
    if form.validate_on_submit():
        refusal = press(form, services.leave_demand, _given(form), done=str(_("记下了，有了就写信告诉您。")))
        if not refusal:
            return redirect(url_for(".demands"), 303)
        form.refuse(None, refusal)
    page = render_template("search/demand_new.html", form=form, wording=WORDINGS[DEMAND], settings=settings())
    return (page, 422) if form.errors else page


def _given(form: DemandForm) -> services.DemandInput:
    question = read_question(form.words.data or "", get_words())
    return services.DemandInput(
        words=form.words.data or "",
        subject=subject_of(question),
        audience=form.audience.data or "",
        town_code=form.town.data or None,
        seats=form.seats.data or 1,
        part_of_week=PartOfWeek(form.part_of_week.data),
        agreed=bool(form.agreed.data),
    )


@bp.get("/my/demands")
@signed_in
def demands() -> str:
    """What I asked for, and where it stands."""
    rows = list_mine(db.session(), me().id)
    return render_template(
        "search/demands.html", rows=rows, parts=PARTS_OF_WEEK, press=PressForm(), settings=settings()
    )


@bp.post("/my/demands/<int:number>/drop")
@signed_in
def demand_drop(number: int) -> Answer:
    if refusal := press(PressForm(), services.drop_demand, number, done=str(_("去掉了。"))):
        flash(refusal, "error")
    return redirect(url_for(".demands"), 303)


lead_again(lambda _result, number: url_for("search.demands"), demand_drop)
