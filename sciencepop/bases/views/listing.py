"""All public bases, as a list and on a map that shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from sciencepop.bases import queries
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.queries import BaseFilter
from sciencepop.bases.rules.opening import Opening
from sciencepop.bases.views import bp
from sciencepop.bases.views.words import addresses, opening_words
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.ground import map_ground
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached
from sciencepop.core.reference import get_reference

STEP_FREE = "step-free"


@bp.get("/bases")
@public
@cached
def bases() -> str:
    """The list with its filters; the map reads the same rows from `map_json`."""
    asked = _asked()
    rows = [(base, opening_now(base)) for base in queries.list_public(_filter(asked))]
    return render_template(
        "bases/bases.html",
        rows=rows,
        asked=asked,
        total=queries.count_public(),
        map_source=url_for("bases.map_json", **asked),  # type: ignore[arg-type]
        opening_words=opening_words,
        addresses=addresses(),
    )


@bp.get("/bases/map.json")
@public
@cached
def map_json() -> Response:
    """What the map draws: its ground, and the bases that have a position."""
    rows = [base for base in queries.list_public(_filter(_asked())) if base.lat is not None]
    return jsonify(**map_ground(), bases=[_marker(base) for base in rows])


def opening_now(base: ScienceBase) -> Opening:
    return queries.hours_of(base).opening_at(clock.local(clock.now()))


def _asked() -> dict[str, str]:
    """The filters of the address that mean something, by name; everything else is left out."""
    reference = get_reference()
    known: dict[str, Mapping[str, Any]] = {"town": reference.towns, "kind": reference.base_kinds}
    asked = {name: value for name, table in known.items() if (value := request.args.get(name, "")) in table}
    ticks = {name: "1" for name in ("accessible", "today") if request.args.get(name) == "1"}
    return asked | ticks


def _filter(asked: dict[str, str]) -> BaseFilter:
    return BaseFilter(
        town=asked.get("town", ""),
        kind=asked.get("kind", ""),
        access=STEP_FREE if "accessible" in asked else "",
        open_on=clock.today() if "today" in asked else None,
    )


def _marker(base: ScienceBase) -> dict[str, Any]:
    town = get_reference().towns.get(base.town_code or "")
    return {
        "name": tr(base, "name"),
        "url": url_for("bases.base", slug=base.slug),
        "lat": base.lat,
        "lon": base.lon,
        "town": tr(town, "name") if town else "",
        "open": opening_words(opening_now(base)),
    }
