"""A base's record as a form or a file hands it over, and how it is written into the row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sciencepop.bases.models import OpeningHours, ScienceBase
from sciencepop.bases.rules.completeness import Filled
from sciencepop.bases.rules.hours import Stretch

PERSONAL = frozenset({"contact_name", "contact_phone", "contact_email"})
"""What the audit tells of as changed without telling the value."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a registrant or manager may write. The point is WGS-84 degrees; `hours` is the whole week."""

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
    access_note_zh: str = ""
    access_note_en: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    website: str = ""
    hours: tuple[Stretch, ...] = ()


def week_of(base: ScienceBase) -> tuple[Stretch, ...]:
    """The base's opening hours as plain values, in order."""
    return tuple(sorted(Stretch(row.weekday, row.opens, row.closes) for row in base.hours))


def record_of(base: ScienceBase) -> Record:
    """The record as it stands."""
    values = {field.name: getattr(base, field.name) for field in fields(Record) if field.name != "hours"}
    return Record(**(values | {"access": tuple(base.access), "hours": week_of(base)}))


def write_record(base: ScienceBase, record: Record) -> dict[str, Any]:
    """Write the record into the row. Answers what changed, fit for the audit: name → [old, new]."""
    before, changed = record_of(base), {}
    for field in fields(Record):
        old, new = getattr(before, field.name), getattr(record, field.name)
        if field.name == "hours":
            new = tuple(sorted(new))
        if old != new:
            changed[field.name] = [] if field.name in PERSONAL else [_plain(old), _plain(new)]
            _set(base, field.name, new)
    return changed


def filled_of(base: ScienceBase, evidence: int | None = None) -> Filled:
    """Which required facts the row tells; `evidence` is the number of papers if it is known already."""
    return Filled(
        name=bool(base.name_zh),
        kind=bool(base.kind),
        town=bool(base.town_code),
        address=bool(base.address_zh),
        hours=bool(base.hours or base.hours_note_zh),
        capacity=base.capacity is not None,
        contact=bool(base.contact_phone or base.contact_email),
        evidence=bool(len(base.evidence) if evidence is None else evidence),
    )


def _set(base: ScienceBase, name: str, value: Any) -> None:
    if name == "hours":
        base.hours = [OpeningHours(weekday=s.weekday, opens=s.opens, closes=s.closes) for s in value]
    else:
        setattr(base, name, list(value) if name == "access" else value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [
            f"{part.weekday} {part.opens:%H:%M}-{part.closes:%H:%M}" if isinstance(part, Stretch) else part
            for part in value
        ]
    return value[:200] if isinstance(value, str) else value
