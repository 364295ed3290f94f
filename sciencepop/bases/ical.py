"""Closures and single days of a base's hours as VEVENTs of whole days, for the calendar of the base.

The bytes depend on the stored rule alone, so a feed without changes stays the same to the byte.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from flask_babel import gettext as _
from icalendar import Event as Component

from sciencepop.bases import messages
from sciencepop.bases.models import OpeningRule
from sciencepop.bases.queries import rule_of
from sciencepop.bases.rules.hours import RuleKind
from sciencepop.bases.rules.opening import intervals_of
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.icalendar_text import calendar_line, calendar_text


def uid_of(row: OpeningRule, uid_domain: str) -> str:
    return f"hours-{row.uid}@{uid_domain}"


def render_special(row: OpeningRule, lang: str, *, site: str, uid_domain: str) -> bytes:
    """The VEVENT's bytes with CRLF. One that was ended before it began is cancelled; one cut short is shorter."""
    if row.from_on is None or row.until_on is None:
        raise ValueError("only rules with both ends stand in calendars")
    is_off = row.ended_on is not None and row.ended_on <= row.from_on
    after_last = row.until_on + timedelta(days=1)
    if row.ended_on is not None and not is_off:
        after_last = min(after_last, row.ended_on)
    url = f"{site}/bases/{row.base.slug}"
    with in_language(lang):
        summary = calendar_line((_("【已取消】") if is_off else "") + _summary(row))
        reason = tr(row, "reason")
        urgent = _("没能提前 7 天公布，原因：%(reason)s", reason=row.urgent_reason) if row.urgent_reason else ""
    component = Component()
    component.add("uid", uid_of(row, uid_domain))
    component.add("dtstamp", row.changed_at.astimezone(UTC))
    component.add("created", row.announced_at.astimezone(UTC))
    component.add("last-modified", row.changed_at.astimezone(UTC))
    component.add("sequence", 0 if row.ended_on is None else 1)
    component.add("dtstart", row.from_on)
    component.add("dtend", after_last)
    component.add("summary", summary)
    text = calendar_text("\n".join(line for line in (reason, urgent) if line), 600)
    component.add("description", f"{text}\n{url}" if text else url)
    component.add("url", url)
    component.add("class", "PUBLIC")
    component.add("status", "CANCELLED" if is_off else "CONFIRMED")
    component.add("transp", "TRANSPARENT")
    return bytes(component.to_ical())


def _summary(row: OpeningRule) -> str:
    name = tr(row.base, "name")
    intervals = intervals_of(rule_of(row), row.from_on.weekday()) if row.from_on else ()
    if row.kind is RuleKind.CLOSURE or not intervals:
        return str(_("【闭馆】%(name)s", name=name))
    times = messages.times_of(intervals)
    return str(_("【开放时间调整】%(name)s %(times)s", name=name, times=times))
