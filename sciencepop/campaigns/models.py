"""Readers and what they want, campaigns of the staff, digests, and who was written to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.campaigns.rules.states import CampaignState as CampaignState
from sciencepop.campaigns.rules.states import Carrier as Carrier
from sciencepop.campaigns.rules.states import Frequency as Frequency
from sciencepop.core.db import Base, Id, choice


class Reader(Base):
    """Who wants a digest or campaigns: somebody with an account, or an e-mail address alone, which gets digests only.

    `audiences` and `ages` are slugs that they chose. An account's consents stand in `consent`, those of an address
    here, in the words that were read. Who has left keeps the row, empty, so that counts survive.
    """

    __tablename__ = "reader"
    __table_args__ = (
        CheckConstraint("person_id IS NULL OR email IS NULL", name="account_or_address"),
        CheckConstraint(
            "person_id IS NOT NULL OR email IS NOT NULL OR (frequency = 'off' AND wording = '')", name="gone_is_empty"
        ),
        CheckConstraint("person_id IS NOT NULL OR campaigns_since_at IS NULL", name="campaigns_to_accounts"),
        CheckConstraint("email IS NULL OR wording <> ''", name="address_has_consented"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"), unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="zh")
    frequency: Mapped[Frequency] = mapped_column(choice(Frequency, "frequency"), default=Frequency.OFF)
    by_mail: Mapped[bool] = mapped_column(default=False)
    on_devices: Mapped[bool] = mapped_column(default=False)
    on_site: Mapped[bool] = mapped_column(default=False)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    ages: Mapped[list[str]] = mapped_column(default=list)
    wants_general: Mapped[bool] = mapped_column(default=True)
    gives_feedback: Mapped[bool] = mapped_column(default=False)
    campaigns_since_at: Mapped[datetime | None]
    campaigns_ended_at: Mapped[datetime | None]
    wording: Mapped[str] = mapped_column(Text, default="")
    wording_version: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()

    @property
    def tongue(self) -> str:
        """The language in which letters to this reader are written."""
        return self.person.language if self.person else self.language

    @property
    def carriers(self) -> set[Carrier]:
        return {carrier for carrier in Carrier if getattr(self, carrier)}


class Campaign(Base):
    """A letter of the staff to a segment: people of any of the audiences (or life stages), in any of the towns, who
    look for events for any of the ages; an empty list asks nothing.

    `cursor` is the last reader who was looked at; a worker that starts anew goes on behind it. `fate` keeps the counts
    of what became of its letters, once these are forgotten.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> written_by", name="four_eyes"),
        CheckConstraint("state NOT IN ('approved', 'sending', 'sent') OR approved_by IS NOT NULL", name="let_go"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_at_a_time"),
        Index("ix_campaign_state_send_at", "state", "send_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[str] = mapped_column(default="")
    audiences: Mapped[list[str]] = mapped_column(default=list)
    stages: Mapped[list[str]] = mapped_column(default=list)
    towns: Mapped[list[str]] = mapped_column(default=list)
    ages: Mapped[list[str]] = mapped_column(default=list)
    by_mail: Mapped[bool] = mapped_column(default=False)
    on_devices: Mapped[bool] = mapped_column(default=False)
    on_site: Mapped[bool] = mapped_column(default=False)
    send_at: Mapped[datetime]
    state: Mapped[CampaignState] = mapped_column(choice(CampaignState, "state"), default=CampaignState.DRAFT)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    written_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    approved_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    cursor: Mapped[int] = mapped_column(Id, default=0)
    finished_at: Mapped[datetime | None]
    fate: Mapped[dict[str, Any] | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def carriers(self) -> set[Carrier]:
        return {carrier for carrier in Carrier if getattr(self, carrier)}


class Digest(Base):
    """The digests of one day, to all who want one; `cursor` and `fate` as in a campaign."""

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    due_on: Mapped[date] = mapped_column(unique=True)
    cursor: Mapped[int] = mapped_column(Id, default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    fate: Mapped[dict[str, Any] | None]


class SentLetter(Base):
    """That a reader was written to, once for each campaign and digest; by which ways, and what they said of it."""

    __tablename__ = "sent_letter"
    __table_args__ = (
        UniqueConstraint("campaign_id", "reader_id"),
        UniqueConstraint("digest_id", "reader_id"),
        CheckConstraint("(campaign_id IS NULL) <> (digest_id IS NULL)", name="of_one_thing"),
        CheckConstraint("(is_useful IS NULL) = (answered_on IS NULL)", name="answered_on_a_day"),
        Index("ix_sent_letter_reader_id_written_at", "reader_id", "written_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reader_id: Mapped[int] = mapped_column(Id, ForeignKey("reader.id"))
    campaign_id: Mapped[int | None] = mapped_column(Id, ForeignKey("campaign.id"))
    digest_id: Mapped[int | None] = mapped_column(Id, ForeignKey("digest.id"))
    by_mail: Mapped[bool] = mapped_column(default=False)
    on_devices: Mapped[bool] = mapped_column(default=False)
    on_site: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
    is_useful: Mapped[bool | None]
    answered_on: Mapped[date | None]
