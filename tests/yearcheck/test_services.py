"""A year is counted, filed and frozen, scored, decided, mended; on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Message
from sciencepop.accreditation.models import AccreditationCase, Designation, DesignationChange
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.steps import Act as CaseAct
from sciencepop.accreditation.rules.steps import CaseState
from sciencepop.accreditation.rules.steps import Side as CaseSide
from sciencepop.accreditation.services.become import take_step as take_case_step
from sciencepop.accreditation.services.designations import say_status
from sciencepop.accreditation.services.needs import Given as CaseGiven
from sciencepop.accreditation.services.take_up import take_up
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import OfferAnswer, OrderOffer
from sciencepop.programme.models import EventState
from sciencepop.yearcheck import invariants
from sciencepop.yearcheck.lines import lines_of
from sciencepop.yearcheck.models import FrozenFigure
from sciencepop.yearcheck.queries.figures import COMPUTATIONS, Scope
from sciencepop.yearcheck.queries.files import NOT_FILED, count_all, count_states, get_frozen, list_year
from sciencepop.yearcheck.queries.row_words import name_rows
from sciencepop.yearcheck.rules.counted import How
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from sciencepop.yearcheck.services import due
from sciencepop.yearcheck.services.fill import Wish, put_paper, save_file, start_file
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery import menu as delivery
from tests.yearcheck.scene import COUNTED, EVIDENCE, YEAR, Scene, at, bring_to, fill_in, look, make_year, said_by_base


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_year(session, cast)


def refused(call: object, *arguments: object, **given: object) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **given)  # type: ignore[operator]
    return Refusal(broken.value.code)


def test_every_figure_is_what_was_counted_by_hand_and_its_rows_add_up(session: Session, scene: Scene) -> None:
    fill_in(scene, visitors_total="1100")
    file = scene.file(session)
    counted = count_all(session, file, NOW)
    assert {slug: one.said for slug, one in counted.items()} == COUNTED
    for one in counted.values():
        keys = one.rows or {}
        names = name_rows(session, keys)
        assert set(names) == set(keys)
        assert all(names[key] != key for key in keys), "each row has a name that people know"
        if one.how is How.SUM:
            assert str(sum(keys.values())) == one.said
    checks = {
        line.figure.slug: line.checks for _section, lines in lines_of(session, file, NOW, filed=False) for line in lines
    }
    assert checks["open_days"] == ["低于标准：不少于 200 天"]
    assert checks["sessions"] == []


def test_answers_to_delivery_orders_are_timed_and_silence_is_none(session: Session, cast: Cast) -> None:
    menu = delivery.make_scene(session, cast)
    order, asked = delivery.order(menu, session), NOW - timedelta(days=2)
    silent, late = (delivery.make_item(session, menu.supplier, menu.lecturer) for _number in range(2))
    for item, answer, minutes in (
        (menu.item, OfferAnswer.DECLINED, 40),
        (menu.other_item, OfferAnswer.ACCEPTED, 9),
        (silent, OfferAnswer.SILENT, 4000),
        (late, OfferAnswer.ACCEPTED, 21),
    ):
        times = {"offered_at": asked, "answered_at": asked + timedelta(minutes=minutes)}
        session.add(OrderOffer(order_id=order.id, item_id=item.id, answer=answer, reason="忙", **times))
    session.commit()
    counted = COMPUTATIONS["delivery_reply_minutes"](Scope(session, cast.base.id, 2026, NOW, {}))
    assert (counted.said, sorted((counted.rows or {}).values())) == ("31", [21, 40])
    names = name_rows(session, counted.rows or {})
    assert [name.split(" ")[1] for name in names.values()] == [order.code] * 2
    assert COMPUTATIONS["delivery_reply_minutes"](Scope(session, cast.base.id, 2025, NOW, {})).said == "-"


def test_what_was_filed_stays_whatever_changes_later(session: Session, scene: Scene) -> None:
    bring_to(scene, FileState.FILED)
    file = scene.file(session)
    assert {slug: file.frozen[slug].said for slug in COUNTED} == COUNTED
    assert file.frozen["open_days"].comment == "展厅改造三个月"
    row = get_frozen(session, file, "sessions")
    assert row is not None
    assert (len(row.rows["keys"]), row.parameters["last"], row.computation) == (3, "2025-12-31", "sessions")
    scene.event.state = EventState.WITHDRAWN
    session.commit()
    file = scene.file(session)
    lines = [line for _section, own in lines_of(session, file, NOW, filed=True) for line in own]
    told = {line.figure.slug: (line.said, line.today) for line in lines if line.today is not None}
    assert told["sessions"] == ("3", "1 场")
    assert told["participants"] == ("36", "0 人次")
    assert "open_days" not in told
    assert invariants.checks() == []
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(FrozenFigure).where(FrozenFigure.id == row.id).values(said="9"))
    session.add(
        FrozenFigure(
            file_id=file.id, filing=9, figure="sessions", said="9", computation="sessions", how="sum",
            rows={"keys": {"occurrence:1": 1}}, digest="x", frozen_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    assert invariants.checks() == [f"Figure sessions of year-file {file.id} was changed."]


def test_a_file_is_begun_once_and_filled_in_by_its_base_alone(session: Session, scene: Scene) -> None:
    cast = scene.cast
    own = {"by": cast.manager, "now": NOW}
    assert refused(start_file, cast.base.id, 2027, **own) is Refusal.NO_SUCH_YEAR
    assert refused(start_file, cast.base.id, 1999, **own) is Refusal.NO_SUCH_YEAR
    assert refused(start_file, cast.other_base.id, YEAR, **own) is Refusal.NOT_YOURS
    running = start_file(cast.base.id, 2026, **own)
    fill_in(scene)
    assert refused(start_file, cast.base.id, YEAR, **own) is Refusal.SAME_YEAR
    stale = Wish(0, said_by_base(), {}, {})
    assert refused(save_file, scene.code, stale, **own) is Refusal.CHANGED
    bad = Wish(1, said_by_base(exhibits="NaN"), {}, {})
    assert refused(save_file, scene.code, bad, **own) is Refusal.BAD_FIGURES
    people = {one.id: "有合作" for one in (*scene.experts, cast.manager)}
    assert refused(save_file, scene.code, Wish(1, said_by_base(), {}, people), **own) is Refusal.RECUSALS
    assert (
        refused(save_file, scene.code, Wish(1, said_by_base(), {}, {}), by=cast.officer, now=NOW) is Refusal.NOT_YOURS
    )
    assert refused(scene.take, Act.FILE, Side.BASE, cast.manager) is Refusal.SIGNATURE_MISSING
    assert refused(scene.take, Act.FILE, Side.BASE, cast.other_manager, name="x") is Refusal.NOT_YOURS
    fill_in(scene, exhibits="")
    assert refused(scene.take, Act.FILE, Side.BASE, cast.manager, name="x") is Refusal.FIGURES_MISSING
    scene.code, filled = running, scene.code
    assert refused(scene.take, Act.FILE, Side.BASE, cast.manager, name="x") is Refusal.TOO_EARLY
    left = Designation(
        base_id=cast.other_base.id, authority="songjiang", scheme="district-base", level="district",
        from_on=date(YEAR, 1, 1), recorded_at=NOW,
    )  # fmt: skip
    left.changes = [DesignationChange(status=Status.LEFT, from_on=date(YEAR, 6, 1), recorded_at=NOW)]
    session.add(left)
    session.commit()
    page = list_year(session, YEAR)
    assert [(row.base.slug, row.file.code if row.file else None) for row in page.rows] == [("chenshan", filled)]
    assert count_states(session, YEAR) == {NOT_FILED: 1}


def test_a_correction_is_another_filing_and_is_scored_anew(session: Session, scene: Scene) -> None:
    cast, officer = scene.cast, scene.cast.officer
    bring_to(scene, FileState.FILED)
    everybody = tuple(one.id for one in scene.experts)
    assert refused(scene.take, Act.ASSIGN, Side.DISTRICT, officer, experts=everybody[:2]) is Refusal.EXPERT_COUNT
    own = (*everybody, cast.manager.id)
    assert refused(scene.take, Act.ASSIGN, Side.DISTRICT, officer, experts=own) is Refusal.EXPERT_CONFLICT
    scene.take(Act.ASSIGN, Side.DISTRICT, officer, experts=everybody)
    scores = {"cooperation": 15, "brand": 15, "science": 10}
    high = scores | {"science": 11}
    assert refused(scene.take, Act.SCORE, Side.EXPERT, scene.experts[0], scores=high) is Refusal.SCORES_MISSING
    scene.take(Act.SCORE, Side.EXPERT, scene.experts[0], scores=scores)
    assert refused(scene.take, Act.SCORE, Side.EXPERT, scene.experts[0], scores=scores) is Refusal.SCORED
    assert refused(scene.take, Act.DECIDE, Side.LEAD, scene.lead, words="好") is Refusal.SCORES_OPEN
    scene.take(Act.RETURN, Side.DISTRICT, officer, words="展品数不对")
    file = scene.file(session)
    assert (file.state, file.due_on, [seat.scored_at for seat in file.seats]) == (
        FileState.CORRECTION,
        date(2026, 10, 23),
        [None] * 3,
    )
    fill_in(scene, exhibits="12")
    scene.take(Act.FILE, Side.BASE, cast.manager, name="馆长老周")
    file = scene.file(session)
    assert (file.filing, file.frozen["exhibits"].said, len(file.figures)) == (2, "12", 2 * len(file.frozen))
    for expert in scene.experts:
        scene.take(Act.SCORE, Side.EXPERT, expert, scores=scores)
    scene.take(Act.BONUS, Side.DISTRICT, officer, points=5, words="承办全国科普日")
    assert refused(scene.take, Act.BONUS, Side.DISTRICT, officer, points=11, words="x") is Refusal.BONUS
    assert refused(scene.take, Act.DECIDE, Side.LEAD, officer, words="x") is Refusal.NOT_YOURS
    scene.take(Act.DECIDE, Side.LEAD, scene.lead, words="好")
    file = scene.file(session)
    # By the weights: free days 0, holidays 0, evenings 0, festival 2 + 2, stamps 1, growth left out: 5 of 58, to 60.
    assert (file.base_points, file.expert_points, file.total_points, file.grade) == (517, 4000, 5017, "rectify")


def with_case(session: Session, scene: Scene) -> AccreditationCase:
    """A case of recognition that decides about the designation."""
    own = {"base_id": scene.cast.base.id, "round_id": scene.round_id, "designation_id": scene.designation.id}
    made = {"created_by": scene.cast.manager.id, "created_at": NOW, "changed_at": NOW}
    case = AccreditationCase(code="CASE000001", scheme="district-base", state=CaseState.ACTIVE, **own, **made)
    session.add(case)
    session.commit()
    return case


def test_a_mark_goes_when_two_have_looked_again_and_the_case_goes_along(session: Session, scene: Scene) -> None:
    cast, officer = scene.cast, scene.cast.officer
    case = with_case(session, scene)
    bring_to(scene, FileState.MENDING)
    file = scene.file(session)
    assert (file.state, file.due_on) == (FileState.MENDING, date(2027, 1, 10))
    assert (case.state, case.due_on) == (CaseState.RECTIFYING, None)
    assert scene.designation.status_on(NOW.date()) is Status.RECTIFY
    with pytest.raises(RuleBroken, match="mended_in_check"):
        take_case_step(case.code, CaseAct.HAND_IN, CaseSide.BASE, CaseGiven(words="好了"), by=cast.manager, now=NOW)
    assert refused(scene.take, Act.HAND_IN, Side.BASE, cast.manager, words="好了") is Refusal.EVIDENCE_MISSING
    assert refused(put_paper, scene.code, EVIDENCE, by=officer, now=NOW) is Refusal.NOT_YOURS
    put_paper(scene.code, EVIDENCE, by=cast.manager, now=NOW)
    scene.take(Act.HAND_IN, Side.BASE, cast.manager, words="已增加开放")
    given = look(scene)
    alone = given | {"addresses": given["addresses"][:1]}  # type: ignore[index]
    assert refused(scene.take, Act.CLEAR, Side.DISTRICT, officer, **alone) is Refusal.TOO_FEW_INSPECTORS
    own = given | {"addresses": (cast.manager.addresses[0].value,)}
    assert refused(scene.take, Act.CLEAR, Side.DISTRICT, officer, **own) is Refusal.INSPECTOR_CONFLICT
    scene.take(Act.CLEAR, Side.DISTRICT, officer, **given)
    state = scene.file(session).state
    assert (state, case.state) == (FileState.MENDED, CaseState.ACTIVE)
    assert scene.designation.status_on(NOW.date()) is Status.NAMED
    assert invariants.checks() == []


@pytest.mark.parametrize(
    ("announced", "marked"), [(Status.PAUSED, Status.RECTIFY), (Status.WITHDRAWN, Status.NAMED)], ids=str
)
def test_what_is_announced_for_later_does_not_stop_a_result(
    session: Session, scene: Scene, announced: Status, marked: Status
) -> None:
    today, officer = NOW.date(), scene.cast.officer
    say_status(scene.designation.id, announced, today + timedelta(days=40), "公告", by=officer, now=NOW)
    bring_to(scene, FileState.RECHECK)
    assert scene.designation.status_on(today) is marked
    scene.take(Act.CLEAR, Side.DISTRICT, officer, **look(scene))
    statuses = [scene.designation.status_on(today + timedelta(days=days)) for days in (0, 40)]
    assert statuses == [Status.NAMED, announced]


def test_what_was_not_put_right_opens_the_hearing(session: Session, scene: Scene) -> None:
    case = with_case(session, scene)
    bring_to(scene, FileState.RECHECK)
    scene.take(Act.FAIL, Side.DISTRICT, scene.cast.officer, **look(scene))
    state = scene.file(session).state
    assert (state, case.state) == (FileState.FAILED, CaseState.HEARING)
    assert scene.designation.status_on(NOW.date()) is Status.RECTIFY


def test_what_was_only_recorded_is_taken_up_for_the_hearing(session: Session, scene: Scene) -> None:
    bring_to(scene, FileState.RECHECK)
    scene.take(Act.FAIL, Side.DISTRICT, scene.cast.officer, **look(scene))
    case = session.scalars(select(AccreditationCase)).one()
    assert (case.state, case.designation_id, case.due_on) == (
        CaseState.HEARING,
        scene.designation.id,
        date(2026, 10, 23),
    )
    assert scene.designation.status_on(NOW.date()) is Status.RECTIFY
    told = select(Message.subject).where(Message.person_id == scene.cast.manager.id).order_by(Message.id.desc())
    assert "撤销" in session.scalars(told.limit(2)).all()[1] + session.scalars(told.limit(2)).all()[0]
    answer = CaseGiven(words="正在改")
    take_case_step(case.code, CaseAct.ANSWER, CaseSide.BASE, answer, by=scene.cast.manager, now=NOW)
    ordered = CaseGiven(reason="再给三个月")
    take_case_step(case.code, CaseAct.RECTIFY, CaseSide.LEAD, ordered, by=scene.lead, now=NOW)
    assert case.state is CaseState.RECTIFYING
    assert invariants.checks() == []


def test_neither_a_pause_nor_a_status_by_hand_escapes_the_hearing(session: Session, scene: Scene) -> None:
    cast, today = scene.cast, NOW.date()
    bring_to(scene, FileState.RECHECK)
    say_status(scene.designation.id, Status.NAMED, today, "误标", by=cast.officer, now=NOW)
    code = take_up(scene.designation.id, by=cast.manager, now=NOW)
    soon = CaseGiven(day=today, until_on=today + timedelta(days=30), is_sudden=True, reason="水管爆裂")
    take_case_step(code, CaseAct.PAUSE, CaseSide.BASE, soon, by=cast.manager, now=NOW)
    scene.take(Act.FAIL, Side.DISTRICT, cast.officer, **look(scene))
    assert session.scalars(select(AccreditationCase.state)).one() is CaseState.HEARING


def test_a_check_that_is_passed_leaves_alone_what_a_case_has_taken_over(session: Session, scene: Scene) -> None:
    officer = scene.cast.officer
    bring_to(scene, FileState.RECHECK)
    say_status(scene.designation.id, Status.NAMED, NOW.date(), "误标", by=officer, now=NOW)
    code = take_up(scene.designation.id, by=officer, now=NOW)
    take_case_step(code, CaseAct.RECTIFY, CaseSide.DISTRICT, CaseGiven(reason="消防"), by=officer, now=NOW)
    scene.take(Act.CLEAR, Side.DISTRICT, officer, **look(scene))
    assert session.scalars(select(AccreditationCase.state)).one() is CaseState.RECTIFYING
    assert scene.designation.status_on(NOW.date()) is Status.RECTIFY


def test_what_was_announced_does_not_undo_what_a_hearing_decides(session: Session, scene: Scene) -> None:
    later = NOW.date() + timedelta(days=40)
    bring_to(scene, FileState.RECHECK)
    say_status(scene.designation.id, Status.PAUSED, later, "装修", by=scene.cast.officer, now=NOW)
    scene.take(Act.FAIL, Side.DISTRICT, scene.cast.officer, **look(scene))
    assert scene.designation.status_on(later) is Status.RECTIFY


def test_days_that_come_are_told_once_and_decide_nothing(session: Session, scene: Scene) -> None:
    closing = at(3, 20).replace(year=2026)
    with clock.frozen_at(closing):
        assert [due.remind_of_filing(closing), due.remind_of_filing(closing)] == [1, 1]
    found = session.scalars(select(Message.subject).where(Message.key.like("yearcheck-closing-%"))).all()
    assert found == ["请在 3月31日（周二） 前上报 2025 年度档案：辰山植物园"]
    bring_to(scene, FileState.MENDING)
    soon, late = NOW + timedelta(days=88), NOW + timedelta(days=94)
    for moment in (soon, soon, late, late):
        with clock.frozen_at(moment):
            due.remind_of_mending(moment)
            due.tell_of_late(moment)
    told = session.scalars(
        select(Message.subject).where(Message.person_id == scene.cast.manager.id).order_by(Message.id)
    ).all()
    assert told[-3:] == [
        "2025 年度年检结果：辰山植物园，需整改",
        "年检整改快到期：辰山植物园（2025 年）",
        "2025 年度年检没有按时办理：辰山植物园",
    ]
    file = scene.file(session)
    assert (file.state, file.is_late) == (FileState.MENDING, True)
