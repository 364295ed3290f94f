"""A coordinator and the people of a shift: briefing, messages, thanks, what they said, and notes about them."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import coordinator
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import Form
from sciencepop.volunteers.care_messages import AUDIENCES, NOTE_KINDS, TICKS, care_sentence
from sciencepop.volunteers.forms.care import BriefingForm, NoteForm, TeamForm, ThanksForm, WordsForm, named
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.messages import STATES
from sciencepop.volunteers.models import Audience, NoteKind, Shift
from sciencepop.volunteers.queries import care as queries
from sciencepop.volunteers.queries.assignments import get_assignment
from sciencepop.volunteers.rules.care import FEWEST, is_over
from sciencepop.volunteers.services import feedback
from sciencepop.volunteers.services import team as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.managing import managed_shift
from sciencepop.volunteers.views.pressing import Answer, press
from sciencepop.volunteers.words import role_name, where


@bp.get("/manage/shifts/<int:id>/team")
@coordinator
def team(id: int) -> Answer:
    """What the people of a shift are told, and what they say."""
    return _page(managed_shift(id))


def _page(shift: Shift, refusal: str = "", bad: Form | None = None) -> Answer:
    session, now = db.session(), clock.now()
    messages = queries.list_messages(session, shift.id)
    briefing = queries.find_briefing(session, shift.id)
    page = render_template(
        "volunteers/team.html",
        shift=shift,
        briefing=briefing,
        briefing_form=bad if isinstance(bad, BriefingForm) else BriefingForm(formdata=None, obj=briefing),
        team_form=named(bad if isinstance(bad, TeamForm) else TeamForm(formdata=None), "team-words"),
        thanks_form=named(bad if isinstance(bad, ThanksForm) else ThanksForm(formdata=None), "thanks-words"),
        bad_form=bad,
        messages=messages,
        replies={row.id: named(WordsForm(formdata=None), f"reply-{row.id}") for row in messages},
        thanks=queries.find_thanks(session, shift.id),
        is_counted=is_over(shift.ends_at, hours_policy().counted_after, now),
        is_begun=shift.starts_at <= now,
        verdict=queries.read_verdict(session, shift.id),
        fewest=FEWEST,
        people=queries.list_expected(session, shift.id) if shift.starts_at <= now else [],
        notes=queries.list_notes_in(session, shift.id),
        audiences=AUDIENCES,
        note_kinds=NOTE_KINDS,
        ticks=TICKS,
        states=STATES,
        role_name=role_name,
        where=where,
        refusal=refusal,
    )
    return (page, 422) if refusal or bad else page


@bp.post("/manage/shifts/<int:id>/briefing")
@coordinator
def briefing(id: int) -> Answer:
    """What to bring and whom to report to."""
    shift, form = managed_shift(id), BriefingForm()
    if not form.validate_on_submit():
        return _page(shift, bad=form)
    return _done(id, press(form, services.save_briefing, id, form.briefing(), say=care_sentence))


@bp.post("/manage/shifts/<int:id>/message")
@coordinator
def team_message(id: int) -> Answer:
    """Write to the people of a shift."""
    shift, form = managed_shift(id), TeamForm()
    if not form.validate_on_submit():
        return _page(shift, bad=form)
    wish = Audience(form.audience.data), form.words.data or ""
    done = str(_("已经寄出，也留在每个人的班次页面上。"))
    return _done(id, press(form, services.write_to_team, id, *wish, done=done, say=care_sentence), form)


@bp.post("/manage/assignments/<code>/reply")
@coordinator
def team_reply(code: str) -> Answer:
    """Answer one volunteer who wrote."""
    id = managed_shift(get_assignment(db.session(), code).shift_id).id
    form = WordsForm()
    if not form.validate_on_submit():
        return _page(managed_shift(id), str(_("请写清楚，至少四个字。")))
    done = str(_("已经回话。"))
    return _done(id, press(form, services.write_to_one, code, form.words.data or "", done=done, say=care_sentence))


@bp.post("/manage/shifts/<int:id>/thanks")
@coordinator
def thanks(id: int) -> Answer:
    """Thank those who came, once."""
    shift, form = managed_shift(id), ThanksForm()
    if not form.validate_on_submit():
        return _page(shift, bad=form)
    done = str(_("感谢已经寄给来过的每一位。"))
    words = form.words.data or ""
    return _done(id, press(form, services.thank_shift, id, words, done=done, say=care_sentence), form)


@bp.route("/manage/assignments/<code>/note", methods=["GET", "POST"])
@coordinator
def note(code: str) -> Answer:
    """Praise somebody, or name a concern; they read it."""
    row = get_assignment(db.session(), code)
    shift = managed_shift(row.shift_id)
    form, refusal = NoteForm(), ""
    if request.method == "POST" and form.validate_on_submit():
        wish = NoteKind(form.kind.data), form.words.data or ""
        done = str(_("已经记下，并告诉了对方。"))
        refusal = press(form, feedback.write_note, code, *wish, done=done, say=care_sentence) or ""
        if not refusal:
            return redirect(url_for("volunteers.team", id=shift.id, _anchor="people"), 303)
    page = render_template(
        "volunteers/note.html", row=get_assignment(db.session(), code), shift=shift, form=form, refusal=refusal
    )
    return (page, 422) if refusal or form.errors else page


def _done(id: int, refusal: str | None, form: Form | None = None) -> Answer:
    """Back to the page; a refused letter is shown again as it was written."""
    if not refusal:
        return redirect(url_for("volunteers.team", id=id), 303)
    return _page(managed_shift(id), refusal, form)


def _again(_result: str, id: int) -> str:
    return url_for("volunteers.team", id=id)


def _again_of(_result: str, code: str) -> str:
    return url_for("volunteers.team", id=get_assignment(db.session(), code).shift_id)


_ON_SHIFT: tuple[Any, ...] = (briefing, team_message, thanks)
for _view in _ON_SHIFT:
    lead_again(_again, _view)
lead_again(_again_of, team_reply, note)
