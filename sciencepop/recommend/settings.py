"""What the district decides of measuring recommendations: whether two rankings are compared, and how much is tried."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from sciencepop.core.reference import Reference, get_reference

TABLE = "recommendations"
TRAINED, NONE = "trained", "none"


@dataclass(frozen=True)
class Settings:
    """`compares`: new weights wait and are compared with those in use; else they are used at once. Shares are of the
    personal lists: how many are drafted by two rankings, and how many have a place for chance."""

    compares: bool
    compared_share: float
    explored_share: float
    decided_lists: int

    @property
    def explored_percent(self) -> str:
        """As pages say it."""
        return f"{100 * self.explored_share:g}"

    @classmethod
    def of(cls, reference: Reference) -> Settings:
        section = reference.sections.get(TABLE, {})
        compare = str(section.get("compare", TRAINED))
        assert compare in (TRAINED, NONE), "district.toml: recommendations.compare is trained or none"
        found = cls(
            compare == TRAINED,
            float(section.get("compare_percent", 100)) / 100,
            float(section.get("explore_percent", 2)) / 100,
            int(section.get("decided_lists", 800)),
        )
        assert 0 <= found.compared_share <= 1, "district.toml: recommendations.compare_percent is 0 to 100"
        assert 0 <= found.explored_share <= 0.1, "district.toml: recommendations.explore_percent is 0 to 10"
        assert found.decided_lists >= 100, "district.toml: recommendations.decided_lists must be 100 or more"
        return found


def init_app(app: Flask) -> None:
    """Read the settings at once, so that a wrong file stops the start."""
    app.extensions["recommend_settings"] = Settings.of(get_reference(app))


def settings() -> Settings:
    """Those of the running application."""
    found: Settings = current_app.extensions["recommend_settings"]
    return found
