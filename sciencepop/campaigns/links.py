"""Links in letters that need no sign-in: each may do little, and a keyed hash proves that it came with a letter."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from sciencepop.campaigns.models import Campaign, Digest
from sciencepop.campaigns.rules.states import Frequency
from sciencepop.core.letter import site_address
from sciencepop.core.signing import keyed_hash

CAMPAIGNS, DIGEST = "campaigns", "digest"
STOPS = (CAMPAIGNS, DIGEST)
"""What a link can end."""

CONFIRM_DAYS = 3
"""How long the link is good by which an address is confirmed."""


@dataclass(frozen=True)
class Wish:
    """What somebody without an account asks for. It travels in the link and is kept only once they have opened it."""

    email: str
    frequency: Frequency
    audiences: list[str]
    ages: list[str]
    language: str
    gives_feedback: bool


def stop_token(what: str, reader_id: int) -> str:
    """What proves that a link to end something came from a letter to this reader."""
    return keyed_hash("campaigns-stop", what, str(reader_id))[:32]


def stop_url(what: str, reader_id: int) -> str:
    """The address that ends campaigns or the digest for a reader."""
    return f"{site_address()}/news/stop/{what}/{reader_id}/{stop_token(what, reader_id)}"


def answer_token(kind: str, thing_id: int, reader_id: int) -> str:
    """What proves that a link came from this very letter."""
    return keyed_hash("campaigns-answer", kind, str(thing_id), str(reader_id))[:32]


def answer_url(thing: Campaign | Digest, reader_id: int) -> str:
    """The page on which a reader says whether a letter was useful."""
    kind = DIGEST if isinstance(thing, Digest) else CAMPAIGNS
    return f"{site_address()}/news/useful/{kind}/{thing.id}/{reader_id}/{answer_token(kind, thing.id, reader_id)}"


def confirm_url(wish: Wish) -> str:
    """The address by which somebody confirms that the mailbox is theirs and that they want this."""
    return f"{site_address()}/news/confirm/{_serializer().dumps(asdict(wish))}"


def read_wish(token: str) -> Wish | None:
    """The wish of a link that is not too old; None for any other text."""
    try:
        values = _serializer().loads(token, max_age=CONFIRM_DAYS * 24 * 3600)
        return Wish(**(values | {"frequency": Frequency(values["frequency"])}))
    except (BadData, TypeError, ValueError, KeyError):
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="campaigns-confirm")
