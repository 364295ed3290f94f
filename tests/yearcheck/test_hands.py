"""Who scores a year-file has no other part in it, and what is missing of experts waits on the right desk."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accreditation.models import RoundExpert
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import sides_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_person
from tests.page import Page
from tests.yearcheck.scene import YEAR, Scene, bring_to, make_year


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    scene = make_year(session, cast)
    bring_to(scene, FileState.FILED)
    return scene


def make_officer(session: Session, scene: Scene) -> Person:
    """An officer who is on the district's list of experts."""
    person = make_person(session, name="丁")
    session.add(Grant(person=person, role=Role.OFFICER, granted_at=NOW))
    own = {"name": "丁", "employer": "", "added_by": scene.cast.officer.id, "added_at": NOW}
    session.add(RoundExpert(round_id=scene.round_id, person_id=person.id, **own))
    session.commit()
    return person


def refuse(scene: Scene, act: Act, side: Side, by: Person, **given: object) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        scene.take(act, side, by, **given)
    return Refusal(broken.value.code)


def test_an_officer_who_scores_gives_no_bonus_and_is_named_by_another(
    page: Page, session: Session, scene: Scene
) -> None:
    officer = make_officer(session, scene)
    chosen = (officer.id, *(one.id for one in scene.experts))
    page.sign_in(officer).get(f"/yearcheck/{scene.code}")
    assert page.all("button", value="bonus")
    assert not page.all("input", value=str(officer.id)), "nobody is offered themselves"
    assert refuse(scene, Act.ASSIGN, Side.DISTRICT, officer, experts=chosen) is Refusal.EXPERT_CONFLICT
    scene.take(Act.ASSIGN, Side.DISTRICT, scene.cast.officer, experts=chosen)
    assert sides_of(officer, scene.file(session)) == {Side.EXPERT}
    page.get(f"/yearcheck/{scene.code}")
    assert [button.get("value") for button in page.all("button", name="act")] == ["score", "step_aside"]
    scene.take(Act.SCORE, Side.EXPERT, officer, scores={"cooperation": 10, "brand": 8, "science": 6})
    for act in (Act.BONUS, Act.RETURN, Act.ASSIGN):
        given = {"points": 5, "words": "好", "experts": chosen}
        assert refuse(scene, act, Side.DISTRICT, officer, **given) is Refusal.NOT_YOURS


def test_a_file_that_lacks_experts_waits_for_the_district_and_not_for_the_lead(
    page: Page, session: Session, scene: Scene
) -> None:
    district, first, *others = scene.cast.officer, *scene.experts

    def waits() -> tuple[bool, bool]:
        page.sign_in(district).get("/my/to-do")
        office = "基地年检等办理" in page.text()
        page.sign_in(scene.lead).get("/my/to-do")
        return office, "基地年检等您决定" in page.text()

    assert waits() == (True, False)
    scene.take(Act.ASSIGN, Side.DISTRICT, district, experts=tuple(one.id for one in scene.experts))
    assert waits() == (False, False)
    for one in others:
        scene.take(Act.SCORE, Side.EXPERT, one, scores={"cooperation": 10, "brand": 8, "science": 6})
    scene.take(Act.STEP_ASIDE, Side.EXPERT, first, words="有合作项目")
    assert waits() == (True, False), "two have scored, and three are asked for"
    another = make_officer(session, scene)
    chosen = (another.id, *(one.id for one in others))
    scene.take(Act.ASSIGN, Side.DISTRICT, district, experts=chosen)
    scene.take(Act.SCORE, Side.EXPERT, another, scores={"cooperation": 10, "brand": 8, "science": 6})
    assert waits() == (False, True)


def test_the_list_of_a_year_comes_by_pages_that_keep_what_was_asked_for(
    page: Page, session: Session, scene: Scene
) -> None:
    own = {"year": YEAR, "created_by": scene.cast.manager.id, "created_at": NOW, "changed_at": NOW}
    for number in range(30):
        base = make_base(session, name_zh=f"填报中的馆{number:02}")
        session.add(YearFile(code=f"MORE{number}", base_id=base.id, **own))
    session.commit()

    def rows() -> int:
        return len(page.all("tr")) - 1

    page.sign_in(scene.cast.officer).get(f"/yearcheck?year={YEAR}&state=not_filed")
    assert rows() == 20
    page.get(next(str(link.get("href")) for link in page.all("a") if link.get("rel") == "next"))
    assert rows() == 10, "the others, and still nobody who has filed"
    page.get(next(str(link.get("href")) for link in page.all("a") if "回到第一页" in str(link.text)))
    assert rows() == 20
