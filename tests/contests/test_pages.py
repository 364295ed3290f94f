"""A contest through its pages: organiser, officer, two families, a juror, and whoever is none of them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.contests import services
from sciencepop.contests.models import Contest, ContestCertificate, ContestState, EntryFile, JuryTask, Objection, Team
from sciencepop.core import clock, documents
from tests.accounts.invitations import reply
from tests.cast import Cast
from tests.conftest import NOW
from tests.contests.contests import CLOSES, PDF, hand_in, make_contest, make_juror, make_team
from tests.factories import make_child, make_person
from tests.festival.editions import make_edition
from tests.page import Page

FORM = {
    "title_zh": "纸桥承重赛",
    "about_zh": "做一座桥。",
    "rules_zh": "不用胶水。",
    "age_min": "6",
    "age_max": "12",
    "team_min": "1",
    "team_max": "3",
    "objection_days": "5",
    "awards": "一等奖 | First prize | 1",
}
ROUND = {
    "title_zh": "决赛",
    "task_zh": "一份 PDF",
    "opens_at": "2026-10-01T09:00",
    "closes_at": "2026-10-17T10:00",
    "media_types": "application/pdf",
    "files_most": "2",
    "megabytes": "5",
    "criteria": "创新性 | 60 | 10\n完成度 | 40 | 10",
    "scores_needed": "1",
    "average": "trimmed",
    "promotion": "none",
}
LATER, OVER = CLOSES + timedelta(hours=1), CLOSES + timedelta(days=7)


def test_a_contest_goes_from_a_draft_to_certificates_that_anybody_checks(
    page: Page, session: Session, cast: Cast
) -> None:
    child, judge = make_child(session, cast.resident), make_person(session, name="评委")
    session.commit()
    host, desk, family = (Page(page.app).sign_in(one) for one in (cast.manager, cast.officer, cast.resident))
    host.post("/manage/contests/new", FORM | {"base_id": str(cast.base.id), "awards": "一等奖"}, status=422)
    host.post("/manage/contests/new", FORM | {"base_id": str(cast.other_base.id)}, status=422)
    host.post("/manage/contests/new", FORM | {"base_id": str(cast.base.id)})
    code = session.scalars(select(Contest.code)).one()
    manage = f"/manage/contests/{code}"
    host.post(f"{manage}/rounds/new", ROUND | {"closes_at": "2026-09-01T09:00"}, status=422)
    host.post(f"{manage}/rounds/new", ROUND)
    host.get(f"{manage}/rounds/1/edit")
    host.post(f"{manage}/rounds/1/edit", ROUND)
    host.post(f"{manage}/step/published", status=422)
    host.post(f"{manage}/step/submitted")
    page.get(f"/contests/{code}", status=404)
    Page(page.app).sign_in(cast.other_manager).get(manage, status=403)
    assert "竞赛待审核" in desk.get("/district").text
    desk.post(f"{manage}/step/published")
    assert "完成度" in page.get(f"/contests/{code}").text and "纸桥承重赛" in page.get("/contests").text
    family.post(f"/contests/{code}/join", {"name": ""}, status=422)
    family.post(f"/contests/{code}/join", {"name": "双塔", "organisation_id": "", "town_code": ""})
    team = session.scalars(select(Team.code)).one()
    mine = f"/contests/teams/{team}"
    family.post(f"{mine}/members", {"who": str(child.id), "name": "陈小雨"}, status=422)
    family.post(f"{mine}/members", {"who": str(child.id), "name": "陈小雨", "consent": "y"})
    family.post(f"{mine}/rounds/1/files", {"file": (io.BytesIO(b"GIF89a"), "a.gif")}, status=422)
    family.post(f"{mine}/rounds/1/files", {"file": (io.BytesIO(PDF), "陈小雨.pdf")})
    family.post(f"{mine}/rounds/1/hand-in", {"title": "三张纸的桥", "about": "折叠"})
    host.post(f"{manage}/jurors", {"address": judge.addresses[0].value})
    juror = Page(page.app).sign_in(judge)
    juror.get(f"/contests/jury/{code}", status=404)
    assert reply(juror) == "请您担任评委：纸桥承重赛"
    assert "等您打分" not in juror.get(f"/contests/jury/{code}").text
    juror.post(f"/contests/jury/{code}/accept")
    with clock.frozen_at(LATER):
        host.post(f"{manage}/rounds/1/step/judging")
        assert "作品 1" in juror.get(f"/contests/jury/{code}").text
        task, file = session.scalars(select(JuryTask)).one(), session.scalars(select(EntryFile)).one()
        seen = juror.get(f"/contests/jury/tasks/{task.id}").text
        assert not [word for word in ("陈小雨", "双塔") if word in seen]
        answer = juror.client.get(f"/contests/files/{file.id}")
        assert answer.data == PDF and "1-1.pdf" in answer.headers["Content-Disposition"]
        points = {f"points-{row.id}": "9" for row in task.entry.round.criteria}
        juror.post(f"/contests/jury/tasks/{task.id}", points | {next(iter(points)): "11"}, status=422)
        juror.post(f"/contests/jury/tasks/{task.id}", points)
        assert "90.00" not in host.get(f"{manage}/rounds/1").text
        host.post(f"{manage}/rounds/1/step/ranked")
        assert "90.00" in host.get(f"{manage}/rounds/1").text
        page.get(f"/contests/{code}/rounds/1/result", status=404)
        host.post(f"{manage}/rounds/1/step/published")
        shown = page.get(f"/contests/{code}/rounds/1/result").text
        assert "一等奖" in shown and "陈＊" in shown and "陈小雨" not in shown
        family.post(f"{mine}/rounds/1/object", {"words": "请再看"})
        assert "请再看" in host.get(f"{manage}/rounds/1").text
        objection = session.scalars(select(Objection)).one()
        host.post(f"{manage}/rounds/1/objections/{objection.id}", {"words": ""}, status=422)
        host.post(f"{manage}/rounds/1/objections/{objection.id}", {"words": "已核对，无误"})
        assert "已核对，无误" in family.get(mine).text
    with clock.frozen_at(OVER):
        host.post(f"{manage}/rounds/1/step/final")
        host.post(f"{manage}/certificates")
        host.post(f"{manage}/certificates", status=422)
        found = session.scalars(select(ContestCertificate)).one()
        pdf = f"/contests/certificates/{found.code}/zh.pdf"
        family.get(pdf, status=404)
        assert documents.make_wanted(OVER) == 2
        assert family.client.get(pdf).data.startswith(b"%PDF-")
        juror.get(pdf, status=404)
        checked = page.get(f"/contest-certificate/{found.code}").text
        assert "有效" in checked and "陈＊" in checked and "陈小雨" not in checked
        assert "2026,1,1,1,1" in desk.client.get("/district/contests/numbers.csv").text
        desk.get("/manage/contests")
        host.post(f"/manage/contests/certificates/{found.code}/revoke", {"reason": ""}, status=422)
        host.post(f"/manage/contests/certificates/{found.code}/revoke", {"reason": "姓名写错"})
        assert "不再有效" in page.get(f"/contest-certificate/{found.code}").text


@pytest.fixture
def one(session: Session, cast: Cast) -> Contest:
    return make_contest(session, cast.officer, base_id=cast.base.id)


def test_teams_files_and_tasks_are_nobody_elses(page: Page, session: Session, cast: Cast, one: Contest) -> None:
    judge, idle = make_person(session, name="评委甲"), make_person(session, name="评委乙")
    session.commit()
    team = make_team(one, cast.resident, "双塔")
    hand_in(team, cast.resident, "桥")
    make_juror(session, one, cast.officer, judge)
    services.invite_juror(one.code, idle.addresses[0].value, by=cast.officer, now=NOW)
    file = session.scalars(select(EntryFile.id)).one()
    with clock.frozen_at(LATER):
        Page(page.app).sign_in(cast.manager).post(f"/manage/contests/{one.code}/rounds/1/step/judging")
        task = session.scalars(select(JuryTask.id)).one()
        for person in (cast.neighbour, idle):
            other = Page(page.app).sign_in(person)
            for url in (f"/contests/teams/{team}", f"/contests/files/{file}", f"/contests/jury/tasks/{task}"):
                other.get(url, status=404)
            other.post(f"/contests/jury/tasks/{task}", status=404)
            other.post(f"/contests/jury/tasks/{task}/conflict", status=404)
        other = Page(page.app).sign_in(cast.other_manager)
        for url in (f"/contests/files/{file}", f"/contests/jury/{one.code}"):
            other.get(url, status=404)
        for url in (
            "step/cancelled",
            "rounds/1/step/ranked",
            "rounds/1/fill",
            "jurors",
            "jurors/1/end",
            "certificates",
        ):
            other.post(f"/manage/contests/{one.code}/{url}", status=403)
        Page(page.app).sign_in(judge).post(f"/contests/jury/tasks/{task}/conflict")
        assert session.scalars(select(JuryTask)).all() == []


def test_a_family_joins_by_a_link_publishes_a_name_and_leaves(
    page: Page, session: Session, cast: Cast, one: Contest
) -> None:
    team = make_team(one, cast.resident, "双塔")
    captain = Page(page.app).sign_in(cast.resident)
    captain.post(f"/contests/teams/{team}/invite", status=200)
    link = captain.all("a", class_="break-anywhere")[0].get("href") or ""
    path = link.removeprefix("http://localhost")
    page.sign_in(cast.neighbour).get(path)
    page.post(path, {"who": "me", "name": "老李"}, status=422)
    page.post(path, {"who": "me", "name": "老李", "consent": "y"})
    member = next(row for row in session.scalars(select(Team)).one().present if row.name == "老李")
    page.post(f"/contests/teams/{team}/members/{member.id}/name/show")
    assert "可公开姓名" in page.get(f"/contests/teams/{team}").text
    page.post(f"/contests/teams/{team}/members/{member.id}/name/hide")
    captain.post(f"/contests/teams/{team}/members/{member.id}/leave", status=404)
    page.post(f"/contests/teams/{team}/members/{member.id}/leave")
    page.get(f"/contests/teams/{team}", status=404)
    page.get("/contests/join/" + "x" * 32, status=404)
    captain.post(f"/contests/teams/{team}/withdraw")
    assert "已退赛" in captain.get("/contests/mine").text
    captain.post(f"/contests/teams/{team}/withdraw", status=422)


def test_a_contest_of_the_festival_stands_on_its_page_and_leads_there(page: Page, session: Session, cast: Cast) -> None:
    edition = make_edition(session, cast.officer, cast.base)
    session.commit()
    at = f"/festival/{edition.code}"
    page.get(at)
    contest = make_contest(session, cast.officer, base_id=cast.base.id, edition_id=edition.id)
    assert contest.title_zh in page.get(at).text
    assert edition.name_zh in page.get(f"/contests/{contest.code}").text
    host = Page(page.app).sign_in(cast.manager)
    host.post(
        f"/manage/contests/{contest.code}/edit", FORM | {"base_id": str(cast.base.id), "edition_id": "9999"}, status=422
    )
    services.step_contest(contest.code, ContestState.CANCELLED, by=cast.officer, now=NOW, reason="场地关闭")
    assert contest.title_zh not in page.get(at).text
