"""What an owner does with projects, and the list of what is mine."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accounts.queries.organisations import list_memberships
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.showcase import queries, services
from sciencepop.showcase.forms import PictureForm, ProjectForm, SlotForm
from sciencepop.showcase.messages import STEPS
from sciencepop.showcase.models import Project, ProjectState, Stage
from sciencepop.showcase.rules.projects import MOST_PICTURES, OFFICERS
from sciencepop.showcase.rules.projects import STEPS as NEXT
from sciencepop.showcase.views import bp
from sciencepop.showcase.views.pressing import Answer, me, press, words


@bp.get("/showcase/mine")
@signed_in
def mine() -> str:
    """My projects and my talks."""
    session = db.session()
    return render_template(
        "showcase/mine.html",
        projects=queries.list_own(session, me().id),
        talks=queries.list_talks(session, me().id),
        me_id=me().id,
        **words(),
    )


@bp.route("/showcase/new", methods=["GET", "POST"])
@signed_in
def project_new() -> Answer:
    """Write a project."""
    form = _form()
    if form.validate_on_submit():
        refusal = press(form, services.add_project, _wish(form), done=str(_("已保存，提交审核后才会公布。")))
        if not refusal:
            newest = queries.list_own(db.session(), me().id)[0]
            return redirect(url_for("showcase.own", code=newest.code), 303)
        form.refuse(None, refusal)
    page = render_template("showcase/project_form.html", form=form, one=None, **words())
    return (page, 422) if form.errors else page


def own_project(code: str) -> Project:
    """A project of whoever is signed in; NotFound for others'."""
    one = queries.get_project(db.session(), code)
    if one.owner_id != me().id:
        raise NotFound
    return one


@bp.route("/showcase/mine/<code>/edit", methods=["GET", "POST"])
@signed_in
def project_edit(code: str) -> Answer:
    """Put it right; what was public is read again."""
    one = own_project(code)
    form = _form(one)
    if form.validate_on_submit():
        refusal = press(form, services.change_project, code, _wish(form))
        if not refusal:
            return redirect(url_for("showcase.own", code=code), 303)
        form.refuse(None, refusal)
        one = own_project(code)
    page = render_template("showcase/project_form.html", form=form, one=one, **words())
    return (page, 422) if form.errors else page


@bp.get("/showcase/mine/<code>")
@signed_in
def own(code: str) -> Answer:
    """One project of mine: its state and its times for meeting."""
    return own_page(code)


def own_page(
    code: str,
    refusal: str | None = None,
    slot_form: SlotForm | None = None,
    picture_form: PictureForm | None = None,
) -> Answer:
    """The owner's page, with a refusal where there is one."""
    one = own_project(code)
    page = render_template(
        "showcase/own.html",
        one=one,
        steps=[(state, STEPS[state]) for state in NEXT[one.state] if state not in OFFICERS],
        slots=queries.list_coming(db.session(), one.id, clock.now()),
        slot_form=slot_form or SlotForm(formdata=None),
        picture_form=picture_form or PictureForm(formdata=None),
        may_add=len(one.pictures) < MOST_PICTURES,
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/showcase/mine/<code>/step/<state>")
@signed_in
def project_step(code: str, state: str) -> Answer:
    """Submit it, or take it off."""
    if state not in {one.value for one in ProjectState if one not in OFFICERS}:
        raise NotFound
    refusal = press(PressForm(), services.step_project, code, ProjectState(state))
    return own_page(code, refusal) if refusal else redirect(url_for("showcase.own", code=code), 303)


@bp.post("/showcase/mine/<code>/slots")
@signed_in
def slot_add(code: str) -> Answer:
    """Offer a time for meeting."""
    own_project(code)
    form = SlotForm()
    given = form.starts_at.moment, form.ends_at.moment, form.place.data or ""
    refusal = press(form, services.offer_slot, code, *given, done=str(_("时间已提供，对接的人可以选。")))
    return own_page(code, refusal, form) if refusal else redirect(url_for("showcase.own", code=code), 303)


@bp.post("/showcase/mine/<code>/slots/<int:id>/drop")
@signed_in
def slot_drop(code: str, id: int) -> Answer:
    """Take back a time that nobody has."""
    own_project(code)
    refusal = press(PressForm(), services.drop_slot, id)
    return own_page(code, refusal) if refusal else redirect(url_for("showcase.own", code=code), 303)


def _form(one: Project | None = None) -> ProjectForm:
    form = ProjectForm(obj=one)
    form.offer([(str(row.organisation_id), row.organisation.name) for row in list_memberships(db.session(), me().id)])
    if one is not None and not form.is_submitted():
        form.organisation_id.data, form.stage.data = str(one.organisation_id or ""), one.stage.value
    return form


def _wish(form: ProjectForm) -> services.ProjectWish:
    return services.ProjectWish(
        **{name: form[name].data or "" for name in ("title_zh", "title_en", "text_zh", "text_en")},
        topic=form.topic.data,
        stage=Stage(form.stage.data),
        offers=sorted(form.offers.data or []),
        needs=sorted(form.needs.data or []),
        organisation_id=int(form.organisation_id.data) if form.organisation_id.data else None,
    )


def _again(_result: str, code: str, **_found: object) -> str:
    return url_for("showcase.own", code=code)


lead_again(lambda result: url_for("showcase.own", code=result), project_new)
lead_again(_again, project_edit, project_step, slot_add, slot_drop)
