"""Proposals: made by anybody with an account, scored by reviewers, decided by officers, and made into draft events.

Nobody scores or decides on their own, their organisation's or their base's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Membership, Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.queries.organisations import get_membership
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.festival.letters import proposal_letter
from sciencepop.festival.models import Call, Proposal, ProposalScore, ProposalState, ProposerKind
from sciencepop.festival.queries.calls import find_call, get_proposal, is_own, reviewer_of
from sciencepop.festival.queries.editions import find_base, find_edition
from sciencepop.festival.rules.proposals import EXPLAINED, OPEN, TAKEN, is_open_at, weigh
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.contents import put_event
from sciencepop.festival.services.editions import lock_open
from sciencepop.programme.models import BookingMode, Event
from sciencepop.programme.services.content import EventInput
from sciencepop.programme.services.edit import create_event


@dataclass(frozen=True)
class ProposalWish:
    """A proposal as it is wished; `organisation_id` is one that the person acts for, `base` a slug."""

    proposer_kind: ProposerKind
    kind: str
    title_zh: str
    text_zh: str
    proposer: str = ""
    title_en: str = ""
    organisation_id: int | None = None
    base: str = ""
    audiences: tuple[str, ...] = ()
    people: int | None = None
    room: str = ""
    power: str = ""
    money: str = "none"
    answers: tuple[str, ...] = ()


def propose(edition_code: str, wish: ProposalWish, *, language: str, by: Person, now: datetime) -> str:
    """Hand in a proposal; returns its code. Refuses CALL_CLOSED, ANSWERS_MISSING, NO_SUCH_BASE.

    NotFound for a call that does not exist and for an organisation that the person does not act for.
    """
    person_id = by.id
    with write() as session:
        edition = find_edition(session, edition_code)
        call = find_call(session, edition.id) if edition else None
        if call is None:
            raise NotFound
        _refuse_closed(call, now)
        proposal = Proposal(
            code=new_code(), call_id=call.id, person_id=person_id, language=language, created_at=now, changed_at=now
        )
        _write(session, proposal, call, wish, by)
        session.add(proposal)
        session.flush()
        audit.record(session, by=person_id, at=now, action="proposal.made", subject=proposal)
        attempts.remember(proposal.code)
        return proposal.code


def change_proposal(code: str, wish: ProposalWish, *, by: Person, now: datetime) -> None:
    """Hand it in otherwise, while the call is open. Refuses DECIDED, and as `propose`."""
    with write() as session:
        proposal = _own(session, code, by)
        if proposal.state is not ProposalState.SUBMITTED or proposal.scores:
            raise RuleBroken(Refusal.DECIDED)
        _refuse_closed(proposal.call, now)
        _write(session, proposal, proposal.call, wish, by)
        proposal.changed_at = now
        audit.record(session, by=by.id, at=now, action="proposal.changed", subject=proposal)
        attempts.remember(code)


def withdraw_proposal(code: str, *, by: Person, now: datetime) -> None:
    """Take it back while it is not decided. Refuses DECIDED."""
    with write() as session:
        proposal = _own(session, code, by)
        if proposal.state not in OPEN:
            raise RuleBroken(Refusal.DECIDED)
        proposal.state, proposal.changed_at = ProposalState.WITHDRAWN, now
        audit.record(session, by=by.id, at=now, action="proposal.withdrawn", subject=proposal)
        attempts.remember(code)


def _own(session: Session, code: str, by: Person) -> Proposal:
    proposal = get_proposal(session, code, lock=True)
    if proposal.person_id != by.id:
        raise NotFound
    return proposal


def _refuse_closed(call: Call, now: datetime) -> None:
    if not is_open_at(call.opens_at, call.closes_at, now):
        raise RuleBroken(Refusal.CALL_CLOSED, opens=call.opens_at, closes=call.closes_at)


def _write(session: Session, proposal: Proposal, call: Call, wish: ProposalWish, by: Person) -> None:
    if len(wish.answers) < len(call.questions_zh) or not all(answer.strip() for answer in wish.answers):
        raise RuleBroken(Refusal.ANSWERS_MISSING)
    base = find_base(session, wish.base) if wish.base else None
    if wish.base and (base is None or not by.manages(base.id)):
        raise RuleBroken(Refusal.NO_SUCH_BASE)
    membership: Membership | None = None
    if wish.organisation_id is not None:
        membership = get_membership(session, wish.organisation_id, by.id)
    for name, value in asdict(wish).items():
        if name != "base":
            setattr(proposal, name, list(value) if isinstance(value, tuple) else value)
    proposal.answers = proposal.answers[: len(call.questions_zh)]
    proposal.base_id = base.id if base else None
    named = membership.organisation.name if membership else base.name_zh if base else by.name
    proposal.proposer = wish.proposer or named


def give_score(code: str, points: int, words: str, *, by: Person, now: datetime) -> None:
    """Score for one's department, or otherwise than before. Refuses OWN_ORGANISATION, DECIDED.

    NotFound for who is no reviewer of the call.
    """
    with write() as session:
        proposal = get_proposal(session, code, lock=True)
        reviewer = reviewer_of(proposal.call, by.id)
        if reviewer is None:
            raise NotFound
        _refuse_own(session, proposal, by)
        if proposal.state not in OPEN:
            raise RuleBroken(Refusal.DECIDED)
        found = select(ProposalScore).where(ProposalScore.proposal_id == proposal.id, ProposalScore.person_id == by.id)
        score = session.scalar(found)
        if score is None:
            score = ProposalScore(proposal_id=proposal.id, person_id=by.id)
            session.add(score)
        score.department, score.points, score.note, score.given_at = reviewer.department, points, words, now
        session.flush()
        audit.record(session, by=by.id, at=now, action="proposal.scored", subject=proposal)
        attempts.remember(code)


def decide(code: str, state: ProposalState, words: str, *, by: Person, now: datetime) -> None:
    """Accept, accept on conditions, put on the waiting list, or reject; whoever proposed is told.

    Refuses DECIDED, OWN_ORGANISATION, TOO_FEW_SCORES, REASON_MISSING.
    """
    with write() as session:
        proposal = get_proposal(session, code, lock=True)
        if proposal.state not in OPEN:
            raise RuleBroken(Refusal.DECIDED)
        _refuse_own(session, proposal, by)
        needed = proposal.call.scores_needed
        scores = weigh([score.points for score in proposal.scores], needed)
        if not scores.is_enough:
            raise RuleBroken(Refusal.TOO_FEW_SCORES, needed=needed, given=scores.count)
        if state in EXPLAINED and not words.strip():
            raise RuleBroken(Refusal.REASON_MISSING)
        proposal.state, proposal.words, proposal.changed_at = state, words, now
        proposal.decided_by, proposal.decided_at = by.id, now
        session.flush()
        audit.record(session, by=by.id, at=now, action=f"proposal.{state.value}", subject=proposal)
        attempts.remember(code)
        _tell(session, proposal, now)


def _tell(session: Session, proposal: Proposal, now: datetime) -> None:
    person = session.get_one(Person, proposal.person_id)
    if not person.is_active:
        return
    with in_language(proposal.language):
        key, path = f"proposal-{proposal.code}-{proposal.state.value}", f"/my/proposals/{proposal.code}"
        write_to(session, person, proposal_letter(proposal), MessageKind.CHANGE, key=key, path=path, now=now)


def convert(code: str, base_slug: str, *, by: Person, now: datetime) -> str:
    """Make an accepted proposal a draft event of a base, in the edition; returns the event's slug.

    Refuses DECIDED where it was not accepted, ALREADY_EVENT, BASE_NEEDED, WRONG_STATE once the edition is closed.
    """
    with write() as session:
        proposal = get_proposal(session, code, lock=True)
        if proposal.state not in TAKEN:
            raise RuleBroken(Refusal.DECIDED)
        if proposal.event_id is not None:
            raise RuleBroken(Refusal.ALREADY_EVENT)
        base = find_base(session, base_slug) if base_slug else None
        if base is None:
            raise RuleBroken(Refusal.BASE_NEEDED)
        edition = lock_open(session, proposal.call.edition.code)
        slug = create_event(base.id, _input(proposal), by=by, now=now)
        event = session.scalars(select(Event).where(Event.slug == slug)).one()
        event.is_sample = proposal.is_sample
        put_event(session, edition, event.id, None, (), now)
        proposal.event_id, proposal.changed_at = event.id, now
        audit.record(session, by=by.id, at=now, action="proposal.converted", subject=proposal, event=event.id)
        attempts.remember(slug)
        return slug


def _input(proposal: Proposal) -> EventInput:
    """What is known of the event already; the base's manager writes the rest."""
    return EventInput(
        kind=proposal.kind,
        title_zh=proposal.title_zh,
        title_en=proposal.title_en,
        body_zh=proposal.text_zh,
        audiences=tuple(proposal.audiences),
        booking_mode=BookingMode.SEATS if proposal.people else BookingMode.DROP_IN,
        seats=proposal.people,
    )


def _refuse_own(session: Session, proposal: Proposal, by: Person) -> None:
    if is_own(session, proposal, by):
        raise RuleBroken(Refusal.OWN_ORGANISATION)
