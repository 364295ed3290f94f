"""Designations that the district's list of bases tells: the words for them, and how they are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.designations import Record, add_designation
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.titles import Title
from sciencepop.core.dated import in_force
from sciencepop.core.errors import RuleBroken

LEVELS = {"国家级": "national", "市级": "municipal", "区级": "district", "行业": "sector"}


class FromLists:
    """As `bases.hooks.TitleKeeper` asks for it."""

    def words(self) -> Mapping[str, Mapping[str, str]]:
        known = schemes()
        return {
            "level": LEVELS | {slug: slug for slug in LEVELS.values()},
            "authority": {row.name_zh: row.slug for row in known.authorities.values()},
            "scheme": {row.name_zh: row.slug for row in known.schemes},
            "category": {row.name_zh: row.slug for row in known.categories},
        }

    def scheme_of(self, title: Title) -> str | None:
        """The one scheme that held on the day and is of that level, authority and name.

        A level alone means the first of its schemes in the data; sectors have no first among them.
        """
        if title.named_on is None:
            return None
        found = [
            row.slug
            for row in in_force(schemes().schemes, title.named_on)
            if title.scheme in ("", row.slug)
            and title.level in ("", row.level)
            and title.authority in ("", row.authority)
        ]
        if len(found) > 1 and title.category:
            found = [slug for slug in found if schemes().category(slug, title.category)]
        if title.level not in ("", "sector"):
            found = found[:1]
        is_known = len(found) == 1 and (not title.category or schemes().category(found[0], title.category))
        return found[0] if is_known else None

    def write(self, session: Session, base: ScienceBase, title: Title, by: int | None, now: datetime) -> bool:
        scheme = self.scheme_of(title)
        if scheme is None or title.named_on is None:
            return False
        record = Record(
            scheme=scheme,
            category=title.category,
            document_number=title.document_number[:80],
            plaque_number=title.plaque_number[:40],
            from_on=title.named_on,
            until_on=title.named_until,
        )
        try:
            add_designation(session, base, record, by=by, now=now)
        except RuleBroken as refused:
            if refused.code is Refusal.SAME_DESIGNATION:
                return False
            raise
        return True
