"""What waits of registrations of venues, and of changes that they file."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.bases.models import BaseFiling, BasePhoto, BaseState, ScienceBase
from sciencepop.bases.rules.filing import FilingState
from sciencepop.bases.rules.photos import PhotoState
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


def filings(session: Session, person: Person, now: datetime) -> Pile | None:
    """Changes that bases filed, by the day from which they should hold."""
    if not person.is_officer:
        return None
    found = select(BaseFiling).where(BaseFiling.state == FilingState.SUBMITTED).options(joinedload(BaseFiling.base))
    return to_do.search(
        session,
        _l("基地变更备案待审核"),
        url_for("district.base_changes"),
        found.order_by(BaseFiling.effective_on, BaseFiling.id),
        lambda row: Task(tr(row.base, "name"), url_for("district.base_change", code=row.code), row.effective_on),
    )


def filings_returned(session: Session, person: Person, now: datetime) -> Pile | None:
    """Changes in which the district asked for something else."""
    if not person.managed_base_ids:
        return None
    own = BaseFiling.base_id.in_(person.managed_base_ids), BaseFiling.state == FilingState.RETURNED
    found = select(BaseFiling).where(*own).options(joinedload(BaseFiling.base)).order_by(BaseFiling.id)
    return to_do.search(
        session,
        _l("变更备案退回，等您补正"),
        url_for("programme.manage"),
        found,
        lambda row: Task(tr(row.base, "name"), url_for("bases.filings", slug=row.base.slug), row.effective_on),
    )


def photos(session: Session, person: Person, now: datetime) -> Pile | None:
    """Photographs of bases that wait to be shown."""
    if not person.is_officer:
        return None
    queue = url_for("district.base_photos")
    found = _photos(PhotoState.WAITING)
    return to_do.search(session, _l("基地照片待审核"), queue, found, lambda row: Task(tr(row.base, "name"), queue))


def photos_returned(session: Session, person: Person, now: datetime) -> Pile | None:
    """Photographs that the district gave back."""
    if not person.managed_base_ids:
        return None
    found = _photos(PhotoState.RETURNED).where(BasePhoto.base_id.in_(person.managed_base_ids))
    return to_do.search(
        session,
        _l("基地照片退回，等您修改"),
        url_for("programme.manage"),
        found,
        lambda row: Task(tr(row.base, "name"), url_for("bases.photos", slug=row.base.slug)),
    )


def _photos(state: PhotoState) -> Select[BasePhoto]:
    return select(BasePhoto).where(BasePhoto.state == state).options(joinedload(BasePhoto.base)).order_by(BasePhoto.id)


SOURCES = (registrations, returned, filings, filings_returned, photos, photos_returned)
