"""What belongs to an edition, a page a kind: what there is, a form to add, a button to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import Form, PressForm
from sciencepop.festival.forms.editions import BlockForm, EventsForm, OfferForm, PartyForm, VenueForm
from sciencepop.festival.models import Edition, EditionState
from sciencepop.festival.queries import editions
from sciencepop.festival.services import contents
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, names, press


@dataclass(frozen=True)
class Part:
    """A kind of thing that an edition has: its form, and what the form asks for."""

    form: type[Form]
    add: Callable[..., Any]


def _add_block(form: Any, code: str, **who: Any) -> None:
    contents.add_block(code, form.wish(), **who)


def _add_party(form: Any, code: str, **who: Any) -> None:
    contents.add_party(code, form.chosen, form.name_zh.data, form.name_en.data or "", **who)


def _add_venue(form: Any, code: str, **who: Any) -> None:
    contents.save_venue(code, form.wish(), **who)


def _add_offer(form: Any, code: str, **who: Any) -> None:
    contents.add_offer(code, form.wish(), **who)


def _add_events(form: Any, code: str, **who: Any) -> None:
    contents.add_events(code, form.slugs, form.block.data or "", form.names, **who)


PARTS = {
    "blocks": Part(BlockForm, _add_block),
    "parties": Part(PartyForm, _add_party),
    "venues": Part(VenueForm, _add_venue),
    "offers": Part(OfferForm, _add_offer),
    "events": Part(EventsForm, _add_events),
}


@bp.route("/district/festival/<code>/<any(blocks, parties, venues, offers, events):kind>", methods=["GET", "POST"])
@officer
def parts(code: str, kind: str) -> Answer:
    edition = editions.get_edition(db.session(), code)
    form = _form(kind, edition)
    if form.is_submitted():
        if not press(form, PARTS[kind].add, form, code):
            return redirect(url_for("festival.parts", code=code, kind=kind), 303)
        return _page(code, kind, form), 422
    return _page(code, kind, form)


def _form(kind: str, edition: Edition) -> Any:
    form: Any = PARTS[kind].form()
    if kind in ("blocks", "offers") and not form.is_submitted():
        form.from_on.data, form.until_on.data = edition.from_on, edition.until_on
    if kind in ("venues", "offers"):
        form.offer(editions.list_bases(db.session()))
    if kind == "events":
        form.offer(edition)
    return form


def _page(code: str, kind: str, form: Any, refusal: str = "") -> str:
    session = db.session()
    edition = editions.get_edition(session, code)
    return render_template(
        f"festival/desk_{kind}.html",
        edition=edition,
        rows=editions.list_events(session, edition.id) if kind == "events" else getattr(edition, kind),
        form=form,
        press=PressForm(formdata=None),
        is_open=edition.state is not EditionState.CLOSED,
        refusal=refusal,
        kind=kind,
        **names(),
    )


@bp.route("/district/festival/<code>/venues/<slug>", methods=["GET", "POST"])
@officer
def venue_edit(code: str, slug: str) -> Answer:
    """A venue with its rooms, to be changed."""
    edition = editions.get_edition(db.session(), code)
    venue = editions.venue_of(edition, slug) or abort(404)
    form = VenueForm()
    form.offer(editions.list_bases(db.session()))
    if not form.is_submitted():
        form.show(venue)
    elif not press(form, lambda **who: contents.save_venue(code, form.wish(), slug, **who)):
        return redirect(url_for("festival.parts", code=code, kind="venues"), 303)
    page = render_template("festival/venue_form.html", edition=edition, venue=venue, form=form)
    return (page, 422) if form.errors else page


@bp.post("/district/festival/<code>/<any(blocks, parties, venues, offers):kind>/<int:number>/drop")
@officer
def part_drop(code: str, kind: str, number: int) -> Answer:
    refusal = press(PressForm(), contents.drop_part, code, kind, number, done=str(_("已删去。")))
    return _after(code, kind, refusal)


@bp.post("/district/festival/<code>/events/<slug>/drop")
@officer
def event_drop(code: str, slug: str) -> Answer:
    refusal = press(PressForm(), contents.drop_event, code, slug, done=str(_("已移出这一届。")))
    return _after(code, "events", refusal)


def _after(code: str, kind: str, refusal: str | None) -> Answer:
    if not refusal:
        return redirect(url_for("festival.parts", code=code, kind=kind), 303)
    form: Any = PARTS[kind].form(formdata=None)
    edition = editions.get_edition(db.session(), code)
    if kind in ("venues", "offers"):
        form.offer(editions.list_bases(db.session()))
    if kind == "events":
        form.offer(edition)
    return _page(code, kind, form, refusal), 422


def _to_list(_result: str, code: str, **found: Any) -> str:
    return url_for("festival.parts", code=code, kind=found.get("kind", "venues" if "slug" in found else "events"))


lead_again(_to_list, parts, part_drop, venue_edit, event_drop)
