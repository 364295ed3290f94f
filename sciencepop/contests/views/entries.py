"""What a team hands in, and what it objects to."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.contests import services
from sciencepop.contests.forms.teams import EntryForm, FileForm, ObjectionForm
from sciencepop.contests.queries import contests, jury
from sciencepop.contests.queries import teams as queries
from sciencepop.contests.views import bp
from sciencepop.contests.views.pressing import Answer, me, press
from sciencepop.contests.views.teams import back
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.forms import PressForm
from sciencepop.core.web import limiter

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@bp.post("/contests/teams/<code>/rounds/<int:number>/files")
@signed_in
@limiter.limit("60 per hour")
def file_add(code: str, number: int) -> Answer:
    """Add a file."""
    upload = request.files.get("file")
    given = services.GivenFile(upload.filename or "" if upload else "", upload.read() if upload else b"")
    return back(code, press(FileForm(), services.add_file, code, number, given, done=str(_("文件已上传。"))))


@bp.post("/contests/teams/<code>/rounds/<int:number>/files/<int:id>/drop")
@signed_in
def file_drop(code: str, number: int, id: int) -> Answer:
    """Take a file away."""
    return back(code, press(PressForm(), services.drop_file, code, number, id, done=str(_("文件已删除。"))))


@bp.post("/contests/teams/<code>/rounds/<int:number>/hand-in")
@signed_in
def entry_hand_in(code: str, number: int) -> Answer:
    """Hand it in; until the round's hour it may be handed in anew."""
    form = EntryForm()
    said = form.title.data or "", form.about.data or ""
    return back(code, press(form, services.hand_in, code, number, *said, done=str(_("作品已提交。"))))


@bp.post("/contests/teams/<code>/rounds/<int:number>/object")
@signed_in
def entry_object(code: str, number: int) -> Answer:
    """Object to a published result."""
    form = ObjectionForm()
    done = str(_("异议已提交，主办方会答复。"))
    return back(code, press(form, services.object_to, code, number, form.words.data or "", done=done))


@bp.get("/contests/files/<int:id>")
@signed_in
def entry_file(id: int) -> Response:
    """A file, for the team and the organiser by its name, and for the jury of this entry by the entry's number."""
    session = db.session()
    row, entry = queries.get_file(session, id)
    contest = entry.team.contest
    if queries.is_of(entry.team, me()) or contests.organises(me(), contest):
        return saved(row.content, row.media_type, row.filename)
    juror = jury.find_juror(session, contest.id, me().id)
    if juror is None or juror.accepted_at is None or not jury.may_read(session, entry.id, me().id):
        raise NotFound
    place = [one.id for one in entry.files].index(row.id) + 1
    return saved(row.content, row.media_type, f"{entry.number}-{place}.{ENDINGS[row.media_type]}")


def _again(_result: str, code: str, **_found: object) -> str:
    return url_for("contests.team", code=code)


lead_again(_again, file_add, file_drop, entry_hand_in, entry_object)
