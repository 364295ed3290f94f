"""What every map draws beneath its pins: the district's middle, its towns, and tiles if the district has any."""

from __future__ import annotations

from typing import Any

from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference


def map_ground() -> dict[str, Any]:
    """As static/js/map.js reads it, in the language of the page."""
    reference = get_reference()
    district = reference.district
    return {
        "centre": [district.lat, district.lon],
        "tiles": {"url": district.tile_url, "attribution": district.tile_attribution},
        "towns": [[town.lat, town.lon, tr(town, "name")] for town in reference.towns.values()],
    }
