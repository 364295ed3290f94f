"""A place on the map as fields `lat`, `lon` and `crs` of a form (`components/point.html` draws them)."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from sciencepop.bases import messages
from sciencepop.bases.rules.points import Crs, Point, problem_of, to_wgs84
from sciencepop.core.reference import get_reference


def sources() -> list[tuple[str, str]]:
    """Where numbers may be read off, for `crs` to choose from."""
    return [(crs.value, str(words)) for crs, words in messages.CRS.items()]


def check_point(form: Any, field: Any) -> None:
    """The `validate_lon` of a form; what is wrong with a number alone its own field has said."""
    district = get_reference().district
    problem = problem_of(form.lat.data, field.data, Point(district.lat, district.lon))
    if problem and not form.lat.errors and not field.process_errors:
        raise ValidationError(str(messages.POINTS[problem]))


def point_of(form: Any) -> Point | None:
    """What was typed, turned into WGS-84. Call after `validate`."""
    lat, lon = form.lat.data, form.lon.data
    if lat is None or lon is None:
        return None
    found = to_wgs84(Point(lat, lon), Crs(form.crs.data))
    return Point(round(found.lat, 6), round(found.lon, 6))
