"""What the festival adds to the home page and to those of bases and events, which cannot ask it and offer hooks."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from sciencepop.bases import hooks as bases_hooks
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.festival.queries.editions import find_next, list_editions_of, list_offers_at
from sciencepop.festival.words import OFFERS, days_words
from sciencepop.programme import hooks as programme_hooks
from sciencepop.programme.models import Event


def init_app() -> None:
    """Register with them; called once when the application is built."""
    bases_hooks.on_base_page(offers_section)
    programme_hooks.on_event_page(editions_section)
    programme_hooks.on_home_page(news_section)


def offers_section(base: ScienceBase, now: datetime) -> Markup:
    """Offers of today and later, as a section of the page."""
    rows = list_offers_at(db.session(), base.id, clock.local(now).date())
    if not rows:
        return Markup("")
    page = render_template("festival/_offers_at_base.html", rows=rows, offer_kinds=OFFERS, days_words=days_words)
    return Markup(page)  # noqa: S704 - a template


def editions_section(event: Event, _now: datetime) -> Markup:
    """The editions that an event belongs to."""
    rows = list_editions_of(db.session(), event.id)
    if not rows:
        return Markup("")
    page = render_template("festival/_editions_of_event.html", rows=rows, days_words=days_words)
    return Markup(page)  # noqa: S704 - a template


def news_section(now: datetime) -> Markup:
    """The edition that is on, or begins within two months."""
    found = find_next(db.session(), clock.local(now).date())
    if found is None:
        return Markup("")
    return Markup(render_template("festival/_news.html", edition=found, days_words=days_words))  # noqa: S704 - a template
