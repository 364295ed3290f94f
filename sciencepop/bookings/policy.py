"""The settings of the feature, from the tables of the district's file."""

from __future__ import annotations

from flask import Flask

from sciencepop.bookings.rules.points import Policy, read_policy
from sciencepop.core.reference import get_reference


def desk_phone(desk: str) -> str:
    """The telephone of a town's desk (`[desk_phones]`), or the district's."""
    reference = get_reference()
    return str(reference.sections.get("desk_phones", {}).get(desk) or reference.district.phone)


def no_show_policy(app: Flask | None = None) -> Policy:
    """The district's rule for seats that stay empty. ValueError where the file is wrong; asked when the site starts."""
    return read_policy(get_reference(app).sections.get("no_shows", {}))
