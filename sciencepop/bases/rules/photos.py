"""Photographs of a base: what they show, whose they are, who in them agreed, and their way to the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sciencepop.bases.rules.refusals import Refusal

MOST_PHOTOS = 24
"""Of one base, those that wait or were given back included."""


class Shows(StrEnum):
    """The base itself, or one of its exhibits."""

    VENUE = "venue"
    EXHIBIT = "exhibit"


class Rights(StrEnum):
    """By what right the base shows it. The licences are those under which strangers' pictures are found most."""

    OWN = "own"
    PERMITTED = "permitted"
    CC_BY = "cc-by"
    CC_BY_SA = "cc-by-sa"
    CC0 = "cc0"


LICENCES: dict[Rights, str] = {
    Rights.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Rights.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Rights.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""The addresses of the licences; what a base may show by another right, others may not."""


class PhotoState(StrEnum):
    """waiting → shown ↔ returned → waiting. The district takes back what it let through, too."""

    WAITING = "waiting"
    SHOWN = "shown"
    RETURNED = "returned"


class PhotoStep(StrEnum):
    """What an officer may do; also the last word of its audit action."""

    SHOW = "show"
    RETURN = "return"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a photograph shows, for those who cannot see it (`alt`), and its line on the page."""

    shows: Shows
    alt_zh: str
    alt_en: str = ""
    caption_zh: str = ""
    caption_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Whose it is and why the base may show it. `permission` says who agreed when, where somebody had to."""

    author: str
    rights: Rights
    permission: str = ""
    people_agreed: bool = False


def refuse_photo(words: Words, claim: Claim, *, count: int) -> Refusal | None:
    """Why it is not taken, where the base has `count` photographs already."""
    if not words.alt_zh:
        return Refusal.ALT_MISSING
    if not claim.author:
        return Refusal.AUTHOR_MISSING
    if claim.rights is Rights.PERMITTED and not claim.permission:
        return Refusal.PERMISSION_MISSING
    if not claim.people_agreed:
        return Refusal.PEOPLE_NOT_ASKED
    return Refusal.TOO_MANY_PHOTOS if count >= MOST_PHOTOS else None


def refuse_decision(state: PhotoState, step: PhotoStep, note: str) -> Refusal | None:
    """Why an officer cannot decide so: what is shown can only be taken back, what was given back waits for its base."""
    if state is PhotoState.RETURNED or (state is PhotoState.SHOWN and step is PhotoStep.SHOW):
        return Refusal.PHOTO_DECIDED
    return Refusal.PHOTO_NOTE if step is PhotoStep.RETURN and not note else None


def moved(order: Sequence[int], which: int, by: int) -> list[int]:
    """The order with one moved so many places; no farther than to either end."""
    others = [one for one in order if one != which]
    at = min(max(order.index(which) + by, 0), len(others))
    return [*others[:at], which, *others[at:]]


def small_width(width: int, height: int, edge: int) -> int:
    """How wide a picture is whose longer edge was brought down to `edge`."""
    return max(1, round(width * min(1, edge / max(width, height))))
