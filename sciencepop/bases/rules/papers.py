"""Papers handed in with a registration: which are taken."""

from __future__ import annotations

from sciencepop.bases.rules.refusals import Refusal
from sciencepop.core.file_kinds import media_type_of

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10
BOUNDS = {"megabytes": MOST_BYTES // 1024 // 1024, "count": MOST_FILES}
"""What the sentences of refusals name."""


def refusal_of(content: bytes, files_already: int) -> Refusal | None:
    """Why a paper is not taken, or None."""
    if not content:
        return Refusal.FILE_EMPTY
    if len(content) > MOST_BYTES:
        return Refusal.FILE_TOO_BIG
    if media_type_of(content) is None:
        return Refusal.FILE_KIND
    return Refusal.TOO_MANY_FILES if files_already >= MOST_FILES else None
