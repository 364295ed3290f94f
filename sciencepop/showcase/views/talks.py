"""Talks: begun on a project's page, led on a page of their own. The only place that shows addresses."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.web import limiter
from sciencepop.showcase import queries, services
from sciencepop.showcase.forms import WordsForm
from sciencepop.showcase.models import ProjectState, SlotState, Talk
from sciencepop.showcase.rules.projects import shows_addresses
from sciencepop.showcase.views import bp
from sciencepop.showcase.views.pressing import Answer, me, press, words


@bp.route("/showcase/<code>/contact", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per hour", methods=["POST"])
def contact(code: str) -> Answer:
    """Write to a project's owner for the first time; whoever wrote before goes to their talk."""
    session = db.session()
    one = queries.get_project(session, code)
    if one.state is not ProjectState.PUBLISHED:
        raise NotFound
    talk = queries.find_talk(session, one.id, me().id)
    if talk is not None:
        return redirect(url_for("showcase.talk", code=talk.code), 303)
    form = WordsForm()
    if form.validate_on_submit():
        done = str(_("消息已转给对方，有回复会通知您。"))
        refusal = press(form, services.begin_talk, code, form.words.data or "", done=done)
        if not refusal:
            begun = queries.find_talk(db.session(), queries.get_project(db.session(), code).id, me().id)
            return redirect(url_for("showcase.talk", code=begun.code if begun else ""), 303)
        form.refuse(None, refusal)
        one = queries.get_project(db.session(), code)
    page = render_template("showcase/contact.html", one=one, form=form, **words())
    return (page, 422) if form.errors else page


def _own_talk(code: str) -> Talk:
    """A talk that whoever is signed in is in; NotFound for all others."""
    found = queries.get_talk(db.session(), code)
    if not queries.is_in(found, me().id):
        raise NotFound
    return found


@bp.get("/showcase/talks/<code>")
@signed_in
def talk(code: str) -> Answer:
    """A talk: messages, addresses once both agreed, and meeting."""
    return _page(code)


def _page(code: str, refusal: str | None = None) -> Answer:
    found = _own_talk(code)
    is_owner = me().id == found.project.owner_id
    other: Person = found.asker if is_owner else found.project.owner
    agreed = found.owner_agreed_at is not None, found.asker_agreed_at is not None
    slots = queries.list_coming(db.session(), found.project_id, clock.now())
    page = render_template(
        "showcase/talk.html",
        talk=found,
        one=found.project,
        me_id=me().id,
        is_owner=is_owner,
        i_agreed=agreed[0] if is_owner else agreed[1],
        other_agreed=agreed[1] if is_owner else agreed[0],
        addresses=[row.value for row in other.addresses]
        if shows_addresses(*agreed, is_closed=found.closed_at is not None)
        else [],
        meeting=next((slot for slot in slots if slot.talk_id == found.id), None),
        open_slots=[slot for slot in slots if slot.state is SlotState.OPEN and slot.starts_at > clock.now()],
        words_form=WordsForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _back(code: str, refusal: str | None) -> Answer:
    return _page(code, refusal) if refusal else redirect(url_for("showcase.talk", code=code), 303)


@bp.post("/showcase/talks/<code>/say")
@signed_in
@limiter.limit("60 per hour")
def talk_say(code: str) -> Answer:
    """Write on."""
    _own_talk(code)
    form = WordsForm()
    return _back(code, press(form, services.say, code, form.words.data or "", done=str(_("消息已转给对方。"))))


@bp.post("/showcase/talks/<code>/agree")
@signed_in
def talk_agree(code: str) -> Answer:
    """Let the other see my address once they agree too."""
    _own_talk(code)
    done = str(_("好的。对方也同意后，双方都看得到。"))
    return _back(code, press(PressForm(), services.agree, code, done=done))


@bp.post("/showcase/talks/<code>/report")
@signed_in
def talk_report(code: str) -> Answer:
    """Have an officer read this talk."""
    _own_talk(code)
    form = WordsForm()
    done = str(_("已举报，区科协会查看这个对话。"))
    return _back(code, press(form, services.report, code, form.words.data or "", done=done))


@bp.post("/showcase/talks/<code>/slots/<int:id>/take")
@signed_in
def slot_take(code: str, id: int) -> Answer:
    """Meet then."""
    _own_talk(code)
    return _back(code, press(PressForm(), services.take_slot, code, id, done=str(_("约好了，已写进双方的日程。"))))


@bp.post("/showcase/talks/<code>/slots/<int:id>/off")
@signed_in
def slot_off(code: str, id: int) -> Answer:
    """Do not meet."""
    _own_talk(code)
    return _back(code, press(PressForm(), services.call_off, id, done=str(_("见面已取消，对方会收到通知。"))))


def _again(_result: str, code: str, **_found: object) -> str:
    return url_for("showcase.talk", code=code)


lead_again(lambda result, **_found: url_for("showcase.talk", code=result), contact)
lead_again(_again, talk_say, talk_agree, talk_report, slot_take, slot_off)
