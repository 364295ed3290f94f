"""Designations that were only recorded: taken up in a case, in which the base is heard, pauses and leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Role
from sciencepop.accreditation import invariants
from sciencepop.accreditation.queries.cases import count_waiting
from sciencepop.accreditation.queries.designations import get_designation
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.services.designations import Record, correct_designation, record_designation, say_status
from sciencepop.accreditation.services.due import act_on_due
from sciencepop.accreditation.services.take_up import take_up
from tests.accreditation.scene import Scene, apply, make_scene, refused
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page

TODAY, END = NOW.date(), date(2027, 12, 31)


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def recorded(scene: Scene, scheme: str = "district-base", until: date | None = END) -> int:
    record = Record(scheme, "", f"松科〔2020〕{len(scheme)}号", "", date(2020, 1, 1), until, "公文")
    return record_designation(scene.cast.base.id, record, by=scene.cast.officer, now=NOW)


def status(session: Session, id: int) -> Status:
    session.expire_all()
    return get_designation(session, id).status_on(TODAY)


def test_nobody_loses_what_was_only_recorded_unheard(session: Session, scene: Scene) -> None:
    cast, id = scene.cast, recorded(scene)
    scene.code = take_up(id, by=cast.officer, now=NOW)
    assert (scene.case(session).state, scene.case(session).round) == (CaseState.ACTIVE, None)
    assert refused(take_up, id, by=cast.officer, now=NOW) is Refusal.HAS_CASE
    assert refused(say_status, id, Status.WITHDRAWN, TODAY, "x", by=cast.officer, now=NOW) is Refusal.HAS_CASE
    scene.take(Act.ACCUSE, Side.DISTRICT, cast.officer, reason="长期不开放")
    case = scene.case(session)
    assert (case.state, case.due_on) == (CaseState.HEARING, date(2026, 10, 23))
    withdraw = (scene.take, Act.WITHDRAW, Side.LEAD, scene.lead)
    assert refused(*withdraw, reason="不再开放") is Refusal.NOT_HEARD
    scene.take(Act.ANSWER, Side.BASE, cast.manager, words="正在修缮")
    scene.take(Act.WITHDRAW, Side.LEAD, scene.lead, reason="不再开放")
    assert status(session, id) is Status.WITHDRAWN
    assert invariants.checks() == []


def test_a_base_pauses_and_gives_up_what_was_only_recorded(session: Session, scene: Scene) -> None:
    cast, id = scene.cast, recorded(scene)
    assert refused(take_up, id, by=cast.other_manager, now=NOW) is Refusal.NOT_YOURS
    assert refused(take_up, id, by=cast.resident, now=NOW) is Refusal.NOT_YOURS
    scene.code = take_up(id, by=cast.manager, now=NOW)
    soon = {"day": TODAY, "until_on": TODAY + timedelta(days=30), "is_sudden": True, "reason": "水管爆裂"}
    scene.take(Act.PAUSE, Side.BASE, cast.manager, **soon)
    assert status(session, id) is Status.PAUSED
    scene.take(Act.ASK_LEAVE, Side.BASE, cast.manager, reason="搬走了")
    scene.take(Act.CONFIRM_LEAVE, Side.DISTRICT, cast.officer)
    assert status(session, id) is Status.LEFT
    assert invariants.checks() == []


def test_what_is_taken_up_is_the_districts_holds_and_bears_no_mark(session: Session, scene: Scene) -> None:
    officer = scene.cast.officer
    assert refused(take_up, recorded(scene, "national-base"), by=officer, now=NOW) is Refusal.NOT_OWN_SCHEME
    over = recorded(scene, until=date(2021, 12, 31))
    assert refused(take_up, over, by=officer, now=NOW) is Refusal.DESIGNATION_OVER
    marked = recorded(scene, "district-enterprise")
    say_status(marked, Status.RECTIFY, TODAY, "要整改", by=officer, now=NOW)
    assert refused(take_up, marked, by=officer, now=NOW) is Refusal.NOT_PLAIN
    say_status(marked, Status.NAMED, TODAY, "改好了", by=officer, now=NOW)
    say_status(marked, Status.PAUSED, TODAY + timedelta(days=9), "装修", by=officer, now=NOW)
    assert refused(take_up, marked, by=officer, now=NOW) is Refusal.NOT_PLAIN
    say_status(marked, Status.LEFT, TODAY + timedelta(days=8), "搬走", by=officer, now=NOW)
    assert refused(take_up, marked, by=officer, now=NOW) is Refusal.DESIGNATION_OVER


def test_what_was_taken_up_ends_by_its_own_day_and_is_renewed_in_a_round(session: Session, scene: Scene) -> None:
    id = recorded(scene, until=TODAY + timedelta(days=30))
    scene.code = first = take_up(id, by=scene.cast.officer, now=NOW)
    assert apply(scene) != first
    assert scene.case(session).renews_id == id
    scene.code = first
    act_on_due(NOW + timedelta(days=32))
    assert scene.case(session).state is CaseState.EXPIRED


def test_a_record_under_a_case_is_not_corrected_away(session: Session, scene: Scene) -> None:
    id, officer = recorded(scene), scene.cast.officer
    scene.code = take_up(id, by=officer, now=NOW)
    for scheme, from_on, until_on in (
        ("national-base", date(2020, 1, 1), END),
        ("district-base", date(2020, 1, 1), date(2021, 1, 1)),
        ("district-base", date(2027, 1, 1), END),
    ):
        record = Record(scheme, "", "松科〔2020〕1号", "", from_on, until_on, "公文")
        assert refused(correct_designation, id, record, by=officer, now=NOW) is Refusal.CASE_RUNS
    correct_designation(
        id, Record("district-base", "", "松科〔2020〕2号", "", date(2020, 1, 2), END, "公文"), by=officer, now=NOW
    )


def test_whoever_took_it_up_may_decide_and_no_plaque_is_asked_for_that_there_was_not(
    session: Session, scene: Scene
) -> None:
    id, both = recorded(scene), scene.lead
    session.add(Grant(person=both, role=Role.OFFICER, granted_at=NOW))
    session.commit()
    scene.code = take_up(id, by=both, now=NOW)
    scene.take(Act.ACCUSE, Side.DISTRICT, scene.cast.officer, reason="长期不开放")
    scene.take(Act.ANSWER, Side.BASE, scene.cast.manager, words="正在修缮")
    scene.take(Act.WITHDRAW, Side.LEAD, both, reason="不再开放")
    assert scene.case(session).state is CaseState.WITHDRAWN
    assert count_waiting(session) == 0


def test_the_pages_lead_from_a_record_to_its_case(page: Page, session: Session, scene: Scene) -> None:
    cast, id = scene.cast, recorded(scene)
    page.sign_in(cast.manager).get("/my/accreditation")
    assert "办理暂停、退出或变化" in page.text()
    case = page.post(f"/my/accreditation/designations/{id}/case").location
    page.get(case)
    assert "登记过的命名，没有经过本站的批次" in page.text()
    assert "申请退出" in page.text()
    page.post(f"/my/accreditation/designations/{id}/case", status=422)
    page.get("/my/accreditation")
    assert "办理暂停、退出或变化" not in page.text()
    page.sign_in(cast.officer).get(f"/district/designations/{id}")
    assert "办理页面" in page.text() and "登记状态" not in page.text()
    page.get(case)
    page.sign_in(cast.resident).get(f"/accreditation/progress?code={case.rsplit('/', 1)[1]}")
    assert "有效" in page.text()
    other = record_designation(
        cast.other_base.id,
        Record("district-base", "", "松科〔2021〕3号", "", date(2021, 1, 1), END, "公文"),
        by=cast.officer,
        now=NOW,
    )
    page.sign_in(cast.manager).post(f"/my/accreditation/designations/{other}/case", status=403)
    page.post(f"/district/designations/{other}/case", status=403)
    page.sign_in(cast.officer).get(f"/district/designations/{other}")
    assert "承接办理" in page.text()
    page.get(page.post(f"/district/designations/{other}/case").location)
    page.post(f"/district/designations/{other}/case", status=422)
    assert "这项命名由认定办理" in page.text()
