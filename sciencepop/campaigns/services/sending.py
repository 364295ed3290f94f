"""Sending a campaign in portions, each a unit of work of its own.

The campaign's cursor moves in the same transaction that owes the letters, so a worker that is cut off loses nothing and
the next one goes on where it stopped; that nobody is written to twice, the table holds besides.
"""

from __future__ import annotations

from datetime import datetime

from sciencepop.campaigns.letters import campaign_letter
from sciencepop.campaigns.models import CampaignState
from sciencepop.campaigns.queries.campaigns import take_due_campaign
from sciencepop.campaigns.queries.reach import list_reached, next_readers
from sciencepop.campaigns.services.carrying import carry, learn
from sciencepop.campaigns.settings import settings
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.i18n import in_language

PORTION = 200
"""Readers who are looked at; on SQLite nobody else writes for as long as their letters take."""


def send_portion(now: datetime) -> int | None:
    """Write to those of the next readers whom a due campaign reaches; how many, or None where none is due.

    None is while it is quiet.
    """
    if settings().is_quiet(now):
        return None
    with write() as session:
        campaign = take_due_campaign(session, now)
        if campaign is None:
            return None
        campaign.state = CampaignState.SENDING
        looked_at = next_readers(session, campaign.cursor, PORTION)
        readers = list_reached(session, campaign, looked_at, now)
        known, written = learn(session, readers), 0
        for reader in readers:
            with in_language(reader.tongue):
                letter = campaign_letter(campaign, reader)
                written += carry(
                    session,
                    campaign,
                    reader,
                    letter,
                    known,
                    path=campaign.path,
                    carriers=campaign.carriers,
                    now=now,
                )
        campaign.cursor = max(looked_at, default=campaign.cursor)
        if len(looked_at) < PORTION:
            campaign.state, campaign.finished_at = CampaignState.SENT, now
            audit.record(session, by=None, at=now, action="campaign.sent", subject=campaign)
        return written
