"""The settings of the feature: the table `[delivery]` of the district's file, and its working days."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from sciencepop.core import clock
from sciencepop.core.reference import get_reference
from sciencepop.delivery.rules.policy import Policy, read_policy
from sciencepop.delivery.rules.workdays import Workdays, read_workdays


@dataclass(frozen=True)
class _Row:
    """A row of data/workdays.csv."""

    from_on: str
    until_on: str
    works: str
    name_zh: str
    name_en: str


def init_app(app: Flask) -> None:
    """Read both once. ValueError where a file is wrong."""
    reference = get_reference(app)
    rows = reference.read_table("workdays.csv", _Row)
    days = read_workdays((row.from_on, row.until_on, row.works) for row in rows)
    app.extensions["delivery"] = read_policy(reference.sections.get("delivery", {})), days


def policy() -> Policy:
    found: Policy = current_app.extensions["delivery"][0]
    return found


def workdays() -> Workdays:
    found: Workdays = current_app.extensions["delivery"][1]
    return found


def years_told() -> list[str]:
    """For `flask doctor`: whether this year's and, in December, next year's make-up days are known."""
    today = clock.today()
    wanted = {today.year, today.year + (today.month == 12)}
    known = {day.year for day in workdays().work}
    return [f"data/workdays.csv has no make-up days of {year} yet." for year in sorted(wanted - known)]
