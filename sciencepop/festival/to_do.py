"""What waits of a festival's open call: for its reviewers, and for officers who decide."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task
from sciencepop.festival.models import Call, CallReviewer, Proposal, ProposalScore
from sciencepop.festival.rules.proposals import OPEN


def to_score(session: Session, person: Person, now: datetime) -> Pile | None:
    """Proposals that a department of the joint conference has not scored through this reviewer."""
    given = exists().where(ProposalScore.proposal_id == Proposal.id, ProposalScore.person_id == person.id)
    found = (
        select(Proposal)
        .join(CallReviewer, CallReviewer.call_id == Proposal.call_id)
        .where(
            CallReviewer.person_id == person.id,
            CallReviewer.ended_at.is_(None),
            Proposal.state.in_(OPEN),
            Proposal.person_id != person.id,
            ~given,
        )
        .order_by(Proposal.id)
    )

    def task(row: Proposal) -> Task:
        return Task(tr(row, "title"), url_for("festival.review", proposal_code=row.code))

    return to_do.search(session, _l("科技节提案等您评分"), url_for("festival.my_proposals"), found, task)


def to_decide(session: Session, person: Person, now: datetime) -> Pile | None:
    """Proposals with the scores that their call asks for."""
    if not person.is_officer:
        return None
    given = select(func.count(ProposalScore.id)).where(ProposalScore.proposal_id == Proposal.id).scalar_subquery()
    found = select(Proposal).join(Proposal.call).where(Proposal.state.in_(OPEN), given >= Call.scores_needed)

    def task(row: Proposal) -> Task:
        return Task(tr(row, "title"), url_for("festival.proposal_desk", proposal_code=row.code))

    return to_do.search(session, _l("科技节提案等决定"), url_for("festival.desk"), found.order_by(Proposal.id), task)


SOURCES = (to_score, to_decide)
