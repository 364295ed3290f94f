"""What a registration must tell before the district reads it.

Name, address, contact, hours and capacity are the five facts that the district's list of venues for school
visits must publish (上海市中小学校外实践教育促进规定 art. 11); kind, town and a paper are what the district
decides on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Filled:
    """Which facts of a registration are there."""

    name: bool
    kind: bool
    town: bool
    address: bool
    hours: bool
    capacity: bool
    contact: bool
    evidence: bool


def missing(filled: Filled) -> list[str]:
    """Names of the facts that are still to be told, in the form's order."""
    return [name for name, there in vars(filled).items() if not there]


def emptied(before: Collection[str], after: Collection[str]) -> list[str]:
    """Facts that the public could read before and that a change would take away."""
    return [name for name in after if name not in before]
