"""What kind of file some bytes are, and under which name they may be kept. Name and browser count for nothing.

Dangerous: the bytes are a stranger's. Packed parts are counted before one is unpacked, and never written to a disk.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Collection
from enum import StrEnum

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PAPERS = (PDF, JPEG, PNG)
DOCUMENTS = (*PAPERS, DOCX, XLSX, PPTX)
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx"}

MOST_PARTS = 4000
MOST_UNPACKED = 100 * 1024 * 1024
_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*;%]')


class FileProblem(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too_big"
    KIND = "kind"
    OLD_OFFICE = "old_office"
    BOMB = "bomb"
    MACROS = "macros"
    BROKEN = "broken"
    UNCLEAN = "unclean"
    NOT_SCANNED = "not_scanned"


def media_type_of(content: bytes, allowed: Collection[str] = PAPERS) -> str | None:
    """Which of the allowed kinds the bytes are; None for others and for what `package_problem` names."""
    found = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    if found is None and content.startswith(b"PK\x03\x04") and package_problem(content) is None:
        found = _office_kind(content)
    return found if found in allowed else None


def problem_of(content: bytes, allowed: Collection[str], most_bytes: int) -> FileProblem | None:
    """Why a file is not taken, or None."""
    if not content:
        return FileProblem.EMPTY
    if len(content) > most_bytes:
        return FileProblem.TOO_BIG
    if content.startswith(_OLD_OFFICE):
        return FileProblem.OLD_OFFICE
    if content.startswith(b"PK\x03\x04") and (found := package_problem(content)):
        return found
    return None if media_type_of(content, allowed) else FileProblem.KIND


def package_problem(content: bytes) -> FileProblem | None:
    """What is wrong with a package of parts: too much in it, paths that lead out of it, programs, damage.

    The sizes that it claims are counted first. Reading stops at the claimed size and compares sums, so a package that
    claims less than it holds is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return FileProblem.BOMB
            names = [part.filename for part in parts]
            if any(part.flag_bits & 1 for part in parts) or any(_leads_out(name) for name in names):
                return FileProblem.BROKEN
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return FileProblem.MACROS
            return FileProblem.BROKEN if package.testzip() else None
    except Exception:  # zipfile lets a dozen kinds of errors through for a damaged file
        return FileProblem.BROKEN


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _office_kind(content: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _OFFICE.items() if part in names), None)


def clean_filename(name: str, content: bytes) -> str:
    """The last part of the name without what could harm, at most 80 characters, with its content's ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = _UNFIT.sub("", last.encode("utf-8", "ignore").decode())
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem).strip(". ")
    return (" ".join(stem.split())[:80] or "file") + ENDINGS.get(media_type_of(content, DOCUMENTS) or "", "")
