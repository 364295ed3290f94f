"""Becoming a volunteer, and what one tells of oneself; a guardian's page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.accounts.consents import MINOR_VOLUNTEER, VOLUNTEER, WORDINGS
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.people import ClaimForm, GuardianForm, JoinForm, LineForm, ProfileForm
from sciencepop.volunteers.messages import AVAILABILITY, FIELD_OF, NUMBER_STATES, WEEKDAYS, sentence, skill_name
from sciencepop.volunteers.models import Volunteer
from sciencepop.volunteers.queries import people
from sciencepop.volunteers.queries.evidence import list_papers
from sciencepop.volunteers.queries.facts import age_of
from sciencepop.volunteers.rules.evidence import AFTER
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.guardians import get_minor, guardian_token
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me, press


@bp.route("/volunteer/join", methods=["GET", "POST"])
@signed_in
def join() -> Answer:
    """Become a volunteer."""
    form = JoinForm(this_year=clock.today().year)
    known = people.find_volunteer(db.session(), me().id)
    if known and known.left_at is None and request.method == "GET":
        return redirect(url_for("volunteers.profile"), 303)
    if form.validate_on_submit():
        options: dict[str, Any] = {"accepts": bool(form.consent.data), "language": language(), "by": me()}
        try:
            services.join(form.profile(), form.birth(), **options, now=clock.now())
        except RuleBroken as broken:
            form.refuse(FIELD_OF.get(Refusal(broken.code)), sentence(broken))
        else:
            flash(_("欢迎加入！填好可服务的时间，就能找到合适的班次。"))
            return redirect(url_for("volunteers.profile"), 303)
    page = render_template("volunteers/join.html", form=form, wording=WORDINGS[VOLUNTEER])
    return (page, 422) if form.errors else page


@bp.route("/volunteer/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Answer:
    """What one told, and where to change it."""
    volunteer = _mine()
    if volunteer is None:
        return redirect(url_for("volunteers.join"), 303)
    form = ProfileForm(data=_told(volunteer)) if request.method == "GET" else ProfileForm()
    if form.validate_on_submit():
        try:
            services.save_profile(form.profile(), by=me(), now=clock.now())
        except RuleBroken as broken:
            form.refuse(FIELD_OF.get(Refusal(broken.code)), sentence(broken))
        else:
            flash(_("已保存。"))
            return redirect(url_for("volunteers.profile"), 303)
    return profile_page(form)


def _mine() -> Volunteer | None:
    found = people.find_volunteer(db.session(), me().id)
    return found if found and found.left_at is None else None


def _told(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "categories": volunteer.categories,
        "languages": volunteer.languages,
        "town_codes": volunteer.town_codes,
        "most_hours": volunteer.most_minutes_week // 60 if volunteer.most_minutes_week else None,
        "wish_hours": volunteer.wish_minutes // 60 if volunteer.wish_minutes else None,
        "number": volunteer.number,
    }


def profile_page(form: ProfileForm | None = None, line_form: LineForm | None = None, refusal: str = "") -> Answer:
    session, volunteer = db.session(), people.get_volunteer(db.session(), me().id)
    grants = people.list_grants(session, [me().id]).get(me().id, [])
    is_minor = age_of(volunteer, clock.today()) is not None
    page = render_template(
        "volunteers/profile.html",
        volunteer=volunteer,
        form=form or ProfileForm(formdata=None, data=_told(volunteer)),
        line_form=line_form or LineForm(formdata=None),
        skill_form=ClaimForm(formdata=None),
        press=PressForm(formdata=None),
        lines=people.list_availability(session, [me().id]).get(me().id, ()),
        grants=grants,
        papers=list_papers(session, grants),
        paper_days=AFTER.days,
        consent=people.find_consent(session, me().id),
        is_minor=is_minor,
        guardian_url=_guardian_url(volunteer) if is_minor else "",
        number_states=NUMBER_STATES,
        availability=AVAILABILITY,
        weekdays=WEEKDAYS,
        skill_name=skill_name,
        refusal=refusal,
        today=clock.today(),
    )
    is_bad = refusal or (form and form.errors) or (line_form and line_form.errors)
    return (page, 422) if is_bad else page


def _guardian_url(volunteer: Volunteer) -> str:
    token = guardian_token(volunteer)
    return url_for("volunteers.guardian", person=volunteer.person_id, token=token, _external=True)


@bp.post("/volunteer/availability")
@signed_in
def line_add() -> Answer:
    """Say when one can come."""
    form = LineForm()
    if not form.validate_on_submit():
        return profile_page(line_form=form)
    refusal = press(form, services.add_lines, form.lines())
    return profile_page(line_form=form, refusal=refusal) if refusal else to_profile()


@bp.post("/volunteer/availability/<int:id>/remove")
@signed_in
def line_drop(id: int) -> Answer:
    return _pressed(press(PressForm(), services.drop_line, id))


@bp.post("/volunteer/pause")
@signed_in
def pause() -> Answer:
    """Pause, or serve again."""
    return _pressed(press(PressForm(), services.pause, is_paused=request.form.get("on") == "1"))


@bp.post("/volunteer/leave")
@signed_in
def leave() -> Answer:
    """Stop volunteering."""
    refusal = press(PressForm(), services.leave, done=str(_("您已退出志愿服务。谢谢您做过的一切。")))
    return profile_page(refusal=refusal) if refusal else redirect(url_for("volunteers.home"), 303)


@bp.route("/volunteer/guardian/<int:person>/<token>", methods=["GET", "POST"])
@signed_in
def guardian(person: int, token: str) -> Answer:
    """A guardian agrees, or takes the consent back."""
    form = GuardianForm()
    volunteer = get_minor(db.session(), person, token)
    name, is_own = volunteer.person.name, person == me().id
    if request.form.get("end") and not press(PressForm(), services.end_consent, person, done=str(_("同意已撤回。"))):
        return redirect(url_for("volunteers.guardian", person=person, token=token), 303)
    if not is_own and "end" not in request.form and form.validate_on_submit():
        options: dict[str, Any] = {"accepts": bool(form.consent.data), "language": language()}
        services.consent_online(person, token, form.name.data or "", **options, by=me(), now=clock.now())
        flash(_("谢谢！同意已记下，现在可以报名了。"))
        return redirect(url_for("volunteers.guardian", person=person, token=token), 303)
    page = render_template(
        "volunteers/guardian.html",
        form=form,
        name=name,
        is_own=is_own,
        consent=people.find_consent(db.session(), person),
        wording=WORDINGS[MINOR_VOLUNTEER],
    )
    return (page, 422) if form.errors else page


def _pressed(refusal: str | None) -> Answer:
    return profile_page(refusal=refusal) if refusal else to_profile()


def to_profile() -> Answer:
    """Back to what one told."""
    return redirect(url_for("volunteers.profile"), 303)


def _again(_result: str, **_found: Any) -> str:
    return url_for("volunteers.profile")


_POSTED: tuple[Any, ...] = (join, profile, line_add, line_drop, pause)
for _view in _POSTED:
    lead_again(_again, _view)
lead_again(lambda _result: url_for("volunteers.home"), leave)
lead_again(lambda _result, person, token: url_for("volunteers.guardian", person=person, token=token), guardian)
