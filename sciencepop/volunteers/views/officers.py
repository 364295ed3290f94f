"""The district's officers: finding volunteers, numbers, skills, checks, and consents on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import Form, PressForm
from sciencepop.core.i18n import language
from sciencepop.volunteers import services
from sciencepop.volunteers.care_messages import NOTE_KINDS
from sciencepop.volunteers.forms.people import GrantForm, PaperForm, SearchForm, SeenForm
from sciencepop.volunteers.messages import NUMBER_STATES, STATES, skill_name
from sciencepop.volunteers.queries import assignments, care, people, sanctions, training
from sciencepop.volunteers.queries.evidence import list_papers
from sciencepop.volunteers.queries.facts import age_of
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.pressing import Answer, press
from sciencepop.volunteers.vocabulary import vocabulary


@bp.get("/district/volunteers")
@officer
def volunteer_list() -> str:
    """All volunteers, newest first, with a search."""
    form = SearchForm(request.args)
    which, text = form.which.data or "", form.q.data or ""
    page = people.list_volunteers(db.session(), text, which, request.args.get("after", ""))
    return render_template(
        "volunteers/volunteer_list.html",
        form=form,
        page=page,
        grants=people.list_grants(db.session(), [row.person_id for row in page.rows]),
        number_states=NUMBER_STATES,
        categories=vocabulary().categories,
        skill_name=skill_name,
        today=clock.today(),
        asked={"q": text or None, "which": which or None},
    )


@bp.get("/district/volunteers/<int:person>")
@officer
def volunteer(person: int) -> Answer:
    """One volunteer."""
    return _page(person)


def _page(person: int, refusal: str = "", bad: Form | None = None) -> Answer:
    session = db.session()
    found = people.get_volunteer(session, person)
    today, grants = clock.today(), people.list_grants(session, [person]).get(person, [])
    page = render_template(
        "volunteers/volunteer.html",
        volunteer=found,
        age=age_of(found, today),
        consent=people.find_consent(session, person),
        grants=grants,
        papers=list_papers(session, grants),
        rows=assignments.list_mine(session, person, clock.now()),
        states=STATES,
        number_states=NUMBER_STATES,
        categories=vocabulary().categories,
        languages=vocabulary().languages,
        seen_form=bad if isinstance(bad, SeenForm) else SeenForm(formdata=None, data=_seen(found)),
        grant_form=bad if isinstance(bad, GrantForm) else GrantForm(formdata=None, issued_on=today),
        paper_form=bad if isinstance(bad, PaperForm) else PaperForm(formdata=None),
        bad_form=bad,
        press=PressForm(formdata=None),
        skill_name=skill_name,
        today=today,
        refusal=refusal,
        records=training.list_records(session, person),
        notes=care.list_notes(session, person),
        note_kinds=NOTE_KINDS,
        sanctions=sanctions.list_sanctions(session, person),
        **words(),
    )
    return (page, 422) if refusal or bad else page


def _seen(found: Any) -> dict[str, Any]:
    return {
        "number_state": found.number_state.value,
        "vetted_on": found.vetted_on,
        "insured_until": found.insured_until,
    }


@bp.post("/district/volunteers/<int:person>/seen")
@officer
def volunteer_seen(person: int) -> Answer:
    """Note what was looked up."""
    form = SeenForm()
    if not form.validate_on_submit():
        return _page(person, bad=form)
    return _done(person, press(form, services.note_seen, person, form.seen()))


@bp.post("/district/volunteers/<int:person>/skills")
@officer
def skill_grant(person: int) -> Answer:
    """Grant a skill, or renew it."""
    form = GrantForm()
    if not form.validate_on_submit():
        return _page(person, bad=form)
    issued_on: date = form.issued_on.data or clock.today()
    skill = form.skill.data or ""
    return _done(person, press(form, services.grant_skill, person, skill, issued_on, form.expires_on.data))


@bp.post("/district/volunteers/<int:person>/skills/<skill>/revoke")
@officer
def skill_revoke(person: int, skill: str) -> Answer:
    """Take a skill back, or refuse a claim."""
    return _done(person, press(PressForm(), services.revoke_skill, person, skill))


@bp.post("/district/volunteers/<int:person>/consent")
@officer
def paper(person: int) -> Answer:
    """A guardian's consent on paper, or its end."""
    if request.form.get("end"):
        return _done(person, press(PressForm(), services.end_consent, person, done=str(_("同意已撤回。"))))
    form = PaperForm()
    if not form.validate_on_submit():
        return _page(person, bad=form)
    return _done(person, press(form, services.consent_on_paper, person, form.name.data or "", language=language()))


def _done(person: int, refusal: str | None) -> Answer:
    return _page(person, refusal) if refusal else redirect(url_for("volunteers.volunteer", person=person), 303)


def _again(_result: str, person: int, **_found: Any) -> str:
    return url_for("volunteers.volunteer", person=person)


_POSTED: tuple[Any, ...] = (volunteer_seen, skill_grant, skill_revoke, paper)
for _view in _POSTED:
    lead_again(_again, _view)
