"""The yearly report on what is known of children: read from the audit trail, shown on a page and as a PDF."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sciencepop.accounts.queries.four_eyes import iter_trail
from sciencepop.accounts.rules.minors import MinorsPurpose
from sciencepop.accounts.rules.minors_report import DEEDS, STANDING, WITHOUT_PURPOSE, Deed, MinorsReport, count_deeds
from sciencepop.core import clock
from sciencepop.core.documents import Paper
from sciencepop.core.i18n import in_language
from sciencepop.core.reference import get_reference

KIND = "minors_report"
FIRST_YEAR = 2025

PURPOSES: dict[str, Any] = {
    MinorsPurpose.CARE: _l("照顾和安全"),
    MinorsPurpose.COMPLAINT: _l("投诉和纠纷"),
    MinorsPurpose.EMERGENCY: _l("紧急联系"),
    MinorsPurpose.INSPECTION: _l("检查和审计"),
    STANDING: _l("基地为自己的场次（不用申请）"),
    "": _l("没有记下用途（较早的记录）"),
}
DEED_WORDS: dict[Deed, Any] = {
    Deed.ASKED: _l("申请（件）"),
    Deed.GRANTED: _l("批准（件）"),
    Deed.REFUSED: _l("没有批准（件）"),
    Deed.LOOKED: _l("查看（次）"),
    Deed.EXPORTED: _l("下载（次）"),
    Deed.NOT_SHOWN: _l("没让看（次）"),
    Deed.DELETED: _l("删除（人次）"),
}


def read_report(session: Session, year: int, before: datetime | None = None) -> MinorsReport:
    """The counts of a year of the district, or of the part of it before a moment."""
    start, end = clock.day_bounds(date(year, 1, 1))[0], clock.day_bounds(date(year + 1, 1, 1))[0]
    rows = iter_trail(session, sorted(DEEDS), start, min(end, before) if before else end)
    return count_deeds(year, ((clock.local(at).month, action, facts) for at, action, facts in rows))


def code_of(year: int, now: datetime) -> str:
    """The code of a year's file, one for each day on which it was asked for; made by nobody else."""
    return f"{year}-{clock.local(now):%Y%m%d}"


def read_paper(session: Session, code: str) -> Paper | None:
    """The paper in Chinese, as the authority reads it: counted until the day on which it was asked for began."""
    year, _dash, day = code.partition("-")
    made_at = clock.day_bounds(date.fromisoformat(day))[0]
    report = read_report(session, int(year), before=made_at)
    with in_language("zh"):
        return Paper(KIND, _facts(report, clock.local(made_at).date()), made_at)


def _facts(report: MinorsReport, counted_on: date) -> dict[str, Any]:
    with_purpose = [deed for deed in Deed if deed not in WITHOUT_PURPOSE]
    return {
        "year": report.year,
        "host": get_reference().district.host_zh,
        "counted_on": counted_on.isoformat(),
        "heads": [str(DEED_WORDS[deed]) for deed in Deed],
        "purpose_heads": [str(DEED_WORDS[deed]) for deed in with_purpose],
        "months": [[f"{month} 月", *(counts[deed] for deed in Deed)] for month, counts in report.by_month.items()],
        "total": ["合计", *(report.total(deed) for deed in Deed)],
        "purposes": [
            [str(words), *(report.by_purpose[purpose][deed] for deed in with_purpose)]
            for purpose, words in PURPOSES.items()
            if purpose in report.by_purpose
        ],
    }
