"""The officer's pages of the survey: years and sets, five forms, entering, the rows behind a figure, freezing."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.statistics import services
from sciencepop.statistics.forms.survey import EntryForm, ReasonForm
from sciencepop.statistics.models import ReturnState
from sciencepop.statistics.queries import sets
from sciencepop.statistics.queries.sets import Set
from sciencepop.statistics.rules.counting import Figure
from sciencepop.statistics.services.entering import seen_entries
from sciencepop.statistics.settings import FORMS
from sciencepop.statistics.sheets import read_sheet
from sciencepop.statistics.views import bp
from sciencepop.statistics.views.pressing import Answer, me, press, words
from sciencepop.statistics.views.rows import read_rows


def asked(year: int, name: str) -> Set:
    """The set of an address."""
    return sets.get_set(db.session(), year, name, clock.today().year)


@bp.get("/district/statistics")
@officer
def years() -> str:
    """The sets of a year, last year's unless another is asked for, and where each of them stands."""
    session, this_year = db.session(), clock.today().year
    known = range(this_year, sets.FIRST_YEAR - 1, -1)
    year = request.args.get("year", this_year - 1, type=int)
    year = year if year in known else this_year - 1
    return render_template(
        "statistics/years.html",
        year=year,
        known=known,
        venues=sets.list_venues(session),
        returns=sets.states_of(session, year),
        unit=sets.UNIT,
        **words(),
    )


@bp.get("/district/statistics/<int:year>/<name>")
@officer
def survey(year: int, name: str) -> Answer:
    """One of the five forms of a set, as it was frozen or as it comes to now, beside last year's."""
    return survey_page(asked(year, name))


def survey_page(of: Set, refusal: str | None = None, given_back: ReasonForm | None = None) -> Answer:
    """The page, with a refusal where there is one, and the form of giving back that was refused."""
    session = db.session()
    sheet = read_sheet(session, of, clock.now())
    row, wanted = sheet.frozen, request.args.get("form", FORMS[0])
    page = render_template(
        "statistics/survey.html",
        of=of,
        sheet=sheet,
        form=sheet.forms[FORMS.index(wanted) if wanted in FORMS else 0],
        entered={line.form for line in of.entered},
        given_back=sets.list_given_back(session, of),
        is_mine=row is not None and row.frozen_by == me().id,
        is_over=of.year < clock.today().year,
        press=PressForm(formdata=None),
        reason=given_back or ReasonForm(formdata=None),
        was_giving_back=given_back is not None,
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.route("/district/statistics/<int:year>/<name>/enter/<form_code>", methods=["GET", "POST"])
@officer
def entry(year: int, name: str, form_code: str) -> Answer:
    """Enter what the platform cannot count in one of the forms."""
    of, session = asked(year, name), db.session()
    lines = [row for row in of.entered if row.form == form_code]
    if form_code not in FORMS or not lines:
        raise NotFound
    form = EntryForm.for_lines(lines)()
    if form.is_submitted():
        if not (refusal := press(form, services.enter, of, form.cells, form.seen.data or "")):
            return redirect(url_for("statistics.survey", year=year, name=name, form=form_code), 303)
        if not form.errors:
            form.refuse(None, refusal)
        of = asked(year, name)
    else:
        for row in sets.list_entries(session, of):
            if (field := f"cell_{row.slug}") in form:
                form[field].data = sets.cell_of(row)
        form.seen.data = seen_entries(session, of)
    names = {row.slug: tr(row, "name") for row in of.indicators}
    frozen = sets.find_return(session, of)
    page = render_template(
        "statistics/entry.html",
        of=of,
        form=form,
        form_code=form_code,
        lines=lines,
        names=names,
        frozen=frozen,
        **words(),
    )
    return (page, 422) if form.errors else page


@bp.get("/district/statistics/<int:year>/<name>/figures/<slug>")
@officer
def figure(year: int, name: str, slug: str) -> str:
    """The rows that a figure is the sum of."""
    of, session, cursor = asked(year, name), db.session(), request.args.get("after", "")
    sheet = read_sheet(session, of, clock.now(), with_last=False)
    line = next((one for form in sheet.forms for one in form.lines if one.slug == slug and one.has_rows), None)
    if line is None:
        raise NotFound
    if line.kept:
        page = sets.page_of_frozen(session, line.kept, cursor)
    else:
        page = sets.page_of_rows(line.figure or Figure(()), cursor)
    rows = read_rows(session, page.rows, of, sheet)
    return render_template(
        "statistics/figure.html", of=of, sheet=sheet, line=line, page=page, rows=rows, paged=bool(cursor), **words()
    )


@bp.post("/district/statistics/<int:year>/<name>/freeze")
@officer
def freeze(year: int, name: str) -> Answer:
    """Keep the set as it is."""
    of = asked(year, name)
    refusal = press(PressForm(), services.freeze, of, done=str(_("已定稿。请另一位同事核对后确认。")))
    return survey_page(asked(year, name), refusal) if refusal else _back(year, name)


@bp.post("/district/statistics/returns/<code>/<state>")
@officer
def decide(code: str, state: str) -> Answer:
    """A second officer confirms a frozen set or gives it back."""
    row = sets.get_return(db.session(), code)
    form: ReasonForm | None = None
    year, name = row.year, row.base.slug if row.base else sets.UNIT
    if state == ReturnState.CONFIRMED:
        refusal = press(PressForm(), services.confirm, code, done=str(_("已确认，从此不能再改。")))
    elif state == ReturnState.GIVEN_BACK:
        form = ReasonForm()
        refusal = press(
            form, services.give_back, code, form.reason.data or "", done=str(_("已退回，可以修改后再定稿。"))
        )
    else:
        raise NotFound
    return survey_page(asked(year, name), refusal, form) if refusal else _back(year, name)


def _back(year: int, name: str) -> Any:
    return redirect(url_for("statistics.survey", year=year, name=name), 303)


def _again(_result: str, year: int, name: str, **_found: object) -> str:
    return url_for("statistics.survey", year=year, name=name)


def _decided_again(result: str, **_found: object) -> str:
    row = sets.get_return(db.session(), result)
    return url_for("statistics.survey", year=row.year, name=row.base.slug if row.base else sets.UNIT)


lead_again(_again, entry, freeze)
lead_again(_decided_again, decide)
