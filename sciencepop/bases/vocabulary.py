"""The words of the district's vocabularies that a list of bases may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sciencepop.bases import hooks
from sciencepop.bases.rules.cells import Vocabulary
from sciencepop.bases.rules.points import Crs, Point
from sciencepop.bases.rules.tidy import alike
from sciencepop.core.reference import get_reference

CITY = "上海市"


def vocabulary(crs: Crs | None = Crs.WGS84) -> Vocabulary:
    """Slugs and codes, Chinese and English names, and what `import_words.csv` adds; `crs` where a row names none."""
    reference, district = get_reference(), get_reference().district
    known: dict[str, Mapping[str, str]] = {
        "kind": _words(reference.base_kinds),
        "town_code": _words(reference.towns) | {code[:9]: code for code in reference.towns},
        "access": _words(reference.access),
        "crs": {row.word: row.means for row in reference.import_words if row.field == "crs"},
        **hooks.title_words(),
    }
    more: dict[str, dict[str, str]] = {}
    for row in reference.import_words:
        official = next((word for word, slug in known.get(row.field, {}).items() if slug == row.means), row.means)
        more.setdefault(row.field, {})[alike(row.word)] = official
    return Vocabulary(
        known=known,
        more=more,
        columns=more.pop("column", {}),
        footers=tuple(more.pop("footer", {})),
        places=(
            *(CITY + district.name_zh, CITY, CITY.removesuffix("市")),
            *(district.name_zh, district.name_zh.removesuffix("区")),
        ),
        towns_at=tuple(Point(town.lat, town.lon) for town in reference.towns.values()),
        centre=Point(district.lat, district.lon),
        crs=crs,
    )


def _words(table: Mapping[str, Any]) -> dict[str, str]:
    """By name first, so that the official word of a slug is the Chinese one."""
    words = {row.name_zh: slug for slug, row in table.items()}
    words |= {row.name_en: slug for slug, row in table.items() if row.name_en not in words}
    return words | {slug: slug for slug in table}
