"""The festival of the sample season: an edition that is on, one to come with an open call, and a week that is over.

Its events, bases and sessions are those of the season, so every figure is counted from rows. It is laid around the day
of loading.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.clock import day_bounds
from sciencepop.demo.chance import moment
from sciencepop.demo.people import MARK, OFFICER, RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.festival.models import (
    Call,
    CallReviewer,
    Edition,
    EditionState,
    OfferKind,
    PartyRole,
    Proposal,
    ProposalScore,
    ProposalState,
    ProposerKind,
    Release,
    Speaker,
)
from sciencepop.festival.queries.editions import get_edition
from sciencepop.festival.queries.figures import figures_of
from sciencepop.festival.services import contents
from sciencepop.festival.services.contents import BlockWish, OfferWish, VenueWish
from sciencepop.festival.services.editions import EditionWish, save_edition
from sciencepop.festival.services.releases import cut_release
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState

VENUES = 14
NAME_ZH, NAME_EN = "长三角G60科创走廊（松江）科技节", "G60 Science and Technology Festival, Songjiang"
PARTIES = (
    (PartyRole.HOST, "松江区科学技术委员会", "Songjiang Science and Technology Commission"),
    (PartyRole.HOST, "松江区科学技术协会", "Songjiang Association for Science and Technology"),
    (PartyRole.CO_ORGANISER, "松江区教育局", "Songjiang Education Bureau"),
    (PartyRole.SUPPORTER, "共青团松江区委", "Songjiang Youth League Committee"),
)
BLOCKS = (("opening", "开幕", "Opening"), ("open", "开放活动", "Open doors"), ("forum", "讲座与沙龙", "Talks"))
TALKS = {"lecture", "salon", "livestream"}
OFFERS = (
    (OfferKind.FREE, "科技节期间免票入场", "Free entry during the festival", None),
    (OfferKind.DISCOUNT, "门票八折", "20% off tickets", None),
    (OfferKind.GIFT, "每天前 50 组家庭送科学小礼包", "A small science kit for the first 50 families a day", 500),
)
PROPOSALS = (
    (
        "SAMPLEPRO1",
        ProposerKind.TEAM,
        "夜里的蛙声：听一听松江的湿地",
        "Frogs at night: listening to the wetlands",
        25,
        (5, 4),
    ),
    ("SAMPLEPRO2", ProposerKind.ENTERPRISE, "一辆电动车拆开给你看", "An electric car taken apart", 40, (4,)),
    (
        "SAMPLEPRO3",
        ProposerKind.UNIVERSITY,
        "大学城实验室接力开放",
        "Laboratories of the university town, one after another",
        None,
        (),
    ),
)


@dataclass(frozen=True)
class Planned:
    """An edition of the sample: its address, its name, and its days counted from today."""

    code: str
    name_zh: str
    name_en: str
    first: int
    last: int


SPEAKER = f"周老师{MARK}"
ON_NOW = "sample-g60"
"""The code of the edition that is on."""


def write_festival(session: Session, season: Season) -> None:
    """Write all three. Call once events, occurrences and bookings stand."""
    today = season.today
    officer = session.get_one(Person, OFFICER)
    on = Planned(ON_NOW, NAME_ZH, NAME_EN, -1, 8)
    past = Planned("sample-week", "松江科普开放周", "Songjiang Science Week", -38, -32)
    coming = Planned("sample-next", f"{today.year + 1}年{NAME_ZH}", f"{NAME_EN} {today.year + 1}", 330, 339)
    for planned in (past, on, coming):
        _write_edition(session, planned, today, officer)
    _write_release(session, past, today, officer)
    _write_release(session, on, today, officer)
    _close(session, past, today)
    _write_call(session, coming, today)
    session.flush()


def _write_edition(session: Session, planned: Planned, today: date, officer: Person) -> None:
    now = moment(today + timedelta(days=min(planned.first, 0) - 60), time(9))
    from_on, until_on = (today + timedelta(days=days) for days in (planned.first, planned.last))
    wish = EditionWish(
        year=from_on.year,
        name_zh=planned.name_zh + MARK,
        name_en=planned.name_en + " (sample)",
        motto_zh="科学在身边",
        motto_en="Science next door",
        themes=("innovation", "humanity", "ecology"),
        from_on=from_on,
        until_on=until_on,
        about_zh="科技场馆、高校和企业一起打开大门：看实验、听讲座、动手做。示例数据，仅供演示。",
        about_en="Museums, universities and companies open their doors: experiments, talks, workshops. Sample data.",
    )
    save_edition(wish, planned.code, is_new=True, by=officer, now=now)
    for role, name_zh, name_en in PARTIES:
        contents.add_party(planned.code, role, name_zh, name_en, by=officer, now=now)
    for kind, name_zh, name_en in BLOCKS:
        last = from_on if kind == "opening" else until_on
        contents.add_block(planned.code, BlockWish(kind, name_zh, from_on, last, name_en), by=officer, now=now)
    edition = get_edition(session, planned.code)
    edition.is_sample = True
    edition.state = EditionState.ANNOUNCED if planned.first > 0 else EditionState.RUNNING
    session.flush()
    if planned.first <= 0:
        _write_contents(session, edition, officer, now)


def _write_contents(session: Session, edition: Edition, officer: Person, now: datetime) -> None:
    """The bases with most sessions on these days, their events in blocks, and a few offers."""
    found = (
        select(Occurrence, Event, ScienceBase)
        .join(Occurrence.event)
        .join(Event.base)
        .where(
            Event.state == EventState.PUBLISHED,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.starts_at >= day_bounds(edition.from_on)[0],
            Occurrence.starts_at < day_bounds(edition.until_on)[1],
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    rows = [(occurrence, event, base) for occurrence, event, base in session.execute(found)]
    busiest = Counter(base.slug for _occurrence, _event, base in rows).most_common(VENUES)
    who: dict[str, Any] = {"by": officer, "now": now}
    for number, (slug, _count) in enumerate(busiest):
        rooms = sorted({(one.room_zh, one.room_en) for one, _event, base in rows if base.slug == slug and one.room_zh})
        contents.save_venue(edition.code, VenueWish(base=slug, rooms=tuple((*room, None) for room in rooms)), **who)
        if number < len(OFFERS) * 2:
            kind, zh, en, most = OFFERS[number % len(OFFERS)]
            wish = OfferWish(slug, kind, zh + MARK, edition.from_on, edition.until_on, en + " (sample)", most)
            contents.add_offer(edition.code, wish, **who)
    slugs = {slug for slug, _count in busiest}
    chosen = {event.slug: event for _occurrence, event, base in rows if base.slug in slugs}
    for block in ("forum", "open"):
        events = [slug for slug, event in chosen.items() if (event.kind in TALKS) == (block == "forum")]
        if events:
            contents.add_events(edition.code, events, block, **who)
    opening = next((slug for slug, event in chosen.items() if event.kind not in TALKS), None)
    if opening:
        contents.add_events(edition.code, [opening], "opening", [SPEAKER], **who)
        if edition.code == ON_NOW:
            session.add(Speaker(edition_id=edition.id, name=SPEAKER, address="speaker@sciencepop.example"))


def _write_release(session: Session, planned: Planned, today: date, officer: Person) -> None:
    """The first release, a week before the first day; nobody is written to about samples."""
    at = moment(today + timedelta(days=planned.first - 7), time(10))
    edition = get_edition(session, planned.code)
    if not edition.venues:
        return
    cut_release(planned.code, "第一版节目单。", "The first release.", by=officer, now=at)
    for release in session.scalars(select(Release).where(Release.edition_id == edition.id)):
        release.told_at = at


def _close(session: Session, planned: Planned, today: date) -> None:
    edition = get_edition(session, planned.code)
    edition.figures = figures_of(session, edition).as_json()
    edition.figures_at = moment(today + timedelta(days=planned.last + 2), time(9))
    edition.state = EditionState.CLOSED


def _write_call(session: Session, planned: Planned, today: date) -> None:
    """An open call with three proposals; the officer scores for one department, nobody yet for another."""
    edition = get_edition(session, planned.code)
    opened = moment(today - timedelta(days=20), time(9))
    call = Call(
        edition_id=edition.id,
        about_zh="欢迎基地、高校、企业、学会和团队来办活动。写清楚想做什么、给谁参加、需要什么；场地和经费可以商量。（示例）",
        about_en="Bases, universities, enterprises, societies and teams are welcome to take part. (sample)",
        questions_zh=["怎么保证安全？", "下雨怎么办？"],
        questions_en=["How is it kept safe?", "What if it rains?"],
        opens_at=opened,
        closes_at=moment(today + timedelta(days=40), time(17)),
        scores_needed=2,
        created_by=OFFICER,
        created_at=opened,
        changed_at=opened,
    )
    session.add(call)
    session.flush()
    seat = {"call_id": call.id, "named_by": OFFICER, "named_at": opened}
    session.add(CallReviewer(person_id=OFFICER, department="kexie", **seat))
    for number, (code, kind, title_zh, title_en, people, points) in enumerate(PROPOSALS, 1):
        at = opened + timedelta(days=number * 3)
        proposal = Proposal(
            code=code,
            call_id=call.id,
            person_id=RESIDENT,
            proposer_kind=kind,
            proposer=f"示例团队{number}",
            kind="workshop",
            title_zh=title_zh + MARK,
            title_en=title_en + " (sample)",
            text_zh="带大家到现场看、动手试，每场一个半小时，有讲解和记录单。（示例）",
            audiences=["teenagers"],
            people=people,
            room="室内 60 平方米，或有遮阳的室外",
            power="220 伏插座两个",
            money="small",
            answers=["两名工作人员全程陪同，有急救包。", "改到室内，内容不变。"],
            state=ProposalState.SUBMITTED,
            is_sample=True,
            created_at=at,
            changed_at=at,
        )
        session.add(proposal)
        session.flush()
        for seat_number, score in enumerate(points):
            person_id = OFFICER if seat_number == 0 else OFFICER + 1
            session.add(
                ProposalScore(
                    proposal_id=proposal.id, person_id=person_id, department="kexie", points=score, given_at=at
                )
            )
