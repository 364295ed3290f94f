"""Recognition in the sample season: what bases are named, and a round with four cases on their way.

Of real venues only what a source tells, by its year; all numbers of documents and plaques are marked as samples.
Periods and the round are laid around the day of loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Role
from sciencepop.accreditation.models import (
    AccreditationCase,
    AccreditationRound,
    CaseExpert,
    CaseObjection,
    CasePaper,
    CaseRecusal,
    CaseStep,
    CaseVisitor,
    Designation,
    DesignationChange,
    RoundExpert,
)
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.become import due_of
from sciencepop.core.clock import SHANGHAI
from sciencepop.core.db import Base
from sciencepop.core.file_kinds import PDF
from sciencepop.demo.chance import moment
from sciencepop.demo.people import APPLICANT, DESK, FIRST_MANAGER, MANAGED, MARK, OFFICER, Row
from sciencepop.demo.plan import Season
from sciencepop.demo.venues import PAPER
from sciencepop.demo.write import insert_rows

SHESHAN = "310117103000"
REAL = (
    ("chenshan", "national-forestry", "", date(2021, 1, 1), None, "2021 年第五批全国林草科普基地；日期只有年份"),
    ("chenshan", "municipal-education-base", "thematic", date(2013, 1, 1), date(2014, 12, 31), "2013–2014 年度名单"),
)
"""What sources tell of real venues: only years are known, so days stand at their beginning and end."""

ABOUT = "展厅常年开放，每月有讲座和动手课，与周边学校结对。"
EXPERTS = (("林教授", "示例大学"), ("何研究员", "示例研究所"), ("孙馆长", "示例科技馆"), ("周工程师", "示例学会"))
STRAIGHT = (
    (Act.SUBMIT, Side.BASE, CaseState.SUBMITTED),
    (Act.FORWARD, Side.CLOCK, CaseState.TOWN_CHECK),
    (Act.PASS, Side.TOWN, CaseState.TOWN_PASSED),
    (Act.ACCEPT, Side.DISTRICT, CaseState.ACCEPTED),
    (Act.ASSIGN_VISIT, Side.DISTRICT, CaseState.SITE_VISIT),
    (Act.REPORT_VISIT, Side.DISTRICT, CaseState.VISITED),
    (Act.ASSIGN_EXPERTS, Side.DISTRICT, CaseState.REVIEW),
    (Act.PROPOSE, Side.LEAD, CaseState.PROPOSED),
    (Act.PUBLISH, Side.DISTRICT, CaseState.NOTICE),
)
"""The way to a naming."""


def write_accreditation(session: Session, season: Season) -> None:
    """Write it all; a few statements however many bases there are."""
    today = season.today
    insert_rows(session.connection(), Base.metadata.tables["designation"], _designations(season))
    session.flush()
    _write_changes(session, today)
    joined = moment(today - timedelta(days=100))
    session.add_all(
        [
            Grant(person_id=DESK, role=Role.TOWN_OFFICER, town_code=SHESHAN, granted_by=OFFICER, granted_at=joined),
            Grant(person_id=APPLICANT, role=Role.LEAD, granted_by=OFFICER, granted_at=joined),
        ]
    )
    round = _round(season)
    session.add(round)
    session.flush()
    for case in _cases(session, season, round):
        session.add(case)
    session.flush()


def _designations(season: Season) -> Iterator[Row]:
    """District names for the venues of the sample, for two years and those before; every fifth by the city as well."""
    first = date(season.today.year - season.today.year % 2, 1, 1)
    period = first, date(first.year + 1, 12, 31)
    ids = {venue.slug: number for number, venue in enumerate(season.venues, 1)}
    rows: list[Row] = []
    for slug, scheme, category, begins, ends, source in REAL:
        if slug in ids:
            rows.append(_row(ids[slug], scheme, category, (begins, ends), source))
    before = date(first.year - 2, 1, 1), first - timedelta(days=1)
    for number, venue in enumerate(season.venues, 1):
        if (not venue.is_real and number not in _applying(season)) or venue.slug == MANAGED:
            category = "demonstration" if venue.slug == MANAGED else "basic"
            rows.append(_row(number, "district-base", category, before, f"示例{MARK}", plaque=f"示例-旧-{number:03d}"))
    soon = season.today + timedelta(days=75)
    rows.append(_row(ids[MANAGED], "district-base", "demonstration", (first, soon), f"示例{MARK}", plaque="示例-000"))
    for number, venue in enumerate(season.venues, 1):
        if venue.is_real or number in _applying(season):
            continue
        scheme, category = ("district-enterprise", "") if venue.kind == "industry" else ("district-base", "basic")
        rows.append(_row(number, scheme, category, period, f"示例{MARK}", plaque=f"示例-{number:03d}"))
        if number % 5 == 0:
            rows.append(_row(number, "municipal-base", "basic", period, f"示例{MARK}"))
    for row in rows:
        yield {"recorded_at": moment(season.today - timedelta(days=90)), **row}


def _row(
    base_id: int, scheme: str, category: str, days: tuple[date, date | None], source: str, *, plaque: str = ""
) -> Row:
    known = schemes().scheme(scheme)
    assert known is not None
    return {
        "base_id": base_id,
        "authority": known.authority,
        "scheme": scheme,
        "category": category,
        "level": known.level,
        "document_number": "示例文号" if plaque else "",
        "plaque_number": plaque,
        "from_on": days[0],
        "until_on": days[1],
        "source": source,
        "recorded_by": OFFICER,
        "is_sample": True,
    }


def _write_changes(session: Session, today: date) -> None:
    """One base has to put something right, and one has left."""
    district = Designation.scheme.like("district-%"), Designation.plaque_number != "示例-000"
    found = session.scalars(select(Designation).where(*district).order_by(Designation.id.desc()).limit(2)).all()
    said = ((Status.RECTIFY, "开放天数不足，请在三个月内整改"), (Status.LEFT, "场馆搬迁，自愿退出"))
    for row, (status, reason) in zip(found, said, strict=False):
        day = max(row.from_on, today - timedelta(days=40))
        at = moment(today - timedelta(days=40))
        change = DesignationChange(status=status, from_on=day, reason=reason, recorded_by=OFFICER, recorded_at=at)
        row.changes.append(change)


def _applying(season: Season) -> list[int]:
    """The bases that apply: two of Sheshan, and one of somewhere, none of them real."""
    invented = [number for number, venue in enumerate(season.venues, 1) if not venue.is_real]
    near = [number for number in invented if season.venues[number - 1].town_code == SHESHAN]
    return (near + [number for number in invented if number not in near])[:3]


def _round(season: Season) -> AccreditationRound:
    today = season.today
    closes = datetime.combine(today + timedelta(days=6), time(16, 30), SHANGHAI)
    people = season.people.residents
    at = moment(today - timedelta(days=50))
    return AccreditationRound(
        code="SAMPLEROUND1",
        scheme="district-base",
        name_zh=f"{today.year} 年区级科普教育基地认定{MARK}",
        name_en=f"District science education bases {today.year} (sample)",
        opens_at=moment(today - timedelta(days=45)),
        closes_at=closes,
        accept_until=today + timedelta(days=16),
        created_by=OFFICER,
        created_at=at,
        changed_at=at,
        is_sample=True,
        experts=[
            RoundExpert(person_id=people[number], name=name, employer=employer, added_by=OFFICER, added_at=at)
            for number, (name, employer) in enumerate(EXPERTS, 20)
        ],
    )


def _cases(session: Session, season: Season, round: AccreditationRound) -> Iterator[AccreditationCase]:
    """A renewal to be corrected, one with its town, one with the experts, one on public notice."""
    ids = {venue.slug: number for number, venue in enumerate(season.venues, 1)}
    old = session.scalars(select(Designation).where(Designation.plaque_number == "示例-000")).one()
    renewal = _case(season, round, "SAMPLECASE1", ids[MANAGED], CaseState.TOWN_CHECK)
    renewal.renews_id, renewal.category = old.id, "demonstration"
    _step(renewal, Act.RETURN, Side.TOWN, CaseState.CORRECTION, season.today, "请补一份今年的科普工作情况报告。")
    yield renewal
    with_town, with_experts, on_notice = _applying(season)
    yield _case(season, round, "SAMPLECASE2", with_town, CaseState.TOWN_CHECK)
    review = _case(season, round, "SAMPLECASE3", with_experts, CaseState.REVIEW)
    _seat(review, round, season.today, scored=2)
    review.recusals.append(CaseRecusal(expert_id=round.experts[3].id, reason="与本馆有合作项目"))
    yield review
    notice = _case(season, round, "SAMPLECASE4", on_notice, CaseState.NOTICE)
    _seat(notice, round, season.today, scored=3)
    notice.decision_number, notice.notice_contact = f"示例决定{MARK}", "区科协科普部，电话见页脚"
    notice.notice_until = schemes().due("notice", season.today - timedelta(days=1))
    notice.due_on = due_of(notice, season.today)
    words, at = "想了解它的开放时间是否属实。", moment(season.today - timedelta(days=1))
    notice.objections.append(CaseObjection(name=f"示例居民{MARK}", contact="示例", words=words, said_at=at))
    _step(notice, Act.OBJECT, Side.PUBLIC, CaseState.OBJECTION, season.today, "")
    _step(notice, Act.DISMISS, Side.DISTRICT, CaseState.NOTICE, season.today, "已到现场核对，开放时间属实。")
    yield notice


def _case(season: Season, round: AccreditationRound, code: str, base_id: int, until: CaseState) -> AccreditationCase:
    """A case that has come to a state on the straight way, a step every other day."""
    manager, begun = FIRST_MANAGER + base_id - 1, season.today - timedelta(days=20)
    case = AccreditationCase(
        code=code,
        base_id=base_id,
        round_id=round.id,
        round=round,
        scheme=round.scheme,
        category="basic",
        state=CaseState.DRAFT,
        created_by=manager,
        created_at=moment(begun),
        changed_at=moment(begun),
        submitted_at=moment(begun),
        is_sample=True,
        about=ABOUT,
        measures={"display_area": 420, "open_days": 180, "free_days": 24},
        contact=f"基地管理员{MARK}",
    )
    case.papers = [
        CasePaper(
            kind=kind.slug,
            version=1,
            filename=f"{kind.name_zh}.pdf",
            media_type=PDF,
            size=len(PAPER),
            sha256=sha256(PAPER).hexdigest(),
            content=PAPER,
            uploaded_by=manager,
            uploaded_at=moment(begun),
        )
        for kind in schemes().papers_on("submit", begun)
        if kind.first == "needed"
    ]
    for number, (act, side, after) in enumerate(STRAIGHT):
        _step(case, act, side, after, begun + timedelta(days=2 * number), "")
        if act is Act.ACCEPT:
            case.number = f"示例受理{MARK}"
        if act is Act.REPORT_VISIT:
            case.visitors = [CaseVisitor(person_id=OFFICER), CaseVisitor(person_id=DESK)]
            case.visited_on, case.visit_words = begun + timedelta(days=9), "展厅开放正常，安全通道畅通。"
            case.visit_measures = {"display_area": 400, "open_days": 176}
        if after is until:
            break
    case.due_on = due_of(case, season.today)
    return case


def _step(case: AccreditationCase, act: Act, side: Side, after: CaseState, day: date, reason: str) -> None:
    by = {Side.BASE: case.created_by, Side.TOWN: DESK, Side.DISTRICT: OFFICER, Side.LEAD: APPLICANT}.get(side)
    case.steps.append(CaseStep(act=act, side=side, after=after, reason=reason, by=by, at=moment(day)))
    case.state, case.state_reason, case.changed_at = after, reason, moment(day)
    if after is CaseState.CORRECTION:
        case.due_on = case.own_round.accept_until


def _seat(case: AccreditationCase, round: AccreditationRound, today: date, *, scored: int) -> None:
    """Three experts of the round, the first of them with their scores."""
    at = moment(today - timedelta(days=5))
    for number, expert in enumerate(round.experts[:3]):
        seat = CaseExpert(expert_id=expert.id, assigned_at=at)
        if number < scored:
            seat.scores = {"space": 24 + number, "programme": 25, "team": 16, "safety": 17 - number}
            seat.words, seat.recommends, seat.scored_at = "展项有特色，活动频次可以再增加。", True, at
        case.experts.append(seat)
