"""The public pages: the menu, an item, and what was delivered where."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from flask import render_template, request
from werkzeug.exceptions import NotFound

from sciencepop.bases.rules.points import Point
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.core.reference import Town, get_reference
from sciencepop.core.town_map import Circle, Spot, laid_out, name_width, on_map, short_name
from sciencepop.delivery.queries import menu as queries
from sciencepop.delivery.queries.loans import held_days, list_units
from sciencepop.delivery.queries.menu import MenuFilter
from sciencepop.delivery.queries.orders import open_windows
from sciencepop.delivery.queries.results import TownResult, list_places, read_results, years_with_results
from sciencepop.delivery.rules.items import CostClass, ItemKind
from sciencepop.delivery.rules.loans import USABLE
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.pressing import Answer, words


@bp.get("/delivery")
@public
def menu() -> str:
    """What can be ordered, by kind, audience, town and cost."""
    asked, session = _asked(), db.session()
    wanted = MenuFilter(
        ItemKind(asked["kind"]) if "kind" in asked else None,
        asked.get("audience", ""),
        asked.get("town", ""),
        CostClass(asked["cost"]) if "cost" in asked else None,
    )
    return render_template(
        "delivery/menu.html",
        page=queries.page_of_menu(session, wanted, clock.today(), request.args.get("after", "")),
        asked=asked,
        windows=open_windows(session, clock.now()),
        audiences=get_reference().audiences,
        **words(),
    )


def _asked() -> dict[str, str]:
    """The filters of the address that mean something."""
    reference = get_reference()
    known: dict[str, Container[str]] = {
        "kind": set(ItemKind),
        "cost": set(CostClass),
        "audience": reference.audiences,
        "town": reference.towns,
    }
    return {name: value for name, table in known.items() if (value := request.args.get(name, "")) in table}


@bp.get("/delivery/items/<code>")
@public
def item(code: str) -> Answer:
    """One item, with everything that an orderer has to know."""
    session, today = db.session(), clock.today()
    found = queries.get_item(session, code)
    if not queries.is_on_menu(session, found, today):
        raise NotFound
    units = [unit for unit in list_units(session, found.id) if unit.condition in USABLE] if found.is_lent else []
    held = held_days(session, [unit.id for unit in units], today)
    return render_template(
        "delivery/item.html",
        item=found,
        windows=open_windows(session, clock.now()),
        blackouts=[day for day in sorted(found.offered.blackouts) if day >= today],
        units=[(unit, held.get(unit.id, [])) for unit in units],
        **words(),
    )


@dataclass(frozen=True)
class Dot:
    """A town on the map: x and y in a square of 1000, how wide its circle is, and where its name goes, if anywhere."""

    town: Town
    result: TownResult | None
    x: int
    y: int
    radius: int
    name: Spot | None = None

    @property
    def short(self) -> str:
        return short_name(tr(self.town, "name"))


@bp.get("/delivery/results")
@public
def results() -> str:
    """What was delivered where: a map, and a table that says the same."""
    session = db.session()
    years = years_with_results(session)
    wanted = request.args.get("year", "")
    year = next((one for one in years if str(one) == wanted), years[0] if years else clock.today().year)
    found = read_results(session, year)
    return render_template(
        "delivery/results.html",
        year=year,
        years=years,
        found=found,
        dots=_dots(found),
        places=_places(list_places(session, year)),
        **words(),
    )


def _dots(found: dict[str, TownResult]) -> list[Dot]:
    """Towns at their points, those with most deliveries first; the area of a circle grows with their number."""
    most = max((result.held for result in found.values()), default=1)
    dots = []
    for town in get_reference().towns.values():
        result = found.get(town.code)
        radius = 20 + round(36 * (result.held / most) ** 0.5) if result else 8
        dots.append(Dot(town, result, *on_map(town.lat, town.lon), radius))
    dots.sort(key=lambda dot: (-dot.radius, dot.town.code))
    places = laid_out([Circle(dot.x, dot.y, dot.radius, name_width(dot.short)) for dot in dots])
    return [replace(dot, x=at.x, y=at.y, name=spot) for dot, (at, spot) in zip(dots, places, strict=True)]


def _places(points: Sequence[Point]) -> list[tuple[int, int]]:
    """The single places, as far as they lie on the map."""
    found = {on_map(*point) for point in points}
    return sorted((x, y) for x, y in found if 0 < x < 1000 and 0 < y < 1000)
