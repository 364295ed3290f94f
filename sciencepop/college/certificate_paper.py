"""What a certificate of completion says: its signed payload, and the papers that the worker makes of it.

The payload has both languages, so the Chinese and the English paper, the page that checks them and the digest cannot
differ. A batch is the same paper with a page for each certificate of a class that holds.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.college.models import CourseCertificate, CourseClass, Enrolment
from sciencepop.college.queries.certificates import get_certificate, list_of_class
from sciencepop.college.queries.classes import find_class
from sciencepop.college.rules.completion import Progress
from sciencepop.college.vocabulary import vocabulary
from sciencepop.college.words import term_name
from sciencepop.core import documents
from sciencepop.core.certificates import LANGS, both
from sciencepop.core.clock import local
from sciencepop.core.documents import Paper
from sciencepop.core.i18n import in_language
from sciencepop.core.qr import qr_file
from sciencepop.core.reference import get_reference
from sciencepop.core.sealed import in_fours

PAPER = "course_certificate"


def kind_of(lang: str) -> str:
    """The kind of document that is one certificate in a language."""
    return f"course_certificate_{lang}"


def batch_kind(lang: str) -> str:
    """The kind of document that is all certificates of a class in a language."""
    return f"class_certificates_{lang}"


KINDS = tuple(kind for lang in LANGS for kind in (kind_of(lang), batch_kind(lang)))
"""All kinds of documents of this feature."""


def register() -> None:
    """Say how the papers are read."""
    for lang in LANGS:
        documents.register(kind_of(lang), partial(read_single, lang))
        documents.register(batch_kind(lang), partial(read_batch, lang))


def payload_of(
    one: CourseClass, enrolment: Enrolment, progress: Progress, *, code: str, serial: str, now: datetime
) -> dict[str, Any]:
    """Everything that a certificate says, in both languages, as it was on the day of issue."""
    district, branch = get_reference().district, vocabulary().branches.get(one.point.branch)
    first, last = local(one.lessons[0].starts_at), local(one.lessons[-1].starts_at)
    return {
        "version": 1,
        "serial": serial,
        "code": code,
        "is_sample": one.is_sample,
        "name": enrolment.person.name,
        "course": {"code": one.course.code} | both(one.course, "title"),
        "hours": one.course.hours,
        "lessons": progress.lessons,
        "attended": progress.counted,
        "from_on": f"{first:%Y-%m-%d}",
        "until_on": f"{last:%Y-%m-%d}",
        "term": _term(one),
        "point": both(one.point, "name"),
        "lecturer": both(one.lecturer, "name"),
        "branch": {"zh": branch.name_zh, "en": branch.name_en} if branch else {"zh": "", "en": ""},
        "issuer": {"zh": f"{district.name_zh}社区科普大学", "en": f"Community Science College, {district.name_en}"},
        "host": {"zh": district.host_zh, "en": district.host_en},
        "unit": enrolment.unit,
        "issued_on": f"{local(now):%Y-%m-%d}",
    }


def _term(one: CourseClass) -> dict[str, str]:
    names = {}
    for lang in LANGS:
        with in_language(lang):
            names[lang] = term_name(one.term)
    return names


def link_of(code: str) -> str:
    """The address that the QR code says: it opens the page that checks a certificate."""
    return f"{current_app.extensions['config'].public_url}/certificate/{code}"


def read_single(lang: str, session: Session, code: str) -> Paper | None:
    """The paper of one certificate; None for one that was revoked since."""
    try:
        found = get_certificate(session, code)
    except NotFound:
        return None
    if found.revoked_at is not None:
        return None
    return Paper(PAPER, {"lang": lang, "sheets": [_sheet(found)]}, found.issued_at)


def read_batch(lang: str, session: Session, class_code: str) -> Paper | None:
    """The paper of all certificates of a class that hold; None where there is none."""
    one = find_class(session, class_code)
    rows = [row for row in list_of_class(session, one.id) if is_printed(row)] if one else []
    if not rows:
        return None
    return Paper(PAPER, {"lang": lang, "sheets": [_sheet(row) for row in rows]}, max(row.issued_at for row in rows))


def is_printed(row: CourseCertificate) -> bool:
    """Whether a certificate is in the file of its class: it holds, and its learner has an account."""
    return row.revoked_at is None and row.enrolment.person.is_active


def _sheet(row: CourseCertificate) -> dict[str, Any]:
    link = link_of(row.code)
    return row.payload | {"code_shown": in_fours(row.code), "link": link, "digest": row.digest, "qr": qr_file(link)}
