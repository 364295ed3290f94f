"""Recommendations measured on the site itself, for officers: what each number means, and a table to take along."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import presser
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.table_out import table_answer
from sciencepop.recommend.engine.trial import EXPLORED
from sciencepop.recommend.models import TrainedWeights
from sciencepop.recommend.queries.impact import read_use
from sciencepop.recommend.queries.kept import find_waiting
from sciencepop.recommend.queries.online import by_audience, read_drawn, read_sums, total
from sciencepop.recommend.rules.online import Sums, Surface, estimate, gap, interval, verdict
from sciencepop.recommend.services import online as services
from sciencepop.recommend.services.ledger import count_starved
from sciencepop.recommend.services.measure import SEVERAL
from sciencepop.recommend.services.online import KEPT, Refusal
from sciencepop.recommend.settings import settings
from sciencepop.recommend.views import bp


@bp.get("/district/recommendations/online")
@officer
def online() -> str:
    session, now = db.session(), clock.now()
    first = clock.local(now).date() - KEPT
    found = read_sums(session, first)
    cells = {audience_words(slug): sums for slug, sums in sorted(by_audience(found).items())}
    many, starved = count_starved(now)
    return render_template(
        "recommend/online.html",
        trial=_trial(now),
        measured=settings(),
        late=estimate(read_drawn(session, first)),
        cells=cells,
        gap=gap(cells.values()),
        ranges={words: interval(sums.booked, sums.lists) for words, sums in cells.items()},
        all=total(sums for cell, sums in found.items() if cell.surface == Surface.PAGE),
        personal=total(cells.values()),
        home=total(sums for cell, sums in found.items() if cell.surface == Surface.HOME),
        use=read_use(session),
        many=many,
        starved=starved,
        days=KEPT.days,
        explored=EXPLORED,
        press=PressForm(formdata=None),
    )


@bp.post("/district/recommendations/online/<int:id>")
@officer
def decide(id: int) -> Response:
    """Take weights over that were compared, or set them aside."""
    is_taken = request.form.get("taken") == "1"
    verb = services.take_over if is_taken else services.set_aside
    refused = press(
        PressForm(),
        verb,
        id,
        done=_("已采用，十分钟内都按新的权重排。") if is_taken else _("不再比较，继续用原来的权重。"),
    )
    if refused:
        flash(refused, "error")
    return redirect(_replay("", id), 303)


def _replay(_result: str, id: int) -> str:
    return url_for("recommend.online")


lead_again(_replay, decide)


@bp.get("/district/recommendations/online.csv")
@officer
def online_table() -> Response:
    """Sums of days; what fewer lists than ten say is left empty."""
    head = [
        _("日期"),
        _("人群"),
        _("针对个人"),
        _("比较编号"),
        _("清单"),
        _("有预约的清单"),
        _("现用胜"),
        _("新的胜"),
        _("位置"),
    ]
    rows = [
        [
            cell.shown_on.isoformat(),
            audience_words(cell.audience) if cell.is_personal else "",
            _("是") if cell.is_personal else _("否"),
            cell.trial_id or "",
            *(["", "", "", ""] if sums.is_few else [sums.lists, sums.booked, sums.won_used, sums.won_tried]),
            _("首页") if cell.surface == Surface.HOME else _("推荐页"),
        ]
        for cell, sums in sorted(read_sums(db.session()).items())
    ]
    return table_answer(head, rows, "recommendations.csv")


def _trial(now: datetime) -> dict[str, object] | None:
    """The comparison that is going on, if there is one."""
    row: TrainedWeights | None = find_waiting(db.session()) if settings().compares else None
    if row is None:
        return None
    sums: Sums = services.sums_of_trial(db.session(), row)
    return {
        "row": row,
        "sums": sums,
        "interval": interval(sums.won_tried, sums.decided),
        "verdict": verdict(sums, settings().decided_lists).value,
    }


def audience_words(slug: str) -> str:
    """The audience of a list, in the language of the page."""
    audience = get_reference().audiences.get(slug)
    if audience:
        return str(tr(audience, "name"))
    return str(_("选了几个人群") if slug == SEVERAL else _("没选人群"))


def _sentence(broken: RuleBroken) -> str:
    return str(
        {
            Refusal.NOT_WAITING: _("这组权重已经不在比较了。"),
            Refusal.NOT_DECIDED: _("还没有比出来，暂时不能采用。"),
            Refusal.WORSE: _("新的权重比现用的差，不能采用。"),
        }[Refusal(broken.code)]
    )


press = presser(_sentence)
