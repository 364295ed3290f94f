"""How many people live where: what is known, and entering more."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import presser
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.coverage import services
from sciencepop.coverage.forms import PopulationForm
from sciencepop.coverage.messages import group_name, place_name, sentence
from sciencepop.coverage.queries.populations import list_entered, read_known
from sciencepop.coverage.settings import settings
from sciencepop.coverage.views import bp

press = presser(sentence)


@bp.route("/district/coverage/populations", methods=["GET", "POST"])
@officer
def populations() -> str | Response | tuple[str, int]:
    """What holds today, a form for a number, and what was entered."""
    form, refusal = PopulationForm(), None
    if form.is_submitted():
        done = str(_("已保存。覆盖情况按新的人口数计算。"))
        refusal = press(form, lambda **who: services.enter_population(form.count(), **who), done=done)
        if refusal is None:
            return redirect(url_for("coverage.populations"), 303)
    known = read_known(db.session(), clock.today())
    page = render_template(
        "coverage/populations.html",
        form=form,
        refusal="" if form.errors else refusal,
        known=known,
        rows=[*((place, "") for place in settings().places), *(key for key in sorted(known) if key[1])],
        entered=list_entered(db.session()),
        group_name=group_name,
        place_name=place_name,
    )
    return (page, 422) if form.is_submitted() else page


lead_again(lambda _result: url_for("coverage.populations"), populations)
