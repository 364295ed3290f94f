"""The home page and the list of events. Both are the same for everybody: no person, no session, no token."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request

from sciencepop.bases.queries import count_public
from sciencepop.core.access import public
from sciencepop.core.pagecache import cached_with_seats, is_elder
from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.programme.hooks import home_page_sections
from sciencepop.programme.rules.search import Search
from sciencepop.programme.views import bp
from sciencepop.programme.views.facets import DISTANCES, make_facets, preset_options
from sciencepop.programme.views.lists import Asked, asked, load_cards, rows_a_page
from sciencepop.programme.views.seasons import day_notes, season_lines
from sciencepop.programme.views.wording import address, chips, page_links, preset_words

MONTH = timedelta(days=29)


@bp.get("/")
@public
@cached_with_seats
def home() -> str:
    ask = asked()
    index, moment = ask.index, ask.moment
    on, answer = index.taking_place(moment), index.answer(Search(), moment)
    sections = _home_sections(ask, on, 3 if is_elder() else 6)
    cards = load_cards(index, [position for _preset, positions in sections for position in positions])
    month = on & index.within(moment.today, moment.today + MONTH, moment)
    week = [moment.today + timedelta(days=offset) for offset in range(7)]
    return render_template(
        "programme/home.html",
        sections=[(preset, cards.of(index, positions)) for preset, positions in sections],
        seats=cards.seats,
        week=[(day, (on & index.within(day, day, moment)).bit_count()) for day in week],
        counts=answer.counts,
        month_total=month.bit_count(),
        month_free=(month & index.free).bit_count(),
        base_total=count_public(),
        presets=preset_words(),
        links=page_links("/"),
        news=home_page_sections(ask.now),
        now=ask.now,
        seasons=season_lines(index, moment, moment.today),
    )


def _home_sections(ask: Asked, on: int, count: int) -> list[tuple[str, list[int]]]:
    """Today, and the days of this weekend that are not today; on a quiet day whatever comes next.

    What can still be joined goes before what is full or closed.
    """
    index, moment = ask.index, ask.moment
    open_ = on & index.with_seats(moment)

    def pick(bits: int) -> list[int]:
        return index.first_of_each_event(bits & open_, count) or index.first_of_each_event(bits & on, count)

    first, last = moment.days_of("weekend")
    first = first if first > moment.today else moment.today + timedelta(days=1)
    sections = [("today", pick(index.within(moment.today, moment.today, moment)))]
    if first <= last:
        sections.append(("weekend", pick(index.within(first, last, moment))))
    sections = [(preset, positions) for preset, positions in sections if positions]
    return sections or [("", pick(on))]


@bp.get("/events")
@public
@cached_with_seats
def events() -> str:
    ask = asked()
    search, index = ask.search, ask.index
    day = search.first if search.first == search.last else None
    answer = index.answer(search, ask.moment)
    cursor = decode_cursor(request.args.get("after", ""), (int, int))
    positions, more = index.page(answer.rows, rows_a_page(), (cursor[0], cursor[1]) if cursor else None)
    cards = load_cards(index, positions)
    here, next_url = address("programme.events", search.pairs()), ""
    if more:
        key = encode_cursor(index.starts[positions[-1]], index.ids[positions[-1]])
        next_url = address("programme.events", [*search.pairs(), ("after", key)])
    return render_template(
        "programme/events.html",
        search=search,
        answer=answer,
        cards=cards.of(index, positions),
        seats=cards.seats,
        chips=chips(search, "programme.events"),
        facets=make_facets(search, answer),
        presets=preset_options(search, answer),
        distances=DISTANCES,
        next_url=next_url,
        first_url=here if cursor else "",
        calendar_url=address("programme.calendar", search.undated().pairs()),
        links=page_links(here),
        now=ask.now,
        seasons=season_lines(index, ask.moment, day) if day else [],
        day_notes=day_notes(day) if day else [],
    )
