"""Words that several pages say of events and searches, and the permanent addresses of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from flask import current_app, url_for
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context

from sciencepop.core.almanac.context import PLAIN
from sciencepop.core.almanac.known import get_seasons
from sciencepop.core.i18n import day, language, tr
from sciencepop.core.reference import get_reference
from sciencepop.programme.rules.search import ANY_ACCESS, Pairs, Search
from sciencepop.programme.views import bp

ART_EDITION = "1"
PLAIN_ART = "city"
VOCABULARIES = {"town": "towns", "topic": "topics", "audience": "audiences", "kind": "event_kinds"}
"""Parts of a search, as `Search.pairs` names them, with the vocabulary of the reference data that has their words."""


class Aged(Protocol):
    age_min: int | None
    age_max: int | None


@bp.app_template_filter("ages")
def ages(thing: Aged) -> str:
    """7 岁以上, 5–12 岁, 全年龄."""
    low, high = thing.age_min, thing.age_max
    if not low and high is None:
        return str(_("全年龄"))
    if high is None:
        return str(_("%(low)d 岁以上", low=low or 0))
    if not low:
        return str(_("%(high)d 岁以下", high=high))
    if low == high:
        return str(_("%(low)d 岁", low=low))
    return str(_("%(low)d–%(high)d 岁", low=low, high=high))


@bp.app_template_filter("art_url")
def art_url(topics: list[str], seed: int) -> str:
    """The address of the cover that belongs to the first known topic."""
    known = get_reference().topics
    art = next((known[slug].art for slug in topics if slug in known), PLAIN_ART)
    return url_for("programme.art", art=art, seed=seed, v=ART_EDITION)


@bp.app_template_filter("named")
@pass_context
def _named_in_page(_context: Context, code: str | None, vocabulary: str) -> str:
    """`named` for templates; asking for the context keeps Jinja from working it out once for all languages."""
    return named(code, vocabulary)


def named(code: str | None, vocabulary: str) -> str:
    """The name of a town, topic, audience, kind or access by its code; '' for an unknown one."""
    entry = getattr(get_reference(), vocabulary).get(code or "")
    return tr(entry, "name") if entry else ""


def preset_words() -> dict[str, str]:
    return {
        "today": str(_("今天")),
        "tomorrow": str(_("明天")),
        "weekend": str(_("这个周末")),
        "week": str(_("接下来七天")),
    }


def part_words() -> dict[str, str]:
    return {"morning": str(_("上午")), "afternoon": str(_("下午")), "evening": str(_("晚上"))}


def day_words() -> dict[str, str]:
    """The labels of days: holidays and weekends first, then the solar terms and festivals."""
    plain = {label.slug: tr(label, "name") for label in PLAIN}
    return plain | {season.slug: tr(season, "name") for season in get_seasons()}


def access_words() -> dict[str, str]:
    """The choices of accessibility: first any of them, then each."""
    names = {slug: tr(entry, "name") for slug, entry in get_reference().access.items()}
    return {ANY_ACCESS: str(_("有任一无障碍或便利服务"))} | names


@dataclass(frozen=True)
class Chip:
    """One part of the present search, and the address of the search without it."""

    words: str
    url: str


def chips(search: Search, endpoint: str) -> list[Chip]:
    """The parts of a search in words, each removable; the two ends of a span of days are one part."""
    found: list[Chip] = []
    for name, value in search.pairs():
        if name == "km" or (name == "to" and search.first):
            continue
        found.append(Chip(words_of(search, name, value), address(endpoint, search.without(name, value).pairs())))
    return found


def words_of(search: Search, name: str, value: str) -> str:
    """One part of a search, as `Search.pairs` names it, in words."""
    if name in VOCABULARIES:
        return named(value, VOCABULARIES[name])
    if name == "near" and search.near:
        place = named(value, "towns") or str(_("我的位置"))
        return str(_("%(place)s %(km)d 公里内", place=place, km=search.near.km))
    if name in ("date", "from", "to"):
        return _span_words(search)
    plain = {
        "when": preset_words().get(value),
        "day": day_words().get(value),
        "part": part_words().get(value),
        "access": access_words().get(value),
        "age": str(_("适合 %(age)s 岁", age=value)),
        "free": str(_("免费")),
        "seats": str(_("有余位")),
    }
    return plain.get(name) or value


def _span_words(search: Search) -> str:
    if search.first and search.last:
        one_day = search.first == search.last
        return day(search.first) if one_day else f"{day(search.first)} – {day(search.last)}"
    if search.first:
        return str(_("%(day)s起", day=day(search.first)))
    return str(_("到%(day)s为止", day=day(search.last))) if search.last else ""


def address(endpoint: str, pairs: Pairs) -> str:
    """A page's own address with its question in canonical order."""
    query = urlencode(pairs)
    return url_for(endpoint) + ("?" + query if query else "")


@dataclass(frozen=True)
class PageLinks:
    """A page's permanent address in both languages, with scheme and host."""

    zh: str
    en: str

    @property
    def canonical(self) -> str:
        return self.en if language() == "en" else self.zh


def page_links(path: str) -> PageLinks:
    """From an address as `url_for` gives it, in either language."""
    public_url = current_app.extensions["config"].public_url
    plain = path[3:] or "/" if path == "/en" or path.startswith(("/en/", "/en?")) else path
    return PageLinks(public_url + plain, public_url + "/en" + plain)
