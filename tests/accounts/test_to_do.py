"""What waits for somebody: by role and scope, in the order of its deadlines, on one page."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accreditation.rules.steps import CaseState
from sciencepop.bases.models import BaseState
from sciencepop.core import to_do
from sciencepop.core.to_do import Pile, Task
from sciencepop.programme.models import Event, EventState, ReviewCard
from sciencepop.programme.rules.duty import Risk
from tests.accreditation.scene import bring_to, make_scene
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_person
from tests.page import Page
from tests.statements import counted

MOST_STATEMENTS = 70
"""Two a source: an officer is asked by nearly all of them."""


def test_piles_are_sorted_by_their_first_deadline_and_empty_ones_left_out() -> None:
    late, soon = Task("a", "/a", date(2026, 10, 1)), Task("b", "/b", date(2026, 12, 1))
    asked = [None, Pile("none", "/", 0, []), Pile("open", "/", 1, [Task("c", "/c")]), Pile("late", "/", 1, [late])]
    asked.append(Pile("soon", "/", 9, [soon]))
    kept = dict(to_do._sources)
    to_do._sources.clear()
    try:
        for number, pile in enumerate(asked):
            to_do._sources[str(number)] = lambda _session, _person, _now, pile=pile: pile
        found = to_do.piles_of(None, None, NOW)  # type: ignore[arg-type]
        assert [pile.words for pile in found] == ["late", "soon", "open"]
    finally:
        to_do._sources.update(kept)
        for number in range(len(asked)):
            del to_do._sources[str(number)]


def a_card(session: Session, event: Event, risk: str, writer: Person) -> None:
    card = ReviewCard(event_id=event.id, age_min=6, materials="纸", risk=Risk(risk), measures="看护", document_ref="")
    card.risk_until, card.walk_in, card.written_by, card.written_at = date(2027, 1, 1), 0, writer.id, NOW
    session.add(card)


def test_each_sees_what_is_theirs(session: Session, cast: Cast, page: Page) -> None:
    for number in range(7):
        make_base(session, name_zh=f"待审{number}", state=BaseState.SUBMITTED)
    make_event(session, cast.base, title_zh="退回的讲座", state=EventState.RETURNED)
    make_event(session, cast.other_base, title_zh="别人的讲座", state=EventState.RETURNED)
    make_event(session, cast.base, title_zh="快到期的实验", risk_ends_at=NOW - timedelta(days=2))
    for title, risk in (("低风险的活动", "low"), ("高风险的活动", "high")):
        a_card(session, make_event(session, cast.base, title_zh=title, state=EventState.DRAFT), risk, cast.resident)
    session.commit()
    to_do._counted.clear()  # another test's officer had the same number
    page.sign_in(cast.officer)
    with counted() as statements:
        page.get("/my/to-do")
    assert len(statements) <= MOST_STATEMENTS
    assert "全部 7 件" in page.text()
    assert "待审5" not in page.text()
    assert "退回的讲座" not in page.text()
    assert "审核卡等您核对签署 1 高风险的活动" in page.text()
    assert (
        page.client.get("/fragments/me").text
        == '<span>区科协小王</span><b>8<span class="visually-hidden"> 件等您办的事</span></b>'
    )
    page.sign_in(cast.manager).get("/my/to-do")
    shown = page.text()
    assert shown.index("快到期的实验 已过期 2 天") < shown.index("退回的讲座")
    assert "别人的讲座" not in shown
    assert "审核卡等您核对签署 1 低风险的活动" in shown
    assert "待审0" not in shown
    page.get("/my")
    assert "等我办的事 3 件" in page.text()
    page.sign_in(cast.resident).get("/my/to-do")
    assert "都办完了" in page.text()
    page.get("/my")
    assert "等我办的事" not in page.text()


def test_a_case_waits_for_its_town_and_then_for_others(session: Session, cast: Cast, page: Page) -> None:
    scene = make_scene(session, cast)
    away = make_person(session, name="别的街镇")
    session.add(Grant(person=away, role=Role.TOWN_OFFICER, town_code="310117003000", granted_at=NOW))
    session.commit()
    bring_to(scene, CaseState.TOWN_CHECK)
    page.sign_in(scene.town).get("/my/to-do")
    assert "认定等街镇初审 1" in page.text()
    page.sign_in(away).get("/my/to-do")
    assert "都办完了" in page.text()
