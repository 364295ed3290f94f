"""Certificates: numbered, signed once, and checked for years by whoever was given their code.

Features that certify differ in whose a certificate is and in what it says. The register, its numbers, the signature
and what a stranger sees are the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from flask import render_template
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.clock import local
from sciencepop.core.db import Id, hold_name
from sciencepop.core.i18n import language
from sciencepop.core.sealed import digest_of, masked, serial_of
from sciencepop.core.signing import is_signed, sign_payload

LANGS = ("zh", "en")
"""A certificate says everything in both, so that its papers, the page that checks it and the digest cannot differ."""
_HOLDS = text("revoked_at IS NULL")


class Certificate:
    """The columns of a register of certificates; a table adds whose they are.

    `code` opens the page that checks it. `payload` is all that the paper says, with its digest and signature. Nothing
    of it ever changes but a revocation.
    """

    SERIES: ClassVar[str]
    """What serial numbers begin with."""
    PURPOSE: ClassVar[str]
    """What its signatures are for: one is worth nothing on another kind of paper."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    serial_year: Mapped[int]
    serial_number: Mapped[int]
    serial: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str]
    signature: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def is_intact(self) -> bool:
        """Whether what is stored is still what was signed."""
        return is_signed(self.PURPOSE, self.payload, self.digest, self.signature)

    def number(self, session: Session, now: datetime) -> None:
        """Give it the next number of the year."""
        self.serial_year, self.serial_number = next_number(session, type(self), now)
        self.serial = serial_of(self.SERIES, self.serial_year, self.serial_number)

    def sign(self, payload: dict[str, Any]) -> None:
        """Seal what it says."""
        self.payload, self.digest = payload, digest_of(payload)
        self.signature = sign_payload(self.PURPOSE, payload)


def rules_of(table: str, owner: str) -> tuple[Any, ...]:
    """The constraints of a register: an owner has at most one certificate that holds."""
    return (
        UniqueConstraint("serial_year", "serial_number"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
        CheckConstraint("(revoked_at IS NULL) = (reason = '')", name="revoked_with_a_reason"),
        Index(f"uq_{table}_holds", owner, unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS),
    )


def next_number(session: Session, register: type[Any], now: datetime) -> tuple[int, int]:
    """The year and the next `serial_number` in this table of it, without gaps: nobody else takes one until this unit of
    work ends.
    """
    year = local(now).year
    hold_name(session, f"{register.__tablename__}.{year}")
    last = session.scalar(select(func.max(register.serial_number)).where(register.serial_year == year))
    return year, (last or 0) + 1


def both(thing: Any, name: str) -> dict[str, str]:
    """A name in both languages; what has no English one is Chinese in both."""
    chinese = str(getattr(thing, f"{name}_zh"))
    return {"zh": chinese, "en": str(getattr(thing, f"{name}_en")) or chinese}


def checking_page(template: str, row: Certificate) -> str:
    """What a certificate says, for whoever was given its code: of the name only a part, and whether it holds."""
    return render_template(
        template,
        row=row,
        said=row.payload,
        lang=language(),
        name=masked(str(row.payload["name"])),
        revoked_on=local(row.revoked_at).date().isoformat() if row.revoked_at else "",
    )
