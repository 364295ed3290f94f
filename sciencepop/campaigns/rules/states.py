"""The life of a campaign: written by one of the staff, let go by another, sent in portions, stopped at any time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum


class CampaignState(StrEnum):
    """SENDING is the worker's; it begins at the hour of an approved one and ends when nobody is left."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


STEPS: dict[CampaignState, tuple[CampaignState, ...]] = {
    CampaignState.DRAFT: (CampaignState.SUBMITTED, CampaignState.STOPPED),
    CampaignState.SUBMITTED: (CampaignState.APPROVED, CampaignState.DRAFT, CampaignState.STOPPED),
    CampaignState.APPROVED: (CampaignState.DRAFT, CampaignState.STOPPED),
    CampaignState.SENDING: (CampaignState.STOPPED,),
    CampaignState.SENT: (),
    CampaignState.STOPPED: (),
}
"""What staff may do. What the worker does is in `services.sending` alone."""

EDITABLE = (CampaignState.DRAFT, CampaignState.SUBMITTED)
"""A change of what was handed in is read again from the start."""


class Carrier(StrEnum):
    """How a letter reaches people: the columns of campaigns and readers are called so."""

    MAIL = "by_mail"
    DEVICES = "on_devices"
    SITE = "on_site"


class Frequency(StrEnum):
    """How often somebody wants the digest."""

    OFF = "off"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Unreached(StrEnum):
    """Why somebody of a segment gets no letter; the first that fits, in this order."""

    UNSUBSCRIBED = "unsubscribed"
    NO_CONSENT = "no_consent"
    AGE_UNTOLD = "age_untold"
    NO_CARRIER = "no_carrier"
    CAPPED = "capped"


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"
    REASON_MISSING = "reason_missing"
    SAME_PERSON = "same_person"
    NO_CARRIER = "no_carrier"
    TOO_FEW = "too_few"
    IN_THE_PAST = "in_the_past"
    QUIET_HOURS = "quiet_hours"
    BAD_LINK = "bad_link"
    NOTHING_CHOSEN = "nothing_chosen"
    BAD_ADDRESS = "bad_address"
    LINK_OVER = "link_over"
    TOO_LATE = "too_late"


LATEST = timedelta(days=1)
"""A campaign may be let go until so long after its hour; what it tells of may be over later."""


def may_become(before: CampaignState, after: CampaignState) -> bool:
    """Whether staff may give a campaign another state."""
    return after in STEPS[before]


def refuse_submission(
    *, carriers: Collection[Carrier], send_at: datetime, now: datetime, is_quiet: bool, reached: int, least: int
) -> Refusal | None:
    """Why a campaign cannot be handed in. `is_quiet`: its hour falls into the quiet ones."""
    if not carriers:
        return Refusal.NO_CARRIER
    if send_at <= now:
        return Refusal.IN_THE_PAST
    if is_quiet:
        return Refusal.QUIET_HOURS
    return Refusal.TOO_FEW if reached < least else None


def refuse_approval(
    *, written_by: int, approver: int, send_at: datetime, now: datetime, reached: int, least: int
) -> Refusal | None:
    """Four eyes: whoever wrote a campaign last does not let it go. Since it was handed in its hour may have gone by,
    and readers may have left."""
    if written_by == approver:
        return Refusal.SAME_PERSON
    if is_too_late(send_at, now):
        return Refusal.TOO_LATE
    return Refusal.TOO_FEW if reached < least else None


def is_too_late(send_at: datetime, now: datetime) -> bool:
    """Whether the hour of a campaign is gone for so long that it needs another."""
    return now > send_at + LATEST
