"""The public list of any day, and the officers' pages where designations are recorded."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accreditation.forms.designations import DesignationForm, ListForm, StatusForm, chosen
from sciencepop.accreditation.models import Designation
from sciencepop.accreditation.queries import designations as queries
from sciencepop.accreditation.queries.cases import find_deciding
from sciencepop.accreditation.queries.designations import ListFilter
from sciencepop.accreditation.services import designations as services
from sciencepop.accreditation.services.take_up import refuse_taking_up, take_up
from sciencepop.accreditation.views import bp
from sciencepop.accreditation.views.pressing import TAKEN_UP, Answer, press, words
from sciencepop.accreditation.words import LEVELS, authority_name, category_name, scheme_name, standing, town_name
from sciencepop.bases import queries as bases
from sciencepop.core import clock
from sciencepop.core.access import officer, public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.table_out import table_answer


def _asked() -> tuple[ListForm, ListFilter]:
    """Which list; today's where the day is not understood."""
    form = ListForm(request.args)
    is_read = form.validate()
    form.offer(clock.today(), [(town.code, tr(town, "name")) for town in get_reference().towns.values()])
    day = form.on.data if is_read and form.on.data else clock.today()
    return form, ListFilter(day, chosen(form.scheme), chosen(form.town))


@bp.get("/designations")
@public
def designations() -> Answer:
    """Which bases were named what on a day."""
    form, wanted = _asked()
    after = request.args.get("after", "")
    found = queries.page_in_force(db.session(), wanted, after)
    asked = {"on": wanted.on, "scheme": wanted.scheme or None, "town": wanted.town or None}
    page = render_template(
        "accreditation/designations.html", form=form, found=found, after=after, asked=asked, on=wanted.on, **words()
    )
    return (page, 422) if form.errors else page


@bp.get("/designations.<any(csv, xlsx):ending>")
@public
def designations_table(ending: str) -> Response:
    """The same as a table."""
    _form, wanted = _asked()
    rows = [
        (
            row.base.name_zh,
            row.base.name_en,
            town_name(row.base.town_code),
            authority_name(row.authority),
            scheme_name(row.scheme),
            category_name(row.scheme, row.category),
            str(LEVELS[row.level]),
            row.document_number,
            row.plaque_number,
            row.from_on.isoformat(),
            row.until_on.isoformat() if row.until_on else "",
            standing(row, wanted.on),
            str(_("示例")) if row.is_sample else "",
        )
        for row in queries.list_in_force(db.session(), wanted)
    ]
    head = [_("基地名称"), _("英文名称"), _("街镇"), _("命名单位"), _("命名类别"), _("类别"), _("级别"), _("文号")]
    head += [_("牌匾编号"), _("开始日期"), _("结束日期"), _("状态"), _("备注")]
    return table_answer(head, rows, f"designations-{wanted.on}.{ending}")


@bp.route("/district/bases/<slug>/designations", methods=["GET", "POST"])
@officer
def designations_of(slug: str) -> Answer:
    """All that a base ever was named, and one more."""
    base, form = bases.get_any(slug), DesignationForm()
    refusal = None
    if form.is_submitted():
        refusal = press(form, lambda **who: services.record_designation(base.id, form.record(), **who))
        if refusal is None:
            return redirect(url_for("accreditation.designations_of", slug=slug), 303)
    page = render_template(
        "accreditation/designations_of.html",
        base=base,
        rows=queries.list_of_base(db.session(), base.id),
        form=form,
        refusal="" if form.errors else refusal,
        **words(),
    )
    return (page, 422) if form.is_submitted() else page


@bp.route("/district/designations/<int:id>", methods=["GET", "POST"])
@officer
def designation(id: int) -> Answer:
    """Put one record right."""
    row = queries.get_designation(db.session(), id)
    form = DesignationForm(obj=row, data={"kind": f"{row.scheme}:{row.category}".rstrip(":")})
    if not form.is_submitted():
        return _page(row, form, StatusForm(formdata=None, data={"status_from_on": clock.today()}))
    refusal = press(form, lambda **who: services.correct_designation(id, form.record(), **who))
    if refusal is None:
        return redirect(url_for("accreditation.designations_of", slug=row.base.slug), 303)
    return _page(row, form, StatusForm(formdata=None), "" if form.errors else refusal), 422


@bp.post("/district/designations/<int:id>/status")
@officer
def designation_status(id: int) -> Answer:
    """Say what became of it."""
    row, form = queries.get_designation(db.session(), id), StatusForm()
    done = str(_("已登记状态。"))
    refusal = press(form, lambda **who: services.say_status(id, *form.said(), **who), done=done)
    if refusal is None:
        return redirect(url_for("accreditation.designations_of", slug=row.base.slug), 303)
    return _page(row, _kept(row), form, "" if form.errors else refusal), 422


@bp.post("/district/designations/<int:id>/case")
@officer
def designation_take_up(id: int) -> Answer:
    """Open the case in which it is decided what becomes of a designation that was only recorded."""
    row, opened = queries.get_designation(db.session(), id), list[str]()
    refusal = press(PressForm(), lambda **who: opened.append(take_up(id, **who)), done=str(TAKEN_UP))
    if refusal is None:
        return redirect(url_for("accreditation.case", code=opened[0]), 303)
    return _page(row, _kept(row), StatusForm(formdata=None), refusal), 422


def _kept(row: Designation) -> DesignationForm:
    return DesignationForm(formdata=None, obj=row, data={"kind": f"{row.scheme}:{row.category}".rstrip(":")})


def _page(row: Designation, form: DesignationForm, status_form: StatusForm, refusal: str | None = "") -> str:
    session = db.session()
    return render_template(
        "accreditation/designation.html",
        row=row,
        form=form,
        status_form=status_form,
        case=find_deciding(session, row.id),
        may_take_up=refuse_taking_up(session, row, clock.today()) is None,
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )


def _to_case(result: str, **_found: object) -> str:
    return url_for("accreditation.case", code=result)


def _to_base(_result: str, slug: str = "", id: int = 0) -> str:
    return url_for("accreditation.designations_of", slug=slug or queries.get_designation(db.session(), id).base.slug)


lead_again(_to_base, designations_of, designation, designation_status)
lead_again(_to_case, designation_take_up)
