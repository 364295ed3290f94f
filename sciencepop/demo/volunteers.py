"""Volunteers of the sample season, and the shifts of sessions to come, some of them short of people.

Who serves where is asked of the same rules as at any sign-up; only the letters are left out, because nobody signed up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from sciencepop.accounts.consents import VOLUNTEER, WORDINGS
from sciencepop.accounts.models import Consent
from sciencepop.bookings.models import Duty
from sciencepop.bookings.services import ledger
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.occurrences import PlannedSession
from sciencepop.demo.people import MARK, OFFICER, RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.programme.models import Occurrence
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    Availability,
    AvailabilityKind,
    Need,
    NumberState,
    Shift,
    ShiftState,
    SkillGrant,
    Volunteer,
)
from sciencepop.volunteers.queries.facts import read_standings
from sciencepop.volunteers.queries.shifts import get_shift, numbers_of
from sciencepop.volunteers.rules.refusals import refuse_by_hand
from sciencepop.volunteers.services.become import work_of
from sciencepop.volunteers.services.weigh import weigh_with
from sciencepop.volunteers.vocabulary import GUIDE, vocabulary

VOLUNTEERS, SHIFTS, RESIDENT_SERVES = 60, 24, 5
FIRST_DAY, LAST_DAY = 2, 21
WANTED = (("guide", 1, 2, 2), ("helper", 1, 2, 4), ("reception", 0, 1, 2))
SKILLS = ("guiding", "shift-leader", "first-aid", "english", "accessibility")
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def write_volunteers(session: Session, season: Season) -> int:
    """Write them all; returns how many shifts there are. Call once claims stand, whose time they take into account."""
    rng = stream(season.claims.seed, "volunteers")
    people = [RESIDENT, *season.people.residents[: VOLUNTEERS - 1]]
    for number in people:
        _write_person(session, season, number, stream(season.claims.seed, "volunteer", number))
    session.flush()
    chosen = list(_sessions(season))
    rng.shuffle(chosen)
    made = [_write_shift(session, season, one) for one in sorted(chosen[:SHIFTS], key=lambda one: one.id)]
    for place, shift in enumerate(made):
        # The resident to be tried serves now and then, and has shifts left to sign up for.
        able = people if place % RESIDENT_SERVES == 0 else people[1:]
        fill(session, shift, able, stream(season.claims.seed, "shift", shift.uid), moment(season.today))
    return len(made)


def _write_person(session: Session, season: Season, number: int, rng: Random) -> None:
    at, words = moment(season.today - timedelta(days=60)), vocabulary()
    wording = WORDINGS[VOLUNTEER]
    session.add(
        Volunteer(
            person_id=number,
            number=f"SAMPLE-{number:05d}",
            number_state=NumberState.VERIFIED if number != RESIDENT else NumberState.PENDING,
            categories=rng.sample(list(words.categories), 2),
            languages=["zh"] if rng.random() < 0.6 else ["zh", "en"],
            town_codes=[],
            insured_until=season.today + timedelta(days=300),
            risk_version=wording.version,
            risk_accepted_at=at,
            joined_at=at,
            is_sample=True,
        )
    )
    session.flush()
    consent = {"person_id": number, "kind": VOLUNTEER, "version": wording.version, "wording": wording.shown}
    session.add(Consent(**consent, language="zh", given_at=at))
    for skill in sorted(set(rng.sample(SKILLS, 2)) | ({"guiding"} if number == RESIDENT else set())):
        issued = {"issued_on": season.today - timedelta(days=50), "expires_on": season.today + timedelta(days=600)}
        session.add(SkillGrant(person_id=number, skill=skill, claimed_at=at, granted_by=OFFICER, **issued))
    for weekday in (5, 6) if number == RESIDENT else rng.sample(range(7), 4):
        line = {"kind": AvailabilityKind.CAN, "weekday": weekday, "from_time": time(8)}
        session.add(Availability(person_id=number, **line))


def _sessions(season: Season) -> Iterator[PlannedSession]:
    """What may need people: public sessions of the next weeks, by day."""
    first, last = season.today + timedelta(days=FIRST_DAY), season.today + timedelta(days=LAST_DAY)
    for one in season.sessions.sessions:
        if first <= one.day <= last and not one.is_cancelled and one.event.state == "published":
            yield one


def _write_shift(session: Session, season: Season, one: PlannedSession) -> Shift:
    occurrence = session.get_one(Occurrence, one.id)
    event, at = occurrence.event, moment(season.today - timedelta(days=7))
    starts_at = occurrence.starts_at - timedelta(minutes=30)
    shift = Shift(
        uid=f"shift-{occurrence.uid}",
        base_id=event.base_id,
        occurrence_id=occurrence.id,
        title_zh=f"{event.title_zh.removesuffix(MARK)} · 志愿者{MARK}",
        title_en=f"Volunteers for {(event.title_en or event.title_zh).removesuffix(' (sample)')} (sample)",
        starts_at=starts_at,
        ends_at=occurrence.ends_at + timedelta(minutes=15),
        meet_zh="服务台",
        meet_en="The service desk",
        opens_at=at,
        closes_at=starts_at - timedelta(hours=12),
        state=ShiftState.OPEN,
        created_by=OFFICER,
        created_at=at,
        changed_at=at,
        is_sample=True,
    )
    session.add(shift)
    session.flush()
    for role, minimum, target, maximum in WANTED:
        skills = vocabulary().roles[role].skills.split()
        numbers = {"minimum": minimum, "target": target, "maximum": maximum}
        session.add(Need(shift_id=shift.id, role=role, skills=skills, **numbers))
    session.flush()
    return get_shift(session, shift.id)


def fill(session: Session, shift: Shift, people: Sequence[int], rng: Random, now: datetime) -> None:
    """Some of the places, by people whom every rule allows; about a third of the shifts stay short."""
    order = [people[0], *rng.sample(people[1:], 14)]
    standings = read_standings(session, order, shift.starts_at, shift.ends_at)
    for need in shift.needs:
        wished = rng.randint(0, need.target)
        for number in order:
            numbers = numbers_of(session, [need])[need.id]
            if numbers.firm >= wished:
                break
            weighed = weigh_with(standings[number], need, shift, numbers, now)
            if refuse_by_hand(weighed.facts, weighed.person) is None:
                _put(session, need, shift, number, rng, now)
                order = [other for other in order if other != number]


def _put(session: Session, need: Need, shift: Shift, number: int, rng: Random, now: datetime) -> None:
    put_in(session, need, shift, number, rng, now - timedelta(days=rng.randint(0, 5)))


def put_in(
    session: Session,
    need: Need,
    shift: Shift,
    number: int,
    rng: Random,
    at: datetime,
    source: AssignmentSource = AssignmentSource.SELF,
    state: AssignmentState = AssignmentState.CONFIRMED,
) -> Assignment:
    """An assignment with a repeatable code; a certain one takes the person's time, and lets guides' seats be given."""
    assignment = Assignment(
        code="".join(rng.choices(ALPHABET, k=10)),
        need_id=need.id,
        shift_id=shift.id,
        person_id=number,
        state=state,
        source=source,
        queued_at=at,
        created_at=at,
        changed_at=at,
        created_by=number,
        is_sample=True,
    )
    session.add(assignment)
    if state is AssignmentState.CONFIRMED:
        take_time(session, assignment, need, shift, at)
    session.flush()
    return assignment


def take_time(session: Session, assignment: Assignment, need: Need, shift: Shift, at: datetime) -> None:
    """What a certain place brings along."""
    ledger.take_for(session, assignment.person_id, work_of(assignment, shift), is_firm=True)
    if need.role == GUIDE and shift.occurrence_id:
        times = {"created_at": at, "changed_at": at}
        guide = {"person_id": assignment.person_id, "is_qualified": True}
        session.add(Duty(occurrence_id=shift.occurrence_id, **guide, **times))
    session.flush()
