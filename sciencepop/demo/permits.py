"""Requests to see what is known of children: one that waits for the lead, one in force, one refused."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import MinorsPermit
from sciencepop.accounts.rules.minors import MinorsPurpose
from sciencepop.core.audit import AuditRow
from sciencepop.demo.chance import moment
from sciencepop.demo.people import APPLICANT, OFFICER
from sciencepop.demo.plan import Season

# Purpose, reason, asked so many days ago, open until so many days from today, what the lead said (None: nothing yet).
ASKED = (
    (MinorsPurpose.COMPLAINT, "（示例）家长反映活动没有照顾到过敏的孩子，要核对当时填的照顾事项。", 1, 6, None),
    (MinorsPurpose.CARE, "（示例）夏令营分组，要核对需要陪护的孩子人数和照顾事项。", 12, 9, True),
    (MinorsPurpose.INSPECTION, "（示例）想看看上个月来了哪些孩子。", 40, 0, False),
)


def write_permits(session: Session, season: Season) -> None:
    """The requests, and what the audit trail says of them, in two statements."""
    today, rows = season.today, []
    for purpose, reason, ago, ahead, granted in ASKED:
        asked = moment(today - timedelta(days=ago))
        row = MinorsPermit(asked_by=OFFICER, asked_at=asked, purpose=purpose, reason=reason, base_id=1)
        row.until_on = today - timedelta(days=ago - 7) if granted is False else today + timedelta(days=ahead)
        if granted is not None:
            row.decided_by, row.decided_at, row.granted = APPLICANT, asked + timedelta(hours=3), granted
        rows.append(row)
    session.add_all(rows)
    session.flush()
    session.add_all([entry for row in rows for entry in _trail(row)])
    session.flush()


def _trail(row: MinorsPermit) -> list[AuditRow]:
    about = {"subject_kind": "minors_permit", "subject_id": row.id, "facts": {"purpose": row.purpose.value}}
    found = [AuditRow(at=row.asked_at, actor_id=OFFICER, action="minors.asked", **about)]
    if row.decided_at:
        action = "minors.granted" if row.granted else "minors.refused"
        found.append(AuditRow(at=row.decided_at, actor_id=APPLICANT, action=action, **about))
    return found
