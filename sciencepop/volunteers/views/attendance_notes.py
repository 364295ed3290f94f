"""What a volunteer's own telephone sends that it noted without network, and the worker that keeps its page.

No cookie is read: the page that was given to the volunteer holds a pass for this one assignment.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.web import csrf, limiter
from sciencepop.volunteers.hours_messages import hours_sentence
from sciencepop.volunteers.rules.attendance_notes import AT_ONCE, Move, NoteVerdict, PhoneNote
from sciencepop.volunteers.rules.hours import HoursRefusal
from sciencepop.volunteers.services import attendance_notes as services
from sciencepop.volunteers.views import bp

LARGEST_BODY = 16 * 1024
LATEST = 2**33
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_DIGITS = re.compile(r"[0-9]{6}")
Json = dict[str, Any]


@bp.get("/volunteer/sign/worker.js")
@public
def sign_worker() -> Response:
    """The service worker that keeps the page, so that it opens without network."""
    return page_worker()


def page_worker() -> Response:
    """Keeps the pages below the address at which it is fetched."""
    text = current_app.extensions["assets"].by_name["js/page-worker.js"].plain
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.post("/volunteer/sign/<code>/notes")
@public
@limiter.limit("600 per hour")
def sign_notes(code: str) -> tuple[Json, int]:
    """A verdict and words for each note; 410 where nothing can be noted (any more)."""
    if (request.content_length or 0) > LARGEST_BODY:
        abort(413)
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400)
    shown, sent_at, notes = str(body.get("pass")), _moment(body.get("sent")), _notes(body.get("notes"))
    try:
        services.get_for_pass(db.session(), code, shown, clock.now())
    except NotFound:
        return {"answers": {}}, 410
    return {"answers": {note.nonce: _answer(code, note, sent_at) for note in notes}}, 200


csrf.exempt(sign_notes)


def _answer(code: str, note: PhoneNote, sent_at: datetime) -> Json:
    try:
        verdict, refused = services.take_note(code, note, sent_at=sent_at, now=clock.now())
    except RuleBroken as broken:
        return {"verdict": NoteVerdict.REFUSED.value, "words": hours_sentence(broken)}
    return {"verdict": verdict.value, "words": _words(verdict, note.move, refused)}


def _words(verdict: NoteVerdict, move: Move, refused: HoursRefusal | None) -> str:
    if verdict is NoteVerdict.MARK:
        return str(_("签到成功，谢谢您来！") if move is Move.IN else _("签退成功，辛苦了！"))
    if verdict is NoteVerdict.SAID:
        return str(_("已经送到，但没能核对，要由负责人看过才算。"))
    return hours_sentence(RuleBroken(refused or HoursRefusal.WRONG_CODE))


def _notes(given: object) -> list[PhoneNote]:
    if not isinstance(given, list) or len(given) > AT_ONCE:
        abort(400)
    return [_note(one if isinstance(one, dict) else abort(400)) for one in given]


def _note(one: Json) -> PhoneNote:
    move = one.get("move")
    if move not in (Move.IN.value, Move.OUT.value):
        abort(400)
    return PhoneNote(
        nonce=_text(one.get("nonce"), _NONCE),
        move=Move(move),
        digits=_text(one.get("digits"), _DIGITS),
        at=_moment(one.get("at")),
    )


def _moment(value: object) -> datetime:
    """Whole seconds since 1970; 400 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LATEST:
        abort(400)
    return datetime.fromtimestamp(value, UTC)


def _text(value: object, shape: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and shape.fullmatch(value) else abort(400)
