"""Teams, who is in them, and what they hand in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Child, Consent, Organisation, Person
from sciencepop.contests.models.contests import Award, Contest, ContestRound
from sciencepop.contests.rules.states import EntryState
from sciencepop.core.db import Base, Id, choice

_IN = "left_at IS NULL"


class Team(Base):
    """Who takes part together. `captain_id` registered it and hands in; a captain need not be a member.

    `organisation_id` and `town_code` say whose team it is, so that jurors of the same house are kept away.
    """

    __tablename__ = "contest_team"
    __table_args__ = (
        Index("ix_contest_team_contest_id", "contest_id"),
        Index("ix_contest_team_captain_id", "captain_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contest_id: Mapped[int] = mapped_column(Id, ForeignKey("contest.id"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    captain_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    town_code: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="zh")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    contest: Mapped[Contest] = relationship()
    captain: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    members: Mapped[list[TeamMember]] = relationship(back_populates="team", order_by="TeamMember.id")
    entries: Mapped[list[Entry]] = relationship(back_populates="team", order_by="Entry.round_id")

    @property
    def present(self) -> list[TeamMember]:
        """Who is in it now."""
        return [one for one in self.members if one.left_at is None]


class TeamMember(Base):
    """An adult with an account, or a child whose guardian entered it and consented. `name` is for the certificate.

    Nobody is in two teams of a contest. Whoever left keeps no name here. `names_consent_id`: the whole name may stand
    in the published result; without it, only its first character does.
    """

    __tablename__ = "contest_member"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (child_id IS NULL)", name="person_or_child"),
        CheckConstraint("child_id IS NULL OR guardian_id IS NOT NULL", name="children_have_guardians"),
        CheckConstraint("left_at IS NULL OR name = ''", name="gone_without_a_name"),
        Index(
            "uq_contest_member_person",
            "contest_id",
            "person_id",
            unique=True,
            sqlite_where=text(_IN),
            postgresql_where=text(_IN),
        ),
        Index(
            "uq_contest_member_child",
            "contest_id",
            "child_id",
            unique=True,
            sqlite_where=text(_IN),
            postgresql_where=text(_IN),
        ),
        Index("ix_contest_member_team_id", "team_id"),
        Index("ix_contest_member_person_id", "person_id"),
        Index("ix_contest_member_child_id", "child_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contest_id: Mapped[int] = mapped_column(Id, ForeignKey("contest.id"))
    team_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_team.id"))
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"))
    guardian_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    name: Mapped[str]
    consent_id: Mapped[int] = mapped_column(Id, ForeignKey("consent.id"))
    names_consent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("consent.id"))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship(back_populates="members")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    child: Mapped[Child | None] = relationship()
    consent: Mapped[Consent] = relationship(foreign_keys=[consent_id])
    names_consent: Mapped[Consent | None] = relationship(foreign_keys=[names_consent_id])

    @property
    def answers(self) -> int | None:
        """Who decides for this member: themselves, or the guardian who entered them."""
        return self.person_id or self.guardian_id


class TeamInvitation(Base):
    """A link by which others join a team. Only its hash is kept; it is good for days, and for all who get it."""

    __tablename__ = "contest_invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    team_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_team.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    team: Mapped[Team] = relationship()


class Entry(Base):
    """What a team hands in for a round. The jury knows it by `number` alone, which is given when judging begins.

    `mark` (hundredths) and `rank` are written when the round is ranked, `is_through` and `award_id` with them.
    """

    __tablename__ = "contest_entry"
    __table_args__ = (
        UniqueConstraint("round_id", "team_id"),
        UniqueConstraint("round_id", "number"),
        CheckConstraint("(mark IS NULL) = (rank IS NULL)", name="marked_is_ranked"),
        CheckConstraint("mark IS NULL OR mark BETWEEN 0 AND 10000", name="mark_real"),
        CheckConstraint("(state = 'ruled_out') = (reason <> '')", name="ruled_out_with_a_reason"),
        CheckConstraint("state = 'handed_in' OR mark IS NULL", name="ranked_is_handed_in"),
        Index("ix_contest_entry_team_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_round.id"))
    team_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_team.id"))
    state: Mapped[EntryState] = mapped_column(choice(EntryState, "state"), default=EntryState.DRAFT)
    reason: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[int | None]
    mark: Mapped[int | None]
    rank: Mapped[int | None]
    is_through: Mapped[bool] = mapped_column(default=False)
    award_id: Mapped[int | None] = mapped_column(Id, ForeignKey("contest_award.id"))
    handed_in_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    round: Mapped[ContestRound] = relationship()
    team: Mapped[Team] = relationship(back_populates="entries")
    award: Mapped[Award | None] = relationship()
    files: Mapped[list[EntryFile]] = relationship(order_by="EntryFile.id", cascade="all, delete-orphan")


class EntryFile(Base):
    """A file of an entry. What kind it is was read from its first bytes; the jury never sees its name."""

    __tablename__ = "contest_file"
    __table_args__ = (Index("ix_contest_file_entry_id", "entry_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_entry.id"))
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
