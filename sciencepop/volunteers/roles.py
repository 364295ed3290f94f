"""The names of the roles that a shift needs."""

from __future__ import annotations

from sciencepop.volunteers.vocabulary import vocabulary


def role_name(slug: str, lang: str = "zh") -> str:
    """What a role is called; its slug where the data does not know it any more."""
    role = vocabulary().roles.get(slug)
    return slug if role is None else role.name_en if lang == "en" else role.name_zh
