"""The panel of choices beside a list: each with how many would take place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.programme.rules.index import Answer
from sciencepop.programme.rules.search import MANY, Search
from sciencepop.programme.views.wording import access_words, day_words, part_words, preset_words

DISTANCES = (2, 5, 10, 20)


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """Check boxes of one name. An open one shows its choices at once; the others unfold."""

    name: str
    words: str
    options: list[Option]
    is_open: bool


def make_facets(search: Search, answer: Answer) -> list[Facet]:
    """The facets of which several values may be ticked; choices that lead nowhere are left out."""
    reference = get_reference()
    vocabularies: list[tuple[str, str, Mapping[str, str], bool]] = [
        ("audience", str(_("给谁")), {slug: tr(row, "name") for slug, row in reference.audiences.items()}, True),
        ("day", str(_("节假日与节气")), day_words(), False),
        ("part", str(_("时段")), part_words(), True),
        ("town", str(_("街镇")), {code: tr(row, "name") for code, row in reference.towns.items()}, False),
        ("topic", str(_("主题")), {slug: tr(row, "name") for slug, row in reference.topics.items()}, False),
        ("kind", str(_("形式")), {slug: tr(row, "name") for slug, row in reference.event_kinds.items()}, False),
        ("access", str(_("无障碍与便利")), access_words(), False),
    ]
    facets = []
    for name, words, values, is_open in vocabularies:
        chosen, counts = getattr(search, MANY[name]), answer.counts[name]
        options = [Option(value, text, counts.get(value, 0), value in chosen) for value, text in values.items()]
        shown = [option for option in options if option.count or option.is_chosen]
        if shown:
            facets.append(Facet(name, words, shown, is_open or bool(chosen)))
    return facets


def preset_options(search: Search, answer: Answer) -> list[Option]:
    counts = answer.counts["when"]
    return [Option(value, words, counts[value], search.when == value) for value, words in preset_words().items()]
