"""Contests of the sample season: one that is being judged, and one that is over, with awards and certificates.

The resident to be tried has a team in both, the applicant judges, and the manager of the tried base organises. Nobody
gets a letter, because nobody did anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import CONTEST, CONTEST_CHILD, WORDINGS
from sciencepop.accounts.models import Child, Consent, Guardianship, Person
from sciencepop.bases.models import ScienceBase
from sciencepop.contests.models import (
    Award,
    Contest,
    ContestRound,
    ContestState,
    Entry,
    EntryFile,
    EntryState,
    Juror,
    JuryScore,
    JuryTask,
    RoundCriterion,
    RoundState,
    Team,
    TeamMember,
)
from sciencepop.contests.queries.contests import get_contest
from sciencepop.contests.rules.jury import assign, numbers_for
from sciencepop.contests.rules.ranking import Average, Promotion
from sciencepop.contests.services.certificates import list_owed, sign_certificate
from sciencepop.contests.services.rounds import rank_entries
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.festival import ON_NOW
from sciencepop.demo.people import APPLICANT, MANAGED, MARK, OFFICER, RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.demo.venues import PAPER
from sciencepop.festival.queries.editions import get_edition

CRITERIA = (
    ("科学性", "Science", 40, 10),
    ("创新性", "Originality", 30, 10),
    ("表达", "Presentation", 30, 10),
)
AWARDS = (("一等奖", "First prize", 1), ("二等奖", "Second prize", 2), ("三等奖", "Third prize", 2))
TEAMS, JURORS, SCORES = 6, 4, 3


@dataclass(frozen=True)
class Plan:
    """A contest to be written: its code, names, and how many days ago its round closed."""

    code: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    closed_days_ago: int
    works: tuple[str, ...]
    is_over: bool = False


JUDGED = Plan(
    "SAMPLECON1",
    "小小讲解员：我身边的星空",
    "Young Guides: The Sky Above Us",
    "选一颗星、一个星座或一次天象，用一份讲稿和一张图讲给没有学过天文的人听。",
    "Choose a star, a constellation or an event in the sky, and explain it to somebody who never learnt astronomy.",
    3,
    ("佘山上的猎户座", "月亮为什么跟着我", "看懂一次月食", "北斗七星怎样指北", "给外婆讲银河", "我家阳台的流星雨"),
)
DONE = Plan(
    "SAMPLECON2",
    "我家的节能妙招",
    "Saving Energy at Home",
    "把家里一个月里真正省下电或水的办法写出来，附上记录。",
    "Describe what really saved power or water in your home during a month, and show the record.",
    40,
    ("空调滤网的秘密", "雨水浇花", "冰箱里的空间", "一盏灯的一个月", "洗碗水去哪儿了", "电饭煲的余热"),
    is_over=True,
)


def write_contests(session: Session, season: Season) -> None:
    """Write both. Call once people, children, bases and the festival stand."""
    now = moment(season.today)
    base_id = session.scalars(select(ScienceBase.id).where(ScienceBase.slug == MANAGED)).one()
    others = [number for number in season.people.residents if number != RESIDENT]
    for place, plan in enumerate((JUDGED, DONE)):
        captains = [RESIDENT, *others[10 + place * TEAMS : 9 + (place + 1) * TEAMS]]
        judges = [APPLICANT, *others[40 : 40 + JURORS - 1]]
        _write(session, plan, base_id if plan is JUDGED else None, captains, judges, now)


def _write(
    session: Session, plan: Plan, base_id: int | None, captains: Sequence[int], judges: Sequence[int], now: datetime
) -> None:
    contest = _write_contest(session, plan, base_id, now)
    round = contest.rounds[0]
    entries = [_write_team(session, contest, plan, place, captain, now) for place, captain in enumerate(captains, 1)]
    numbers = numbers_for([entry.id for entry in entries], round.seed)
    for entry in entries:
        entry.number = numbers[entry.id]
    jurors = [_write_juror(session, contest, number, round.closes_at) for number in judges]
    round.state = RoundState.JUDGING
    session.flush()
    _write_scores(session, plan, round, entries, jurors)
    if plan.is_over:
        _finish(session, plan, round)


def _write_contest(session: Session, plan: Plan, base_id: int | None, now: datetime) -> Contest:
    closes_at = now - timedelta(days=plan.closed_days_ago, hours=6)
    opens_at = closes_at - timedelta(days=30, hours=9)
    contest = Contest(
        code=plan.code,
        base_id=base_id,
        edition_id=None if plan.is_over else get_edition(session, ON_NOW).id,
        title_zh=plan.title_zh + MARK,
        title_en=plan.title_en,
        about_zh=plan.about_zh,
        about_en=plan.about_en,
        rules_zh="作品由自己完成，引用请注明出处。作者保留著作权，主办方可以在展览中展示获奖作品。",
        rules_en="The work is your own; name your sources. The copyright stays yours; winners may be shown.",
        age_min=6,
        age_max=None,
        team_min=1,
        team_max=3,
        state=ContestState.PUBLISHED,
        is_sample=True,
        created_by=OFFICER,
        created_at=opens_at,
        changed_at=opens_at,
    )
    contest.awards = [
        Award(position=place, name_zh=zh, name_en=en, places=places) for place, (zh, en, places) in enumerate(AWARDS, 1)
    ]
    round = ContestRound(
        number=1,
        title_zh="作品评审",
        title_en="Judging of works",
        task_zh="一份讲稿（PDF，不超过两页），也可以加一张图。",
        task_en="A script (PDF, two pages at most), with one picture if you like.",
        opens_at=opens_at,
        closes_at=closes_at,
        media_types=["application/pdf", "image/jpeg", "image/png"],
        scores_needed=SCORES,
        average=Average.TRIMMED,
        promotion=Promotion.NONE,
        seed=f"{plan.code}SEED",
        changed_at=opens_at,
    )
    round.criteria = [
        RoundCriterion(position=place, name_zh=zh, name_en=en, weight=weight, most=most)
        for place, (zh, en, weight, most) in enumerate(CRITERIA, 1)
    ]
    contest.rounds = [round]
    session.add(contest)
    session.flush()
    return get_contest(session, plan.code)


def _write_team(session: Session, contest: Contest, plan: Plan, place: int, captain: int, now: datetime) -> Entry:
    """A team of one: its captain, or for the resident in the contest that is judged their elder child."""
    round, person = contest.rounds[0], session.get_one(Person, captain)
    at = round.opens_at + timedelta(days=place)
    child = _child_of(session, captain) if plan is JUDGED and captain == RESIDENT else None
    team = Team(
        contest_id=contest.id,
        code=f"{plan.code}T{place:02d}",
        name=f"示例{place}队",
        captain_id=captain,
        town_code=person.town_code,
        is_sample=True,
        created_at=at,
    )
    session.add(team)
    session.flush()
    wording = WORDINGS[CONTEST_CHILD if child else CONTEST]
    consent = Consent(
        person_id=captain,
        child_id=child.id if child else None,
        kind=CONTEST_CHILD if child else CONTEST,
        version=wording.version,
        wording=wording.shown,
        language="zh",
        given_at=at,
    )
    session.add(consent)
    session.flush()
    session.add(
        TeamMember(
            contest_id=contest.id,
            team_id=team.id,
            person_id=None if child else captain,
            child_id=child.id if child else None,
            guardian_id=captain if child else None,
            name=child.nickname if child else person.name,
            consent_id=consent.id,
            joined_at=at,
        )
    )
    entry = Entry(
        round_id=round.id,
        team_id=team.id,
        state=EntryState.HANDED_IN,
        title=plan.works[place - 1],
        about="讲稿和图都在文件里。",
        handed_in_at=at,
        changed_at=at,
    )
    entry.files = [
        EntryFile(filename="讲稿.pdf", media_type="application/pdf", size=len(PAPER), content=PAPER, uploaded_at=at)
    ]
    session.add(entry)
    session.flush()
    return entry


def _child_of(session: Session, person_id: int) -> Child | None:
    mine = select(Child).join(Guardianship, Guardianship.child_id == Child.id)
    return session.scalars(mine.where(Guardianship.person_id == person_id).order_by(Child.birth_year).limit(1)).first()


def _write_juror(session: Session, contest: Contest, person_id: int, at: datetime) -> Juror:
    juror = Juror(contest_id=contest.id, person_id=person_id, invited_by=OFFICER, invited_at=at, accepted_at=at)
    session.add(juror)
    session.flush()
    return juror


def _write_scores(
    session: Session, plan: Plan, round: ContestRound, entries: Sequence[Entry], jurors: Sequence[Juror]
) -> None:
    """Everybody has scored what is over; in the other one the applicant has nothing done yet, the rest half."""
    plan_of = assign([entry.id for entry in entries], [one.id for one in jurors], (), needed=SCORES, seed=round.seed)
    at = round.closes_at + timedelta(days=1)
    for entry_id, chosen in plan_of.jurors_of.items():
        for juror_id in sorted(chosen):
            task = JuryTask(juror_id=juror_id, entry_id=entry_id, assigned_at=at)
            rng = stream(plan.code, entry_id, juror_id)
            if plan.is_over or (juror_id != jurors[0].id and rng.random() < 0.5):
                task.scored_at = at
                task.scores = [JuryScore(criterion_id=row.id, points=rng.randint(5, 10)) for row in round.criteria]
            session.add(task)
    session.flush()


def _finish(session: Session, plan: Plan, round: ContestRound) -> None:
    contest = round.contest
    rank_entries(session, contest, round)
    round.state, round.published_at = RoundState.FINAL, round.closes_at + timedelta(days=5)
    round.objections_until_at = round.published_at + timedelta(days=5)
    contest.state, contest.finished_at = ContestState.FINISHED, round.objections_until_at + timedelta(days=1)
    session.flush()
    for place, (member, entry) in enumerate(list_owed(session, contest), 1):
        # Letters and digits of codes, the same at every loading.
        code = f"SAMPLEPRIZE{place:03d}ZZZZZZ"
        sign_certificate(session, contest, member, entry, code=code, by=OFFICER, now=contest.finished_at)
    session.flush()
