"""Whom a campaign is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """People of any of the audiences or life stages, in any of the towns, who look for events for any of the ages.

    What is empty asks nothing.
    """

    audiences: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()

    def audiences_of(self, stage_by_audience: Mapping[str, str]) -> list[str]:
        """The audiences that are meant, those of the life stages among them."""
        of_stages = [slug for slug, stage in stage_by_audience.items() if stage in self.stages]
        return list(dict.fromkeys([*self.audiences, *of_stages]))
