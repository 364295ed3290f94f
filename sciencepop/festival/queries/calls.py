"""Calls, their reviewers, proposals and scores."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.organisations import list_memberships
from sciencepop.festival.models import Call, CallReviewer, Edition, Proposal, ProposalScore, ProposalState
from sciencepop.festival.rules.proposals import has_interest

MOST = 500
CODE = re.compile(r"[0-9A-Z]{6,20}")


def find_call(session: Session, edition_id: int) -> Call | None:
    """The call of an edition with its reviewers, as they are now."""
    found = select(Call).where(Call.edition_id == edition_id)
    found = found.options(joinedload(Call.edition), selectinload(Call.reviewers).joinedload(CallReviewer.person))
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def get_call(session: Session, edition_id: int) -> Call:
    """As above; NotFound where there is none."""
    found = find_call(session, edition_id)
    if found is None:
        raise NotFound
    return found


def lock_call(session: Session, edition_id: int) -> Call:
    """The call, held."""
    session.execute(select(Call.id).where(Call.edition_id == edition_id).with_for_update())
    return get_call(session, edition_id)


def count_proposals(session: Session, call_id: int) -> int:
    """How many were made and not withdrawn."""
    found = select(func.count(Proposal.id)).where(Proposal.call_id == call_id)
    return session.scalar(found.where(Proposal.state != ProposalState.WITHDRAWN)) or 0


def get_proposal(session: Session, code: str, *, lock: bool = False) -> Proposal:
    """A proposal with call, edition and scores; NotFound for no code. Who may see it is the caller's question."""
    if not CODE.fullmatch(code):
        raise NotFound
    if lock:
        session.execute(select(Proposal.id).where(Proposal.code == code).with_for_update())
    found = (
        select(Proposal)
        .where(Proposal.code == code)
        .options(
            joinedload(Proposal.call).joinedload(Call.edition),
            joinedload(Proposal.call).selectinload(Call.reviewers),
            joinedload(Proposal.organisation),
            joinedload(Proposal.base),
            joinedload(Proposal.event),
            selectinload(Proposal.scores).joinedload(ProposalScore.person),
        )
    )
    proposal = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if proposal is None:
        raise NotFound
    return proposal


def list_proposals(session: Session, call_id: int) -> Sequence[Proposal]:
    """All that are not withdrawn, in the order in which they came."""
    found = select(Proposal).where(Proposal.call_id == call_id, Proposal.state != ProposalState.WITHDRAWN)
    found = found.options(selectinload(Proposal.scores)).order_by(Proposal.id).limit(MOST)
    return session.scalars(found).all()


def list_own(session: Session, person_id: int) -> Sequence[Proposal]:
    """What a person proposed, the latest first."""
    found = select(Proposal).where(Proposal.person_id == person_id)
    found = found.options(joinedload(Proposal.call).joinedload(Call.edition))
    return session.scalars(found.order_by(Proposal.id.desc()).limit(MOST)).all()


def list_reviewing(session: Session, person_id: int) -> Sequence[CallReviewer]:
    """The calls for which a person scores, the latest first."""
    found = select(CallReviewer).where(CallReviewer.person_id == person_id, CallReviewer.ended_at.is_(None))
    found = found.join(CallReviewer.call).join(Call.edition)
    found = found.options(joinedload(CallReviewer.call).joinedload(Call.edition))
    return session.scalars(found.order_by(Edition.from_on.desc())).all()


def reviewer_of(call: Call, person_id: int) -> CallReviewer | None:
    """The department's seat of a person in this call."""
    return next((one for one in call.reviewers if one.person_id == person_id), None)


def is_own(session: Session, proposal: Proposal, person: Person) -> bool:
    """Whether somebody would judge a proposal of their own, their organisation's or their base's."""
    return has_interest(
        reviewer_id=person.id,
        proposer_id=proposal.person_id,
        organisation_id=proposal.organisation_id,
        own_organisations={one.organisation_id for one in list_memberships(session, person.id)},
        base_id=proposal.base_id,
        own_bases=person.managed_base_ids,
    )
