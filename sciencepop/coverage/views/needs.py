"""What is missing, town by town, and links to what could be done about it: only to what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.coverage.messages import askable, group_name, labels_of
from sciencepop.coverage.queries.means import count_skilled, count_waiting_by_town
from sciencepop.coverage.rules.gaps import Gap, gaps_of
from sciencepop.coverage.rules.held import Dimension, table
from sciencepop.coverage.settings import settings
from sciencepop.coverage.views.asking import Asked
from sciencepop.delivery.models import MenuItem
from sciencepop.delivery.queries.menu import list_orderable
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.rules.search import Search
from sciencepop.programme.views.wording import address


@dataclass(frozen=True)
class Link:
    words: str
    url: str


@dataclass(frozen=True)
class Need:
    """What a town (or the district) lacks, each in a sentence, and what could be done."""

    name: str
    sentences: list[str]
    links: list[Link] = field(default_factory=list)


def town_gaps(ask: Asked, audience: str = "") -> list[Gap]:
    """The towns with too few sessions for an audience, whatever else was asked for."""
    sessions = table(ask.held, Dimension.TOWN, {Dimension.AUDIENCE: audience} if audience else {})
    towns = get_reference().towns
    return gaps_of(
        {town: numbers.sessions for town, numbers in sessions.items()},
        towns,
        {town: one.people for town in towns if (one := ask.known.get((town, audience))) and one.people},
        audience=audience,
        below_percent=settings().below_percent,
    )


def list_needs(ask: Asked, *, with_tools: bool) -> list[Need]:
    """For the whole district, then by town. `with_tools`: links that officers alone may open are among them."""
    if not ask.held:
        return []
    gaps = [gap for audience in ("", *settings().audiences) for gap in town_gaps(ask, audience)]
    means = Means(ask, with_tools=with_tools)
    needs = _needs_of_district(ask, gaps, means)
    for town in get_reference().towns.values():
        own = [gap for gap in gaps if gap.town == town.code]
        if own and own[0].audience == "" and own[0].sessions == 0:
            own = own[:1]
        if own:
            audiences = [gap.audience for gap in own if gap.audience]
            needs.append(Need(tr(town, "name"), [_sentence(gap) for gap in own], means.of_town(town.code, audiences)))
    return needs


def _needs_of_district(ask: Asked, gaps: Sequence[Gap], means: Means) -> list[Need]:
    whole, held_access = tr(get_reference().district, "name"), table(ask.held, Dimension.ACCESS)
    needs = [
        Need(whole, [_scarce(ask, gap)], means.of_district([gap.audience] if gap.audience else []))
        for gap in gaps
        if not gap.town
    ]
    missing = [slug for slug in labels_of(Dimension.ACCESS) if slug not in held_access]
    return needs + [
        Need(
            whole,
            [_("全区没有一场写明有“%(service)s”。", service=labels_of(Dimension.ACCESS)[slug])],
            means.of_access(slug),
        )
        for slug in missing
    ]


def _scarce(ask: Asked, gap: Gap) -> str:
    """Where the little is that the district has."""
    group = group_name(gap.audience)
    if not gap.sessions:
        return str(_("全区没有一场为%(group)s办的。", group=group))
    held = table(ask.held, Dimension.TOWN, {Dimension.AUDIENCE: gap.audience} if gap.audience else {})
    names = [name for slug, name in askable(Dimension.TOWN).items() if slug in held]
    facts = {"group": group, "count": gap.sessions, "towns": _("、").join(names)}
    return str(_("大多数街镇没有为%(group)s办的：全区只有 %(count)d 场（%(towns)s）。", **facts))


def _sentence(gap: Gap) -> str:
    if not gap.audience:
        facts = {"value": _number(gap.value), "middle": _number(gap.middle)}
        if gap.sessions == 0:
            return str(_("一场也没有。"))
        if gap.is_rate:
            return str(_("每千名居民只有 %(value)s 场，各街镇的中位数是 %(middle)s 场。", **facts))
        return str(_("只有 %(value)s 场，各街镇的中位数是 %(middle)s 场。", **facts))
    facts = {"group": group_name(gap.audience), "value": _number(gap.value), "middle": _number(gap.middle)}
    if gap.sessions == 0:
        return str(_("没有为%(group)s办的（各街镇的中位数是 %(middle)s 场）。", **facts))
    if gap.is_rate:
        return str(_("为%(group)s办的每千人只有 %(value)s 场，中位数是 %(middle)s 场。", **facts))
    return str(_("为%(group)s办的只有 %(value)s 场，中位数是 %(middle)s 场。", **facts))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class Means:
    """What could be done, read once for all needs of a page."""

    def __init__(self, ask: Asked, *, with_tools: bool) -> None:
        session = db.session()
        self.with_tools = with_tools
        self.items = list_orderable(session, clock.local(ask.now).date())
        self.waiting = count_waiting_by_town(session) if with_tools else {}
        self.skilled = count_skilled(session, clock.local(ask.now).date()) if with_tools else {}
        self.index, self.moment = get_finder().index(ask.now), moment_of(ask.now)

    def of_town(self, town: str, audiences: Sequence[str]) -> list[Link]:
        """For some audiences; none: for all residents."""
        links = [*self._waiting(town), *self._menu(town, audiences), *self._nearby(town, audiences)]
        return [*links, *self._campaign(audiences, town)]

    def of_district(self, audiences: Sequence[str]) -> list[Link]:
        return [*self._menu("", audiences), *self._campaign(audiences)]

    def of_access(self, slug: str) -> list[Link]:
        count = self.skilled.get(slug, 0)
        words = ngettext("有 %(num)d 位志愿者会这一项", "有 %(num)d 位志愿者会这一项", count)
        return [Link(words, url_for("volunteers.volunteer_list", q=slug))] if count else []

    def _waiting(self, town: str) -> list[Link]:
        count = self.waiting.get(town, 0)
        words = ngettext("这里有 %(num)d 个点单在等区里处理", "这里有 %(num)d 个点单在等区里处理", count)
        return [Link(words, url_for("delivery.office"))] if count else []

    def _menu(self, town: str, audiences: Sequence[str]) -> list[Link]:
        count = sum(_comes(item, town, audiences) for item in self.items)
        words = ngettext("配送菜单里有 %(num)d 项可以送来", "配送菜单里有 %(num)d 项可以送来", count)
        url = url_for("delivery.menu", town=town or None, audience=audiences[0] if len(audiences) == 1 else None)
        return [Link(words, url)] if count else []

    def _nearby(self, town: str, audiences: Sequence[str]) -> list[Link]:
        """The nearest town that still has free seats which cost nothing."""
        towns = get_reference().towns
        here = towns[town]
        # Near enough for an order: a degree of longitude is here about 0.86 of one of latitude.
        others = sorted(
            (one for one in towns.values() if one is not here),
            key=lambda one: (one.lat - here.lat) ** 2 + (0.86 * (one.lon - here.lon)) ** 2,
        )
        for other in others[: settings().neighbours]:
            search = Search(towns=(other.code,), audiences=tuple(audiences), free=True, seats=True)
            count = self.index.matching(search, self.moment).bit_count()
            if count:
                words = ngettext(
                    "邻近的%(town)s有 %(num)d 场免费、有余位",
                    "邻近的%(town)s有 %(num)d 场免费、有余位",
                    count,
                    town=tr(other, "name"),
                )
                return [Link(words, address("programme.events", search.pairs()))]
        return []

    def _campaign(self, audiences: Sequence[str], town: str = "") -> list[Link]:
        if not self.with_tools:
            return []
        url = url_for("campaigns.new", towns=[town] if town else [], audiences=list(audiences))
        return [Link(_("给他们写一次专题推送"), url)]


def _comes(item: MenuItem, town: str, audiences: Sequence[str]) -> bool:
    is_here = not town or not item.towns or town in item.towns
    return is_here and (not audiences or bool(set(item.audiences) & set(audiences)))
