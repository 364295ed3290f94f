"""Papers handed in with a registration: which are taken, and under which name they are kept."""

from __future__ import annotations

import re
import unicodedata

from sciencepop.bases.rules.refusals import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10
_KINDS = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
)
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*;%]')


def media_type_of(content: bytes) -> str | None:
    """PDF, JPEG or PNG by the first bytes; what the name or the browser says counts for nothing."""
    for magic, media_type, _ending in _KINDS:
        if content.startswith(magic):
            return media_type
    return None


def refusal_of(content: bytes, files_already: int) -> Refusal | None:
    """Why a paper is not taken, or None."""
    if not content:
        return Refusal.FILE_EMPTY
    if len(content) > MOST_BYTES:
        return Refusal.FILE_TOO_BIG
    if media_type_of(content) is None:
        return Refusal.FILE_KIND
    return Refusal.TOO_MANY_FILES if files_already >= MOST_FILES else None


def clean_filename(name: str, content: bytes) -> str:
    """The last part of the name without what could harm, at most 80 characters, with its content's ending."""
    ending = next((end for magic, _kind, end in _KINDS if content.startswith(magic)), "")
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = _UNFIT.sub("", last.encode("utf-8", "ignore").decode())
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem).strip(". ")
    return (" ".join(stem.split())[:80] or "file") + ending
