"""A base's record as a form or a file hands it over, and how it is written into the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sciencepop.bases.models import BaseState, FormerName, OpeningRule, OpeningStretch, ScienceBase
from sciencepop.bases.queries import rule_of, week_row
from sciencepop.bases.rules.completeness import Filled
from sciencepop.bases.rules.hours import RuleKind, Stretch
from sciencepop.core.clock import local

PERSONAL = frozenset({"contact_name", "contact_phone", "contact_email"})
"""What the audit tells of as changed without telling the value."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a registrant or manager may write. The point is WGS-84 degrees.

    `hours` is the whole week as it holds now; None leaves it as it is. `point_source` says where the point was read
    off, and counts where the point is another one.
    """

    name_zh: str
    name_en: str = ""
    kind: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    town_code: str | None = None
    address_zh: str = ""
    address_en: str = ""
    lat: float | None = None
    lon: float | None = None
    directions_zh: str = ""
    directions_en: str = ""
    hours_note_zh: str = ""
    hours_note_en: str = ""
    capacity: int | None = None
    access: tuple[str, ...] = ()
    access_lacking: tuple[str, ...] = ()
    access_note_zh: str = ""
    access_note_en: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    website: str = ""
    legal_person: str = ""
    signature_zh: str = ""
    signature_en: str = ""
    exhibits_zh: str = ""
    exhibits_en: str = ""
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    point_source: str = ""
    hours: tuple[Stretch, ...] | None = ()


def week_of(base: ScienceBase, on: date) -> tuple[Stretch, ...]:
    """The week of the base's hours that holds on a day, as plain values in order."""
    row = week_row(base, on)
    return rule_of(row).stretches if row else ()


def record_of(base: ScienceBase, on: date) -> Record:
    """The record as it stands on a day."""
    values = {field.name: getattr(base, field.name) for field in fields(Record) if field.name != "hours"}
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Record(**plain, hours=week_of(base, on))


def differences(base: ScienceBase, record: Record, now: datetime) -> dict[str, Any]:
    """What the record would change, fit for the audit: name → [old, new]."""
    return {
        name: [] if name in PERSONAL else [_plain(old), _plain(new)]
        for name, (old, new) in _changes(base, record, now).items()
    }


def write_record(base: ScienceBase, record: Record, now: datetime) -> dict[str, Any]:
    """Write the record into the row, and keep the name that a base had in public. Answers as `differences` does."""
    changed, told = _changes(base, record, now), differences(base, record, now)
    if "name_zh" in changed and base.state in (BaseState.PUBLIC, BaseState.WITHDRAWN):
        was = {"name_zh": base.name_zh, "name_en": base.name_en}
        base.former_names.append(FormerName(**was, until_on=local(now).date()))
    for name, (_old, new) in changed.items():
        if name == "hours":
            _set_week(base, new, now)
        else:
            setattr(base, name, list(new) if isinstance(new, tuple) else new)
    if changed.keys() & {"lat", "lon"}:
        base.point_source = record.point_source if record.lat is not None else ""
    return told


def _changes(base: ScienceBase, record: Record, now: datetime) -> dict[str, tuple[Any, Any]]:
    before, changed = record_of(base, local(now).date()), {}
    for field in fields(Record):
        old, new = getattr(before, field.name), getattr(record, field.name)
        if field.name == "hours":
            new = old if new is None else tuple(sorted(new))
        if old != new and field.name != "point_source":
            changed[field.name] = (old, new)
    return changed


def filled_of(base: ScienceBase, evidence: int | None = None) -> Filled:
    """Which required facts the row tells; `evidence` is the number of papers if it is known already."""
    return Filled(
        name=bool(base.name_zh),
        kind=bool(base.kind),
        town=bool(base.town_code),
        address=bool(base.address_zh),
        hours=bool(base.hours_note_zh or any(row.ended_on is None for row in base.opening_rules)),
        capacity=base.capacity is not None,
        contact=bool(base.contact_phone or base.contact_email),
        evidence=bool(len(base.evidence) if evidence is None else evidence),
    )


def stretch_rows(stretches: Iterable[Stretch]) -> list[OpeningStretch]:
    return [OpeningStretch(weekday=one.weekday, opens=one.opens, closes=one.closes) for one in stretches]


def _set_week(base: ScienceBase, week: tuple[Stretch, ...], now: datetime) -> None:
    row = week_row(base, local(now).date())
    if row is None:
        row = OpeningRule(kind=RuleKind.WEEK, announced_at=now, changed_at=now)
        base.opening_rules.append(row)
    if week:
        row.stretches = stretch_rows(week)
    else:
        row.ended_on, row.changed_at = local(now).date(), now


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [
            f"{part.weekday} {part.opens:%H:%M}-{part.closes:%H:%M}" if isinstance(part, Stretch) else part
            for part in value
        ]
    return value[:200] if isinstance(value, str) else value
