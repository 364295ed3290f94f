"""The names of the roles that a shift needs, from `data/volunteer_roles.csv`."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from sciencepop.core.reference import get_reference


def role_name(slug: str, lang: str = "zh") -> str:
    """What a role is called; its slug where the data does not know it any more."""
    return _names(get_reference().folder / "volunteer_roles.csv", lang).get(slug, slug)


@lru_cache(maxsize=4)
def _names(path: Path, lang: str) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return {row["slug"]: row[f"name_{lang}"] for row in csv.DictReader(source)}
