"""The pages of volunteers, of coordinators and of officers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Consent, Person
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.feeds.rules.scopes import window_on
from sciencepop.feeds.services.build import build_personal
from sciencepop.volunteers import services
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    Availability,
    NumberState,
    Shift,
    ShiftState,
    SkillGrant,
    Volunteer,
)
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.page import Page
from tests.statements import counted
from tests.volunteers.people import assignment_of, make_assignment, make_shift, make_volunteer

S = AssignmentState


@pytest.fixture
def volunteer(session: Session, cast: Cast) -> Person:
    found = make_volunteer(session, cast.resident)
    session.commit()
    return found


@pytest.fixture
def shift(session: Session, cast: Cast) -> Shift:
    found = make_shift(
        session, cast.base, title_zh="植物园导览", roles={"helper": 1, "first-aid": 1}, risk_zh="户外久站"
    )
    found.needs[1].skills = ["first-aid"]
    session.commit()
    return found


def test_everybody_sees_what_is_needed_and_how_to_join(page: Page, shift: Shift) -> None:
    page.get("/volunteer")
    assert "植物园导览" in page.text()
    assert page.all("a", href="/volunteer/join")
    page.get(f"/volunteer/shifts/{shift.id}")
    assert "户外久站" in page.text()
    assert "先成为志愿者" in page.text()


def test_a_draft_is_shown_to_nobody(page: Page, session: Session, shift: Shift) -> None:
    shift.state = ShiftState.DRAFT
    session.commit()
    page.get("/volunteer")
    assert "植物园导览" not in page.text()
    page.get(f"/volunteer/shifts/{shift.id}", status=303)


JOINING = {"age": "adult", "categories": "guide", "languages": "en", "most_hours": "8", "number": "310117-001"}


def test_a_resident_becomes_a_volunteer_in_words_that_are_kept(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    page.get("/volunteer/join")
    page.post("/volunteer/join", JOINING, status=422)
    assert "请看过说明并勾选同意" in page.text()
    page.post(
        "/volunteer/join", JOINING | {"age": "minor", "birth_year": "2013", "birth_month": "5", "consent": "y"}, 422
    )
    assert "未满 14 岁不能有自己的账号" in page.text()
    page.post("/volunteer/join", JOINING | {"consent": "y"})
    row = session.get_one(Volunteer, cast.resident.id)
    assert (row.categories, row.most_minutes_week, row.number_state) == (["guide"], 480, NumberState.PENDING)
    consent = session.scalars(select(Consent).where(Consent.kind == "volunteer")).one()
    assert consent.wording.startswith("我自愿报名")
    page.get("/volunteer/profile")
    assert "等待核对" in page.text()


def test_a_volunteer_says_when_and_what_they_can(page: Page, session: Session, volunteer: Person) -> None:
    page.sign_in(volunteer)
    hours = {"kind": "can", "from_time": "09:00", "until_time": "12:00"}
    page.post("/volunteer/availability", hours, status=422)
    assert "请选每周哪几天" in page.text()
    page.post("/volunteer/availability", hours | {"weekdays": ["5", "6"]})
    page.post("/volunteer/availability", hours | {"kind": "cannot", "on_date": "2026-10-17"})
    lines = session.scalars(select(Availability).order_by(Availability.id)).all()
    assert [(line.weekday, str(line.on_date)) for line in lines] == [(5, "None"), (6, "None"), (None, "2026-10-17")]
    page.post(f"/volunteer/availability/{lines[0].id}/remove")
    page.post("/volunteer/skills", {"skill": "first-aid"})
    page.post("/volunteer/pause", {"on": "1"})
    page.get("/volunteer/profile")
    assert "急救（初级） 等待核实" in page.text()
    assert "恢复志愿服务" in page.text()
    page.post("/volunteer/leave")
    assert session.get_one(Volunteer, volunteer.id, populate_existing=True).left_at == NOW


def test_the_list_says_what_i_can_take_and_why_not_the_rest(
    page: Page, session: Session, cast: Cast, volunteer: Person
) -> None:
    make_shift(session, cast.base, title_zh="可以的班")
    make_shift(session, cast.base, title_zh="急救的班", roles={"first-aid": 1}, need={"skills": ["first-aid"]})
    session.commit()
    page.sign_in(volunteer).get("/volunteer")
    assert "这个岗位需要：急救（初级）" in page.text()
    page.get("/volunteer?can=1")
    assert "急救的班" not in page.text()
    assert "另有 1 个班次您现在不能报" in page.text()
    page.get("/volunteer?role=first-aid")
    assert "可以的班" not in page.text()


def test_signing_up_by_the_page_and_stepping_back(
    page: Page, session: Session, shift: Shift, volunteer: Person
) -> None:
    take = f"/volunteer/needs/{shift.needs[0].id}/take"
    page.sign_in(volunteer).post(take, status=422)
    assert "请看过风险提示" in page.text()
    answer = page.post(take, {"risk": "y", "attempt": "only-one-attempt"})
    code = session.scalars(select(Assignment.code)).one()
    assert answer.location == f"/volunteer/mine/{code}"
    assert page.post(take, {"risk": "y", "attempt": "only-one-attempt"}).location == answer.location
    page.get(answer.location)
    assert "您同意的风险提示" in page.text()
    page.get("/volunteer/mine")
    assert "植物园导览" in page.text()
    page.get("/my/away?from_on=2026-10-17&until_on=2026-10-17")
    assert "植物园导览" in page.text()
    page.post(f"/volunteer/mine/{code}/withdraw")
    assert assignment_of(code).state is S.WITHDRAWN
    page.post(f"/volunteer/mine/{code}/withdraw", status=422)


def test_nobody_opens_the_shift_of_somebody_else(
    page: Page, session: Session, cast: Cast, shift: Shift, volunteer: Person
) -> None:
    code = make_assignment(session, shift, volunteer).code
    session.commit()
    page.sign_in(cast.neighbour).get(f"/volunteer/mine/{code}", status=404)
    page.post(f"/volunteer/mine/{code}/withdraw", status=404)
    assert assignment_of(code).state is S.CONFIRMED


def test_two_volunteers_swap_by_their_pages(page: Page, session: Session, cast: Cast, volunteer: Person) -> None:
    first = make_shift(session, cast.base, roles={"helper": 1})
    second = make_shift(session, cast.base, roles={"helper": 1}, starts_in=timedelta(days=9), risk_zh="搬运")
    other = make_volunteer(session, cast.neighbour)
    codes = [make_assignment(session, first, volunteer).code, make_assignment(session, second, other).code]
    session.commit()
    page.sign_in(volunteer).get(f"/volunteer/mine/{codes[0]}")
    page.post(f"/volunteer/mine/{codes[0]}/swap", {"need": str(second.needs[0].id)}, status=422)
    page.post(f"/volunteer/mine/{codes[0]}/swap", {"need": str(second.needs[0].id), "risk": "y"})
    page.get(f"/volunteer/mine/{codes[0]}")
    assert "不换了" in page.text()
    page.sign_in(other).post(f"/volunteer/mine/{codes[1]}/swap", {"need": str(first.needs[0].id)})
    page.get("/volunteer/mine")
    assert first.title_zh in page.text()
    assert {assignment_of(code).state for code in codes} == {S.WITHDRAWN}


def test_a_guardian_agrees_by_the_link(page: Page, session: Session, cast: Cast) -> None:
    make_volunteer(session, cast.neighbour, birth_year=2011, birth_month=3)
    session.commit()
    page.sign_in(cast.neighbour).get("/volunteer/profile")
    url = page.all("p", class_="code")[0].text or ""
    path = url.removeprefix("http://localhost")
    page.get(path)
    assert "这是给监护人的页面" in page.text()
    page.sign_in(cast.resident).get(path)
    page.post(path, {"name": "妈妈"}, status=422)
    page.post(path, {"name": "妈妈", "consent": "y"})
    page.get(path)
    assert "监护人 妈妈" in page.text()
    page.post(path, {"end": "1"})
    page.get(path[:-1] + "x", status=404)


NEED = {"needs-0-role": "guide", "needs-0-minimum": "1", "needs-0-target": "2", "needs-0-maximum": "3"}
NEW = {
    "title_zh": "秋叶导览",
    "on_day": "2026-10-24",
    "from_time": "09:00",
    "until_time": "12:00",
    "closes_hours": "12",
}


def test_a_manager_makes_publishes_and_cancels_a_shift(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager).get("/manage/bases/chenshan/shifts/new")
    page.post("/manage/bases/chenshan/shifts/new", NEW, status=422)
    assert "请至少填写一个岗位" in page.text()
    location = page.post("/manage/bases/chenshan/shifts/new", NEW | NEED).location
    row = session.scalars(select(Shift)).one()
    assert (row.state, row.needs[0].skills, row.minutes) == (ShiftState.DRAFT, ["guiding"], 180)
    page.get(location)
    assert "还没有人" in page.text()
    page.post(f"/manage/shifts/{row.id}/step", {"step": "publish"})
    page.post(f"/manage/shifts/{row.id}/step", {"step": "publish"}, status=422)
    page.get("/manage/bases/chenshan/shifts")
    assert "1 个班次还缺人" in page.text()
    page.post(f"/manage/shifts/{row.id}/cancel", status=422)
    page.post(f"/manage/shifts/{row.id}/cancel", {"reason": "台风"})
    page.get(location)
    assert "台风" in page.text()


def test_another_bases_manager_is_kept_out(
    page: Page, session: Session, cast: Cast, shift: Shift, volunteer: Person
) -> None:
    code = make_assignment(session, shift, volunteer).code
    session.commit()
    page.sign_in(cast.other_manager)
    for url in ("/manage/bases/chenshan/shifts", f"/manage/shifts/{shift.id}", f"/manage/needs/{shift.needs[0].id}"):
        page.get(url, status=403)
    page.post(f"/manage/assignments/{code}", {"what": "no"}, status=403)
    page.post(f"/manage/needs/{shift.needs[0].id}/assign/{cast.neighbour.id}", status=403)
    assert assignment_of(code).state is S.CONFIRMED


def test_a_coordinator_asks_somebody_and_answers_requests(
    page: Page, session: Session, cast: Cast, shift: Shift, volunteer: Person
) -> None:
    need = shift.needs[0].id
    page.sign_in(cast.manager).get(f"/manage/needs/{need}")
    assert "接下来会问：陈小雨妈妈" in page.text()
    page.post(f"/manage/needs/{need}/call")
    page.post(f"/manage/needs/{need}/call", status=422)
    page.post(f"/manage/needs/{need}/assign/{volunteer.id}")
    code = session.scalars(select(Assignment.code)).one()
    page.post(f"/manage/needs/{need}/numbers", {"minimum": "1", "target": "2", "maximum": "4"})
    page.post(f"/manage/needs/{need}/numbers", {"minimum": "3", "target": "2", "maximum": "4"}, status=422)
    page.sign_in(volunteer).get(f"/volunteer/mine/{code}")
    page.post(f"/volunteer/mine/{code}/accept", status=422)
    page.post(f"/volunteer/mine/{code}/accept", {"risk": "y"})
    page.sign_in(cast.manager).post(f"/manage/assignments/{code}", {"what": "pin"})
    assert assignment_of(code).is_pinned
    page.post(f"/manage/assignments/{code}", {"what": "no"})
    assert assignment_of(code).state is S.CALLED_OFF


def test_a_template_shows_what_it_would_do_before_it_does_it(page: Page, session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    make_occurrence(session, event)
    session.commit()
    values = {
        "title_zh": "导览",
        "kind": "event",
        "event": str(event.id),
        "before_minutes": "30",
        "after_minutes": "15",
    }
    page.sign_in(cast.manager).get("/manage/bases/chenshan/shifts/new")
    assert event.title_zh in page.text()
    page.get("/manage/bases/chenshan/shift-templates")
    page.post("/manage/bases/chenshan/shift-templates", values | {"kind": "days"}, status=422)
    location = page.post("/manage/bases/chenshan/shift-templates", values | NEED).location
    page.get(location)
    assert "新增 1 个班次" in page.text()
    page.post(location)
    page.get(location)
    assert "没有要新增或更改的" in page.text()
    row = session.scalars(select(Shift)).one()
    helper = {"needs-0-role": "helper", "needs-0-opens_days": "3", "meet_minutes": "15", "closes_hours": "12"}
    page.get(f"{location}/edit")
    page.post(f"{location}/edit", values | NEED | helper | {"title_zh": ""}, status=422)
    page.post(f"{location}/edit", values | NEED | helper | {"title_zh": "导览和协助", "opens_days": "20"})
    page.get(location)
    assert "更改 1 个没人报名的班次" in page.text()
    assert "有的班次还有模板里没有的岗位：讲解员" in page.text()
    page.post(location)
    db.session.rollback()
    assert (row.title_zh, row.meet_at, [need.role for need in row.needs]) == (
        "导览和协助",
        row.starts_at - timedelta(minutes=15),
        ["guide", "helper"],
    )
    page.get(location)
    assert "没有要新增或更改的" in page.text()
    page.sign_in(cast.other_manager).get(f"{location}/edit", status=403)


def test_an_officer_finds_grants_and_takes_back(page: Page, session: Session, cast: Cast, volunteer: Person) -> None:
    services.claim_skill("english", by=volunteer, now=NOW)
    session.get_one(Volunteer, volunteer.id).number = "310117-9"
    session.get_one(Volunteer, volunteer.id).number_state = NumberState.PENDING
    session.commit()
    page.sign_in(cast.officer).get("/district/volunteers?which=skills&q=陈小雨")
    assert "310117-9" in page.text()
    page.get("/district/volunteers?q=nobody")
    assert "没有找到" in page.text()
    url = f"/district/volunteers/{volunteer.id}"
    page.get(url)
    page.post(f"{url}/skills", {"skill": "english", "issued_on": ""}, status=422)
    page.post(f"{url}/skills", {"skill": "english", "issued_on": "2026-10-01", "expires_on": "2027-10-01"})
    grant = session.scalars(select(SkillGrant).execution_options(populate_existing=True)).one()
    assert str(grant.expires_on) == "2027-10-01"
    page.post(f"{url}/seen", {"number_state": "verified", "vetted_on": "2026-09-01", "insured_until": "2026-12-31"})
    row = session.get_one(Volunteer, volunteer.id, populate_existing=True)
    assert (row.number_state, str(row.vetted_on)) == (NumberState.VERIFIED, "2026-09-01")
    page.post(f"{url}/skills/english/revoke")
    page.post(f"{url}/skills/english/revoke", status=422)
    page.get("/district/volunteers/999999", status=404)


def test_consent_on_paper_is_kept_with_who_saw_it(page: Page, session: Session, cast: Cast) -> None:
    make_volunteer(session, cast.neighbour, birth_year=2011, birth_month=3)
    session.commit()
    url = f"/district/volunteers/{cast.neighbour.id}"
    page.sign_in(cast.officer).post(f"{url}/consent", {"name": ""}, status=422)
    page.post(f"{url}/consent", {"name": "爸爸"})
    page.get(url)
    assert "（纸质）" in page.text()
    page.post(f"{url}/consent", {"end": "1"})


def test_ones_own_calendar_shows_shifts_with_a_rising_sequence(
    session: Session, shift: Shift, volunteer: Person
) -> None:
    def entry() -> dict[str, str]:
        db.session.rollback()
        person = session.get_one(Person, volunteer.id)
        built = build_personal(db.session(), person, "test", "zh", window_on(clock.today()), version=0, now=NOW)
        lines = built.body.decode().split("BEGIN:VEVENT")[1].split("\r\n")
        return dict(line.split(":", 1) for line in lines if line.startswith(("STATUS", "SEQUENCE", "UID", "TRANSP")))

    need = shift.needs[0].id
    first = services.sign_up(need, by=volunteer, language="zh", accepts_risk=True, now=NOW)
    seen = [entry()]
    services.withdraw(first, by=volunteer, now=NOW)
    seen.append(entry())
    services.sign_up(need, by=volunteer, language="zh", accepts_risk=True, now=NOW)
    seen.append(entry())
    assert [one["STATUS"] for one in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert {one["UID"] for one in seen} == {shift.uid}
    numbers = [int(one["SEQUENCE"]) for one in seen]
    assert numbers == sorted(set(numbers))


def test_long_lists_ask_few_questions(page: Page, app: Flask, session: Session, cast: Cast, volunteer: Person) -> None:
    for number in range(8):
        shift = make_shift(session, cast.base, starts_in=timedelta(days=5 + number), roles={"helper": 2, "guide": 1})
        serving = make_volunteer(session)
        make_assignment(session, shift, serving)
    session.commit()
    for url, who, most in (
        ("/volunteer", volunteer, 15),
        ("/manage/bases/chenshan/shifts", cast.manager, 8),
        (f"/manage/needs/{shift.needs[0].id}", cast.manager, 26),
        (f"/manage/shifts/{shift.id}", cast.manager, 18),
        ("/volunteer/roster", serving, 9),
        ("/district/volunteers", cast.officer, 7),
    ):
        page.sign_in(who)
        with counted("SELECT") as statements:
            page.get(url)
        assert len(statements) <= most, f"{url}: {len(statements)}\n" + "\n".join(statements)


HUGE = 2**70


def test_what_nobody_would_send_is_answered_all_the_same(
    page: Page, session: Session, cast: Cast, volunteer: Person
) -> None:
    page.sign_in(volunteer)
    for path in (f"/volunteer/shifts/{HUGE}", "/volunteer/mine/a%00b", f"/volunteer/guardian/{HUGE}/x"):
        page.get(path, status=404)
    page.post(f"/volunteer/needs/{HUGE}/take", status=404)
    page.post("/volunteer/mine/a%00b/withdraw", status=404)
    page.post(f"/volunteer/availability/{HUGE}/remove")
    page.post("/my/away", {"other": "shift:a\x00b"}, status=404)
    page.post(
        "/volunteer/availability", {"kind": "x", "from_time": "9", "until_time": "y", "weekdays": "8"}, status=422
    )
    page.sign_in(cast.manager)
    page.get(f"/manage/bases/chenshan/shifts/new?cause=occurrence-{HUGE}", status=404)
    page.post(
        "/manage/bases/chenshan/shifts/new", NEW | NEED | {"on_day": "9999-12-31", "until_time": "08:00"}, status=422
    )
    page.post("/manage/bases/chenshan/shifts/new", NEW | NEED | {"on_day": "0001-01-01"}, status=422)
    page.post("/manage/bases/chenshan/shifts/new", NEW | NEED | {"needs-0-maximum": "x"}, status=422)
    days = {"kind": "days", "weekdays": "1", "from_time": "09:00", "minutes": "90"}
    far = days | {"title_zh": "远", "from_on": "0001-01-01", "until_on": "9999-12-31"}
    page.post("/manage/bases/chenshan/shift-templates", far | NEED, status=422)
    page.post("/manage/bases/chenshan/shift-templates", far | NEED | {"kind": "event", "event": "x"}, status=422)
    page.sign_in(cast.officer)
    page.post(f"/district/volunteers/{volunteer.id}/skills/a%01b/revoke", status=422)
    page.post(f"/district/volunteers/{volunteer.id}/skills/a%00b/revoke", status=404)
    page.get("/district/volunteers?q=%00&after=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDBd")
