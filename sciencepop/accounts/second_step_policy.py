"""For whom the second step is required, and from which day: data of the district (`[second_step]` in district.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app

from sciencepop.accounts.models import Person, Role
from sciencepop.accounts.rules.second_step import is_required
from sciencepop.core.config import Config
from sciencepop.core.reference import get_reference


@dataclass(frozen=True)
class Policy:
    """A district whose file says nothing requires it of its officers at once."""

    roles: tuple[Role, ...] = (Role.OFFICER,)
    required_from: date = date.min


def get_policy() -> Policy:
    section = get_reference().sections.get("second_step")
    if section is None:
        return Policy()
    return Policy(tuple(Role(role) for role in section["roles"]), section["required_from"])


def is_exempt(person: Person) -> bool:
    """Sample accounts with their known password, on a developer's machine only; in production never."""
    config: Config = current_app.extensions["config"]
    return person.is_sample and config.mode == "development"


def must_pass(person: Person, today: date) -> bool:
    """Whether this person gets in by the second step alone; asks for grants only once the day has come."""
    policy = get_policy()
    return today >= policy.required_from and _is_staff(person, policy, policy.required_from, today)


def will_have_to(person: Person) -> date | None:
    """The day from which this person's roles require the second step, past or to come; None where they do not."""
    policy = get_policy()
    return policy.required_from if _is_staff(person, policy, date.min, date.max) else None


def _is_staff(person: Person, policy: Policy, since: date, today: date) -> bool:
    roles = [grant.role for grant in person.live_grants]
    return is_required(roles, policy.roles, since=since, today=today, exempt=is_exempt(person))
