"""What there is already that could fill a gap."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.queries.orders import waits_for_district
from sciencepop.volunteers.models import SkillGrant, Volunteer


def count_waiting_by_town(session: Session) -> dict[str, int]:
    """Orders that wait for the district."""
    found = select(DeliveryOrder.town_code, func.count()).where(waits_for_district).group_by(DeliveryOrder.town_code)
    return {town: count for town, count in session.execute(found)}


def count_skilled(session: Session, today: date) -> dict[str, int]:
    """Volunteers who have a skill today, by skill."""
    found = (
        select(SkillGrant.skill, func.count())
        .join(Volunteer, Volunteer.person_id == SkillGrant.person_id)
        .where(
            Volunteer.left_at.is_(None),
            SkillGrant.issued_on.is_not(None),
            SkillGrant.revoked_at.is_(None),
            or_(SkillGrant.expires_on.is_(None), SkillGrant.expires_on >= today),
        )
        .group_by(SkillGrant.skill)
    )
    return {skill: count for skill, count in session.execute(found)}
