"""What pages call members: the whole name for those whom it concerns, part of it for everybody else."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.contests.models import Team, TeamMember
from sciencepop.core.sealed import masked


def shown_name(member: TeamMember) -> str:
    """A member's name in the public result; '' once it was forgotten."""
    if not member.name:
        return ""
    return member.name if member.names_consent_id is not None else masked(member.name)


def shown_team(team: Team) -> str:
    """Who is in a team, as everybody may read it; how many there are once names were forgotten."""
    names = [shown_name(one) for one in team.present if one.name]
    if names:
        return str(_("、")).join(names)
    return str(ngettext("%(num)d 名队员", "%(num)d 名队员", len(team.present)))


def mark_words(mark: int | None) -> str:
    """A mark in hundredths: 8725 is 87.25."""
    return "" if mark is None else f"{mark // 100}.{mark % 100:02d}"
