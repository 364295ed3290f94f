"""Projects, talks about them without addresses, and times for meeting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Organisation, Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.core.pictures import KeptPicture
from sciencepop.showcase.rules.projects import Need as Need
from sciencepop.showcase.rules.projects import Offer as Offer
from sciencepop.showcase.rules.projects import ProjectState as ProjectState
from sciencepop.showcase.rules.projects import SlotState as SlotState
from sciencepop.showcase.rules.projects import Stage as Stage


class Project(Base):
    """Something of science that looks for somebody. `offers` and `needs` are words of the rules, `topic` a topic."""

    __tablename__ = "showcase_project"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_a_time"),
        CheckConstraint("state <> 'returned' OR state_reason <> ''", name="returned_with_a_reason"),
        Index("ix_showcase_project_state_id", "state", "id"),
        Index("ix_showcase_project_owner_id", "owner_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    topic: Mapped[str]
    stage: Mapped[Stage] = mapped_column(choice(Stage, "stage"))
    offers: Mapped[list[str]] = mapped_column(default=list)
    needs: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[ProjectState] = mapped_column(choice(ProjectState, "state"), default=ProjectState.DRAFT)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    slots: Mapped[list[MeetingSlot]] = relationship(back_populates="project", order_by="MeetingSlot.starts_at")
    pictures: Mapped[list[ProjectPicture]] = relationship(back_populates="project", order_by="ProjectPicture.id")


class ProjectPicture(KeptPicture, Base):
    """A picture of a project, as `core.pictures` drew it anew, with words for who cannot see it.

    It is public when its project is. `rights_at` is when the owner said that it may be shown, in the words of the form.
    """

    __tablename__ = "showcase_picture"
    __table_args__ = (CheckConstraint("alt_zh <> ''", name="told_in_words"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("showcase_project.id"), index=True)
    alt_zh: Mapped[str]
    alt_en: Mapped[str] = mapped_column(default="")
    rights_at: Mapped[datetime]

    project: Mapped[Project] = relationship(back_populates="pictures")


class Talk(Base):
    """What one person and the owner of a project write to one another. Addresses are shown once both agreed.

    A report hides nothing by itself; an officer reads the talk then and closes it, or not (`kept_at`).
    """

    __tablename__ = "showcase_talk"
    __table_args__ = (
        UniqueConstraint("project_id", "asker_id"),
        CheckConstraint("(reported_at IS NULL) = (reported_by IS NULL)", name="reported_by_somebody"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        Index("ix_showcase_talk_asker_id_opened_at", "asker_id", "opened_at"),
        Index("ix_showcase_talk_reported_at", "reported_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("showcase_project.id"))
    asker_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    owner_agreed_at: Mapped[datetime | None]
    asker_agreed_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    reported_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    report: Mapped[str] = mapped_column(Text, default="")
    kept_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    project: Mapped[Project] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])
    messages: Mapped[list[TalkMessage]] = relationship(order_by="TalkMessage.id")


class TalkMessage(Base):
    """One message of a talk. Whoever closes their account leaves no words."""

    __tablename__ = "showcase_message"
    __table_args__ = (Index("ix_showcase_message_talk_id", "talk_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    talk_id: Mapped[int] = mapped_column(Id, ForeignKey("showcase_talk.id"))
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]


class MeetingSlot(Base):
    """A time that an owner offers. Taken, it takes the time of both in the one ledger. It is never reopened: whoever
    calls a meeting off leaves this one in both calendars as off, and a new one is made for the next.
    """

    __tablename__ = "showcase_slot"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("state <> 'taken' OR talk_id IS NOT NULL", name="taken_by_somebody"),
        CheckConstraint("state <> 'open' OR talk_id IS NULL", name="open_is_nobodys"),
        Index("ix_showcase_slot_project_id_starts_at", "project_id", "starts_at"),
        Index("ix_showcase_slot_talk_id", "talk_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("showcase_project.id"))
    talk_id: Mapped[int | None] = mapped_column(Id, ForeignKey("showcase_talk.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[SlotState] = mapped_column(choice(SlotState, "state"), default=SlotState.OPEN)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]

    project: Mapped[Project] = relationship(back_populates="slots")
    talk: Mapped[Talk | None] = relationship()
