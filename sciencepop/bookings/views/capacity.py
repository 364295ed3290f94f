"""Managers set what limits an occurrence: reserves, shared resources, guides; for one, for an event, for a base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.queries import get_any
from sciencepop.bookings import services
from sciencepop.bookings.forms import CapacityForm, GuideForm, RatioForm, ReserveForm, ResourceForm, UseForm
from sciencepop.bookings.messages import FIELD_OF, POOL_KINDS, RESOURCE_KINDS, sentence
from sciencepop.bookings.queries import capacity as queries
from sciencepop.bookings.queries.rooms import read_room, read_rooms
from sciencepop.bookings.queries.roster import get_occurrence
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.resources import Per, ResourceKind
from sciencepop.bookings.services.resources import Wish
from sciencepop.bookings.views import bp
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form, PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.programme.hooks import Touched
from sciencepop.programme.messages import sentence as programme_sentence
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.queries.managing import get_event

Answer = str | Response | tuple[str, int]


def _managed(number: int) -> Occurrence:
    occurrence = get_occurrence(number)
    require(current_user.manages(occurrence.event.base_id))
    return occurrence


def _managed_event(slug: str) -> Event:
    event = get_event(slug)
    require(current_user.manages(event.base_id))
    return event


def _managed_base(slug: str) -> ScienceBase:
    base = get_any(slug)
    require(current_user.manages(base.id))
    return base


def _done(form: Form, verb: Callable[..., Any], *arguments: Any, **options: Any) -> bool:
    """Do what a valid form asks; a refusal is hung on it."""
    if not form.validate_on_submit():
        return False
    try:
        verb(*arguments, **options, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        if broken.code not in set(Refusal):
            form.refuse(None, programme_sentence(broken))
            return False
        field = FIELD_OF.get(Refusal(broken.code))
        form.refuse(field if field in form else None, sentence(broken))
        return False
    flash(_("已保存。"))
    return True


def _answer(id: int, form: Form, verb: Callable[..., Any]) -> Answer:
    """Do what a form of an occurrence's page asks; where those who wait get seats by it, a first press says so."""
    if "back" in request.form:
        return _occurrence_page(_managed(id), form)
    touched = None if "confirmed" in request.form else _rehearsed(id, form, verb)
    if touched and touched.asked:
        return render_template(
            "bookings/claims_preview.html",
            occurrence=_managed(id),
            form=form,
            touched=touched,
            heading=_("席位、资源和讲解员"),
            action=request.path,
        )
    if _done(form, verb):
        return redirect(url_for("bookings.capacity", id=id), 303)
    return _occurrence_page(_managed(id), form), 422


def _rehearsed(id: int, form: Form, verb: Callable[..., Any]) -> Touched | None:
    """Whom a valid form would reach; what is refused is told by the verb itself."""
    if not form.validate_on_submit():
        return None
    by, now = cast(Person, current_user), clock.now()
    try:
        return services.rehearse_claims(id, lambda: verb(by=by, now=now))
    except RuleBroken:
        return None


def _wish(form: UseForm) -> Wish:
    return Wish(form.resource.data or 0, Per(form.per.data or Per.SEAT), form.units.data or 0)


def _use_form(base_id: int) -> UseForm:
    form = UseForm()
    form.resource.choices = [
        SelectChoice(row.id, tr(row, "name")) for row in queries.list_resources(db.session(), base_id)
    ]
    return form


@bp.get("/manage/occurrences/<int:id>/capacity")
@manager
def capacity(id: int) -> str:
    """What limits one occurrence, and what is set for it."""
    return _occurrence_page(_managed(id))


def _occurrence_page(occurrence: Occurrence, form: Form | None = None) -> str:
    session, event = db.session(), occurrence.event
    pools = queries.list_pools(session, occurrence.id)
    use_form = form if isinstance(form, UseForm) else _use_form(event.base_id)
    return render_template(
        "bookings/capacity.html",
        occurrence=occurrence,
        event=event,
        room=read_room(session, occurrence.id),
        releases={pool.id: pool.release_at for pool in pools},
        towns=get_reference().towns,
        kinds=POOL_KINDS,
        uses=queries.list_uses(session, occurrence.id),
        duties=queries.list_duties(session, occurrence.id),
        guides=queries.count_guides(session, occurrence.id),
        reserve_form=form if isinstance(form, ReserveForm) else ReserveForm(formdata=None),
        use_form=use_form,
        guide_form=form if isinstance(form, GuideForm) else GuideForm(formdata=None),
        press=PressForm(formdata=None),
        bad_form=form,
    )


@bp.post("/manage/occurrences/<int:id>/capacity/reserve")
@manager
def capacity_reserve(id: int) -> Answer:
    """Keep seats of one occurrence, or no longer."""
    _managed(id)
    form = ReserveForm()
    return _answer(id, form, lambda **by: services.reserve_seats(id, form.reserve(), **by))


@bp.post("/manage/occurrences/<int:id>/capacity/use")
@manager
def capacity_use(id: int) -> Answer:
    """Use a resource of the base, more or less of it, or no longer."""
    form = _use_form(_managed(id).event.base_id)
    return _answer(id, form, lambda **by: services.set_use(id, _wish(form), **by))


@bp.post("/manage/occurrences/<int:id>/guides")
@manager
def guide_add(id: int) -> Answer:
    """Somebody guides this occurrence."""
    _managed(id)
    form = GuideForm()
    name, is_qualified = form.name.data or "", bool(form.is_qualified.data)
    return _answer(id, form, lambda **by: services.add_guide(id, name, is_qualified=is_qualified, **by))


@bp.post("/manage/occurrences/<int:id>/guides/<int:duty>/withdraw")
@manager
def guide_withdraw(id: int, duty: int) -> Answer:
    """A guide cannot come."""
    _managed(id)
    form = PressForm()
    if _done(form, services.withdraw_guide, id, duty):
        return redirect(url_for("bookings.capacity", id=id), 303)
    return _occurrence_page(_managed(id), form), 422


@bp.get("/manage/events/<slug>/capacity")
@manager
def event_capacity(slug: str) -> str:
    """What each new occurrence of an event gets, and how many seats a guide looks after."""
    return _event_page(_managed_event(slug))


def _event_page(event: Event, form: Form | None = None) -> str:
    session = db.session()
    reserves = queries.list_reserves(session, event.id)
    coming = queries.list_coming_ids(session, event.id, clock.now())
    rooms = read_rooms(session, coming)
    return render_template(
        "bookings/event_capacity.html",
        event=event,
        reserves=reserves,
        general=max((event.seats or 0) - sum(row.size for row in reserves), 0),
        towns=get_reference().towns,
        kinds=POOL_KINDS,
        uses=queries.list_event_resources(session, event.id),
        unguided=sum(room.guided is not None and room.guided < 1 for room in rooms.values()),
        reserve_form=form if isinstance(form, ReserveForm) else ReserveForm(formdata=None),
        use_form=form if isinstance(form, UseForm) else _use_form(event.base_id),
        ratio_form=form if isinstance(form, RatioForm) else RatioForm(formdata=None, obj=event),
        bad_form=form,
    )


@bp.post("/manage/events/<slug>/capacity/reserve")
@manager
def event_reserve(slug: str) -> Answer:
    """What each new occurrence keeps."""
    event, form = _managed_event(slug), ReserveForm()
    if _done(form, lambda **by: services.set_reserve(event.id, form.reserve(), **by)):
        return redirect(url_for("bookings.event_capacity", slug=slug), 303)
    return _event_page(_managed_event(slug), form), 422


@bp.post("/manage/events/<slug>/capacity/use")
@manager
def event_use(slug: str) -> Answer:
    """What each new occurrence uses of the base's resources."""
    event = _managed_event(slug)
    form = _use_form(event.base_id)
    if _done(form, lambda **by: services.set_event_resource(event.id, _wish(form), **by)):
        return redirect(url_for("bookings.event_capacity", slug=slug), 303)
    return _event_page(_managed_event(slug), form), 422


@bp.post("/manage/events/<slug>/capacity/guides")
@manager
def event_guides(slug: str) -> Answer:
    """How many seats a guide looks after, at once for all that is to come."""
    event, form = _managed_event(slug), RatioForm()
    if _done(form, lambda **by: services.set_seats_per_guide(event.id, form.seats_per_guide.data or 0, **by)):
        return redirect(url_for("bookings.event_capacity", slug=slug), 303)
    return _event_page(_managed_event(slug), form), 422


@bp.route("/manage/bases/<slug>/resources", methods=["GET", "POST"])
@manager
def resources(slug: str) -> Answer:
    """The rooms, guides and equipment of a base."""
    base, form = _managed_base(slug), ResourceForm()
    if not form.is_submitted():
        return _base_page(base, form)
    kind = ResourceKind(form.kind.data) if form.kind.data in set(ResourceKind) else ResourceKind.ROOM
    names = form.name_zh.data or "", form.name_en.data or ""
    if _done(form, services.add_resource, base.id, kind, *names, form.capacity.data or 0):
        return redirect(url_for("bookings.resources", slug=slug), 303)
    return _base_page(_managed_base(slug), form), 422


@bp.post("/manage/bases/<slug>/resources/<int:id>")
@manager
def resource_resize(slug: str, id: int) -> Answer:
    """More or fewer units of a resource."""
    base, form = _managed_base(slug), CapacityForm()
    if _done(form, services.resize_resource, base.id, id, form.capacity.data or 0):
        return redirect(url_for("bookings.resources", slug=slug), 303)
    return _base_page(_managed_base(slug), ResourceForm(formdata=None), form, id), 422


def _base_page(base: ScienceBase, form: ResourceForm, size_form: CapacityForm | None = None, bad: int = 0) -> str:
    return render_template(
        "bookings/resources.html",
        base=base,
        rows=queries.list_resources(db.session(), base.id),
        kinds=RESOURCE_KINDS,
        form=form,
        size_form=size_form or CapacityForm(formdata=None),
        bad=bad,
    )


def _to_occurrence(_result: str, id: int, **_more: Any) -> str:
    return url_for("bookings.capacity", id=id)


def _to_event(_result: str, slug: str) -> str:
    return url_for("bookings.event_capacity", slug=slug)


def _to_base(_result: str, slug: str, **_more: Any) -> str:
    return url_for("bookings.resources", slug=slug)


lead_again(_to_occurrence, capacity_reserve, capacity_use, guide_add, guide_withdraw)
lead_again(_to_event, event_reserve, event_use, event_guides)
lead_again(_to_base, resource_resize)
