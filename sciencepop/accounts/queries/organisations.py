"""Reads of organisations: a person's own, and those that the district's desk looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Membership, Organisation, OrganisationInvitation, OrganisationKind
from sciencepop.core.tokens import hash_token, is_token

LARGEST_ID = 2**63 - 1
MOST_COMMUNITIES = 500


def list_memberships(session: Session, person_id: int) -> Sequence[Membership]:
    """What a person acts for now, by name."""
    mine = select(Membership).join(Membership.organisation).options(contains_eager(Membership.organisation))
    mine = mine.where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    return session.scalars(mine.order_by(Organisation.name, Organisation.id)).all()


def get_membership(session: Session, organisation_id: int, person_id: int, *, lock: bool = False) -> Membership:
    """The person's live membership with its organisation, held where asked; NotFound for anybody else."""
    if not 0 < organisation_id <= LARGEST_ID:
        raise NotFound
    if lock:
        lock_organisation(session, organisation_id)
    found = select(Membership).where(
        Membership.organisation_id == organisation_id,
        Membership.person_id == person_id,
        Membership.ended_at.is_(None),
    )
    found = found.options(joinedload(Membership.organisation)).execution_options(populate_existing=True)
    membership = session.scalar(found)
    if membership is None:
        raise NotFound
    return membership


def lock_organisation(session: Session, organisation_id: int) -> Organisation:
    """The organisation as it is now, held, so that its people change one after the other; NotFound for none."""
    if not 0 < organisation_id <= LARGEST_ID:
        raise NotFound
    found = session.get(Organisation, organisation_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


_known_communities = (
    select(Organisation)
    .where(Organisation.kind == OrganisationKind.COMMUNITY, Organisation.verified_at.is_not(None))
    .where(Organisation.town_code.is_not(None))
)


def list_communities(session: Session) -> Sequence[Organisation]:
    """Communities that an officer knows to be real, by town and name."""
    found = _known_communities.order_by(Organisation.town_code, Organisation.name, Organisation.id)
    return session.scalars(found.limit(MOST_COMMUNITIES)).all()


def find_community(session: Session, organisation_id: int) -> Organisation | None:
    """A community that an officer knows to be real."""
    if not 0 < organisation_id <= LARGEST_ID:
        return None
    return session.scalar(_known_communities.where(Organisation.id == organisation_id))


def list_members(session: Session, organisation_id: int) -> Sequence[Membership]:
    """Who acts for an organisation now, in the order in which they came."""
    found = select(Membership).where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    return session.scalars(found.options(joinedload(Membership.person)).order_by(Membership.id)).all()


def find_organisation_invitation(
    session: Session, token: str, now: datetime, *, lock: bool = False
) -> OrganisationInvitation | None:
    """The invitation behind a link while it is good."""
    if not is_token(token):
        return None
    found = select(OrganisationInvitation).where(
        OrganisationInvitation.token_hash == hash_token(token),
        OrganisationInvitation.used_at.is_(None),
        OrganisationInvitation.expires_at > now,
    )
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def page_of_organisations(
    session: Session, *, verified: bool, after_id: int = 0, limit: int = 50
) -> Sequence[Organisation]:
    """Organisations that an officer verified, or those that nobody has yet, in the order in which they came."""
    is_verified = Organisation.verified_at.is_not(None) if verified else Organisation.verified_at.is_(None)
    found = select(Organisation).where(is_verified, Organisation.id > after_id)
    return session.scalars(found.order_by(Organisation.id).limit(limit)).all()
