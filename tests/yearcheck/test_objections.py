"""A base objects to its result, another lead answers, and the public reads a grade that stands."""

from __future__ import annotations

import runpy
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.steps import CaseState
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck import invariants
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_person
from tests.page import Page
from tests.yearcheck.scene import Scene, bring_to, make_year
from tests.yearcheck.test_services import refused, with_case


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_year(session, cast)


@pytest.fixture
def second(session: Session) -> Person:
    lead = make_person(session, name="另一位负责人")
    session.add(Grant(person=lead, role=Role.LEAD, granted_at=NOW))
    session.commit()
    return lead


def test_a_result_is_objected_to_once_and_another_lead_upholds_it(
    page: Page, session: Session, scene: Scene, second: Person
) -> None:
    case = with_case(session, scene)
    bring_to(scene, FileState.MENDING)
    manager, where = scene.cast.manager, f"/yearcheck/{scene.code}"
    assert scene.file(session).object_until == date(2026, 10, 16)
    page.get("/bases/chenshan")
    assert "年度年检 2025 年 需整改 整改中" in page.text()
    assert "异议期到 10月16日" in page.text()

    assert refused(scene.take, Act.OBJECT, Side.BASE, manager, words="") is Refusal.WORDS_MISSING
    base = Page(page.app).sign_in(manager)
    assert base.post(f"{where}/step", {"act": "object", "words": "装修闭馆经过批准<b>"}).location == where
    file = scene.file(session)
    assert (file.state, file.due_on, file.shown_grade) == (FileState.OBJECTED, date(2026, 10, 23), "")
    assert (case.state, scene.designation.status_on(NOW.date())) == (CaseState.ACTIVE, Status.NAMED)
    page.get("/bases/chenshan")
    assert "需整改" not in page.text()

    assert refused(scene.take, Act.UPHOLD, Side.LEAD, scene.lead, words="不变") is Refusal.SAME_LEAD
    other = Page(page.app).sign_in(second)
    other.get("/my/to-do")
    assert "基地年检等您决定 1 辰山植物园 2025 年" in other.text()
    other.get(where)
    assert "装修闭馆经过批准<b>" in other.text()
    assert len(other.all("button", value="uphold")) == 1
    scene.take(Act.UPHOLD, Side.LEAD, second, words="批准的闭馆也要补足天数")
    file = scene.file(session)
    assert (file.state, file.due_on, file.grade) == (FileState.MENDING, date(2027, 1, 10), "rectify")
    assert (case.state, scene.designation.status_on(NOW.date())) == (CaseState.RECTIFYING, Status.RECTIFY)
    assert refused(scene.take, Act.OBJECT, Side.BASE, manager, words="还是不服") is Refusal.OBJECTION_LATE
    page.get("/bases/chenshan")
    assert "2025 年 需整改 整改中" in page.text()
    assert invariants.checks() == []


def test_an_allowed_objection_has_the_result_decided_anew_by_another_lead(
    session: Session, scene: Scene, second: Person
) -> None:
    bring_to(scene, FileState.MENDING)
    with clock.frozen_at(NOW + timedelta(days=7)):
        late = NOW + timedelta(days=7)
        assert (
            refused(scene.take, Act.OBJECT, Side.BASE, scene.cast.manager, late, words="迟") is Refusal.OBJECTION_LATE
        )
    scene.take(Act.OBJECT, Side.BASE, scene.cast.manager, words="开放天数算少了")
    assert forgotten(session, scene) == (FileState.MENDING, Act.DECIDE, [])
    with pytest.raises(RuleBroken, match="wrong_state"):
        scene.take(Act.HAND_IN, Side.BASE, scene.cast.manager, words="好了")
    scene.take(Act.REOPEN, Side.LEAD, second, words="节假日漏算")
    file = scene.file(session)
    assert (file.state, file.grade, file.decided_at, file.base_points) == (FileState.FILED, "", None, None)
    assert scene.designation.status_on(NOW.date()) is Status.NAMED
    assert forgotten(session, scene) == (FileState.FILED, Act.SCORE, [])
    scene.take(Act.BONUS, Side.DISTRICT, scene.cast.officer, points=10, words="补记")
    assert refused(scene.take, Act.DECIDE, Side.LEAD, scene.lead, words="再定") is Refusal.SAME_LEAD
    scene.take(Act.DECIDE, Side.LEAD, second, words="重新核定")
    file = scene.file(session)
    assert (file.decided_by, file.object_until, file.bonus_points) == (second.id, None, 10)
    assert invariants.checks() == []
    assert forgotten(session, scene) == (FileState.MENDING, Act.DECIDE, [])


def forgotten(session: Session, scene: Scene) -> tuple[FileState, Act, list[str]]:
    """Where a file stands, its last step and what the doctor says of steps, were the migration taken back now."""
    migration = runpy.run_path("migrations/versions/0054_objections_and_weights.py")
    with session.begin_nested() as before:
        for statement in migration["FORGET"]:
            session.execute(text(statement))
        file = scene.file(session)
        found = (file.state, file.steps[-1].act, invariants.steps_disagree())
        before.rollback()
    session.expire_all()
    return found
