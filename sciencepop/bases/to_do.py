"""What waits of registrations of venues."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task


def registrations(session: Session, person: Person, now: datetime) -> Pile | None:
    """Venues that wait for an officer, the longest first."""
    if not person.is_officer:
        return None
    found = select(ScienceBase).where(ScienceBase.state == BaseState.SUBMITTED).order_by(ScienceBase.id)
    return to_do.search(
        session,
        _l("场馆登记待审核"),
        url_for("district.bases"),
        found,
        lambda row: Task(tr(row, "name"), url_for("district.base_decision", slug=row.slug)),
    )


def returned(session: Session, person: Person, now: datetime) -> Pile | None:
    """Registrations in which the district asked for something to be put right."""
    if not person.live_grants:
        return None
    mine = ScienceBase.registrant_id == person.id, ScienceBase.state == BaseState.RETURNED
    return to_do.search(
        session,
        _l("场馆登记退回，等您补正"),
        url_for("bases.registrations"),
        select(ScienceBase).where(*mine).order_by(ScienceBase.id),
        lambda row: Task(tr(row, "name"), url_for("bases.edit", slug=row.slug)),
    )


SOURCES = (registrations, returned)
