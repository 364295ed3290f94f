"""Personal calendar addresses."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.core.tokens import hash_token, is_token
from sciencepop.feeds.models import FeedToken


def find_token(session: Session, text: str) -> FeedToken | None:
    """The address behind a secret, revoked or not; None when there was never one."""
    if not is_token(text):
        return None
    query = select(FeedToken).where(FeedToken.token_hash == hash_token(text))
    return session.scalars(query.options(joinedload(FeedToken.person))).one_or_none()


def list_tokens(session: Session, person_id: int) -> Sequence[FeedToken]:
    """A person's addresses that still work, oldest first."""
    query = select(FeedToken).where(FeedToken.person_id == person_id, FeedToken.revoked_at.is_(None))
    return session.scalars(query.order_by(FeedToken.id)).all()


def count_tokens(session: Session, person_id: int) -> int:
    query = select(func.count(FeedToken.id)).where(FeedToken.person_id == person_id, FeedToken.revoked_at.is_(None))
    return session.scalar(query) or 0
