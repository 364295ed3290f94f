"""Contests, teams and juries for tests; each names only what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.contests import services
from sciencepop.contests.models import Contest, ContestState, Entry, Juror, Promotion, RoundState
from sciencepop.contests.queries.contests import get_contest
from sciencepop.contests.queries.jury import tasks_of_round
from sciencepop.contests.queries.teams import get_team
from sciencepop.contests.rules.lines import Line
from tests.accounts.invitations import agree
from tests.conftest import NOW

PDF = b"%PDF-1.7 work"
CLOSES = NOW + timedelta(days=7)
CRITERIA = (Line("创新性", "Originality", (60, 10)), Line("完成度", "Finish", (40, 10)))
AWARDS = (Line("一等奖", "First prize", (1,)), Line("二等奖", "Second prize", (1,)))


def contest_wish(**values: Any) -> services.ContestWish:
    defaults: dict[str, Any] = {
        "title_zh": "纸桥承重赛",
        "title_en": "Paper Bridge",
        "about_zh": "用三张纸做一座桥。",
        "rules_zh": "不用胶水。",
        "age_min": 6,
        "age_max": None,
        "team_min": 1,
        "team_max": 2,
        "awards": AWARDS,
    }
    return services.ContestWish(**(defaults | values))


def round_wish(**values: Any) -> services.RoundWish:
    defaults: dict[str, Any] = {
        "title_zh": "初赛",
        "task_zh": "一份说明",
        "opens_at": NOW - timedelta(days=1),
        "closes_at": CLOSES,
        "scores_needed": 1,
        "media_types": ["application/pdf"],
        "criteria": CRITERIA,
    }
    return services.RoundWish(**(defaults | values))


def make_contest(
    session: Session, officer: Person, *rounds: services.RoundWish, base_id: int | None = None, **values: Any
) -> Contest:
    """A published contest of one round, or of these."""
    code = services.add_contest(contest_wish(**values), base_id, by=officer, now=NOW)
    for wish in rounds or (round_wish(),):
        services.add_round(code, wish, by=officer, now=NOW)
    services.step_contest(code, ContestState.PUBLISHED, by=officer, now=NOW)
    return get_contest(session, code)


def two_rounds(count: int = 1) -> tuple[services.RoundWish, services.RoundWish]:
    """A first round from which so many go on, and a last one a week later."""
    first = round_wish(promotion=Promotion.NUMBER, promote_bound=count)
    return first, round_wish(title_zh="决赛", opens_at=CLOSES, closes_at=CLOSES + timedelta(days=14))


def make_team(contest: Contest, by: Person, name: str, child_id: int | None = None, **values: Any) -> str:
    """A team with one member: the captain, or this child."""
    code = services.register_team(contest.code, services.TeamWish(name, **values), language="zh", by=by, now=NOW)
    joining = services.Joining(f"{name}队员", child_id=child_id, consents=True)
    services.add_member(code, joining, language="zh", by=by, now=NOW)
    return code


def hand_in(code: str, by: Person, title: str, number: int = 1, *, now: datetime = NOW) -> None:
    services.add_file(code, number, services.GivenFile(f"{title}.pdf", PDF), by=by, now=now)
    services.hand_in(code, number, title, "", by=by, now=now)


def make_juror(session: Session, contest: Contest, by: Person, juror: Person) -> Juror:
    services.invite_juror(contest.code, juror.addresses[0].value, by=by, now=NOW)
    agree(session, juror)
    services.accept_jury(contest.code, by=juror, now=NOW)
    return session.query(Juror).filter_by(contest_id=contest.id, person_id=juror.id, ended_at=None).one()


def score_all(session: Session, contest: Contest, points: dict[str, int], number: int = 1, *, now: datetime) -> None:
    """Every juror gives each entry, by its title, so many points of ten for everything."""
    round = get_contest(session, contest.code).rounds[number - 1]
    for task in tasks_of_round(session, round.id):
        given = {row.id: points[task.entry.title] for row in round.criteria}
        services.score(task.id, given, "", by=task.juror.person, now=now)


def step(contest: Contest, by: Person, *states: RoundState, number: int = 1, now: datetime) -> None:
    for state in states:
        services.step_round(contest.code, number, state, by=by, now=now)


def entry_of(session: Session, team: str, number: int = 1) -> Entry:
    found = get_team(session, team)
    session.expire_all()
    return next(one for one in found.entries if one.round.number == number)
