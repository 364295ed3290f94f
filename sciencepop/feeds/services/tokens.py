"""Making, ending and noting the use of personal calendar addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.core import attempts
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token
from sciencepop.feeds.models import FeedState, FeedToken
from sciencepop.feeds.queries.tokens import count_tokens
from sciencepop.feeds.rules.tokens import MOST_TOKENS


class TokenRefusal(StrEnum):
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class NewToken:
    """A fresh address; `secret` is shown once and stored nowhere."""

    id: int
    secret: str


def create_token(
    *,
    by: Person,
    label: str,
    language: str,
    now: datetime,
    supplier_id: int | None = None,
    organisation_id: int | None = None,
) -> NewToken:
    """Give a person one more calendar address: of their own calendar, or of the deliveries of a supplier or an
    organisation. The caller has asked whether they act for it. Refuses with TokenRefusal.TOO_MANY."""
    secret = new_token()
    with write() as session:
        lock_active(session, by)
        if count_tokens(session, by.id) >= MOST_TOKENS:
            raise RuleBroken(TokenRefusal.TOO_MANY, most=MOST_TOKENS)
        token = FeedToken(
            person_id=by.id,
            supplier_id=supplier_id,
            organisation_id=organisation_id,
            label=label,
            language=language,
            token_hash=hash_token(secret),
            created_at=now,
        )
        session.add(token)
        session.flush()
        attempts.remember(str(token.id))
        return NewToken(token.id, secret)


def revoke_token(token_id: int, *, by: Person, now: datetime) -> bool:
    """End one of this person's own addresses; False when it is not theirs. Ending it twice changes nothing."""
    with write() as session:
        token = session.get(FeedToken, token_id)
        if token is None or token.person_id != by.id:
            return False
        token.revoked_at = token.revoked_at or now
        return True


def note_use(token_id: int, *, now: datetime) -> None:
    """Remember the day of the last fetch."""
    with write() as session:
        session.execute(update(FeedToken).where(FeedToken.id == token_id).values(used_at=now))


def is_first_use_of_the_day(token: FeedToken, now: datetime) -> bool:
    """Whether this fetch is worth a write."""
    return token.used_at is None or local(token.used_at).date() < local(now).date()


def forget_person(session: Session, person_id: int, now: datetime) -> None:
    """End a person's addresses when their account is closed; part of the caller's unit of work."""
    mine = select(FeedToken.id).where(FeedToken.person_id == person_id)
    for token_id in session.scalars(mine).all():
        session.execute(delete(FeedState).where(FeedState.key.startswith(f"token:{token_id}:")))
    session.execute(
        update(FeedToken).where(FeedToken.person_id == person_id).values(label="", used_at=None, revoked_at=now),
        execution_options={"synchronize_session": False},
    )
