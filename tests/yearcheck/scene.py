"""A base with a year that can be counted by hand, and a file brought as far as a test wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accreditation.models import AccreditationRound, Designation, RoundExpert
from sciencepop.bases.models import OpeningRule, OpeningStretch
from sciencepop.bases.rules.hours import FreeDays, RuleKind
from sciencepop.bookings.models import BookingState, Gate, GroupPart, GroupVisit, PassportStamp
from sciencepop.core.file_kinds import PDF
from sciencepop.core.uploads import Upload
from sciencepop.festival.models import Edition, EditionEvent, Offer
from sciencepop.festival.rules.editions import EditionState, OfferKind
from sciencepop.programme.models import Event, EventState, OccurrenceState
from sciencepop.volunteers.models import HoursEntry
from sciencepop.volunteers.rules.hours import HoursKind
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import get_file
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from sciencepop.yearcheck.services.become import take_step
from sciencepop.yearcheck.services.doing import Given
from sciencepop.yearcheck.services.fill import Wish, put_paper, save_file, start_file
from sciencepop.yearcheck.terms import terms
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import (
    make_booking,
    make_child,
    make_event,
    make_occurrence,
    make_organisation,
    make_person,
    pool_of,
)
from tests.volunteers.people import make_volunteer

YEAR = 2025
EVIDENCE = Upload("整改方案.pdf", PDF, b"%PDF-1.7 plan", "0" * 64)
COUNTED = {
    "open_days": "5",
    "open_holidays": "1",
    "open_rest_days": "1",
    "evening_minutes": "360",
    "free_days": "1",
    "volunteer_minutes": "60",
    "growth": "-",
    "passport_stamps": "1",
    "sessions": "3",
    "participants": "36",
    "participants_minors": "26",
    "group_visits": "1",
    "audiences": "2",
    "reply_minutes": "30",
    "festival_offers": "1",
    "festival_events": "1",
}
"""What the year of `make_year` comes to, counted by hand."""


@dataclass
class Scene:
    """`lead` decides, `experts` are on the district's list, `visitors` look again."""

    cast: Cast
    event: Event
    lead: Person
    experts: list[Person]
    visitors: list[Person]
    designation: Designation
    round_id: int
    code: str = ""

    def take(self, act: Act, side: Side, by: Person, now: datetime = NOW, **given: object) -> None:
        take_step(self.code, act, side, Given(**given), by=by, now=now)  # type: ignore[arg-type]

    def file(self, session: Session) -> YearFile:
        session.expire_all()
        return get_file(session, self.code)


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(YEAR, month, day, hour, tzinfo=UTC)


def make_year(session: Session, cast: Cast) -> Scene:
    """Three open days at the end of December until 20:00, a holiday and a Saturday besides; three sessions that
    were held, and beside them all that must not be counted.
    """
    _hours(session, cast)
    event = make_event(session, cast.base, audiences=["teenagers", "families"])
    first = make_occurrence(session, event, starts_at=at(5, 10))
    second = make_occurrence(session, event, starts_at=at(6, 1), size=60)
    cancelled = {"state": OccurrenceState.CANCELLED, "cancelled_at": NOW}
    called_off = make_occurrence(session, event, starts_at=at(7, 1), **cancelled)
    make_occurrence(session, event, starts_at=NOW - timedelta(days=3))
    draft = make_event(session, cast.base, state=EventState.DRAFT, audiences=["seniors"])
    make_occurrence(session, draft, starts_at=at(8, 1))
    cut_short = make_event(session, cast.base, state=EventState.CANCELLED, audiences=["families"])
    make_occurrence(session, cut_short, starts_at=at(9, 1))
    elsewhere = make_occurrence(session, make_event(session, cast.other_base), starts_at=at(8, 1))
    there = {"state": BookingState.ATTENDED, "attended_at": NOW}
    make_booking(session, first, cast.resident, seats=3, children=1, seats_attended=2, **there)
    make_booking(session, first, cast.neighbour, seats=4)
    make_booking(session, called_off, cast.resident, seats=2, seats_attended=2, **there)
    make_booking(session, elsewhere, cast.resident, seats=2, seats_attended=2, **there)
    group = make_booking(session, second, cast.neighbour, seats=30, is_group=True, seats_attended=30, **there)
    visit = GroupVisit(
        code="GROUP00001",
        organisation_id=make_organisation(session, cast.neighbour).id,
        person_id=cast.neighbour.id,
        leader_name="王老师",
        leader_phone="",
        pupils={"junior": 25},
        adults=5,
        created_at=at(5, 1),
        decided_at=at(5, 1) + timedelta(minutes=30),
        decided_by=cast.manager.id,
        names_due_at=at(5, 20),
    )
    session.add(visit)
    session.flush()
    part = GroupPart(booking_id=group.id, visit_id=visit.id, group=0, round=0, pupils={"junior": 25}, adults=5)
    gate = {"pool_id": pool_of(session, second).id, "name": "南门", "link_hash": "h", "created_at": NOW}
    session.add_all([part, Gate(**gate, allowance=4, walked_in=4, created_by=cast.manager.id)])
    _volunteers(session, cast)
    _festival(session, cast, event)
    child = make_child(session, cast.resident)
    stamps = [(child.id, YEAR), (make_child(session, cast.resident, nickname="小雪").id, 2024)]
    session.add_all(
        PassportStamp(child_id=number, base_id=cast.base.id, visited_on=date(year, 5, 10), minutes=90)
        for number, year in stamps
    )
    scene = _people(session, cast, event)
    session.commit()
    return scene


def _hours(session: Session, cast: Cast) -> None:
    week = OpeningRule(kind=RuleKind.WEEK, from_on=date(YEAR, 12, 29))
    week.stretches = [OpeningStretch(weekday=7, opens=time(9), closes=time(20))]
    rules = [week, OpeningRule(kind=RuleKind.YOUTH_FREE, free_days=FreeDays.WEEKEND)]
    for day in (date(YEAR, 10, 1), date(YEAR, 11, 15)):
        rule = OpeningRule(kind=RuleKind.EXCEPTION, from_on=day, until_on=day)
        rule.stretches = [OpeningStretch(weekday=7, opens=time(9), closes=time(17))]
        rules.append(rule)
    for rule in rules:
        rule.base_id, rule.announced_at, rule.changed_at = cast.base.id, NOW, NOW
    session.add_all(rules)
    session.flush()


def _volunteers(session: Session, cast: Cast) -> None:
    person = make_volunteer(session)
    own = {"person_id": person.id, "what": "讲解", "recorded_by": cast.manager.id, "recorded_at": NOW, "reason": "x"}
    told = HoursEntry(code="H1", kind=HoursKind.SELF_REPORT, minutes=90, served_on=date(YEAR, 3, 1), **own)
    other = HoursEntry(code="H2", kind=HoursKind.SELF_REPORT, minutes=45, served_on=date(2026, 3, 1), **own)
    told.base_id = other.base_id = cast.base.id
    session.add_all([told, other])
    session.flush()
    mended = HoursEntry(code="H3", kind=HoursKind.CORRECTION, minutes=-30, served_on=date(YEAR, 3, 1), **own)
    mended.base_id, mended.corrects_id = cast.base.id, told.id
    session.add(mended)


def _festival(session: Session, cast: Cast, event: Event) -> None:
    for year, state in ((YEAR, EditionState.ANNOUNCED), (YEAR, EditionState.DRAFT), (2026, EditionState.ANNOUNCED)):
        days = {"from_on": date(year, 5, 10), "until_on": date(year, 5, 20)}
        made = {"created_by": cast.officer.id, "created_at": NOW, "changed_at": NOW}
        edition = Edition(code=f"{year}-{state.value}", year=year, name_zh="科技节", state=state, **days, **made)
        session.add(edition)
        session.flush()
        session.add(EditionEvent(edition_id=edition.id, event_id=event.id, added_at=NOW))
        session.add(Offer(edition_id=edition.id, base_id=cast.base.id, kind=OfferKind.FREE, text_zh="免费", **days))


def _people(session: Session, cast: Cast, event: Event) -> Scene:
    lead, one, two, *experts = (
        make_person(session, name=name) for name in ("负责人", "看一", "看二", "甲", "乙", "丙")
    )
    session.add(Grant(person=lead, role=Role.LEAD, granted_at=NOW))
    made = {"created_by": cast.officer.id, "created_at": NOW, "changed_at": NOW}
    days = {"opens_at": NOW, "closes_at": NOW + timedelta(days=5), "accept_until": date(2026, 10, 20)}
    round = AccreditationRound(code="ROUND00001", scheme="district-base", name_zh="2026 年区级认定", **days, **made)
    round.experts = [
        RoundExpert(person_id=person.id, name=person.name, employer="大学", added_by=cast.officer.id, added_at=NOW)
        for person in (*experts, cast.manager)
    ]
    designation = Designation(
        base_id=cast.base.id,
        authority="songjiang",
        scheme="district-base",
        category="basic",
        level="district",
        from_on=date(YEAR, 1, 1),
        until_on=date(YEAR + 1, 12, 31),
        recorded_at=NOW,
    )
    session.add_all([round, designation])
    session.flush()
    return Scene(cast, event, lead, experts, [one, two], designation, round.id)


def said_by_base(**others: str) -> dict[str, str]:
    """Every figure that the base says, filled in."""
    usual = {Kind.NUMBER: "0", Kind.YES_NO: "yes", Kind.DAY: "2025-06-30", Kind.TEXT: ""}
    return {row.slug: usual[row.of_kind] for row in terms(YEAR).asked} | others


def fill_in(scene: Scene, *, recusals: dict[int, str] | None = None, **others: str) -> None:
    """Begin a file where there is none, and fill it in."""
    by = scene.cast.manager
    version = 1 if scene.code else 0
    scene.code = scene.code or start_file(scene.cast.base.id, YEAR, by=by, now=NOW)
    wish = Wish(version, said_by_base(**others), {"open_days": "展厅改造三个月"}, recusals or {})
    save_file(scene.code, wish, by=by, now=NOW)


def bring_to(scene: Scene, until: FileState) -> None:
    """From nothing to a state: the base is too seldom open, so it has to put things right."""
    cast, officer = scene.cast, scene.cast.officer
    fill_in(scene)
    scene.take(Act.FILE, Side.BASE, cast.manager, name="馆长老周")
    if until is FileState.FILED:
        return
    scene.take(Act.ASSIGN, Side.DISTRICT, officer, experts=tuple(one.id for one in scene.experts))
    for expert in scene.experts:
        scene.take(Act.SCORE, Side.EXPERT, expert, scores={"cooperation": 10, "brand": 8, "science": 6}, words="一般")
    scene.take(Act.DECIDE, Side.LEAD, scene.lead, words="开放天数不足")
    if until is FileState.MENDING:
        return
    put_paper(scene.code, EVIDENCE, by=cast.manager, now=NOW)
    scene.take(Act.HAND_IN, Side.BASE, cast.manager, words="已增加开放")


def look(scene: Scene) -> dict[str, object]:
    """What comes with a re-check."""
    addresses = tuple(person.addresses[0].value for person in scene.visitors)
    return {"day": NOW.date(), "addresses": addresses, "words": "现场看过"}
