"""A device of the coordinator on which several volunteers sign in and out, without an account on it.

Whoever has the address may sign people of that one shift in and out while it lasts, and sees parts of their names.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, Gone, NotFound
from werkzeug.wrappers import Response as Redirect

from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.gates import MERGED_FOR
from sciencepop.bookings.rules.venue_codes import seconds_left
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.web import csrf, limiter
from sciencepop.volunteers.forms.hours import MarkForm
from sciencepop.volunteers.hours_messages import hours_sentence
from sciencepop.volunteers.models import Kiosk
from sciencepop.volunteers.queries import attendance as queries
from sciencepop.volunteers.roles import role_name
from sciencepop.volunteers.rules.hours import EARLY
from sciencepop.volunteers.rules.proofs import half_masked
from sciencepop.volunteers.services import attendance as services
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.shift_codes import shift_code
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.attendance_notes import page_worker

NOTES_AT_ONCE = 100
Note = tuple[str, Move, datetime]
Answer = tuple[dict[str, list[str]], int]


@bp.get("/kiosk/<token>")
@public
@limiter.limit("600 per hour")
def kiosk(token: str) -> Response:
    """The list to press, and the code for those who use their own telephone."""
    return _page(_open(token), token)


@bp.post("/kiosk/<token>")
@public
@limiter.limit("600 per hour")
def kiosk_mark(token: str) -> Redirect:
    opened, form = _open(token), MarkForm()
    if not form.validate_on_submit():
        return _page(opened, token, _("没有看懂这次提交，请再试一次。"), 422)
    try:
        services.mark_at_kiosk(opened.id, form.code.data or "", Move(form.move.data or ""), now=clock.now())
    except RuleBroken as broken:
        return _page(_open(token), token, hours_sentence(broken), 422)
    return redirect(url_for("volunteers.kiosk", token=token, _anchor=f"a-{form.code.data}"), 303)


@bp.get("/kiosk/worker.js")
@public
def kiosk_worker() -> Response:
    """The service worker that keeps the page of a kiosk, so that it opens without network."""
    return page_worker()


@bp.post("/kiosk/<token>/notes")
@public
@limiter.limit("600 per hour")
def kiosk_notes(token: str) -> Answer:
    """What the device noted, with an answer for each note; '' is well. It shows its secret, so no cookie is read."""
    found = queries.find_kiosk(db.session(), token)
    if found is None or clock.now() > found.shift.ends_at + MERGED_FOR:
        return {"answers": []}, 410
    kiosk_id = found.id
    return {"answers": [_merge(kiosk_id, note) for note in _notes(request.get_json())]}, 200


csrf.exempt(kiosk_notes)


def _merge(kiosk_id: int, note: Note) -> str:
    try:
        services.note_at_kiosk(kiosk_id, *note, now=clock.now())
    except RuleBroken as broken:
        return hours_sentence(broken)
    except NotFound:
        return str(_("这个班次没有这个人。"))
    return ""


def _notes(body: object) -> list[Note]:
    """The notes that a device sent; 400 for anything else."""
    try:
        given = body["notes"]  # type: ignore[index]
        moves = {"in": Move.IN, "out": Move.OUT}
        notes = [(str(one["code"]), moves[one["move"]], datetime.fromtimestamp(int(one["at"]), UTC)) for one in given]
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise BadRequest from None
    if len(notes) > NOTES_AT_ONCE or not all(CODE.fullmatch(code) for code, _move, _at in notes):
        raise BadRequest
    return notes


def _open(token: str) -> Kiosk:
    """The kiosk of an address, until an hour after its shift; Gone for any other."""
    found = queries.find_kiosk(db.session(), token)
    if found is None or found.ended_at or clock.now() > found.shift.ends_at + EARLY:
        raise Gone
    return found


def _page(opened: Kiosk, token: str, refusal: str = "", status: int = 200) -> Response:
    now = clock.now()
    page = render_template(
        "volunteers/kiosk.html",
        shift=opened.shift,
        token=token,
        lines=queries.list_lines(db.session(), opened.shift_id),
        role_name=role_name,
        half_masked=half_masked,
        code=shift_code(opened.shift_id, now),
        left=seconds_left(now),
        form=MarkForm(formdata=None),
        refusal=refusal,
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


lead_again(lambda _result, token: url_for("volunteers.kiosk", token=token), kiosk_mark)
