"""Last year's statistics of the sample season: a venue's set that was confirmed, the district's that waits for the
officer; and a plan of eight departments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base
from sciencepop.demo.chance import moment
from sciencepop.demo.people import COLLEAGUE, OFFICER, OTHER_MANAGED, Row
from sciencepop.demo.plan import Season
from sciencepop.demo.write import insert_rows
from sciencepop.statistics import services
from sciencepop.statistics.models import PlanIndicator
from sciencepop.statistics.queries.sets import Set

TABLES = Base.metadata.tables
OF_DISTRICT = {
    "fulltime": 18,
    "fulltime_managers": 6,
    "fulltime_qualified": 15,
    "fulltime_women": 11,
    "fulltime_rural": 2,
    "fulltime_creators": 3,
    "fulltime_guides": 5,
    "fulltime_months": 204,
    "parttime": 146,
    "parttime_guides": 38,
    "rooms_urban": 96,
    "rooms_rural": 41,
    "youth_halls": 2,
    "galleries": 63,
    "vehicles": 1,
    "raised": 1320,
    "raised_government": 1080,
    "raised_special": 860,
    "raised_gifts": 40,
    "raised_own": 150,
    "raised_other": 50,
    "used": 1265,
    "used_office": 118,
    "used_activities": 742,
    "used_building": 0,
    "used_exhibits": 290,
    "used_other": 115,
    "books": 3,
    "book_copies": 9000,
    "websites": 2,
    "social": 21,
    "leaflets": 48500,
    "youth_groups": 118,
    "youth_group_people": 3260,
    "startup_training": 26,
    "startup_people": 1140,
    "makerspaces": 9,
}
OF_VENUE = {
    "fulltime": 12,
    "fulltime_managers": 3,
    "fulltime_qualified": 9,
    "fulltime_women": 7,
    "fulltime_rural": 0,
    "fulltime_creators": 2,
    "fulltime_guides": 6,
    "fulltime_months": 144,
    "parttime": 20,
    "parttime_guides": 14,
    "venue_area": 5200,
    "venue_display": 3100,
    "visits_counted": 86400,
    "visits_free": 86000,
    "raised": 380,
    "raised_government": 350,
    "raised_special": 210,
    "raised_gifts": 0,
    "raised_own": 30,
    "raised_other": 0,
    "used": 371,
    "used_office": 44,
    "used_activities": 128,
    "used_building": 0,
    "used_exhibits": 183,
    "used_other": 16,
    "social": 1,
    "leaflets": 6200,
    "exchanges": 0,
    "exchange_people": 0,
}
# department, name, unit, what is counted, target and growth a year, and what was reached in the years before this one
PLAN = (
    ("kewei", "有命名的科普基地", "Named science bases", "个", "bases", "bases_named", 48, 2, ()),
    ("kexie", "线下科普讲座", "Lectures on site", "次", "lectures", "lectures", 20, 5, ()),
    ("education", "开设科学课后服务的学校", "Schools with science clubs", "所", "schools", "", 68, 6, (66, 75, 81)),
    ("youth", "青年科普志愿服务", "Service of young volunteers", "场", "sessions", "", 120, 15, (104, 138, 152)),
    ("health", "居民健康素养水平", "Health literacy of residents", "%", "%", "", 38, 1, (37.4, 39.6, 40.1)),
    ("unions", "职工科普讲堂", "Science talks for workers", "场", "talks", "", 80, 10, (83, 88, 104)),
    ("culture", "图书馆、文化馆科普活动", "Science in libraries", "场", "sessions", "", 210, 20, (198, 235, 262)),
    ("labour", "技能人才科普培训", "Training of skilled workers", "人次", "people", "", 1500, 200, (1420, 1765, 1838)),
)  # fmt: skip


def write_statistics(session: Session, season: Season) -> None:
    """Each set was frozen by the second officer, so that the first can confirm it."""
    year = season.today.year - 1
    now = min(moment(season.today), moment(date(year + 1, 1, 15), time(10)))
    colleague, officer = session.get_one(Person, COLLEAGUE), session.get_one(Person, OFFICER)
    venue = session.scalars(select(ScienceBase).where(ScienceBase.slug == OTHER_MANAGED)).one()
    _enter(session, Set(year, None), OF_DISTRICT, now)
    _enter(session, Set(year, venue), OF_VENUE, now)
    services.freeze(Set(year, None), by=colleague, now=now, code="SAMPLESTAT1")
    code = services.freeze(Set(year, venue), by=colleague, now=now, code="SAMPLESTAT2")
    services.confirm(code, by=officer, now=now)
    _write_plan(session, season.today)


def _enter(session: Session, of: Set, values: Mapping[str, int], now: datetime) -> None:
    """What is not among the values is a dash."""
    rows: list[Row] = [
        {
            "year": of.year,
            "base_id": of.base_id,
            "slug": one.slug,
            "value": values.get(one.slug),
            "entered_by": COLLEAGUE,
            "entered_at": now,
        }
        for one in of.entered
    ]
    insert_rows(session.connection(), TABLES["survey_entry"], rows)


def _write_plan(session: Session, today: date) -> None:
    now, numbers = moment(today), list[Row]()
    for place, (department, name_zh, name_en, unit_zh, unit_en, counted, target, growth, reached) in enumerate(PLAN):
        one = PlanIndicator(
            code=f"SAMPLEPLAN{place}",
            department=department,
            name_zh=name_zh,
            name_en=name_en,
            unit_zh=unit_zh,
            unit_en=unit_en,
            counted=counted,
            is_sample=True,
            created_by=OFFICER,
            created_at=now,
        )
        session.add(one)
        session.flush()
        first = today.year - len(reached)
        for year in range(first, today.year + 2):
            actual = reached[year - first] if year - first < len(reached) else None
            numbers.append(
                {
                    "indicator_id": one.id,
                    "year": year,
                    "target": (target + growth * (year - first)) * 100,
                    "actual": round(actual * 100) if actual is not None else None,
                    "note": "",
                    "changed_by": OFFICER,
                    "changed_at": now,
                }
            )
    insert_rows(session.connection(), TABLES["plan_number"], numbers)
