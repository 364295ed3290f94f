"""What recommendations add to the home page and to booking, which cannot ask them and offer hooks."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from sciencepop.bookings.hooks import on_booked
from sciencepop.core import clock
from sciencepop.programme import hooks
from sciencepop.recommend.services.measure import note_booking
from sciencepop.recommend.views.choosing import asker


def init_app() -> None:
    """Register with the programme; called once when the application is built."""
    hooks.on_home_page(home_section)
    on_booked(count_booking)


def home_section(_now: datetime) -> Markup:
    """An invitation that is the same for everybody; a script puts the personal list in its place."""
    return Markup(render_template("recommend/_home.html"))  # noqa: S704 - a template


def count_booking(seen_in: str, occurrence_id: int) -> None:
    """Somebody booked who came from a list; of whoever is off, nothing is counted."""
    if seen_in and not asker().is_off:
        note_booking(seen_in, occurrence_id, clock.now())
