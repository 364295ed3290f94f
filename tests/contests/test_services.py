"""Contests from the first team to the last consent: who is in, who judges, what is ranked and what is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Consent, Person
from sciencepop.accounts.services import close_account, erase_child, export_data
from sciencepop.contests import services
from sciencepop.contests.invariants import checks
from sciencepop.contests.models import (
    Contest,
    ContestState,
    EntryFile,
    EntryState,
    JuryTask,
    RoundState,
    TeamMember,
)
from sciencepop.contests.queries.contests import get_contest, numbers_by_year
from sciencepop.contests.queries.jury import tasks_of_round
from sciencepop.contests.queries.teams import get_team, objections_of
from sciencepop.contests.rules.states import Refusal
from sciencepop.contests.services.privacy import KEPT
from sciencepop.contests.words import shown_team
from sciencepop.core.errors import RuleBroken
from tests.cast import Cast
from tests.conftest import NOW
from tests.contests.contests import (
    CLOSES,
    contest_wish,
    entry_of,
    hand_in,
    make_contest,
    make_juror,
    make_team,
    round_wish,
    score_all,
    step,
    two_rounds,
)
from tests.factories import make_child, make_organisation, make_person

R, S = Refusal, RoundState
LATER = CLOSES + timedelta(hours=1)
OVER = LATER + timedelta(days=7)


@pytest.fixture
def one(session: Session, cast: Cast) -> Contest:
    return make_contest(session, cast.officer)


def refused(code: Refusal) -> Any:
    return pytest.raises(RuleBroken, match=f"^{code.value}$")


def test_a_contest_is_public_only_after_an_officer_and_then_its_rules_stand(session: Session, cast: Cast) -> None:
    code = services.add_contest(contest_wish(), cast.base.id, by=cast.manager, now=NOW)
    with refused(R.NO_ROUNDS):
        services.step_contest(code, ContestState.SUBMITTED, by=cast.manager, now=NOW)
    services.add_round(code, round_wish(), by=cast.manager, now=NOW)
    with refused(R.OFFICER_NEEDED):
        services.step_contest(code, ContestState.PUBLISHED, by=cast.manager, now=NOW)
    services.step_contest(code, ContestState.SUBMITTED, by=cast.manager, now=NOW)
    with refused(R.FIRST_ROUND_OVER):
        services.step_contest(code, ContestState.PUBLISHED, by=cast.officer, now=CLOSES)
    services.step_contest(code, ContestState.PUBLISHED, by=cast.officer, now=NOW)
    services.change_contest(code, contest_wish(title_zh="纸桥赛"), by=cast.manager, now=NOW)
    with refused(R.FIXED):
        services.change_contest(code, contest_wish(age_min=8), by=cast.manager, now=NOW)
    services.change_round(code, 1, round_wish(closes_at=LATER), by=cast.manager, now=NOW)
    for wish in (round_wish(), round_wish(closes_at=LATER, scores_needed=2)):
        with refused(R.FIXED):
            services.change_round(code, 1, wish, by=cast.manager, now=NOW)


def test_children_take_part_through_their_guardian_alone_and_nobody_twice(
    session: Session, cast: Cast, one: Contest
) -> None:
    child = make_child(session, cast.resident)
    session.commit()
    team = services.register_team(one.code, services.TeamWish("双塔"), language="zh", by=cast.resident, now=NOW)
    join = services.Joining("陈小雨", child_id=child.id)
    with refused(R.CONSENT_MISSING):
        services.add_member(team, join, language="zh", by=cast.resident, now=NOW)
    join = services.Joining("陈小雨", child_id=child.id, consents=True)
    token = services.invite_members(team, by=cast.resident, now=NOW)
    with pytest.raises(NotFound):
        services.join_team(token, join, language="zh", by=cast.neighbour, now=NOW)
    services.add_member(team, join, language="zh", by=cast.resident, now=NOW)
    services.join_team(token, services.Joining("老李", consents=True), language="zh", by=cast.neighbour, now=NOW)
    with refused(R.TEAM_FULL):
        services.add_member(team, services.Joining("陈", consents=True), language="zh", by=cast.resident, now=NOW)
    other = services.register_team(one.code, services.TeamWish("二队"), language="zh", by=cast.neighbour, now=NOW)
    with refused(R.IN_A_TEAM):
        services.add_member(other, services.Joining("老李", consents=True), language="zh", by=cast.neighbour, now=NOW)
    with refused(R.LINK_OVER):
        services.join_team(token, join, language="zh", by=cast.resident, now=NOW + timedelta(days=15))
    given = session.scalars(select(Consent).where(Consent.kind == "contest_child")).one()
    assert (given.person_id, given.child_id, given.ended_at) == (cast.resident.id, child.id, None)
    assert shown_team(get_team(session, team)) == "陈＊、老＊"
    member = next(row for row in get_team(session, team).members if row.child_id)
    services.set_publishing(team, member.id, True, language="zh", by=cast.resident, now=NOW)
    assert shown_team(get_team(session, team)) == "陈小雨、老＊"
    with pytest.raises(NotFound):
        services.leave_team(team, member.id, by=cast.neighbour, now=NOW)
    erase_child(child.id, by=cast.resident, now=NOW)
    session.expire_all()
    assert (member.name, member.left_at, given.ended_at) == ("", NOW, NOW)
    assert checks() == []


def test_only_files_of_the_round_in_its_hours_are_taken(session: Session, cast: Cast, one: Contest) -> None:
    team = make_team(one, cast.resident, "双塔")
    give = services.GivenFile
    for content, code in (
        (b"", R.FILE_EMPTY),
        (b"\x89PNG\r\n\x1a\n", R.FILE_KIND),
        (b"%PDF-" + b"x" * 5 * 1024 * 1024, R.FILE_TOO_BIG),
    ):
        with refused(code):
            services.add_file(team, 1, give("a.pdf", content), by=cast.resident, now=NOW)
    with refused(R.FILES_MISSING):
        services.hand_in(team, 1, "桥", "", by=cast.resident, now=NOW)
    hand_in(team, cast.resident, "桥")
    with pytest.raises(NotFound):
        services.hand_in(team, 1, "桥", "", by=cast.neighbour, now=NOW)
    with refused(R.ENTRIES_CLOSED):
        services.hand_in(team, 1, "桥", "", by=cast.resident, now=CLOSES)
    file = session.scalars(select(EntryFile)).one()
    services.drop_file(team, 1, file.id, by=cast.resident, now=NOW)
    assert entry_of(session, team).state is EntryState.DRAFT


def test_a_juror_never_gets_what_is_too_close_and_a_declared_conflict_goes_to_another(
    session: Session, cast: Cast
) -> None:
    judge, spare, parent = (make_person(session, name=name) for name in ("评委甲", "评委乙", "家长评委"))
    child = make_child(session, parent, cast.resident)
    school = make_organisation(session, cast.neighbour, judge)
    session.commit()
    one = make_contest(session, cast.officer)
    by_parent = make_team(one, cast.resident, "孩子队", child.id)
    by_school = make_team(one, cast.neighbour, "学校队", organisation_id=school.id)
    hand_in(by_parent, cast.resident, "甲")
    hand_in(by_school, cast.neighbour, "乙")
    with refused(R.JUROR_ORGANISES):
        make_juror(session, one, cast.officer, cast.officer)
    make_juror(session, one, cast.officer, judge)
    with refused(R.ENTRIES_OPEN):
        step(one, cast.officer, S.JUDGING, now=NOW)
    with refused(R.JURY_TOO_SMALL):
        step(one, cast.officer, S.JUDGING, now=LATER)
    make_juror(session, one, cast.officer, parent)
    step(one, cast.officer, S.JUDGING, now=LATER)

    def who() -> dict[str, str]:
        return {row.entry.title: row.juror.person.name for row in tasks_of_round(session, one.rounds[0].id)}

    assert who() == {"甲": "评委甲", "乙": "家长评委"}
    mine = session.scalars(select(JuryTask).join(JuryTask.juror).where(JuryTask.juror.has(person_id=judge.id))).one()
    services.declare_conflict(mine.id, by=judge, now=LATER)
    assert who() == {"乙": "家长评委"}
    with refused(R.SCORES_MISSING):
        score_all(session, one, {"乙": 5}, now=LATER)
        step(one, cast.officer, S.RANKED, now=LATER)
    make_juror(session, one, cast.officer, spare)
    services.fill_round(one.code, 1, by=cast.officer, now=LATER)
    assert who() == {"甲": "评委乙", "乙": "家长评委"}
    task = session.scalars(select(JuryTask).where(JuryTask.scored_at.is_(None))).one()
    with pytest.raises(NotFound):
        services.score(task.id, {}, "", by=judge, now=LATER)
    with refused(R.SCORE_WRONG):
        services.score(task.id, {1: 11}, "", by=spare, now=LATER)
    assert checks() == []


def test_two_rounds_with_an_objection_end_in_awards_and_certificates_that_survive_forgetting(
    session: Session, cast: Cast
) -> None:
    judge = make_person(session, name="评委")
    session.commit()
    one = make_contest(session, cast.officer, *two_rounds())
    teams = {name: make_team(one, person, name) for name, person in _pairs(cast)}
    for name, person in _pairs(cast):
        hand_in(teams[name], person, name)
    juror = make_juror(session, one, cast.officer, judge)
    step(one, cast.officer, S.JUDGING, now=LATER)
    score_all(session, one, {"甲": 9, "乙": 6}, now=LATER)
    with refused(R.WRONG_STATE):
        step(one, cast.officer, S.PUBLISHED, now=LATER)
    step(one, cast.officer, S.RANKED, S.PUBLISHED, now=LATER)
    assert [(row.mark, row.rank, row.is_through) for row in (entry_of(session, teams[n]) for n in "甲乙")] == [
        (9000, 1, True),
        (6000, 2, False),
    ]
    services.object_to(teams["乙"], 1, "少算了一页", by=cast.neighbour, now=LATER)
    with refused(R.OBJECTED_ALREADY):
        services.object_to(teams["乙"], 1, "再说", by=cast.neighbour, now=LATER)
    with refused(R.OBJECTIONS_OPEN):
        step(one, cast.officer, S.FINAL, now=LATER)
    with refused(R.OBJECTIONS_WAIT):
        step(one, cast.officer, S.FINAL, now=OVER)
    row = entry_of(session, teams["乙"])
    objection = objections_of(session, [row.id])[row.id]
    services.answer_objection(one.code, objection.id, False, "已核对", by=cast.officer, now=LATER)
    step(one, cast.officer, S.FINAL, now=OVER)
    with refused(R.NOT_THROUGH):
        services.hand_in(teams["乙"], 2, "乙", "", by=cast.neighbour, now=OVER)
    hand_in(teams["甲"], cast.resident, "甲", 2, now=OVER)
    end = CLOSES + timedelta(days=15)
    step(one, cast.officer, S.JUDGING, number=2, now=end)
    score_all(session, one, {"甲": 8}, 2, now=end)
    step(one, cast.officer, S.RANKED, S.PUBLISHED, number=2, now=end)
    last = end + timedelta(days=7)
    step(one, cast.officer, S.FINAL, number=2, now=last)
    assert get_contest(session, one.code).state is ContestState.FINISHED
    assert entry_of(session, teams["甲"], 2).award.name_zh == "一等奖"  # type: ignore[union-attr]
    assert services.issue_certificates(one.code, by=cast.officer, now=last) == 2
    with refused(R.NONE_OWED):
        services.issue_certificates(one.code, by=cast.officer, now=last)
    assert numbers_by_year(session) == [(2026, 1, 2, 2, 0)]
    assert services.forget_finished(last + KEPT) == 0
    assert services.forget_finished(last + KEPT + timedelta(days=1)) == 3
    assert {row.name for row in session.scalars(select(TeamMember))} == {""}
    assert checks() == []
    close_account(juror.person, last)


def _pairs(cast: Cast) -> list[tuple[str, Person]]:
    return [("甲", cast.resident), ("乙", cast.neighbour)]


def test_reopening_takes_ranks_away_and_counts_no_score_of_whom_a_conflict_keeps_away_by_now(
    session: Session, cast: Cast, one: Contest
) -> None:
    judge, other = make_person(session, name="评委甲"), make_person(session, name="评委乙")
    session.commit()
    team = make_team(one, cast.resident, "甲")
    hand_in(team, cast.resident, "甲")
    make_juror(session, one, cast.officer, judge)
    step(one, cast.officer, S.JUDGING, now=LATER)
    score_all(session, one, {"甲": 9}, now=LATER)
    step(one, cast.officer, S.RANKED, S.PUBLISHED, now=LATER)
    with refused(R.REASON_MISSING):
        step(one, cast.officer, S.JUDGING, now=LATER)
    services.step_round(one.code, 1, S.JUDGING, by=cast.officer, now=LATER, reason="异议成立")
    row = entry_of(session, team)
    assert (row.mark, row.rank, row.award_id, row.round.published_at) == (None, None, None, None)
    school = make_organisation(session, judge)
    get_team(session, team).organisation_id = school.id
    session.commit()
    with refused(R.SCORES_MISSING):
        step(one, cast.officer, S.RANKED, now=LATER)
    make_juror(session, one, cast.officer, other)
    services.fill_round(one.code, 1, by=cast.officer, now=LATER)
    task = next(one for one in tasks_of_round(session, row.round_id) if one.juror.person_id == other.id)
    services.score(task.id, {c.id: 4 for c in row.round.criteria}, "", by=other, now=LATER)
    step(one, cast.officer, S.RANKED, now=LATER)
    assert entry_of(session, team).mark == 4000


def test_who_leaves_takes_name_work_and_jury_along(session: Session, cast: Cast, one: Contest) -> None:
    judge, spare = make_person(session, name="评委甲"), make_person(session, name="评委乙")
    session.commit()
    team, kept = make_team(one, cast.resident, "甲"), make_team(one, cast.neighbour, "乙")
    hand_in(team, cast.resident, "甲")
    hand_in(kept, cast.neighbour, "乙")
    for person in (judge, spare):
        make_juror(session, one, cast.officer, person)
    step(one, cast.officer, S.JUDGING, now=LATER)
    assert export_data(cast.resident, LATER)["contests"]["teams"][0]["members"] == ["甲队员"]
    assert export_data(judge, LATER)["contests"]["judging"][0]["contest"] == "纸桥承重赛"
    close_account(cast.resident, LATER)
    close_account(judge, LATER)
    session.expire_all()
    assert entry_of(session, team).state is EntryState.WITHDRAWN
    assert [row.filename for row in session.scalars(select(EntryFile))] == ["乙.pdf"]
    assert [row.name for row in get_team(session, team).members] == [""]
    open_tasks = [row for row in tasks_of_round(session, one.rounds[0].id) if row.entry.team.code == kept]
    assert [row.juror.person_id for row in open_tasks] == [spare.id]
    services.withdraw_team(kept, by=cast.neighbour, now=LATER)
    with refused(R.TEAM_GONE):
        services.withdraw_team(kept, by=cast.neighbour, now=LATER)
    with refused(R.NO_ENTRIES):
        step(one, cast.officer, S.RANKED, now=LATER)
    assert checks() == []
