"""The officers' page of the calendar: what is known of this and the coming year, and entering a notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.almanac.days import Almanac, Names
from sciencepop.core.almanac.known import get_almanac, list_entered
from sciencepop.core.almanac.notice import BadNotice
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.district.forms.almanac import KINDS, NoticeForm
from sciencepop.district.services.almanac import drop_year, enter_year
from sciencepop.district.views import bp


@dataclass(frozen=True)
class Told:
    """Days in a row that are called alike; `works` on make-up days."""

    first: date
    last: date
    names: Names
    works: bool = False


@bp.route("/district/almanac", methods=["GET", "POST"])
@officer
def almanac() -> str | Response | tuple[str, int]:
    """What the calendar says, and a form for the next notice."""
    form, today = NoticeForm(data={"year": clock.today().year + 1}), clock.today()
    if form.validate_on_submit():
        try:
            enter_year(*form.given(), by=me().id, now=clock.now())
        except BadNotice as bad:
            form.refuse_notice(bad)
        else:
            flash(_("已录入。请在下面核对一遍。"))
            return redirect(url_for("district.almanac"), 303)
    known = get_almanac()
    page = render_template(
        "district/almanac.html",
        form=form,
        years=[(year, year in known.told, spans_of(known, year)) for year in (today.year, today.year + 1)],
        breaks=[Told(one.first, one.last, one.names) for one in known.breaks if one.last >= today],
        school_known=known.knows_school(today),
        entered=list_entered(db.session()),
        kinds=KINDS,
        press=PressForm(formdata=None),
    )
    return (page, 422) if form.is_submitted() else page


@bp.post("/district/almanac/<int:year_id>/drop")
@officer
def almanac_drop(year_id: int) -> Response:
    """Take an entered year away."""
    if PressForm().validate_on_submit():
        drop_year(year_id, by=me().id, now=clock.now())
        flash(_("已删除录入的这一年。"))
    return redirect(url_for("district.almanac"), 303)


def spans_of(known: Almanac, year: int) -> list[Told]:
    """Holidays and make-up days of a year, in order, days in a row together."""

    def told(day: date) -> tuple[Names | None, bool]:
        works = day in known.makeup
        return known.makeup[day] if works else known.holiday(day), works

    days = map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    runs = ((names, works, list(run)) for (names, works), run in groupby(days, key=told))
    return [Told(run[0], run[-1], names, works) for names, works, run in runs if names]


lead_again(lambda _result, **_found: url_for("district.almanac"), almanac, almanac_drop)
