"""What somebody can be asked to take on: features above say how it is called, what agreeing means, and give it.

The address is asked, never an account: nothing that whoever asks can see depends on whether there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Invitation, Person
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Undertaking:
    """One thing to be asked for; words are in the language that is being written.

    `title` asks for it in a line ("请您担任评委：…"), `promise` says what agreeing means. `give` gives it, inside the
    unit of work and with the person held, and returns the page where it begins; `sentence` has the words of its
    refusals. `desk` is the page of whoever asked; `may_ask` says whether somebody may ask for it, which whoever asked
    must still when it is given, and who may take it back besides them.
    """

    title: Callable[[Session, Invitation], str]
    promise: Callable[[], str]
    give: Callable[[Session, Invitation, Person, datetime], str]
    desk: Callable[[Session, Invitation], str]
    sentence: Callable[[RuleBroken], str]
    may_ask: Callable[[Session, Invitation, Person], bool] = lambda _session, _one, person: person.is_officer


_known: dict[str, Undertaking] = {}


def register(kind: str, undertaking: Undertaking) -> None:
    """Let people be asked for this kind of thing."""
    _known[kind] = undertaking


def undertaking_of(invitation: Invitation) -> Undertaking:
    return _known[invitation.kind]
