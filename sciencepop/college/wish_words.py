"""What a sheet and a round say of themselves, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.college.messages import BUCKETS, PRIORITIES
from sciencepop.college.models import Bucket, Enrolment, EnrolmentState, WishSheet
from sciencepop.college.queries.enrolments import list_in_classes
from sciencepop.college.queries.gather import gather
from sciencepop.college.rules.own_line import own_standings, receipt_digest
from sciencepop.college.rules.rounds import LOST_TWICE
from sciencepop.college.rules.rounds import PRIORITIES as ORDER
from sciencepop.core.i18n import tr
from sciencepop.draws.sheets import pseudonym_of


@dataclass(frozen=True)
class Line:
    """One wish on a receipt: the class, what decides there, and after the draw what became of it and why."""

    place: int
    one: Any
    belongs: str
    outcome: str = ""
    reasons: tuple[str, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()

    @property
    def offers(self) -> list[Enrolment]:
        return [row for row in self.enrolments if row.state is EnrolmentState.OFFERED]


@dataclass(frozen=True)
class Receipt:
    """A sheet as its people read it. `is_left_out`: none of its classes was offered any more when the round closed."""

    sheet: WishSheet
    lines: tuple[Line, ...]
    priority: str
    pseudonyms: tuple[str, ...]
    digest: str


def receipt_of(session: Session, sheet: WishSheet) -> Receipt:
    """Before closing the buckets are what the published rules say now; afterwards what stands in the file."""
    key = bytes.fromhex(sheet.round.key)
    names = tuple(pseudonym_of(key, str(row.entered_as)) for row in sheet.people)
    codes = [wish.course_class.code for wish in sheet.wishes]
    own = {wish.course_class.code: tuple(wish.buckets) for wish in sheet.wishes}
    priority = sheet.priority
    if sheet.round.closed_at is None:
        gathered = gather(session, sheet.round, [sheet.id]).sheets.get(sheet.id)
        own = {wish.offered: wish.buckets for wish in gathered.wishes} if gathered else {}
        priority = gathered.wishes[0].priority if gathered else ""
    lines = _lines(session, sheet, own, names)
    digest = receipt_digest(sheet.code, sheet.version, names, codes)
    return Receipt(sheet, lines, str(PRIORITIES[priority]) if priority else "", names, digest)


def _lines(
    session: Session, sheet: WishSheet, own: dict[str, tuple[str, ...]], names: Sequence[str]
) -> tuple[Line, ...]:
    told = _told(sheet, names) if sheet.number is not None else {}
    class_ids = [wish.class_id for wish in sheet.wishes]
    enrolments = list_in_classes(session, class_ids, [row.person_id for row in sheet.people]) if told else []
    order, found = {row.person_id: row.place for row in sheet.people}, []
    for wish in sheet.wishes:
        code = wish.course_class.code
        outcome, reasons = told.get(code, ("", ()))
        own_seats = (row for row in enrolments if row.class_id == wish.class_id)
        mine = tuple(sorted(own_seats, key=lambda row: order[row.person_id]))
        found.append(Line(wish.place, wish.course_class, belongs_to(own.get(code), len(names)), outcome, reasons, mine))
    return tuple(found)


def belongs_to(own: Sequence[str] | None, people: int) -> str:
    """The buckets at which a wish asks first."""
    if own is None:
        return str(_("这个班已经不在这一轮里"))
    if people == 2:
        return str(BUCKETS[Bucket.HOUSEHOLD])
    return str(_("、")).join(str(BUCKETS[Bucket(code)]) for code in (*own, "general"))


def _told(sheet: WishSheet, names: Sequence[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Of each class that was drawn: what became of the wish, and the reason at every bucket."""
    given = next((wish.course_class.code for wish in sheet.wishes if wish.place == sheet.given), None)
    standings = own_standings(
        sheet.round.code,
        sheet.round.queues,
        [(wish.course_class.code, wish.buckets) for wish in sheet.wishes],
        people=names,
        priority=sheet.priority or ORDER[-1],
        number=sheet.number or 0,
        given=given,
    )
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for one in standings:
        if one.is_given:
            found[one.offered] = str(_("摇中了")), ()
        elif one.refused:
            reasons = tuple(
                str(_("%(part)s：%(cut)s", part=BUCKETS[Bucket(no.bucket)], cut=cut_off(no.closed, no.claim.is_other)))
                for no in one.refused
            )
            found[one.offered] = str(_("没有摇中")), reasons
        else:
            found[one.offered] = str(_("更想上的班已经摇中，这里不再占座")), ()
    return found


def cut_off(closed: Sequence[Any] | None, as_other: bool = False) -> str:
    """Down to whom a bucket gave its seats. `as_other`: told to somebody who does not belong to it."""
    if closed is None:
        return str(_("想上的人都录取了"))
    is_other, priority, number = closed
    words = _("别的人录取到 %(number)d 号", number=number) if is_other else _("录取到 %(number)d 号", number=number)
    if ORDER[priority] == LOST_TWICE:
        words = _("只录取了两轮没有摇中的人，到 %(number)d 号", number=number)
    if as_other and not is_other:
        words = _("%(words)s，都是这一份的人", words=words)
    return str(words)


def titles_of(rows: Sequence[Any]) -> dict[str, str]:
    """The names of classes by their codes, for tables of a round."""
    return {one.code: tr(one.course, "title") for one in rows}
