"""The link in a letter about an offered seat of a class: whoever has it may answer this offer, and see nothing else.

As those of bookings (`bookings.offer_links`): the enrolment's code with a keyed hash of it. It is offered once.
"""

from __future__ import annotations

import re

from sciencepop.college.models import Enrolment
from sciencepop.core.signing import keyed_hash, same
from sciencepop.programme.calendar_context import get_context

PURPOSE = "class-offer"
HASH_LETTERS = 32
_SHAPE = re.compile(r"([0-9A-Za-z]{6,20})-([0-9a-f]{32})")


def token_of(code: str) -> str:
    """The code and 128 bits that only this site can make."""
    return f"{code}-{keyed_hash(PURPOSE, code)[:HASH_LETTERS]}"


def code_of(token: str) -> str | None:
    """The enrolment's code that a true token speaks for; None for anything else."""
    found = _SHAPE.fullmatch(token)
    return found[1] if found is not None and same(token, token_of(found[1])) else None


def offer_url(enrolment: Enrolment) -> str:
    """Where the offer is answered, in the learner's language."""
    return f"{get_context().site_url(enrolment.language)}/college/offers/{token_of(enrolment.code)}"
