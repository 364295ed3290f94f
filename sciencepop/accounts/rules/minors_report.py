"""The yearly count of what was done with what is known of children (未成年人网络保护条例 art. 37)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Deed(StrEnum):
    """What is counted. Only looks that were allowed, exports and requests have a purpose."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LOOKED = "looked"
    EXPORTED = "exported"
    NOT_SHOWN = "not_shown"
    DELETED = "deleted"


DEEDS = {
    "minors.asked": Deed.ASKED,
    "minors.granted": Deed.GRANTED,
    "minors.refused": Deed.REFUSED,
    "child.viewed": Deed.LOOKED,
    "group.names_viewed": Deed.LOOKED,
    "group.names_exported": Deed.EXPORTED,
    "minors.not_shown": Deed.NOT_SHOWN,
    "child.erased": Deed.DELETED,
    "group.names_deleted": Deed.DELETED,
    "minors.forgotten": Deed.DELETED,
}
"""The audit trail's acts. A deletion counts the people of whom something was deleted."""

WITHOUT_PURPOSE = (Deed.NOT_SHOWN, Deed.DELETED)

STANDING = "session"
"""The purpose of who runs a session and looks at who comes to it."""


@dataclass
class MinorsReport:
    """Counts by month (1 to 12) and by purpose; a purpose is '' where the trail kept none."""

    year: int
    by_month: dict[int, Counter[Deed]] = field(default_factory=lambda: {month: Counter() for month in range(1, 13)})
    by_purpose: dict[str, Counter[Deed]] = field(default_factory=dict)

    def total(self, deed: Deed) -> int:
        return sum(counts[deed] for counts in self.by_month.values())


def count_deeds(year: int, rows: Iterable[tuple[int, str, dict[str, object]]]) -> MinorsReport:
    """Count rows of (month, action, facts); other actions are passed over."""
    report = MinorsReport(year)
    for month, action, facts in rows:
        deed = DEEDS.get(action)
        if deed is None:
            continue
        people = facts.get("people", 1)
        number = people if deed is Deed.DELETED and isinstance(people, int) else 1
        report.by_month[month][deed] += number
        if deed not in WITHOUT_PURPOSE:
            report.by_purpose.setdefault(str(facts.get("purpose", "")), Counter())[deed] += number
    return report
