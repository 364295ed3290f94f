"""The district's list of bases: sending a table, looking through what it would do, importing it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.bases import import_messages, messages, queries
from sciencepop.bases.forms.lists import CrsForm, ImportForm, ListForm
from sciencepop.bases.models import BaseList
from sciencepop.bases.rules.planning import PlannedRow
from sciencepop.bases.services import lists
from sciencepop.bases.services.bring_in import Plan
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.core.table_file import BadFile
from sciencepop.core.uploads import BadUpload
from sciencepop.district.views import bp

ROWS = 100
Answer = str | Response | tuple[str, int]


@bp.route("/district/base-lists", methods=["GET", "POST"])
@officer
def base_lists() -> Answer:
    """Send a table, and what became of earlier ones."""
    form = ListForm()
    if form.validate_on_submit():
        try:
            code = lists.send_list(form.sent(), form.asked(), by=me().id, now=clock.now())
        except BadUpload as bad:
            form.refuse("file", import_messages.upload_words(bad))
        except BadFile as bad:
            form.refuse("file", import_messages.file_words(bad))
        else:
            return redirect(url_for("district.base_list", code=code), 303)
    sent = queries.page_of_lists(request.args.get("after", ""))
    page = render_template(
        "district/base_lists.html",
        form=form,
        rows=sent.rows,
        next_url=url_for("district.base_lists", after=sent.next_cursor) if sent.next_cursor else "",
        first_url=url_for("district.base_lists") if request.args.get("after") else "",
    )
    return (page, 422) if form.is_submitted() else page


@bp.get("/district/base-lists/<code>")
@officer
def base_list(code: str) -> str:
    """What every row says, what was put right, what is wrong, and what it would do. Nothing is written by looking."""
    return _page(queries.get_list(code))


@bp.post("/district/base-lists/<code>/choices")
@officer
def base_list_choices(code: str) -> Response | tuple[str, int]:
    """Keep what was chosen of the rows of one page."""
    row, form = queries.get_list(code), CrsForm()
    if not form.validate_on_submit():
        return _page(row, form=form), 422
    chosen = {
        int(name[4:]): text
        for name, text in request.form.items()
        if name.startswith("row-") and name[4:].isascii() and name[4:].isdecimal() and len(name) < 12
    }
    try:
        lists.choose(row.id, chosen, form.asked())
        flash(_("已记下，还没有导入。"), "info")
    except RuleBroken as refused:
        flash(messages.sentence_of(refused), "error")
    return redirect(
        url_for("district.base_list", code=code, show=_asked_show(), after=request.args.get("after", "")), 303
    )


@bp.post("/district/base-lists/<code>/import")
@officer
def base_list_import(code: str) -> Response | tuple[str, int]:
    """Carry it out as it was seen."""
    row, form = queries.get_list(code), ImportForm()
    if form.validate_on_submit():
        try:
            is_first = lists.import_list(row.id, form.seen.data or "", by=me().id, now=clock.now())
            flash(_("已导入。") if is_first else _("这份表格刚才已经有人导入了，没有再导一次。"), "info")
        except RuleBroken as refused:
            return _page(queries.get_list(code), refusal=messages.sentence_of(refused)), 422
    return redirect(url_for("district.base_list", code=code), 303)


@bp.post("/district/base-lists/<code>/drop")
@officer
def base_list_drop(code: str) -> Response:
    """Give it up."""
    row = queries.get_list(code)
    if PressForm().validate_on_submit():
        try:
            lists.drop_list(row.id, by=me().id, now=clock.now())
            flash(_("这份表格不再导入，文件已删除。"), "info")
        except RuleBroken as refused:
            flash(messages.sentence_of(refused), "error")
    return redirect(url_for("district.base_lists"), 303)


def _page(row: BaseList, *, form: CrsForm | None = None, refusal: str = "") -> str:
    if not row.is_open:
        done = queries.list_named(row.outcome.get("bases", {}).values())
        return render_template("district/base_list_done.html", row=row, bases=done)
    table, made = lists.plan_list(db.session(), row, now=clock.now())
    return render_template(
        "district/base_list.html",
        row=row,
        table=table,
        plan=made,
        refusal=refusal,
        same=queries.find_imported(row),
        form=form or CrsForm(formdata=None, data={"crs": row.crs}),
        press=ImportForm(formdata=None),
        words=import_messages,
        repair_names=import_messages.REPAIR_NAMES,
        repaired=sorted(Counter(one.kind for each in made.rows for one in each.read.repairs).items()),
        **_shown(row, made),
    )


def _shown(row: BaseList, made: Plan) -> dict[str, Any]:
    """One page of the rows that were asked for."""
    show, groups = _asked_show(), _groups(made)
    cursor = decode_cursor(request.args.get("after", ""), (int,))
    rows = [one for one in groups[show] if not cursor or one.number > cursor[0]]
    here: dict[str, Any] = {"code": row.code, "show": show}
    following = encode_cursor(rows[ROWS - 1].number) if len(rows) > ROWS else ""
    return {
        "rows": rows[:ROWS],
        "show": show,
        "after": request.args.get("after", "") if cursor else "",
        "counts": {name: len(found) for name, found in groups.items()},
        "next_url": url_for("district.base_list", **here, after=following) if following else "",
        "first_url": url_for("district.base_list", **here) if cursor else "",
    }


def _groups(made: Plan) -> dict[str, list[PlannedRow]]:
    return {
        "all": made.rows,
        "open": made.waiting,
        "repaired": [one for one in made.rows if one.read.repairs],
    }


def _asked_show() -> str:
    asked = request.args.get("show", "all")
    return asked if asked in ("all", "open", "repaired") else "all"


def _to_list(_result: str, code: str) -> str:
    return url_for("district.base_list", code=code)


lead_again(lambda result, **_none: url_for("district.base_list", code=result), base_lists)
lead_again(_to_list, base_list_choices, base_list_import, base_list_drop)
