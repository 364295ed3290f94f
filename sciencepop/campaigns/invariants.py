"""What must always hold of campaigns, digests and readers; `flask doctor` asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from sciencepop.accounts.consents import CAMPAIGNS
from sciencepop.accounts.models import Consent, Person
from sciencepop.campaigns.models import Campaign, CampaignState, Reader
from sciencepop.campaigns.rules.states import LATEST
from sciencepop.campaigns.settings import settings
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference

MOST = 20
STUCK = LATEST + timedelta(days=1)
"""What was let go at the last moment may wait for the quiet hours to end, and takes its time."""


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*readers_without_consent(), *readers_who_left(), *stuck(), *unknown_slugs()]


def readers_without_consent() -> list[str]:
    """Nobody gets campaigns without a consent that holds; sample people consented to nothing that anybody read."""
    live = select(Consent.person_id).where(Consent.kind == CAMPAIGNS, Consent.ended_at.is_(None))
    found = select(Reader.id).where(
        Reader.campaigns_since_at.is_not(None), Reader.is_sample.is_(False), Reader.person_id.not_in(live)
    )
    return [f"Reader {number} gets campaigns without a consent." for number in db.session.scalars(found.limit(MOST))]


def readers_who_left() -> list[str]:
    """Whoever closed their account is no reader."""
    left = select(Reader.id).join(Person, Person.id == Reader.person_id).where(Person.closed_at.is_not(None))
    return [f"Reader {number} has closed their account." for number in db.session.scalars(left.limit(MOST))]


def stuck() -> list[str]:
    """A campaign that was let go is written soon after its hour."""
    late = select(Campaign.code).where(
        Campaign.state.in_((CampaignState.APPROVED, CampaignState.SENDING)), Campaign.send_at < clock.now() - STUCK
    )
    return [
        f"Campaign {code} should have been sent; is the worker running?"
        for code in db.session.scalars(late.limit(MOST))
    ]


def unknown_slugs() -> list[str]:
    """Slugs that the data no longer knows."""
    known: dict[str, Collection[str]] = {
        "audiences": get_reference().audiences,
        "towns": get_reference().towns,
        "ages": settings().ages,
    }
    strange: Counter[str] = Counter()
    for campaign in db.session.scalars(select(Campaign)):
        for name, words in known.items():
            strange.update(slug for slug in getattr(campaign, name) if slug not in words)
    return [f"Campaigns name {slug}, which the data does not know." for slug in list(strange)[:MOST]]
