"""What coordinators do about hours: what was odd, what waits for an answer, one volunteer's entries, training."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import manager, officer, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.forms.hours import (
    AnswerForm,
    CorrectForm,
    FindVolunteerForm,
    MissedForm,
    TrainingForm,
    minutes_of,
)
from sciencepop.volunteers.hosts import may_run
from sciencepop.volunteers.hours_messages import DOUBTS, KINDS, ODD, hours_sentence, hours_text
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Assignment, HoursEntry, Volunteer
from sciencepop.volunteers.queries import attendance, hours
from sciencepop.volunteers.roles import role_name
from sciencepop.volunteers.rules.hours import HoursRefusal
from sciencepop.volunteers.services import count
from sciencepop.volunteers.services import hours as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me


@bp.get("/manage/hours")
@manager
def odd_hours() -> str:
    """What was odd at shifts of the last 30 days, the latest first."""
    return _odd_page()


@bp.post("/manage/hours/<code>")
@manager
def settle_odd(code: str) -> Answer:
    """Write hours down, note that somebody was not there, or let it stand."""
    assignment = attendance.get_assignment(db.session(), code)
    require(may_run(me(), assignment.shift))
    form = MissedForm(prefix=f"a{assignment.id}")
    if not form.validate_on_submit():
        return _odd_page(assignment.id, _("没有看懂这次提交，请再试一次。")), 422
    try:
        _settle(assignment, form)
    except RuleBroken as broken:
        return _odd_page(assignment.id, hours_sentence(broken)), 422
    flash(_("已经处理。"))
    return redirect(url_for("volunteers.odd_hours"), 303)


def _settle(assignment: Assignment, form: MissedForm) -> None:
    what, code, now = form.what.data, assignment.code, clock.now()
    if what == "served":
        count.record_missed(code, minutes_of(form.minutes), form.reason.data or "", by=me(), now=now)
    elif what == "seen":
        count.mark_seen(code, by=me(), now=now)
    else:
        count.mark_absent(code, is_excused=what == "excused", by=me(), now=now)


def _odd_page(wrong: int = 0, refusal: str = "") -> str:
    rows = attendance.list_odd(db.session(), _bases(), hours_policy(), clock.now())
    return render_template(
        "volunteers/odd_hours.html",
        rows=rows,
        is_cut=len(rows) == attendance.MOST_ODD,
        notes=attendance.list_notes(db.session(), [line.assignment.id for _what, line in rows], is_open=True),
        forms={line.assignment.id: _missed_form(line.assignment) for _what, line in rows},
        words=ODD,
        doubts=DOUBTS,
        role_name=role_name,
        hours_text=hours_text,
        wrong=wrong,
        refusal=refusal,
        claims=len(hours.list_open_claims(db.session(), _bases())),
    )


def _missed_form(assignment: Assignment) -> MissedForm:
    return MissedForm(prefix=f"a{assignment.id}", formdata=None, data={"minutes": assignment.shift.minutes})


@bp.get("/manage/hours/claims")
@manager
def hours_claims() -> str:
    """Disputes and reports that wait for an answer."""
    return _claims_page()


@bp.post("/manage/hours/claims/<code>")
@manager
def answer_claim(code: str) -> Answer:
    """What is to stand, with a reason that the volunteer reads."""
    claim = hours.get_claim(db.session(), code)
    require(_may_see(claim.base_id))
    form = AnswerForm(prefix=f"c{claim.id}")
    if not form.validate_on_submit():
        is_late = claim.answer is not None
        return _claims_page(form, hours_sentence(RuleBroken(HoursRefusal.ANSWERED_ALREADY)) if is_late else ""), 422
    try:
        services.answer(code, minutes_of(form.minutes), form.words.data or "", by=me(), now=clock.now())
    except RuleBroken as broken:
        return _claims_page(form, hours_sentence(broken)), 422
    flash(_("已经答复，并写信告诉了对方。"))
    return redirect(url_for("volunteers.hours_claims"), 303)


def _claims_page(sent: AnswerForm | None = None, refusal: str = "") -> str:
    claims = hours.list_open_claims(db.session(), _bases())
    forms = {row.id: AnswerForm(prefix=f"c{row.id}", formdata=None, data={"minutes": row.minutes}) for row in claims}
    if sent is not None:
        forms |= {row.id: sent for row in claims if sent.minutes.name.startswith(f"c{row.id}-")}
    return render_template(
        "volunteers/hours_claims.html",
        claims=claims,
        forms=forms,
        stands={row.id: hours.minutes_of(row.entry) for row in claims if row.entry},
        hours_text=hours_text,
        refusal=refusal,
    )


@bp.get("/manage/hours/volunteers")
@manager
def find_volunteer() -> str:
    """Find somebody by the city's number or the whole name, among those who served here."""
    form = FindVolunteerForm(request.args)
    words = (form.q.data or "") if form.validate() else ""
    found = hours.find_volunteers(db.session(), words, _bases())
    return render_template("volunteers/find_volunteer.html", form=form, words=words, found=found)


@bp.get("/manage/hours/volunteers/<int:id>")
@manager
def volunteer_hours(id: int) -> str:
    """One volunteer's entries at the bases of this person."""
    return _volunteer_page(_volunteer(id))


def _volunteer(id: int) -> Volunteer:
    volunteer = hours.get_volunteer(db.session(), id)
    require(current_user.is_officer or hours.has_served_at(db.session(), id, current_user.managed_base_ids))
    return volunteer


def _volunteer_page(volunteer: Volunteer, training: TrainingForm | None = None, refusal: str = "") -> str:
    entries = hours.list_of_volunteer(db.session(), volunteer.person_id, _bases())
    return render_template(
        "volunteers/volunteer_hours.html",
        volunteer=volunteer,
        entries=entries,
        stands={entry.id: hours.minutes_of(entry) for entry in entries},
        training=training or TrainingForm(formdata=None, data={"served_on": clock.today(), "credit_minutes": 0}),
        kinds=KINDS,
        role_name=role_name,
        hours_text=hours_text,
        refusal=refusal,
    )


@bp.route("/manage/hours/entries/<code>", methods=["GET", "POST"])
@manager
def correct(code: str) -> Answer:
    """Have an entry stand at other minutes, by somebody who did not record it."""
    entry = hours.get_entry(db.session(), code)
    require(_may_see(entry.base_id))
    form, refusal, person_id = CorrectForm(), "", entry.person_id
    if form.validate_on_submit():
        try:
            _correct(code, form)
        except RuleBroken as broken:
            refusal = hours_sentence(broken)
        else:
            flash(_("已经更正，并写信告诉了对方。"))
            return redirect(url_for("volunteers.volunteer_hours", id=person_id), 303)
    page = _correct_page(hours.get_entry(db.session(), code), form, refusal)
    return (page, 422) if refusal or form.errors else page


def _correct(code: str, form: CorrectForm) -> None:
    by, reason = me(), form.reason.data or ""
    services.correct(code, minutes_of(form.minutes), reason, by=by, by_district=by.is_officer, now=clock.now())


def _correct_page(entry: HoursEntry, form: CorrectForm, refusal: str) -> str:
    return render_template(
        "volunteers/correct.html",
        entry=entry,
        form=form,
        stands=hours.minutes_of(entry),
        hours_text=hours_text,
        refusal=refusal,
    )


@bp.post("/manage/hours/volunteers/<int:id>/training")
@officer
def add_training(id: int) -> Answer:
    """Write a training or another service down."""
    volunteer, form = _volunteer(id), TrainingForm()
    if not form.validate_on_submit() or form.served_on.data is None:
        return _volunteer_page(volunteer, form), 422
    try:
        services.add_training(
            id,
            minutes=minutes_of(form.minutes),
            credit_minutes=minutes_of(form.credit_minutes),
            served_on=form.served_on.data,
            what=form.what.data or "",
            reason=form.reason.data or "",
            base_id=None,
            by=me(),
            now=clock.now(),
        )
    except RuleBroken as broken:
        return _volunteer_page(_volunteer(id), form, hours_sentence(broken)), 422
    flash(_("已经记下。"))
    return redirect(url_for("volunteers.volunteer_hours", id=id), 303)


def _may_see(base_id: int | None) -> bool:
    """Whether this person runs the base of an entry; what belongs to none is the district's."""
    return bool(current_user.is_officer or (base_id is not None and current_user.manages(base_id)))


def _bases() -> set[int] | None:
    """The bases whose hours this person sees; None for all."""
    return None if me().is_officer else me().managed_base_ids


lead_again(lambda _result, **_found: url_for("volunteers.odd_hours"), settle_odd)
lead_again(lambda _result, **_found: url_for("volunteers.hours_claims"), answer_claim)
lead_again(lambda _result, code: url_for("volunteers.correct", code=code), correct)
lead_again(lambda _result, id: url_for("volunteers.volunteer_hours", id=id), add_training)
