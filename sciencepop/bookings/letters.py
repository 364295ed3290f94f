"""How the letters about a booking get to its holder, in the language in which it was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import mail_address, write_to
from sciencepop.bookings.ical import Method, render_itip
from sciencepop.bookings.models import Booking
from sciencepop.bookings.words import KINDS, feedback_path, letter_of
from sciencepop.bookings.words import News as News
from sciencepop.core.i18n import in_language
from sciencepop.programme.models import Occurrence

OF_A_START = (News.DAY_BEFORE, News.HOURS_BEFORE)


def tell(
    session: Session,
    booking: Booking,
    occurrence: Occurrence,
    person: Person,
    news: News,
    *,
    now: datetime,
    method: Method | None = None,
    not_after: datetime | None = None,
) -> None:
    """Owe the holder one letter about a flushed booking, unless they want none of this kind.

    With a `method` a mail carries the calendar object; write the booking's new state before. The same news is told once
    per booking; moves once each, reminders once for each start.
    """
    mail = mail_address(person)
    path = feedback_path(booking.code) if news is News.THANKS else f"/my/bookings/{booking.code}"
    with in_language(booking.language):
        calendar = render_itip(booking, occurrence, method, address=mail.value, now=now) if mail and method else None
        write_to(
            session,
            person,
            letter_of(news, booking, occurrence),
            KINDS[news],
            key=f"booking-{booking.code}-{news}{_suffix(news, occurrence)}",
            path=path,
            now=now,
            calendar=calendar,
            calendar_method=method.value if calendar and method else None,
            not_after=not_after,
        )


def _suffix(news: News, occurrence: Occurrence) -> str:
    if news is News.MOVED:
        return f"-{occurrence.sequence}"
    return f"-{int(occurrence.starts_at.timestamp())}" if news in OF_A_START else ""
