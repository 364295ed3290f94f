"""The words that volunteers are described with, and the limits, as files of the district's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

from flask import Flask, current_app

from sciencepop.core.reference import Reference, get_reference
from sciencepop.volunteers.rules.limits import LimitPolicy
from sciencepop.volunteers.rules.sanctions import SanctionRule

GUIDE = "guide"
"""The role whose people let seats be given (see bookings `services.guides`)."""
GUIDING = "guiding"
"""The skill that qualifies for it."""


@dataclass(frozen=True)
class Term:
    """A category or a language."""

    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Role:
    """What somebody does in a shift. `skills` are those that its needs usually ask for, parted by spaces."""

    slug: str
    name_zh: str
    name_en: str
    category: str
    skills: str


@dataclass(frozen=True)
class Skill:
    """`kind` is skill, licence, training or vetting; `includes` are skills, `months` how long a grant usually holds."""

    slug: str
    name_zh: str
    name_en: str
    kind: str
    includes: str
    months: str


@dataclass(frozen=True)
class _LimitRow:
    age_from: str
    age_until: str
    from_on: str
    until_on: str
    most_day_minutes: str
    most_week_minutes: str
    min_rest_minutes: str
    most_consecutive_days: str
    earliest: str
    latest: str
    change_over_minutes: str


@dataclass(frozen=True)
class _SanctionRow:
    slug: str
    rule_zh: str
    rule_en: str
    roles: str
    most_days: str
    from_on: str
    until_on: str


class Vocabulary:
    """All of it, read once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    @cached_property
    def categories(self) -> dict[str, Term]:
        return {row.slug: row for row in self.reference.read_table("volunteer_categories.csv", Term)}

    @cached_property
    def languages(self) -> dict[str, Term]:
        return {row.slug: row for row in self.reference.read_table("volunteer_languages.csv", Term)}

    @cached_property
    def roles(self) -> dict[str, Role]:
        return {row.slug: row for row in self.reference.read_table("volunteer_roles.csv", Role)}

    @cached_property
    def skills(self) -> dict[str, Skill]:
        return {row.slug: row for row in self.reference.read_table("volunteer_skills.csv", Skill)}

    @cached_property
    def includes(self) -> Mapping[str, tuple[str, ...]]:
        """What each skill includes directly."""
        return {skill.slug: tuple(skill.includes.split()) for skill in self.skills.values()}

    @cached_property
    def limits(self) -> tuple[LimitPolicy, ...]:
        return tuple(_policy(row) for row in self.reference.read_table("volunteer_limits.csv", _LimitRow))

    @cached_property
    def sanctions(self) -> dict[str, SanctionRule]:
        rows = self.reference.read_table("volunteer_sanctions.csv", _SanctionRow)
        return {row.slug: _rule(row) for row in rows}


def _policy(row: _LimitRow) -> LimitPolicy:
    return LimitPolicy(
        age_from=int(row.age_from),
        age_until=int(row.age_until) if row.age_until else None,
        from_on=date.fromisoformat(row.from_on),
        until_on=date.fromisoformat(row.until_on) if row.until_on else None,
        most_day_minutes=int(row.most_day_minutes),
        most_week_minutes=int(row.most_week_minutes),
        min_rest_minutes=int(row.min_rest_minutes),
        most_consecutive_days=int(row.most_consecutive_days),
        earliest=time.fromisoformat(row.earliest),
        latest=time.fromisoformat(row.latest),
        change_over_minutes=int(row.change_over_minutes),
    )


def _rule(row: _SanctionRow) -> SanctionRule:
    return SanctionRule(
        slug=row.slug,
        rule_zh=row.rule_zh,
        rule_en=row.rule_en,
        roles=frozenset(row.roles.split()),
        most_days=int(row.most_days),
        from_on=date.fromisoformat(row.from_on),
        until_on=date.fromisoformat(row.until_on) if row.until_on else None,
    )


def init_app(app: Flask) -> None:
    """Read limits and sanctions at once, so that a wrong file stops the start and not a sign-up."""
    found = Vocabulary(get_reference(app))
    assert found.limits
    assert found.sanctions
    app.extensions["volunteers"] = found


def vocabulary() -> Vocabulary:
    """The words of the running application."""
    found: Vocabulary = current_app.extensions["volunteers"]
    return found
