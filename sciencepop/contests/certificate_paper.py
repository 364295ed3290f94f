"""What a certificate of a contest says: its signed payload, and the paper that the worker makes of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.contests.models import Contest, Entry, TeamMember
from sciencepop.contests.queries.certificates import get_certificate
from sciencepop.core import documents
from sciencepop.core.certificates import LANGS, both
from sciencepop.core.clock import local
from sciencepop.core.documents import Paper
from sciencepop.core.qr import qr_file
from sciencepop.core.reference import get_reference
from sciencepop.core.sealed import in_fours

PAPER = "contest_certificate"


def kind_of(lang: str) -> str:
    """The kind of document that is one certificate in a language."""
    return f"contest_certificate_{lang}"


def register() -> None:
    """Say how the papers are read."""
    for lang in LANGS:
        documents.register(kind_of(lang), partial(read_single, lang))


def payload_of(
    contest: Contest, member: TeamMember, entry: Entry, *, code: str, serial: str, now: datetime
) -> dict[str, Any]:
    """Everything that a certificate says, in both languages. Without an award it says that somebody took part."""
    district = get_reference().district
    host = {"zh": district.host_zh, "en": district.host_en}
    return {
        "version": 1,
        "serial": serial,
        "code": code,
        "is_sample": contest.is_sample,
        "name": member.name,
        "team": member.team.name,
        "work": entry.title,
        "contest": both(contest, "title"),
        "round": both(entry.round, "title"),
        "award": both(entry.award, "name") if entry.award else {"zh": "", "en": ""},
        "issuer": both(contest.base, "name") if contest.base else host,
        "host": host,
        "issued_on": f"{local(now):%Y-%m-%d}",
    }


def link_of(code: str) -> str:
    """The address that the QR code says: it opens the page that checks a certificate."""
    return f"{current_app.extensions['config'].public_url}/contest-certificate/{code}"


def read_single(lang: str, session: Session, code: str) -> Paper | None:
    """The paper of one certificate; None for one that was revoked since."""
    try:
        found = get_certificate(session, code)
    except NotFound:
        return None
    if found.revoked_at is not None:
        return None
    link = link_of(code)
    more = {"code_shown": in_fours(code), "link": link, "digest": found.digest, "qr": qr_file(link)}
    return Paper(PAPER, {"lang": lang, "sheets": [found.payload | more]}, found.issued_at)
