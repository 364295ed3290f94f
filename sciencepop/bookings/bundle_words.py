"""The one letter about several moved sessions, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.bookings.models import Booking
from sciencepop.bookings.moved_words import Moved, as_it_was
from sciencepop.bookings.offer_links import change_url, offer_url
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.moves import has_choice
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.where import where
from sciencepop.core.i18n import span, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.core.reference import get_reference
from sciencepop.programme.models import Occurrence

Row = tuple[Booking, Occurrence, Moved]


def bundle_letter(rows: Sequence[Row], why: str, more: Sequence[tuple[str, str]] = ()) -> Letter:
    """What becomes of each of somebody's bookings; `why` is a sentence of whoever moved them, or ''.

    `more` is what else of theirs moved along: title and lines of each.
    """
    count = len(rows)
    subject = ngettext("您预约的 %(num)d 场活动改期了", "您预约的 %(num)d 场活动改期了", count)
    if more:
        subject = ngettext("您的 %(num)d 项安排改期了", "您的 %(num)d 项安排改期了", count + len(more))
    advice = _(
        "下面是新的时间和地点。预约都仍然有效；去不了的，请用那一场的链接取消，把席位让给别人，不用登录，也不记分。"
    )
    follow = _("订阅了日历的，已经自动改好；单独加进日历的那几场，请按下面的时间改。")
    url = f"{site_address()}/my/bookings"
    site = tr(get_reference().district, "product")
    own = [(tr(occurrence.event, "title"), _lines(booking, occurrence, moved)) for booking, occurrence, moved in rows]
    return Letter(
        subject=subject,
        paragraphs=[*([why] if why else []), advice, follow],
        facts=[*own, *more],
        link=(_("我的全部预约"), url),
        short=_("【%(site)s】%(subject)s，预约仍然有效。新的时间请看 %(url)s", site=site, subject=subject, url=url),
        glance=_("点开看新的安排。去不了，请取消，把席位让给别人。"),
    )


def _lines(booking: Booking, occurrence: Occurrence, moved: Moved) -> str:
    """The new time and place, how it was, the code and what may be done."""
    colon = _("：")
    was = [f"{label}{colon}{value}" for label, value in as_it_was(moved, occurrence)]
    parts = [span(occurrence.starts_at, occurrence.ends_at), where(occurrence), *was]
    parts.append(f"{_('预约号')}{colon}{in_groups(booking.code)}")
    link = _link(booking)
    return "\n".join([*parts, link] if link else parts)


def _link(booking: Booking) -> str:
    if booking.state is BookingState.OFFERED:
        return offer_url(booking)
    return change_url(booking) if has_choice(booking.state, is_group=booking.is_group) else ""
