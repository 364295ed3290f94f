"""A delivery in the calendars of supplier, orderer and lecturer. One UID an order, whatever moves."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext as _
from icalendar import Event as Component

from sciencepop.bookings.ical import Method, as_message
from sciencepop.core import clock
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.icalendar_text import calendar_line, calendar_text
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.rules.orders import DONE, OrderState
from sciencepop.programme.calendar_context import CalendarContext, get_context


def render_delivery(order: DeliveryOrder, lang: str, context: CalendarContext) -> bytes:
    """A planned or ended delivery as one VEVENT with CRLF, in a language."""
    status = "CONFIRMED" if order.state in (OrderState.CONFIRMED, *DONE) else "CANCELLED"
    if order.state is OrderState.ACCEPTED:
        status = "TENTATIVE"
    with in_language(lang):
        component = _component(order, order.changed_at, context.site_url(lang), status)
        component.add("created", order.created_at.astimezone(UTC))
        component.add("last-modified", order.changed_at.astimezone(UTC))
        component.add("class", "PRIVATE")
        component.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
        component.add("status", status)
        return bytes(component.to_ical())


def render_message(order: DeliveryOrder, method: Method, *, address: str, language: str, now: datetime) -> bytes:
    """The whole VCALENDAR of a letter to one person, in the language that is being written."""
    status = "CANCELLED" if method is Method.CANCEL else "CONFIRMED"
    component = _component(order, now, get_context().site_url(language), status)
    return as_message(component, method, address=address, language=language)


def _component(order: DeliveryOrder, stamp: datetime, site: str, status: str) -> Component:
    labels = {"CANCELLED": _("【已取消】"), "TENTATIVE": _("【待确认】")}
    title = _("配送：%(title)s", title=tr(order.shown, "title"))
    url = f"{site}/delivery/orders/{order.code}"
    assert order.starts_at is not None and order.ends_at is not None
    component = Component()
    component.add("uid", f"delivery-{order.code}@{get_reference().district.uid_domain}")
    component.add("dtstamp", stamp.astimezone(UTC))
    component.add("sequence", order.sequence)
    component.add("dtstart", clock.local(order.starts_at))
    component.add("dtend", clock.local(order.ends_at))
    component.add("summary", calendar_line(labels.get(status, "") + title))
    component.add("location", calendar_line(f"{order.place} {order.address}", 600))
    component.add("description", calendar_text(f"{order.organisation.name}\n{url}"))
    component.add("url", url)
    return component
