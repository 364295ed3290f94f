"""The words of the college, as files of the district's folder: branches, themes, pay classes of lecturers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import Flask, current_app

from sciencepop.college.rules.fees import Rate, fault_of
from sciencepop.core.reference import Reference, get_reference


@dataclass(frozen=True)
class Branch:
    """A branch of the school, and the codes of its towns, parted by spaces. A town of no branch is the first one's."""

    slug: str
    name_zh: str
    name_en: str
    towns: str


@dataclass(frozen=True)
class Theme:
    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class PayClass:
    """A class of lecturers' pay; never public. What it gives on a day stands in data/college_pay_rates.csv."""

    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class RateRow:
    """A row of data/college_pay_rates.csv, as it is written."""

    pay_class: str
    from_on: str
    until_on: str
    yuan: str


class Vocabulary:
    """All of it, read once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    @cached_property
    def branches(self) -> dict[str, Branch]:
        return {row.slug: row for row in self.reference.read_table("college_branches.csv", Branch)}

    @cached_property
    def themes(self) -> dict[str, Theme]:
        return {row.slug: row for row in self.reference.read_table("college_themes.csv", Theme)}

    @cached_property
    def pay_classes(self) -> dict[str, PayClass]:
        return {row.slug: row for row in self.reference.read_table("college_pay_classes.csv", PayClass)}

    @cached_property
    def rates(self) -> list[Rate]:
        """What a lesson is paid, by pay class and day."""
        return [
            Rate(
                row.pay_class,
                date.fromisoformat(row.from_on),
                date.fromisoformat(row.until_on) if row.until_on else None,
                int(row.yuan),
            )
            for row in self.reference.read_table("college_pay_rates.csv", RateRow)
        ]

    def branch_of(self, town_code: str) -> Branch:
        """The branch that a town belongs to."""
        branches = list(self.branches.values())
        return next((branch for branch in branches if town_code in branch.towns.split()), branches[0])


def init_app(app: Flask) -> None:
    """Read the branches at once, so that a wrong file stops the start and not an application."""
    found = Vocabulary(get_reference(app))
    assert found.branches
    fault = fault_of(found.rates)
    assert not fault, f"college_pay_rates.csv: {fault}"
    app.extensions["college"] = found


def vocabulary() -> Vocabulary:
    """The words of the running application."""
    found: Vocabulary = current_app.extensions["college"]
    return found
