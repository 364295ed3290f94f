"""What was written to a person, kept on the site for them, and the kinds that they do not want."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.accounts.rules.messages import MessageKind as MessageKind
from sciencepop.accounts.rules.messages import Way as Way
from sciencepop.core.db import Base, Id, choice


class Message(Base):
    """One message to one person, whether or not a mail or SMS left too. `key` is that of its row in the outbox.

    `language` is the one in which it was written. `path` is the page that it is about, without the site's address; ''
    for none.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_person_id_id", "person_id", "id"),
        Index(
            "ix_message_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind, "kind"))
    key: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(default="zh")
    path: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]


class Muted(Base):
    """That a person wants no messages of a kind in one way. By post, only kinds of `OPTIONAL` are ever asked about."""

    __tablename__ = "muted"
    __table_args__ = (UniqueConstraint("person_id", "kind", "way"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind, "kind"))
    way: Mapped[Way] = mapped_column(choice(Way, "way"))
    created_at: Mapped[datetime]
