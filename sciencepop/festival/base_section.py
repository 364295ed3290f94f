"""What a base gives in the festival, on the base's own page; bases cannot ask the festival, so they offer a hook."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from sciencepop.bases import hooks
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.festival.queries.editions import list_offers_at
from sciencepop.festival.words import OFFERS, days_words


def init_app() -> None:
    """Register with the bases; called once when the application is built."""
    hooks.on_base_page(offers_section)


def offers_section(base: ScienceBase, now: datetime) -> Markup:
    """Offers of today and later, as a section of the page."""
    rows = list_offers_at(db.session(), base.id, clock.local(now).date())
    if not rows:
        return Markup("")
    page = render_template("festival/_offers_at_base.html", rows=rows, offer_kinds=OFFERS, days_words=days_words)
    return Markup(page)  # noqa: S704 - a template
