"""The letters of the feature, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.campaigns import links
from sciencepop.campaigns.models import Campaign, Digest, Reader
from sciencepop.core.i18n import day_short, span, tr
from sciencepop.core.letter import Entry, Letter, site_address
from sciencepop.core.reference import get_reference
from sciencepop.programme.queries.cards import Card
from sciencepop.programme.seasons import TimeOfYear

NOBODY = 0
"""The number of the reader for whom a preview is written; links in it lead nowhere."""


def campaign_letter(campaign: Campaign, reader: Reader | None) -> Letter:
    """What a reader gets of a campaign; without one it is a preview."""
    title = tr(campaign, "title")
    return Letter(
        subject=title,
        paragraphs=tr(campaign, "text").split("\n\n"),
        short="",
        link=(_("看详情"), site_address() + campaign.path) if campaign.path else None,
        stop=_stop(links.CAMPAIGNS, reader),
        ask=_ask(campaign, reader),
    )


def digest_letter(
    digest: Digest, reader: Reader, entries: Sequence[Entry], path: str, *, is_personal: bool, times: Sequence[Entry]
) -> Letter:
    """The digest of a reader with its entries, and what one may look at now; `path` is the page that shows more."""
    number = len(entries)
    first = (
        _("和“为您推荐”是同一份名单，每条都写明为什么。想改或关掉推荐，请到“我的推荐标签”。")
        if is_personal
        else _("按您订阅的人群挑选，没有看您的个人记录。")
    )
    subject = _(
        "科普周报 %(day)s：%(title)s等 %(count)d 项", day=day_short(digest.due_on), title=entries[0].title, count=number
    )
    return Letter(
        subject=subject,
        paragraphs=[first],
        short="",
        entries=[*entries, *times],
        glance=_("%(count)d 项适合您的科普活动。", count=number),
        link=(_("看全部推荐") if is_personal else _("看全部活动"), site_address() + path),
        stop=_stop(links.DIGEST, reader),
        ask=_ask(digest, reader),
    )


def entry_of(card: Card, reason: str) -> Entry:
    """An event as the digest tells of it; the reason stands last."""
    town = get_reference().towns.get(card.town_code or "")
    places = [tr(card, "place"), tr(town, "name") if town else ""]
    lines = [span(card.starts_at, card.ends_at), " · ".join(filter(None, places)), reason]
    return Entry(tr(card, "title"), f"{site_address()}/events/{card.slug}", [line for line in lines if line])


def time_entry(found: TimeOfYear) -> Entry:
    """The time of the year as the digest tells of it, with the way to its events."""
    url = f"{site_address()}/events?{urlencode(found.search.pairs())}"
    return Entry(found.words(), url, [ngettext("这段时间 %(num)d 场", "这段时间 %(num)d 场", found.count)])


def confirm_letter(wish: links.Wish) -> Letter:
    """What proves that the address is read by whoever asked."""
    site = tr(get_reference().district, "product")
    return Letter(
        subject=_("请确认订阅科普周报 · %(site)s", site=site),
        paragraphs=[
            _("有人用这个邮箱订阅%(site)s的科普周报。", site=site),
            _("如果是您，请在 %(days)d 天内打开下面的链接，再按一下确认。", days=links.CONFIRM_DAYS),
            _("如果不是您，不用理会：不确认就不会再收到信，我们也不保存这个邮箱。"),
        ],
        short="",
        link=(_("确认订阅"), links.confirm_url(wish)),
    )


def _stop(what: str, reader: Reader | None) -> tuple[str, str]:
    words = _("退订科普周报，不用登录") if what == links.DIGEST else _("不再收专题推送，不用登录")
    return words, links.stop_url(what, reader.id if reader else NOBODY)


def _ask(thing: Campaign | Digest, reader: Reader | None) -> tuple[str, Sequence[tuple[str, str]]] | None:
    """Asked of those alone who consented; what they say is counted."""
    if reader is None or not reader.gives_feedback:
        return None
    url = links.answer_url(thing, reader.id)
    return _("这封信对您有用吗？"), [(_("有用"), f"{url}?useful=1"), (_("没用"), f"{url}?useful=0")]
