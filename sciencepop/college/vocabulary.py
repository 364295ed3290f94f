"""The words of the college, as files of the district's folder: branches, themes, pay classes of lecturers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Flask, current_app

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
    """What a lecturer gets for a lesson, in whole yuan; never public."""

    slug: str
    name_zh: str
    name_en: str
    yuan_per_lesson: str


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

    def branch_of(self, town_code: str) -> Branch:
        """The branch that a town belongs to."""
        branches = list(self.branches.values())
        return next((branch for branch in branches if town_code in branch.towns.split()), branches[0])


def init_app(app: Flask) -> None:
    """Read the branches at once, so that a wrong file stops the start and not an application."""
    found = Vocabulary(get_reference(app))
    assert found.branches
    assert all(int(row.yuan_per_lesson) >= 0 for row in found.pay_classes.values())
    app.extensions["college"] = found


def vocabulary() -> Vocabulary:
    """The words of the running application."""
    found: Vocabulary = current_app.extensions["college"]
    return found
