"""Terms and their holidays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.college.models import Term
from sciencepop.core import clock

MOST = 60
CODE = re.compile(r"\d{4}-(spring|autumn)")


def find_term(session: Session, code: str) -> Term | None:
    """A term by its code, with its holidays as they are now."""
    if not CODE.fullmatch(code):
        return None
    found = select(Term).where(Term.code == code).options(selectinload(Term.holidays))
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def get_term(session: Session, code: str) -> Term:
    """As above; NotFound where there is none."""
    found = find_term(session, code)
    if found is None:
        raise NotFound
    return found


def lock_term(session: Session, term_id: int) -> Term:
    """The term, held, so that changes of its days follow one another; before its classes."""
    session.execute(select(Term.id).where(Term.id == term_id).with_for_update())
    found = select(Term).where(Term.id == term_id).options(selectinload(Term.holidays))
    return session.scalars(found.execution_options(populate_existing=True)).one()


def list_terms(session: Session) -> Sequence[Term]:
    """All terms, newest first."""
    return session.scalars(select(Term).order_by(Term.from_on.desc()).limit(MOST)).all()


def list_shown(session: Session, now: datetime) -> Sequence[Term]:
    """Terms whose catalogue is open and that are not over, the next one first."""
    today = clock.local(now).date()
    found = select(Term).where(Term.catalogue_at <= now, Term.until_on >= today)
    return session.scalars(found.order_by(Term.from_on).limit(MOST)).all()
