"""How the letters about a booking get to its holder, in the language in which it was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import mail_address, write_to
from sciencepop.bookings.ical import Method, render_itip
from sciencepop.bookings.models import Booking, BookingState, ChangeNotice
from sciencepop.bookings.moved_words import Moved
from sciencepop.bookings.queries.notices import list_others, lock_notices
from sciencepop.bookings.rules.pools import Room
from sciencepop.bookings.words import KINDS, feedback_path, letter_of
from sciencepop.bookings.words import News as News
from sciencepop.core.i18n import in_language
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.changes import Arrangement

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
    moved: Moved | None = None,
) -> None:
    """Owe the holder one letter about a flushed booking, unless they want none of this kind.

    With a `method` a mail carries the calendar object; write the booking's new state before. The same news is told once
    per booking; moves and takedowns once each, reminders once for each start. A move that waits to be told is told
    before other news, so that no letter has a time that its reader has not heard of.
    """
    if booking.is_moved and news is not News.MOVED:
        _tell_waiting_move(session, booking, occurrence, person, now)
    mail = mail_address(person)
    path = feedback_path(booking.code) if news is News.THANKS else f"/my/bookings/{booking.code}"
    with in_language(booking.language):
        calendar = render_itip(booking, occurrence, method, address=mail.value, now=now) if mail and method else None
        write_to(
            session,
            person,
            letter_of(news, booking, occurrence, moved),
            KINDS[news],
            key=f"booking-{booking.code}-{news}{_suffix(news, occurrence, now)}",
            path=path,
            now=now,
            calendar=calendar,
            calendar_method=method.value if calendar and method else None,
            not_after=not_after,
        )


def tell_move(
    session: Session,
    notice: ChangeNotice,
    booking: Booking,
    occurrence: Occurrence,
    person: Person,
    others: Sequence[tuple[Occurrence, Room]],
    *,
    now: datetime,
) -> None:
    """Owe the holder what changed since they were told last, and with that nothing waits any more."""
    method = Method.REQUEST if booking.state is BookingState.CONFIRMED else None
    moved = Moved(Arrangement.read(notice.known), others)
    tell(session, booking, occurrence, person, News.MOVED, now=now, method=method, moved=moved)
    session.delete(notice)


def _tell_waiting_move(
    session: Session, booking: Booking, occurrence: Occurrence, person: Person, now: datetime
) -> None:
    notice = lock_notices(session, ChangeNotice, [booking.id]).get(booking.id)
    if notice:
        tell_move(session, notice, booking, occurrence, person, list_others(session, occurrence, now), now=now)


def _suffix(news: News, occurrence: Occurrence, now: datetime) -> str:
    if news in (News.TAKEN_DOWN, News.RESTORED):
        return f"-{int(now.timestamp())}"
    if news is News.MOVED:
        return f"-{occurrence.sequence}"
    return f"-{int(occurrence.starts_at.timestamp())}" if news in OF_A_START else ""
