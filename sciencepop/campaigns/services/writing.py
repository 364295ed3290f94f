"""Campaigns: written, handed in, let go by another of the staff, given back, stopped."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Message, Person
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.bookings.rules.codes import new_code
from sciencepop.campaigns.models import Campaign, CampaignState
from sciencepop.campaigns.queries.campaigns import get_campaign, key_of
from sciencepop.campaigns.queries.reach import REACHED, aim_of, count_reach
from sciencepop.campaigns.rules.states import EDITABLE, Refusal, may_become, refuse_approval, refuse_submission
from sciencepop.campaigns.services.carrying import drop_owed
from sciencepop.campaigns.settings import settings
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.core.signing import keyed_hash

STOPPED = "the campaign was stopped"


@dataclass(frozen=True)
class CampaignWish:
    """What staff write; the names are the columns."""

    title_zh: str
    text_zh: str
    send_at: datetime
    title_en: str = ""
    text_en: str = ""
    path: str = ""
    audiences: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    by_mail: bool = False
    on_devices: bool = False
    on_site: bool = False


def add_campaign(wish: CampaignWish, *, by: Person, now: datetime) -> str:
    """Begin a campaign; returns its code. Refuses BAD_LINK."""
    with write() as session:
        campaign = Campaign(
            code=new_code(), written_by=by.id, is_sample=by.is_sample, created_at=now, changed_at=now, **_columns(wish)
        )
        session.add(campaign)
        audit.record(session, by=by.id, at=now, action="campaign.add", subject=campaign)
        attempts.remember(campaign.code)
        return campaign.code


def change_campaign(code: str, wish: CampaignWish, *, by: Person, now: datetime) -> None:
    """Write it anew; what was handed in has to be handed in again. Refuses WRONG_STATE, BAD_LINK."""
    staff_id = by.id
    with write() as session:
        campaign = get_campaign(session, code, lock=True)
        if campaign.state not in EDITABLE:
            raise RuleBroken(Refusal.WRONG_STATE)
        for name, value in _columns(wish).items():
            setattr(campaign, name, value)
        campaign.written_by, campaign.state, campaign.changed_at = staff_id, CampaignState.DRAFT, now
        audit.record(session, by=staff_id, at=now, action="campaign.change", subject=campaign)
        attempts.remember(code)


def seen_of(campaign: Campaign) -> str:
    """What tells whether a campaign still says, and is for, what somebody saw."""
    values = (getattr(campaign, field.name) for field in fields(CampaignWish) if field.name != "send_at")
    return keyed_hash("campaigns-seen", repr((*values, campaign.send_at.timestamp())))[:32]


def step_campaign(
    code: str, state: CampaignState, *, by: Person, now: datetime, reason: str = "", seen: str | None = None
) -> None:
    """Hand a campaign in, let it go, give it back with a reason, or stop it.

    Whoever lets it go says what they saw (`seen_of`): it may have been written anew and handed in since. Refuses
    WRONG_STATE, REASON_MISSING; to be handed in NO_CARRIER, IN_THE_PAST, QUIET_HOURS, TOO_FEW; to be let go
    SAME_PERSON, TOO_LATE, TOO_FEW. What is let go after its hour goes at once, but never in the quiet hours.
    """
    staff_id = by.id
    with write() as session:
        campaign = get_campaign(session, code, lock=True)
        if not may_become(campaign.state, state):
            raise RuleBroken(Refusal.WRONG_STATE)
        if state is CampaignState.DRAFT and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        refusal = None
        if state is CampaignState.SUBMITTED:
            refusal = _refuse_submission(session, campaign, now)
            campaign.written_by = staff_id
        if state is CampaignState.APPROVED:
            if seen is not None and seen != seen_of(campaign):
                raise RuleBroken(Refusal.WRONG_STATE)
            refusal = refuse_approval(
                written_by=campaign.written_by,
                approver=staff_id,
                send_at=campaign.send_at,
                now=now,
                reached=_reached(session, campaign, now),
                least=settings().least_shown,
            )
        if refusal:
            raise RuleBroken(refusal, least=settings().least_shown)
        is_let_go = state is CampaignState.APPROVED
        if state is not CampaignState.STOPPED:
            campaign.approved_by, campaign.approved_at = (staff_id, now) if is_let_go else (None, None)
        campaign.state, campaign.state_reason, campaign.changed_at = state, reason, now
        if state is CampaignState.STOPPED:
            campaign.finished_at = now
            _call_back(session, campaign)
        audit.record(session, by=staff_id, at=now, action=f"campaign.{state.value}", subject=campaign, reason=reason)
        attempts.remember(code)


def _refuse_submission(session: Session, campaign: Campaign, now: datetime) -> Refusal | None:
    return refuse_submission(
        carriers=campaign.carriers,
        send_at=campaign.send_at,
        now=now,
        is_quiet=settings().is_quiet(campaign.send_at),
        reached=_reached(session, campaign, now),
        least=settings().least_shown,
    )


def _reached(session: Session, campaign: Campaign, now: datetime) -> int:
    return count_reach(session, aim_of(campaign), campaign.carriers, now)[REACHED]


def _call_back(session: Session, campaign: Campaign) -> None:
    """What no mail server or push service has taken yet is dropped, and what nobody read on the site goes."""
    start = key_of(campaign, "")
    drop_owed(session, OutboxMessage.dedup_key.startswith(start), STOPPED)
    unread = delete(Message).where(Message.key.startswith(start), Message.read_at.is_(None))
    session.execute(unread, execution_options={"synchronize_session": False})


def _columns(wish: CampaignWish) -> dict[str, object]:
    """As the table keeps it. A link leads to a page of this site and nowhere else."""
    if wish.path and not safe_target(wish.path, ""):
        raise RuleBroken(Refusal.BAD_LINK)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(wish).items()}
