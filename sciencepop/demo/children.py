"""The family of the resident to be tried: two children, so that everybody can see how one books for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sciencepop.accounts.consents import CHILD_DATA, WORDINGS
from sciencepop.core.i18n import in_language
from sciencepop.demo.chance import moment
from sciencepop.demo.people import MARK, RESIDENT, Row

CHILDREN = (("小雨", 8, ""), ("小石头", 5, "对花生过敏"))
"""Nickname, age in this year, needs."""


def family_tables(today: date) -> Iterator[tuple[str, Iterable[Row]]]:
    """Rows of children, guardianships and consents, in an order that foreign keys allow."""
    at, wording = moment(today), WORDINGS[CHILD_DATA]
    with in_language("zh"):
        shown = wording.shown
    numbered = list(enumerate(CHILDREN, 1))
    yield (
        "child",
        [
            {
                "id": number,
                "nickname": nickname + MARK,
                "birth_year": today.year - age,
                "birth_month": 1,
                "needs": needs,
                "is_sample": True,
                "created_at": at,
            }
            for number, (nickname, age, needs) in numbered
        ],
    )
    yield (
        "guardianship",
        [{"id": number, "child_id": number, "person_id": RESIDENT, "created_at": at} for number, _child in numbered],
    )
    yield (
        "consent",
        [
            {
                "id": number,
                "person_id": RESIDENT,
                "child_id": number,
                "kind": CHILD_DATA,
                "version": wording.version,
                "wording": shown,
                "language": "zh",
                "given_at": at,
            }
            for number, _child in numbered
        ],
    )
