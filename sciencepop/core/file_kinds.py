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
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx"}
DOCUMENTS = frozenset(ENDINGS)

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


def media_type_of(content: bytes) -> str | None:
    """PDF, JPEG or PNG by the first bytes; None for all else."""
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)


def examine(content: bytes, allowed: Collection[str], most_bytes: int) -> str | FileProblem:
    """Which of the allowed kinds a file is, or why it is not taken."""
    if not content:
        return FileProblem.EMPTY
    if len(content) > most_bytes:
        return FileProblem.TOO_BIG
    if content.startswith(_OLD_OFFICE):
        return FileProblem.OLD_OFFICE
    if content.startswith(b"PK\x03\x04"):
        found = _examine_package(content)
    else:
        found = media_type_of(content) or FileProblem.KIND
    return found if found in allowed or isinstance(found, FileProblem) else FileProblem.KIND


def _examine_package(content: bytes) -> str | FileProblem:
    """Which Office file a package of parts is, or what is wrong: too much in it, paths that lead out of it, programs,
    damage.

    The sizes that it claims are counted first. Reading stops at the claimed size and compares sums, so a package that
    claims less than it holds is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return FileProblem.BOMB
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts) or any(_leads_out(name) for name in names):
                return FileProblem.BROKEN
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return FileProblem.MACROS
            if package.testzip():
                return FileProblem.BROKEN
    except Exception:  # zipfile lets a dozen kinds of errors through for a damaged file
        return FileProblem.BROKEN
    kind = next((kind for part, kind in _OFFICE.items() if part in names), FileProblem.KIND)
    return kind if "[Content_Types].xml" in names else FileProblem.KIND


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def clean_filename(name: str, media_type: str) -> str:
    """The last part of the name without what could harm, at most 80 characters, with the ending of what it is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = _UNFIT.sub("", last.encode("utf-8", "ignore").decode())
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem).strip(". ")
    return (" ".join(stem.split())[:80] or "file") + ENDINGS.get(media_type, "")
