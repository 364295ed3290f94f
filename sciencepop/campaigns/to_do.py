"""What waits of campaigns: those that another of the staff wrote, to be let go."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.campaigns.models import Campaign, CampaignState
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of


def to_approve(session: Session, person: Person, now: datetime) -> Pile | None:
    """Nobody lets their own go."""
    if not person.is_officer:
        return None
    waiting = Campaign.state == CampaignState.SUBMITTED, Campaign.written_by != person.id
    found = select(Campaign).where(*waiting).order_by(Campaign.send_at, Campaign.id)

    def task(row: Campaign) -> Task:
        return Task(tr(row, "title"), url_for("campaigns.campaign", code=row.code), day_of(row.send_at))

    return to_do.search(session, _l("专题推送等您放行"), url_for("campaigns.desk"), found, task)


SOURCES = (to_approve,)
