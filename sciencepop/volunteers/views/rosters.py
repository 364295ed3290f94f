"""The roster as it stands: a list by day, a grid of people and days, and a sheet for the wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask import render_template, request
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.db import db
from sciencepop.volunteers.messages import STATES
from sciencepop.volunteers.models import Assignment, Shift
from sciencepop.volunteers.queries import rosters as queries
from sciencepop.volunteers.rules.rosters import within_reach
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.roster_runs import my_bases
from sciencepop.volunteers.words import role_name, where

LOOKS = ("list", "grid", "sheet")
MOST_DAYS = 14
Held = tuple[Shift, Mapping[int, Sequence[Assignment]]]


@bp.get("/manage/roster")
@manager
def roster() -> str:
    """Who serves when, at a base or everywhere."""
    bases, slug = my_bases(), request.args.get("base", "")
    base = next((base for base in bases if base.slug == slug), None)
    if base is None and not current_user.is_officer:
        require(not slug and bool(bases))
        base = bases[0]
    first = _day("from") or clock.today()
    last = min(max(_day("until") or first + timedelta(days=6), first), first + timedelta(days=MOST_DAYS - 1))
    days = queries.list_days(db.session(), base.id if base else None, first, last)
    look = request.args.get("as", "")
    return render_template(
        f"volunteers/roster_{look if look in LOOKS else 'list'}.html",
        base=base,
        bases=bases,
        first=first,
        last=last,
        look=look if look in LOOKS else "list",
        days=days,
        people=by_person(days),
        states=STATES,
        role_name=role_name,
        where=where,
        made_at=clock.now(),
    )


def by_person(days: Mapping[date, Sequence[Held]]) -> list[tuple[str, dict[date, list[tuple[Shift, Assignment]]]]]:
    """Each person with their shifts by day, by name."""
    found: dict[tuple[str, int], dict[date, list[tuple[Shift, Assignment]]]] = {}
    for day, shifts in days.items():
        for shift, held in shifts:
            for row in (row for rows in held.values() for row in rows):
                key = (row.person.name, row.person_id)
                found.setdefault(key, {}).setdefault(day, []).append((shift, row))
    return [(name, mine) for (name, _number), mine in sorted(found.items(), key=lambda item: item[0])]


def _day(name: str) -> date | None:
    try:
        return within_reach(date.fromisoformat(request.args.get(name, "")))
    except ValueError:
        return None
