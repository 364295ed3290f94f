"""The roster of an occurrence: who comes, who came, who waits; for managers of its base and officers."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.forms import LookForm, MarkForm, SizeForm, StampForm
from sciencepop.bookings.messages import FIELD_OF, IDLE, MARKS, STATES, sentence
from sciencepop.bookings.queries import roster as queries
from sciencepop.bookings.queries.feedback import read_verdict
from sciencepop.bookings.queries.groups import visits_of_bookings
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import find_pool, list_waiting, why_nobody
from sciencepop.bookings.rules.attendance import Mark, open_marks
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.export import note_export
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.group_requests import needs_permit, require_look
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.table_out import table_answer
from sciencepop.core.text import clean_line
from sciencepop.programme.hooks import Touched
from sciencepop.programme.messages import sentence as programme_sentence
from sciencepop.programme.models import Occurrence
from sciencepop.programme.queries.changes import list_undoable
from sciencepop.programme.rules.changes import UNDO

Answer = str | Response | tuple[str, int]


def managed(number: int) -> Occurrence:
    """An occurrence that the person may run; 404 for none, 403 for another base's."""
    occurrence = queries.get_occurrence(number)
    require(current_user.manages(occurrence.event.base_id))
    return occurrence


@bp.get("/manage/occurrences/<int:id>")
@manager
def roster(id: int) -> str:
    return _page(managed(id))


def _page(occurrence: Occurrence, size_form: SizeForm | None = None, refusal: str = "") -> str:
    now, words = clock.now(), clean_line(request.args.get("q", ""))[:60]
    numbers = queries.count_numbers(occurrence)
    pool = find_pool(db.session(), occurrence.id)
    parties = list_waiting(db.session(), pool) if pool else []
    size = pool.size if pool else 0
    room = read_room(db.session(), occurrence.id)
    idle = why_nobody(occurrence, room, parties, now) if room else None
    page = queries.page_of_roster(occurrence, words=words, cursor=request.args.get("after", ""))
    return render_template(
        "bookings/roster.html",
        occurrence=occurrence,
        event=occurrence.event,
        pool=pool,
        room=room,
        numbers=numbers,
        page=page,
        words=words,
        paged=bool(request.args.get("after")),
        marks={row.id: open_marks(row.state, starts_at=occurrence.starts_at, now=now) for row in page.rows},
        groups=visits_of_bookings(db.session(), [row.id for row in page.rows if row.is_group]),
        waiting=queries.list_waiting_of(occurrence) if parties else [],
        passed={party.id for party in parties if party.has_place},
        idle=IDLE[idle] if idle else "",
        verdict=read_verdict(occurrence.id) if occurrence.starts_at <= now else None,
        states=STATES,
        mark_words=MARKS,
        in_groups=in_groups,
        stamp_form=StampForm(formdata=None),
        size_form=size_form or SizeForm(formdata=None, size=size, seen=str(size)),
        undoable=list_undoable(db.session(), [occurrence.id], now),
        press=PressForm(formdata=None),
        refusal=refusal,
    )


def show_roster(occurrence: Occurrence, refusal: str) -> str:
    """The roster with what was refused on it, for the feature's other buttons there."""
    return _page(occurrence, refusal=refusal)


@bp.post("/manage/occurrences/<int:id>/bookings/<code>/mark")
@manager
def mark(id: int, code: str) -> Answer:
    """Mark a party as there or not there, or undo it."""
    occurrence = managed(id)
    booking = queries.get_booking_at(occurrence, code)
    form = MarkForm()
    if not form.validate_on_submit():
        return _page(occurrence, refusal=_("没有看懂这次提交，请再试一次。")), 422
    try:
        services.mark(booking.code, Mark(form.mark.data or ""), by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _page(managed(id), refusal=sentence(broken)), 422
    q, after = request.args.get("q") or None, request.args.get("after") or None
    return redirect(url_for("bookings.roster", id=id, q=q, after=after, _anchor=f"b-{code}"), 303)


@bp.route("/manage/occurrences/<int:id>/bookings/<code>/children", methods=["GET", "POST"])
@manager
def children(id: int, code: str) -> Answer:
    """What the children of a party need, after a reason was given; shown once, never kept."""
    occurrence = queries.get_occurrence(id)
    require_look(occurrence, occurrence.event.base_id)
    booking = queries.get_booking_at(occurrence, code)
    form, look, refusal = LookForm(), None, ""
    if form.validate_on_submit():
        by = cast(Person, current_user)
        try:
            look = services.look_at_children(booking, occurrence, reason=form.reason.data or "", by=by, now=clock.now())
        except RuleBroken as broken:
            refusal = sentence(broken)
    page = render_template(
        "bookings/children.html",
        form=form,
        look=look,
        booking=booking,
        occurrence=occurrence,
        refusal=refusal,
        needs_permit=needs_permit([occurrence]),
    )
    return (page, 422) if refusal or form.errors else page


@bp.post("/manage/occurrences/<int:id>/size")
@manager
def resize(id: int) -> Answer:
    """More or fewer seats."""
    occurrence = managed(id)
    form = SizeForm()
    if not form.validate_on_submit():
        return _page(occurrence, form), 422
    if "back" in request.form:
        return _page(occurrence, form)
    try:
        touched = None if "confirmed" in request.form else _rehearsed(id, form)
        if touched and touched.told:
            return _size_preview(managed(id), form, touched)
        _resize(id, form)
    except RuleBroken as broken:
        return _size_refused(managed(id), form, broken), 422
    flash(_("席位数已修改。"))
    return redirect(url_for("bookings.roster", id=id), 303)


def _resize(id: int, form: SizeForm) -> None:
    by = cast(Person, current_user)
    services.resize_pool(id, form.size.data or 0, by=by, now=clock.now(), seen=form.seen.data or "")


def _rehearsed(id: int, form: SizeForm) -> Touched:
    return services.rehearse_claims(id, lambda: _resize(id, form), undo_until=clock.now() + UNDO)


def _size_preview(occurrence: Occurrence, form: SizeForm, touched: Touched) -> str:
    pool = find_pool(db.session(), occurrence.id)
    before = pool.size if pool else 0
    return render_template(
        "bookings/claims_preview.html",
        occurrence=occurrence,
        form=form,
        touched=touched,
        heading=_("席位从 %(before)d 改成 %(after)d", before=before, after=form.size.data),
        action=url_for("bookings.resize", id=occurrence.id),
    )


def _size_refused(occurrence: Occurrence, form: SizeForm, broken: RuleBroken) -> str:
    is_own = broken.code in set(Refusal)
    words = sentence(broken) if is_own else programme_sentence(broken)
    field = FIELD_OF.get(Refusal(broken.code)) if is_own else "size"
    if field:
        form.refuse(field, words)
    pool = find_pool(db.session(), occurrence.id)
    form.seen.data = str(pool.size) if pool else ""
    return _page(occurrence, form, refusal="" if field else words)


lead_again(lambda _result, id: url_for("bookings.roster", id=id), resize)


@bp.get("/manage/occurrences/<int:id>/bookings.csv")
@manager
def export(id: int) -> Response:
    """Everybody in one table for a spreadsheet; that it was taken is written down."""
    occurrence = managed(id)
    note_export(occurrence.id, by=cast(Person, current_user), now=clock.now())
    head = [_("预约号"), _("姓名"), _("席位"), _("其中孩子"), _("状态"), _("参加者"), _("预约时间"), _("到场时间")]
    rows = (
        (
            *(row.code, row.person.name, row.seats, row.children, STATES[row.state]),
            "、".join(guest.name for guest in row.guests if guest.name),
            f"{clock.local(row.created_at):%Y-%m-%d %H:%M}",
            f"{clock.local(row.attended_at):%Y-%m-%d %H:%M}" if row.attended_at else "",
        )
        for row in queries.iter_all_of(occurrence)
    )
    return table_answer(head, rows, f"bookings-{id}.csv")
