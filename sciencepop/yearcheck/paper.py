"""The paper of a filed year-file, made by the worker. It is Chinese in every language: it is signed and sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core.clock import local
from sciencepop.core.documents import Paper
from sciencepop.core.i18n import in_language
from sciencepop.core.reference import get_reference
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import get_file
from sciencepop.yearcheck.rules.counted import digest_of
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.terms import Figure, terms
from sciencepop.yearcheck.words import said_words

KIND = "year_file"


def read_paper(session: Session, code: str) -> Paper | None:
    """The paper of the last filing; None where nothing was filed."""
    if session.scalar(select(YearFile.filing).where(YearFile.code == code)) in (None, 0):
        return None
    file = get_file(session, code)
    assert file.filed_at is not None
    with in_language("zh"):
        return Paper("year_file", facts_of(file), file.filed_at, stands_in=True)


def facts_of(file: YearFile) -> dict[str, Any]:
    """What the paper says, as JSON values."""
    known, filed = terms(file.year), file.filed_at
    return {
        "year": file.year,
        "base": file.base.name_zh,
        "base_code": file.base.code or "",
        "address": file.base.address_zh,
        "contact": " ".join(part for part in (file.base.contact_name, file.base.contact_phone) if part),
        "code": file.code,
        "filing": file.filing,
        "filed_on": f"{local(filed):%Y-%m-%d %H:%M}" if filed else "",
        "signed": file.signed_name,
        "host": get_reference().district.host_zh,
        "is_sample": file.is_sample,
        "digest": digest_of_file(file),
        "sections": [
            {
                "name": section.name_zh,
                "lines": [_line(file, row) for row in known.figures if row.section == section.slug],
            }
            for section in known.sections
        ],
    }


def _line(file: YearFile, figure: Figure) -> dict[str, Any]:
    row = file.frozen.get(figure.slug)
    said = row.said if row else ""
    return {
        "name": figure.name_zh,
        "said": said if figure.of_kind is Kind.DAY else said_words(figure, said),
        "source": "平台" if figure.computation else "基地",
        "comment": row.comment if row else "",
        "wide": figure.of_kind is Kind.TEXT,
    }


def digest_of_file(file: YearFile) -> str:
    """One sum over the sums of all its figures: what stands on the paper can be held against the site."""
    sums = {row.figure: row.digest for row in file.frozen.values()}
    return digest_of(file.code, str(file.filing), "", sums, None)
