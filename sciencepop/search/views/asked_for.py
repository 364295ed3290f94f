"""What residents ask a base for: drafts that were made of their wishes, to take on or to decline."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.accounts.pressing import me, presser
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.search import services
from sciencepop.search.demand_settings import settings
from sciencepop.search.letters import who_asks
from sciencepop.search.messages import sentence
from sciencepop.search.queries.demand import drafts_at, get_draft, list_asking
from sciencepop.search.views import bp
from sciencepop.search.views.demand import Answer

MOST = 50
press = presser(sentence)


@bp.get("/manage/demands")
@manager
def asked_for() -> str:
    """What my bases are asked to hold, and by how many; nobody's name."""
    session = db.session()
    pools = session.scalars(drafts_at(me().managed_base_ids).limit(MOST)).all()
    asking, wait = list_asking(session, [pool.id for pool in pools]), timedelta(days=settings().answer_days)
    rows = [(pool, asking.get(pool.id, []), pool.created_at + wait) for pool in pools]
    return render_template("search/asked_for.html", rows=rows, who_asks=who_asks, press=PressForm())


@bp.post("/manage/demands/<int:number>/decline")
@manager
def asked_for_decline(number: int) -> Answer:
    get_draft(db.session(), number, None if me().is_officer else me().managed_base_ids)
    if refusal := press(PressForm(), services.decline, number, done=str(_("知道了，我们去问别的基地。"))):
        flash(refusal, "error")
    return redirect(url_for(".asked_for"), 303)


lead_again(lambda _result, number: url_for("search.asked_for"), asked_for_decline)
