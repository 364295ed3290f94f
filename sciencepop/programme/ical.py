"""One occurrence as a VEVENT, written by the icalendar library: the profile of our feeds, downloads and mails.

A public text is rendered once for each revision and language and stored (services/revise.py); nothing in it depends on
who asks or when. A person's own calendar gives a `Claim`, which says how the session concerns that person.
Never written: people's names, telephone numbers, ORGANIZER, ATTENDEE, VALARM.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from icalendar import Event as Component
from icalendar import vGeo, vUri

from sciencepop.core import clock
from sciencepop.core.i18n import in_language, price, span, tr
from sciencepop.core.icalendar_text import LONGEST_TEXT, calendar_line, calendar_parameter, calendar_text
from sciencepop.programme.calendar_context import CalendarContext
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState
from sciencepop.programme.rules.calendar_days import is_whole_days, whole_days

LONGEST_SUMMARY = 600
APPLE_RADIUS_METRES = "100"


@dataclass(frozen=True)
class Claim:
    """How a session concerns one person, for a calendar of their own.

    `status` is CONFIRMED, TENTATIVE or CANCELLED; `is_busy` blocks the time; `label` goes before the title and `note`
    before the description, both in the calendar's language. `steps` only ever rises and is added to SEQUENCE.
    """

    status: str
    is_busy: bool
    label: str
    note: str
    changed_at: datetime
    steps: int


def render_vevent(
    occurrence: Occurrence, lang: str, context: CalendarContext, claim: Claim | None = None, *, note: str = ""
) -> bytes:
    """The VEVENT's bytes with CRLF, in `zh` or `en`; public without a claim, private with one.

    `note`, in that language, goes before the description.
    """
    with in_language(lang):
        return bytes(_component(occurrence, lang, context, claim, note).to_ical())


def is_cancelled(occurrence: Occurrence) -> bool:
    """Whether the session does not take place. An event that is cancelled has cancelled each of those to come."""
    return occurrence.state is OccurrenceState.CANCELLED


def _component(
    occurrence: Occurrence, lang: str, context: CalendarContext, claim: Claim | None, note: str
) -> Component:
    event = occurrence.event
    url = context.event_url(event.slug, lang)
    called_off = is_cancelled(occurrence)
    revised_at = max(occurrence.revised_at, claim.changed_at) if claim else occurrence.revised_at
    component = Component()
    component.add("uid", occurrence.uid)
    component.add("dtstamp", revised_at.astimezone(UTC))
    component.add("created", occurrence.created_at.astimezone(UTC))
    component.add("last-modified", revised_at.astimezone(UTC))
    component.add("sequence", occurrence.sequence + (claim.steps if claim else 0))
    _add_times(component, occurrence)
    component.add("summary", calendar_line(_labels(occurrence, called_off, claim) + tr(event, "title")))
    component.add("description", _description(occurrence, called_off, claim.note if claim else note, url))
    _add_place(component, occurrence)
    component.add("url", url)
    categories = _categories(event, context)
    if categories:
        component.add("categories", categories)
    component.add("class", "PRIVATE" if claim else "PUBLIC")
    if called_off:
        component.add("status", "CANCELLED")
    else:
        component.add("status", claim.status if claim else "CONFIRMED")
    busy = claim is not None and claim.is_busy and not called_off
    component.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    return component


def _add_times(component: Component, occurrence: Occurrence) -> None:
    starts, ends = clock.local(occurrence.starts_at), clock.local(occurrence.ends_at)
    if is_whole_days(starts, ends):
        first, after_last = whole_days(starts, ends)
        component.add("dtstart", first)
        component.add("dtend", after_last)
    else:
        component.add("dtstart", starts)
        component.add("dtend", ends)


def _labels(occurrence: Occurrence, called_off: bool, claim: Claim | None) -> str:
    """What stands before the title, because some calendars show no STATUS."""
    if called_off:
        return str(_("【已取消】"))
    labels = claim.label if claim else ""
    if occurrence.moved_from:
        labels += _("【改期】")
    if occurrence.is_full and not claim:
        labels += _("【名额已满】")
    return labels


def _add_place(component: Component, occurrence: Occurrence) -> None:
    """LOCATION on one line, and the point (WGS-84) where it is known."""
    base = occurrence.event.base
    own = bool(occurrence.place_zh)
    name = calendar_line(tr(occurrence, "place") if own else tr(base, "name"))
    address = occurrence.address_zh if own else tr(base, "address")
    parts = (name, calendar_line(tr(occurrence, "room")), calendar_line(address))
    component.add("location", calendar_line(", ".join(part for part in parts if part), 600))
    lat, lon = (occurrence.lat, occurrence.lon) if own else (base.lat, base.lon)
    if lat is None or lon is None:
        return
    component.add("geo", _Point((lat, lon)))
    component.add(
        "x-apple-structured-location",
        vUri(f"geo:{lat:.6f},{lon:.6f}"),
        parameters={"VALUE": "URI", "X-APPLE-RADIUS": APPLE_RADIUS_METRES, "X-TITLE": calendar_parameter(name)},
    )


class _Point(vGeo):
    """A position with six decimals, about ten centimetres."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def _categories(event: Event, context: CalendarContext) -> list[str]:
    """Names of topics and audiences in their vocabularies' order; a slug that they do not know is left out."""
    topics = [topic for topic in context.topics.values() if topic.slug in event.topics]
    audiences = [audience for audience in context.audiences.values() if audience.slug in event.audiences]
    return [calendar_line(tr(row, "name")) for row in (*topics, *audiences)]


def _description(occurrence: Occurrence, called_off: bool, note: str, url: str) -> str:
    """Plain text of at most 2,000 characters; the page's address is its last line and is never cut."""
    news = _news(occurrence, called_off)
    lines = [note, *news, *_facts(occurrence)]
    text = calendar_text("\n".join(line for line in lines if line), LONGEST_TEXT - len(url) - 1)
    return f"{text}\n{url}" if text else url


def _news(occurrence: Occurrence, called_off: bool) -> list[str]:
    """What has changed since the session was announced."""
    if called_off:
        reason = calendar_line(occurrence.cancel_reason or occurrence.event.state_reason)
        return [_("本场已取消。原因：%(reason)s", reason=reason) if reason else _("本场已取消。")]
    if occurrence.moved_from:
        day = clock.local(occurrence.moved_from)
        return [_("本场已改期，原定 %(start)s 开始。", start=f"{day:%Y-%m-%d %H:%M}")]
    return []


def _facts(occurrence: Occurrence) -> list[str]:
    event = occurrence.event
    needs_booking = event.booking_mode is BookingMode.SEATS
    lines = [calendar_text(tr(event, "summary") or tr(event, "body"), LONGEST_SUMMARY)]
    if is_whole_days(occurrence.starts_at, occurrence.ends_at):
        lines.append(_("时间：%(span)s", span=span(occurrence.starts_at, occurrence.ends_at)))
    lines.append(_ages(event))
    cost = " ".join(part for part in (price(event.price_cents), tr(event, "price_note")) if part)
    lines.append(_("费用：%(cost)s", cost=cost))
    lines.append(_("需要预约，请打开下面的链接。") if needs_booking else _("不用预约，直接前往。"))
    bring, rain = tr(event, "bring"), tr(event, "rain_plan")
    lines.append(_("请带：%(what)s", what=bring) if bring else "")
    lines.append(_("遇雨：%(what)s", what=rain) if rain else "")
    lines.append(_("举办：%(host)s", host=tr(event.base, "name")))
    lines.append(_("示例数据：活动、时间与人物仅供演示。") if event.is_sample else "")
    return lines


def _ages(event: Event) -> str:
    low, high = event.age_min, event.age_max
    if low is not None and high is not None:
        said = _("年龄：%(low)d–%(high)d 岁", low=low, high=high)
    elif low is not None:
        said = _("年龄：%(low)d 岁及以上", low=low)
    elif high is not None:
        said = _("年龄：%(high)d 岁及以下", high=high)
    else:
        said = ""
    return f"{said} {_('须由成人陪同')}".strip() if event.adult_needed else said
