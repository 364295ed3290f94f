"""The district and its vocabularies: towns, audiences, topics, kinds of events and of bases, as data.

Read once from `data/`, so that another district can take the product by changing files. Rows of the database store the
codes and slugs; `flask doctor` reports any that the data no longer knows.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app

from sciencepop.core.config import ROOT


@dataclass(frozen=True)
class Town:
    """A 街道 or 镇. `code` is the 12-digit division code; the point is WGS-84, good for distances, not a border."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Audience:
    """A group that events are made for. `stage` is the plan's 职前, 职中 or 职后 (pre, in, post), '' for all."""

    slug: str
    name_zh: str
    name_en: str
    stage: str
    hint_zh: str
    hint_en: str


@dataclass(frozen=True)
class Segment:
    """People for whom there is a page: an audience, a part of one, or whoever needs something. `query` is the question
    to the list of events, `stage` as of an audience or 任何阶段; ages are set where children of that age belong here.
    """

    slug: str
    name_zh: str
    name_en: str
    stage: str
    age_from: str
    age_to: str
    query: str
    offer_zh: str
    offer_en: str
    why_zh: str
    why_en: str

    def is_for_age(self, age: int) -> bool:
        return bool(self.age_from) and int(self.age_from) <= age <= int(self.age_to)


@dataclass(frozen=True)
class Topic:
    slug: str
    name_zh: str
    name_en: str
    art: str


@dataclass(frozen=True)
class EventKind:
    """A kind of event; `statistic` is the column of the national survey that it counts toward."""

    slug: str
    name_zh: str
    name_en: str
    statistic: str


@dataclass(frozen=True)
class BaseKind:
    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Access:
    """A thing that makes a place or an event usable for more people, such as a lift or sign language."""

    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Level:
    """Who the members of a group are. `accompanied` is yes where adults go with them, at most so many to an adult."""

    slug: str
    name_zh: str
    name_en: str
    accompanied: str
    most_per_adult: str


@dataclass(frozen=True)
class ImportWord:
    """Another word that a list of bases may use: `means` is a field for a column, a code or slug otherwise."""

    field: str
    word: str
    means: str


@dataclass(frozen=True)
class District:
    """Who runs this site. Numbers that an authority has not granted yet are empty and not shown."""

    code: str
    name_zh: str
    name_en: str
    product_zh: str
    product_en: str
    host_zh: str
    host_en: str
    phone: str
    phone_hours_zh: str
    phone_hours_en: str
    icp_number: str
    police_number: str
    site_number: str
    uid_domain: str
    colour: str
    colour_dark: str
    accent: str
    calendar_colour: str
    lat: float
    lon: float
    tile_url: str
    tile_attribution: str


Record = TypeVar("Record")


class Reference:
    """All vocabularies of one district, by code or slug, in the order of their files."""

    def __init__(self, district_file: Path) -> None:
        self.folder = district_file.parent
        with district_file.open("rb") as source:
            values = tomllib.load(source)
        # Tables of the file are settings of features, which read and check them themselves.
        self.sections = {name: value for name, value in values.items() if isinstance(value, dict)}
        self.district = District(**{name: value for name, value in values.items() if name not in self.sections})

    @cached_property
    def towns(self) -> dict[str, Town]:
        return {town.code: town for town in self.read_table("towns.csv", Town)}

    @cached_property
    def audiences(self) -> dict[str, Audience]:
        return {row.slug: row for row in self.read_table("audiences.csv", Audience)}

    @cached_property
    def segments(self) -> dict[str, Segment]:
        return {row.slug: row for row in self.read_table("segments.csv", Segment)}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        return {row.slug: row for row in self.read_table("topics.csv", Topic)}

    @cached_property
    def event_kinds(self) -> dict[str, EventKind]:
        return {row.slug: row for row in self.read_table("event_kinds.csv", EventKind)}

    @cached_property
    def base_kinds(self) -> dict[str, BaseKind]:
        return {row.slug: row for row in self.read_table("base_kinds.csv", BaseKind)}

    @cached_property
    def access(self) -> dict[str, Access]:
        return {row.slug: row for row in self.read_table("access.csv", Access)}

    @cached_property
    def levels(self) -> dict[str, Level]:
        return {row.slug: row for row in self.read_table("levels.csv", Level)}

    @cached_property
    def import_words(self) -> list[ImportWord]:
        return self.read_table("import_words.csv", ImportWord)

    def read_table(self, name: str, kind: type[Record]) -> list[Record]:
        """The rows of a file of the district's folder; features read their own vocabularies by it."""
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as source:
            return [_record(kind, row) for row in csv.DictReader(source)]


def _record(kind: type[Record], row: dict[str, str]) -> Record:
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        text = row[field.name].strip()
        values[field.name] = float(text) if field.type == "float" else text
    return kind(**values)


def init_app(app: Flask, district_file: Path) -> None:
    reference = Reference(district_file if district_file.is_absolute() else ROOT / district_file)
    app.extensions["reference"] = reference
    app.context_processor(lambda: {"district": reference.district, "reference": reference})


def get_reference(app: Flask | None = None) -> Reference:
    """The vocabularies of an application, the running one by default."""
    found: Reference = (app or current_app).extensions["reference"]
    return found
