"""Links that answer one thing of the college: an offered seat in a letter, or the other's sheet of wishes.

Made as those of bookings (`bookings.offer_links`), for purposes of their own. Whoever has an OFFER's link answers it
without signing in; a seat is offered once. With TOGETHER somebody signed in comes onto the sheet while its round is
open.
"""

from __future__ import annotations

from sciencepop.bookings.offer_links import token_of
from sciencepop.college.models import Enrolment
from sciencepop.programme.calendar_context import get_context

OFFER, TOGETHER = "class-offer", "class-together"


def offer_url(enrolment: Enrolment) -> str:
    """Where the offer is answered, in the learner's language."""
    return f"{get_context().site_url(enrolment.language)}/college/offers/{token_of(enrolment.code, OFFER)}"
