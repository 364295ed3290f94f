"""The whole of what was found in the audit trail, as a file that the worker makes: a CSV in a ZIP.

Its code says what was asked and on which day; the address that an officer typed is not in it.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.core import clock, documents
from sciencepop.core.i18n import in_language
from sciencepop.core.table_out import csv_lines
from sciencepop.district.audit_words import ACTIONS
from sciencepop.district.queries import AuditFilter, iter_audit

KIND = "audit_archive"
MOST = 200_000
"""What the worker makes in some seconds; more is asked for by days."""
KEPT = timedelta(days=3)


def head() -> list[str]:
    """What the columns are called."""
    return [_("时间"), _("操作"), _("操作代码"), _("对象"), _("对象编号"), _("操作账号"), _("内容")]


def cells(row: Any) -> list[object]:
    """A row of the trail (an `AuditRow`, or its columns) in these columns, its facts as they are."""
    facts = json.dumps(row.facts, ensure_ascii=False) if row.facts else ""
    at = f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}"
    words = str(ACTIONS.get(row.action, row.action))
    return [at, words, row.action, row.subject_kind, row.subject_id, row.actor_id, facts]


def code_of(wanted: AuditFilter, today: date) -> str:
    """The same for the same question on the same day."""
    asked = json.dumps(asdict(wanted), default=lambda moment: moment.isoformat(), sort_keys=True)
    return f"{today.isoformat()}.{base64.urlsafe_b64encode(asked.encode()).decode()}"


def read_archive(session: Session, code: str) -> bytes:
    """The file of a code that `code_of` made."""
    asked = json.loads(base64.urlsafe_b64decode(code.partition(".")[2]))
    for name in ("since", "before"):
        asked[name] = datetime.fromisoformat(asked[name]) if asked[name] else None
    packed = io.BytesIO()
    with (
        in_language("zh"),
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("audit.csv", "w") as file,
    ):
        found = iter_audit(session, AuditFilter(**asked), MOST)
        for line in csv_lines(head(), map(cells, found)):
            file.write(line.encode())
    return packed.getvalue()


def forget_archives(now: datetime) -> int:
    """Let go of files that were asked for days ago; returns how many."""
    return documents.forget(KIND, now - KEPT)
