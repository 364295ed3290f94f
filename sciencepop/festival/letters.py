"""The letters of the festival, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from sciencepop.core.i18n import tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.core.reference import get_reference
from sciencepop.festival.models import Edition, Proposal, ProposalState, Release
from sciencepop.festival.rules.items import Line
from sciencepop.festival.words import PROPOSALS, line_words

MOST_LINES = 40
"""A base that holds hundreds of sessions reads the rest on the page."""


def release_letter(release: Release, lines: Sequence[Line]) -> Letter:
    """What a release changed of somebody's own items."""
    edition = release.edition
    name = tr(edition, "name")
    subject = _("%(name)s节目单第 %(number)d 版：与您有关的变化", name=name, number=release.number)
    url = f"{site_address()}/festival/{edition.code}/releases/{release.number}"
    told = [f"· {line_words(line)}" for line in lines[:MOST_LINES]]
    rest = [_("还有 %(count)d 项，请看全文。", count=len(lines) - MOST_LINES)] if len(lines) > MOST_LINES else []
    words = tr(release, "note")
    return Letter(
        subject=subject,
        paragraphs=[*([words] if words else []), "\n".join([*told, *rest])],
        link=(_("这一版的全部变化"), url),
        short=_("【%(site)s】%(subject)s %(url)s", site=_site(), subject=subject, url=url),
        glance=_("点开看哪些场次有变化。"),
    )


def speaker_letter(edition: Edition, name: str, lines: Sequence[str], why: str = "") -> Letter:
    """What became of a speaker's sessions; they have an address here and no account."""
    title = tr(edition, "name")
    subject = _("%(title)s：您主讲的场次", title=title)
    told = "\n".join(f"· {line}" for line in lines)
    kept = _("主办方为了联系您记下了这个邮箱，这一届结束后就删去。不想再收到，请告诉邀请您的人。")
    url = f"{site_address()}/festival/{edition.code}/programme"
    return Letter(
        subject=subject,
        paragraphs=[_("%(name)s，您好。", name=name) + why, told, kept],
        link=(_("看节目单"), url),
        short=subject,
    )


def proposal_letter(proposal: Proposal) -> Letter:
    """What was decided on a proposal."""
    subject = _("您的提案“%(title)s”：%(state)s", title=tr(proposal, "title"), state=PROPOSALS[proposal.state])
    advice = {
        ProposalState.ACCEPTED: _("谢谢您的提案。区里会和您联系，一起把它排进节目单。"),
        ProposalState.CONDITIONAL: _("谢谢您的提案。满足下面的条件后，区里会和您一起把它排进节目单。"),
        ProposalState.WAITLISTED: _("谢谢您的提案。它在候补里，有空位时会再告诉您。"),
        ProposalState.REJECTED: _("谢谢您的提案。这一次没有入选，欢迎下一届再来。"),
    }[proposal.state]
    url = f"{site_address()}/my/proposals/{proposal.code}"
    label = _("条件") if proposal.state is ProposalState.CONDITIONAL else _("说明")
    return Letter(
        subject=subject,
        paragraphs=[advice],
        facts=[(label, proposal.words)] if proposal.words else [],
        link=(_("查看提案"), url),
        short=_("【%(site)s】%(subject)s %(url)s", site=_site(), subject=subject, url=url),
    )


def _site() -> str:
    return tr(get_reference().district, "product")
