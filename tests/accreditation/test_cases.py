"""Cases: from a draft to a named base and what becomes of it, with every hand that has a part."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Message
from sciencepop.accreditation import invariants
from sciencepop.accreditation.models import CaseObjection, CasePaper
from sciencepop.accreditation.queries.cases import count_waiting, sides_of
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.services.apply import MOST_PAPERS, Wish, put_paper, save_case, start_case
from sciencepop.accreditation.services.designations import say_status
from sciencepop.accreditation.services.due import act_on_due, forget_objectors, forget_papers
from sciencepop.accreditation.services.rounds import RoundWish, save_round
from tests.accreditation.scene import AFTER_NOTICE, FILE, SCORES, Scene, apply, bring_to, make_scene, refused
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page

S, A = CaseState, Act


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def test_the_straight_way_names_a_base_and_everybody_has_a_hand_of_their_own(session: Session, scene: Scene) -> None:
    cast = scene.cast
    bring_to(scene, S.TOWN_CHECK)
    assert refused(scene.take, A.PASS, Side.TOWN, cast.desk) is Refusal.NOT_YOURS
    assert scene.case(session).due_on == date(2026, 10, 14), "three working days after the make-up Saturday"
    scene.take(A.RETURN, Side.TOWN, scene.town, reason="请补照片")
    scene.take(A.SUBMIT, Side.BASE, cast.manager)
    scene.take(A.PASS, Side.TOWN, scene.town)
    assert refused(scene.take, A.ACCEPT, Side.DISTRICT, cast.officer) is Refusal.NUMBER_MISSING
    scene.take(A.ACCEPT, Side.DISTRICT, cast.officer, number="受理 1 号")
    one, two = (person.addresses[0].value for person in scene.visitors)
    visit = (scene.take, A.ASSIGN_VISIT, Side.DISTRICT, cast.officer)
    assert refused(*visit, addresses=(one, one)) is Refusal.TOO_FEW_VISITORS
    assert refused(*visit, addresses=(one, "nobody@example.org")) is Refusal.NO_SUCH_PERSON
    assert refused(*visit, addresses=(one, cast.manager.addresses[0].value)) is Refusal.EXPERT_CONFLICT
    scene.take(A.ASSIGN_VISIT, Side.DISTRICT, cast.officer, addresses=(one, two))
    report = {"words": "开放正常", "numbers": {"open_days": 290}}
    assert refused(scene.take, A.REPORT_VISIT, Side.DISTRICT, cast.officer, **report) is Refusal.DAY_MISSING
    to_come = {"day": date(2026, 10, 11), **report}
    assert refused(scene.take, A.REPORT_VISIT, Side.DISTRICT, cast.officer, **to_come) is Refusal.DAY_TO_COME
    scene.take(A.REPORT_VISIT, Side.DISTRICT, cast.officer, day=date(2026, 10, 9), **report)

    numbers = [one.id for one in scene.pool]
    assign = (scene.take, A.ASSIGN_EXPERTS, Side.DISTRICT, cast.officer)
    assert refused(*assign, experts=tuple(numbers[:2])) is Refusal.EXPERT_COUNT
    assert refused(*assign, experts=tuple(numbers[2:])) is Refusal.EXPERT_CONFLICT, "the last one manages the base"
    scene.take(A.ASSIGN_EXPERTS, Side.DISTRICT, cast.officer, experts=tuple(numbers[:3]))
    scene.take(A.STEP_ASIDE, Side.EXPERT, scene.experts[2], reason="曾是同事")
    assert refused(scene.take, A.SCORE, Side.EXPERT, scene.experts[2], numbers=SCORES) is Refusal.NOT_YOURS
    assert refused(scene.take, A.PROPOSE, Side.LEAD, scene.lead, number="决 1 号") is Refusal.SCORES_OPEN
    scene.take(A.ASSIGN_EXPERTS, Side.DISTRICT, cast.officer, experts=(*numbers[:2], numbers[3]))
    high = SCORES | {"space": 31}
    first = scene.experts[0]
    assert refused(scene.take, A.SCORE, Side.EXPERT, first, numbers=high, recommends=True) is Refusal.SCORES_MISSING
    for expert in (*scene.experts[:2], scene.experts[3]):
        scene.take(A.SCORE, Side.EXPERT, expert, numbers=SCORES, recommends=True)
    assert refused(scene.take, A.SCORE, Side.EXPERT, first, numbers=SCORES, recommends=True) is Refusal.SCORED
    assert refused(scene.take, A.STEP_ASIDE, Side.EXPERT, first, reason="x") is Refusal.SCORED
    scene.take(A.PROPOSE, Side.LEAD, scene.lead, number="决 1 号")
    scene.take(A.PUBLISH, Side.DISTRICT, cast.officer, contact="科普部")
    naming = {"number": "松科〔2026〕9号", "plaque": "SJ-1", "day": date(2026, 11, 1), "until_on": date(2028, 10, 31)}
    assert refused(scene.take, A.NAME, Side.LEAD, scene.lead, **naming) is Refusal.NOTICE_RUNS
    scene.take(A.NAME, Side.LEAD, scene.lead, AFTER_NOTICE, **naming)
    case = scene.case(session)
    assert (case.state, case.designation.document_number) == (S.NAMED, "松科〔2026〕9号"), "it begins on its first day"
    act_on_due(NOW + timedelta(days=22))
    assert scene.case(session).state is S.ACTIVE
    acts = [step.act.value for step in case.steps]
    assert acts[:5] == ["submit", "forward", "return", "submit", "forward"]
    told = set(session.scalars(select(Message.subject).where(Message.person_id == cast.manager.id)))
    assert {"认定申请需要补正：辰山植物园", "认定申请已受理：辰山植物园", "祝贺，已命名：辰山植物园"} <= told
    assert invariants.checks() == []


def test_an_application_needs_its_papers_its_time_and_its_own_people(session: Session, scene: Scene) -> None:
    cast = scene.cast
    assert refused(start_case, cast.base.id, "ROUND00001", by=cast.other_manager, now=NOW) is Refusal.NOT_YOURS
    late = NOW + timedelta(days=6)
    assert refused(start_case, cast.base.id, "ROUND00001", by=cast.manager, now=late) is Refusal.ROUND_CLOSED
    numbers = [one.id for one in scene.pool]
    apply(scene, recusals={numbers[0]: "有合作"})
    assert refused(start_case, cast.base.id, "ROUND00001", by=cast.manager, now=NOW) is Refusal.SAME_CASE
    many = Wish("basic", "概况", "小王", {}, dict.fromkeys(numbers[:4], "原因"))
    assert refused(save_case, scene.code, many, by=cast.manager, now=NOW) is Refusal.RECUSALS
    put_paper(scene.code, "report", FILE, by=cast.manager, now=NOW)
    versions = [(one.kind, one.version) for one in scene.case(session).papers if one.kind == "report"]
    assert versions == [("report", 1), ("report", 2)]
    for paper in [one for one in scene.case(session).papers if one.kind == "space"]:
        session.delete(paper)
    session.commit()
    assert refused(scene.take, A.SUBMIT, Side.BASE, cast.manager) is Refusal.PAPERS_MISSING
    put_paper(scene.code, "space", FILE, by=cast.manager, now=NOW)
    assert refused(scene.take, A.SUBMIT, Side.BASE, cast.manager, late) is Refusal.ROUND_CLOSED
    scene.take(A.SUBMIT, Side.BASE, cast.manager)
    assert refused(put_paper, scene.code, "report", FILE, by=cast.manager, now=NOW) is Refusal.NOT_NOW
    scene.take(A.RETURN, Side.TOWN, scene.town, reason="缺")
    none = Wish("basic", "概况", "小王", {}, {})
    save_case(scene.code, none, by=cast.manager, now=NOW)
    assert len(scene.case(session).recusals) == 1, "who shall not score is said before handing in, and stays"
    after = NOW + timedelta(days=12)
    assert refused(scene.take, A.SUBMIT, Side.BASE, cast.manager, after) is Refusal.CORRECTION_OVER
    act_on_due(after)
    assert (scene.case(session).state, scene.case(session).state_reason) == (S.NOT_ACCEPTED, "auto:lapse")
    forget_papers(after + timedelta(days=700))
    assert len(scene.case(session).papers) == 5
    forget_papers(after + timedelta(days=740))
    assert scene.case(session).papers == [], "papers of what came to nothing go after two years"


def test_a_recused_expert_and_whoever_accepted_are_kept_away(session: Session, scene: Scene) -> None:
    bring_to(scene, S.REVIEW)
    scene.lead.grants.append(Grant(role="officer", granted_at=NOW))
    session.commit()
    scene.cast.officer.grants.append(Grant(role="lead", granted_at=NOW))
    session.commit()
    for expert in scene.experts[:3]:
        scene.take(A.SCORE, Side.EXPERT, expert, numbers=SCORES, recommends=False)
    same = (scene.take, A.DECLINE, Side.LEAD, scene.cast.officer)
    assert refused(*same, reason="不够") is Refusal.FOUR_EYES, "who accepted does not decide"
    scene.cast.manager.grants.append(Grant(role="lead", granted_at=NOW))
    session.commit()
    own = (scene.take, A.DECLINE, Side.LEAD, scene.cast.manager)
    assert refused(*own, reason="x") is Refusal.NOT_YOURS, "a base's manager stands on its side alone"
    scene.take(A.DECLINE, Side.LEAD, scene.lead, reason="不够")
    assert scene.case(session).state is S.NOT_NAMED
    assert sides_of(scene.experts[0], scene.case(session)) == frozenset(), "an expert's part is over"


def test_anybody_objects_while_the_notice_runs_and_is_forgotten_after_a_year(session: Session, scene: Scene) -> None:
    bring_to(scene, S.NOTICE)
    words = {"name": "老张", "contact": "021-5555 0300", "words": "场地不实"}
    assert refused(scene.take, A.OBJECT, Side.PUBLIC, None, name="老张") is Refusal.CONTACT_MISSING
    scene.take(A.OBJECT, Side.PUBLIC, None, **words)
    scene.take(A.OBJECT, Side.PUBLIC, scene.cast.resident, **words)
    scene.take(A.DISMISS, Side.DISTRICT, scene.cast.officer, reason="核查属实")
    assert refused(scene.take, A.OBJECT, Side.PUBLIC, None, AFTER_NOTICE, **words) is Refusal.NOTICE_OVER
    forget_objectors(NOW + timedelta(days=366))
    session.expire_all()
    kept = session.execute(select(CaseObjection.name, CaseObjection.contact, CaseObjection.words)).all()
    assert kept == [("", "", "场地不实")] * 2


def test_the_list_follows_what_becomes_of_a_named_base_and_nobody_loses_it_unheard(
    session: Session, scene: Scene
) -> None:
    cast, now = scene.cast, AFTER_NOTICE
    bring_to(scene, S.ACTIVE)

    def status() -> Status:
        return scene.case(session).designation.status_on(now.date())

    id = scene.case(session).designation_id
    assert refused(say_status, id, Status.LEFT, now.date(), "x", by=cast.officer, now=now) is Refusal.HAS_CASE
    scene.take(A.RECTIFY, Side.DISTRICT, cast.officer, now, reason="开放天数不足")
    assert status() is Status.RECTIFY
    fix = (scene.take, A.HAND_IN, Side.BASE, cast.manager, now)
    assert refused(*fix, words="已改") is Refusal.PAPERS_MISSING
    put_paper(scene.code, "fix", FILE, by=cast.manager, now=now)
    scene.take(A.HAND_IN, Side.BASE, cast.manager, now, words="已改")
    scene.take(A.CLEAR, Side.DISTRICT, cast.officer, now, reason="合格")
    assert status() is Status.NAMED
    soon = {"day": now.date() + timedelta(days=2), "until_on": now.date() + timedelta(days=9), "reason": "检修"}
    assert refused(scene.take, A.PAUSE, Side.BASE, cast.manager, now, **soon) is Refusal.PAUSE_TOO_SOON
    scene.take(A.PAUSE, Side.BASE, cast.manager, now, is_sudden=True, **soon)
    assert status() is Status.PAUSED
    scene.take(A.ACCUSE, Side.DISTRICT, cast.officer, now, reason="长期关闭")
    withdraw = (scene.take, A.WITHDRAW, Side.LEAD, scene.lead, now)
    assert refused(*withdraw, reason="不再开放") is Refusal.NOT_HEARD
    scene.take(A.ANSWER, Side.BASE, cast.manager, now, words="已经恢复开放")
    scene.take(A.WITHDRAW, Side.LEAD, scene.lead, now, reason="不再开放")
    assert (scene.case(session).state, status()) == (S.WITHDRAWN, Status.WITHDRAWN)
    assert count_waiting(session) == 1, "the plaque is to come back"
    scene.take(A.TAKE_PLAQUE, Side.DISTRICT, cast.officer, now)
    assert count_waiting(session) == 0
    assert scene.case(session).plaque_back_on == date(2026, 10, 30)
    assert refused(scene.take, A.TAKE_PLAQUE, Side.DISTRICT, cast.officer, now) is Refusal.WRONG_STATE
    assert invariants.checks() == []


def test_a_paused_base_that_is_acquitted_or_stays_is_still_paused(session: Session, scene: Scene) -> None:
    cast, now = scene.cast, AFTER_NOTICE
    bring_to(scene, S.ACTIVE)
    until = now.date() + timedelta(days=30)
    soon = {"day": now.date(), "until_on": until, "is_sudden": True, "reason": "水管爆裂"}
    scene.take(A.PAUSE, Side.BASE, cast.manager, now, **soon)

    def stands() -> tuple[CaseState, date | None, Status]:
        case = scene.case(session)
        return case.state, case.due_on, case.designation.status_on(now.date())

    scene.take(A.ACCUSE, Side.DISTRICT, cast.officer, now, reason="长期关闭")
    scene.take(A.ANSWER, Side.BASE, cast.manager, now, words="月底修好")
    scene.take(A.ACQUIT, Side.LEAD, scene.lead, now, reason="理由成立")
    assert stands() == (S.PAUSED, until, Status.PAUSED)
    scene.take(A.ASK_LEAVE, Side.BASE, cast.manager, now, reason="修不好了")
    scene.take(A.STAY, Side.BASE, cast.manager, now)
    assert stands() == (S.PAUSED, until, Status.PAUSED)
    scene.take(A.REOPEN, Side.BASE, cast.manager, now)
    scene.take(A.ACCUSE, Side.DISTRICT, cast.officer, now, reason="虚报")
    scene.take(A.ACQUIT, Side.LEAD, scene.lead, now, reason="查无实据")
    assert stands() == (S.ACTIVE, None, Status.NAMED)
    assert invariants.checks() == []


def test_who_scores_is_named_by_somebody_else_and_takes_no_other_part(session: Session, scene: Scene) -> None:
    bring_to(scene, S.VISITED)
    officer, chosen = scene.experts[0], tuple(one.id for one in scene.pool[:3])
    officer.grants.append(Grant(role="officer", granted_at=NOW))
    session.commit()
    own = (scene.take, A.ASSIGN_EXPERTS, Side.DISTRICT, officer)
    assert refused(*own, experts=chosen) is Refusal.EXPERT_CONFLICT
    scene.take(A.ASSIGN_EXPERTS, Side.DISTRICT, scene.cast.officer, experts=chosen)
    assert sides_of(officer, scene.case(session)) == {Side.EXPERT}
    assert refused(*own, experts=chosen) is Refusal.NOT_YOURS
    scene.take(A.STEP_ASIDE, Side.EXPERT, officer, reason="经手过")
    assert sides_of(officer, scene.case(session)) == {Side.DISTRICT}


def test_a_designation_ends_with_its_last_day_and_leaving_is_confirmed(session: Session, scene: Scene) -> None:
    bring_to(scene, S.ACTIVE)
    scene.take(A.RECTIFY, Side.DISTRICT, scene.cast.officer, AFTER_NOTICE, reason="开放天数不足")
    scene.take(A.ASK_LEAVE, Side.BASE, scene.cast.manager, AFTER_NOTICE, reason="搬迁")
    stay = (scene.take, A.STAY, Side.BASE, scene.cast.manager, AFTER_NOTICE)
    assert refused(*stay) is Refusal.STILL_TO_RECTIFY, "leaving and staying is no way round a rectification"
    scene.take(A.RECTIFY, Side.DISTRICT, scene.cast.officer, AFTER_NOTICE, reason="不退出，继续整改")
    put_paper(scene.code, "fix", FILE, by=scene.cast.manager, now=AFTER_NOTICE)
    scene.take(A.HAND_IN, Side.BASE, scene.cast.manager, AFTER_NOTICE, words="已改")
    scene.take(A.CLEAR, Side.DISTRICT, scene.cast.officer, AFTER_NOTICE, reason="合格")
    scene.take(A.ASK_LEAVE, Side.BASE, scene.cast.manager, AFTER_NOTICE, reason="搬迁")
    scene.take(A.STAY, Side.BASE, scene.cast.manager, AFTER_NOTICE)
    long_after = NOW + timedelta(days=760)
    act_on_due(long_after)
    act_on_due(long_after)
    case = scene.case(session)
    assert (case.state, case.designation.is_in_force(long_after.date())) == (S.EXPIRED, False)
    assert [step.act for step in case.steps][-2:] == [A.STAY, A.EXPIRE]


def test_why_an_expert_steps_aside_and_what_a_visit_found_are_not_the_bases_to_read(
    session: Session, page: Page, scene: Scene
) -> None:
    bring_to(scene, S.VISITED)
    put_paper(scene.code, "visit", FILE, by=scene.cast.officer, now=NOW)
    seats = tuple(one.id for one in scene.pool[:3])
    scene.take(A.ASSIGN_EXPERTS, Side.DISTRICT, scene.cast.officer, experts=seats)
    scene.take(A.STEP_ASIDE, Side.EXPERT, scene.experts[0], reason="我是竞争对手的顾问")
    case, paper = f"/accreditation/cases/{scene.code}", scene.case(session).papers[-1].id
    for person, reads, found in ((scene.cast.manager, False, 404), (scene.cast.officer, True, 200)):
        shown = page.sign_in(person).get(case).text
        assert ("竞争对手" in shown, f"papers/{paper}" in shown) == (reads, reads)
        assert page.client.get(f"{case}/papers/{paper}").status_code == found
    assert Page(page.app).sign_in(scene.experts[1]).client.get(f"{case}/papers/{paper}").status_code == 200


def test_a_correction_has_the_time_that_its_round_gives_and_none_is_asked_for_without_time(
    session: Session, scene: Scene
) -> None:
    bring_to(scene, S.TOWN_CHECK)
    asked, late = (scene.take, A.RETURN, Side.TOWN, scene.town), NOW + timedelta(days=11)
    assert refused(*asked, late, reason="缺一页") is Refusal.RETURN_LATE, "it would lapse at once"
    scene.take(A.RETURN, Side.TOWN, scene.town, reason="缺一页")
    row = scene.round
    longer = RoundWish(row.scheme, row.name_zh, "", row.opens_at, row.closes_at, late.date())
    save_round(row.code, longer, by=scene.cast.officer, now=NOW)
    act_on_due(late)
    assert (scene.case(session).state, scene.case(session).due_on) == (S.CORRECTION, late.date())
    act_on_due(late + timedelta(days=1))
    assert scene.case(session).state is S.NOT_ACCEPTED


def test_a_hearing_is_no_way_round_a_rectification_and_a_plaque_comes_back_once(session: Session, scene: Scene) -> None:
    cast, now = scene.cast, AFTER_NOTICE
    bring_to(scene, S.ACTIVE)
    scene.take(A.RECTIFY, Side.DISTRICT, cast.officer, now, reason="开放天数不足")
    scene.take(A.ACCUSE, Side.DISTRICT, cast.officer, now, reason="虚报")
    assert refused(scene.take, A.ACQUIT, Side.LEAD, scene.lead, now, reason="属实") is Refusal.STILL_TO_RECTIFY
    scene.take(A.RECTIFY, Side.LEAD, scene.lead, now, reason="没有虚报，继续整改")
    put_paper(scene.code, "fix", FILE, by=cast.manager, now=now)
    scene.take(A.HAND_IN, Side.BASE, cast.manager, now, words="已改")
    scene.take(A.CLEAR, Side.DISTRICT, cast.officer, now, reason="合格")
    scene.take(A.ASK_LEAVE, Side.BASE, cast.manager, now, reason="搬迁")
    scene.take(A.CONFIRM_LEAVE, Side.DISTRICT, cast.officer, now)
    scene.take(A.TAKE_PLAQUE, Side.DISTRICT, cast.officer, now)
    later = now + timedelta(days=9)
    assert refused(scene.take, A.TAKE_PLAQUE, Side.DISTRICT, cast.officer, later) is Refusal.WRONG_STATE
    assert scene.case(session).plaque_back_on == now.date()
    assert invariants.checks() == []


def test_what_was_filed_over_the_years_leaves_room_for_the_next_papers(session: Session, scene: Scene) -> None:
    cast, now = scene.cast, AFTER_NOTICE
    bring_to(scene, S.ACTIVE)

    def file(kind: str, count: int, at: datetime) -> None:
        case = scene.case(session)
        for number in range(count):
            row = CasePaper(case_id=case.id, kind=kind, version=100 + number, uploaded_by=cast.manager.id)
            row.uploaded_at = at
            row.keep(FILE)
            session.add(row)
        session.commit()

    file("report", MOST_PAPERS, NOW)
    scene.take(A.RECTIFY, Side.DISTRICT, cast.officer, now, reason="开放天数不足")
    put_paper(scene.code, "fix", FILE, by=cast.manager, now=now)
    file("fix", MOST_PAPERS - 1, now)
    full = (put_paper, scene.code, "fix", FILE)
    assert refused(*full, by=cast.manager, now=now) is Refusal.TOO_MANY_FILES
    scene.take(A.ACCUSE, Side.DISTRICT, cast.officer, now + timedelta(days=1), reason="长期关闭")
    later = now + timedelta(days=2)
    scene.take(A.ANSWER, Side.BASE, cast.manager, later, words="已经恢复开放")
    put_paper(scene.code, "hearing", FILE, by=cast.manager, now=later)
    assert scene.case(session).came_at == now + timedelta(days=1), "an answer does not begin it anew"
