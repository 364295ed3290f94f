"""The list of venues for practice outside school: the public page and its files, and confirming a row."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import messages, queries
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.practice import is_due, missing_of_five
from sciencepop.bases.services.practice import confirm_facts
from sciencepop.bases.services.record import filled_of
from sciencepop.bases.views import bp
from sciencepop.bases.views.hours_words import week_words
from sciencepop.bases.views.managed import managed_base
from sciencepop.core import clock
from sciencepop.core.access import manager, officer, public
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached
from sciencepop.core.reference import get_reference
from sciencepop.core.table_out import table_answer

ENDINGS = ("csv", "xlsx", "json")


@bp.get("/practice-venues")
@public
@cached
def practice_venues() -> str:
    """Name, address, contact, hours and capacity of every public base, as of today."""
    town, after = _town(), request.args.get("after", "")
    page = queries.page_of_practice(town, after)
    asked: dict[str, Any] = {"town": town or None}
    return render_template(
        "bases/practice_venues.html",
        rows=[(base, facts_of(base), _confirmed_on(base)) for base in page.rows],
        page=page,
        town=town,
        today=clock.today(),
        endings=ENDINGS,
        next_url=url_for("bases.practice_venues", **asked, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("bases.practice_venues", **asked) if after else "",
    )


@bp.get("/practice-venues.<any(csv, xlsx, json):ending>")
@public
def practice_venues_file(ending: str) -> Response:
    """The whole list as a table or as JSON."""
    today = clock.today().isoformat()
    bases = queries.page_of_practice(_town(), "", queries.MOST_LISTED).rows
    rows = [[base.name_zh, *facts_of(base).values(), _confirmed_on(base) or "", _note(base)] for base in bases]
    if ending == "json":
        names = ("name", "address", "contact", "hours", "capacity", "confirmed_on", "note")
        return jsonify(
            as_of=today, venues=[dict(zip(names, (cell or None for cell in row), strict=True)) for row in rows]
        )
    head = [
        _("名称"),
        _("地址"),
        _("联系方式"),
        _("开放时间"),
        _("可容纳人数"),
        _("最近确认"),
        _("备注"),
        _("名单日期"),
    ]
    return table_answer(head, [[*row, today] for row in rows], f"practice-venues-{today}.{ending}")


@bp.post("/manage/bases/<slug>/confirm")
@manager
def practice_confirm(slug: str) -> Response:
    """Say that the five facts are true today."""
    base = managed_base(slug)
    if PressForm().validate_on_submit():
        try:
            confirm_facts(base.id, by=current_user.id, now=clock.now())
        except RuleBroken as refused:
            flash(messages.sentence_of(refused), "error")
        else:
            flash(_("已确认，名单上写的是今天的日期。"))
    return redirect(url_for("bases.manage", slug=slug), 303)


@bp.get("/district/practice-venues")
@officer
def practice_desk() -> str:
    """The rows on which something is missing, or which nobody has confirmed for a year."""
    bases = queries.page_of_practice("", "", queries.MOST_LISTED).rows
    rows = [(base, standing_of(base)) for base in bases]
    return render_template(
        "bases/practice_desk.html",
        rows=[(base, found) for base, found in rows if found["missing"] or found["is_due"]],
        total=len(rows),
    )


def facts_of(base: ScienceBase) -> dict[str, Any]:
    """Four of the five facts as they are told; the fifth is the name. What is missing is ''."""
    town, address = get_reference().towns.get(base.town_code or ""), tr(base, "address")
    if town and address and town.name_zh not in address:
        address = f"{tr(town, 'name')} {address}"
    hours = [week_words(queries.hours_of(base), clock.today()), tr(base, "hours_note")]
    return {
        "address": address,
        "contact": " ".join(filter(None, [base.contact_name, base.contact_phone, base.contact_email])),
        "hours": messages.ended(filter(None, hours)),
        "capacity": base.capacity or "",
    }


def standing_of(base: ScienceBase) -> dict[str, Any]:
    """What is missing of the five facts, when they were confirmed, and whether that is a year ago."""
    confirmed_at = base.confirmation.confirmed_at if base.confirmation else None
    missing = missing_of_five(filled_of(base, evidence=1))
    return {
        "missing": messages.joined(messages.FACTS[fact][1] for fact in missing),
        "confirmed_on": _confirmed_on(base),
        "is_due": is_due(confirmed_at, base.published_at or base.created_at, clock.now()),
    }


def _confirmed_on(base: ScienceBase) -> str | None:
    row = base.confirmation
    return clock.local(row.confirmed_at).date().isoformat() if row and row.confirmed_at else None


def _note(base: ScienceBase) -> str:
    """Whoever takes the list along must see which rows are made up, as on the page."""
    return str(_("示例")) if base.is_sample else ""


def _town() -> str:
    town = request.args.get("town", "")
    return town if town in get_reference().towns else ""


lead_again(lambda _result, **found: url_for("bases.manage", slug=found["slug"]), practice_confirm)
