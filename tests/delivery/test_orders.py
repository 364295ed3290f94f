"""Orders as their services carry them: from the wish to the close-out, silence, cancelling, absences, the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Message, OrganisationKind
from sciencepop.accounts.services import close_account, export_data
from sciencepop.bases.rules.points import Point
from sciencepop.bookings.models import Commitment
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.paging import encode_cursor
from sciencepop.core.reference import get_reference
from sciencepop.delivery import invariants, services
from sciencepop.delivery.check_in_codes import digits_for
from sciencepop.delivery.models import DeliveryOrder, ItemLecturer, OfferAnswer, OrderWindow
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.orders import fill_of_towns, get_order, page_of_orders
from sciencepop.delivery.rules.orders import Act, AutoReason, OrderState, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services import Acceptance, Confirmation
from sciencepop.delivery.services.away import GIVER
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery.menu import (
    SHESHAN,
    Scene,
    at,
    make_item,
    make_lecturer,
    make_scene,
    make_verified,
    make_window,
    order,
    wish,
)
from tests.factories import make_person

S = OrderState
DAY = timedelta(days=1)


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def used(session: Session, window: OrderWindow) -> int:
    return fill_of_towns(session, window, [SHESHAN], policy())[SHESHAN].used


def letters_to(session: Session, person_id: int) -> list[str]:
    found = select(Message.subject).where(Message.person_id == person_id).order_by(Message.id)
    return [subject.split("：")[0] for subject in session.scalars(found)]


def refused(code: Refusal):  # type: ignore[no-untyped-def]
    return pytest.raises(RuleBroken, match=f"^{code.value}$")


def approved(scene: Scene, session: Session, cast: Cast, **values: object) -> DeliveryOrder:
    found = order(scene, session, **values)
    services.step_order(found.code, Act.APPROVE, Side.TOWN, by=cast.desk, now=NOW)
    return get_order(session, found.code)


def confirmed(scene: Scene, session: Session, cast: Cast, **values: object) -> DeliveryOrder:
    """An order for 10 November that everybody has agreed to."""
    found = approved(scene, session, cast, **values)
    services.match_order(found.code, scene.item.code, by=cast.officer, now=NOW)
    services.accept_order(found.code, Acceptance(1, scene.lecturer.id, "投影仪", "注意台阶"), by=cast.manager, now=NOW)
    how = Confirmation(found.address, "小沈", "021-5555 0201")
    services.confirm_order(found.code, how, by=scene.orderer, now=NOW)
    return get_order(session, found.code)


@pytest.mark.parametrize(
    "kind",
    [OrganisationKind.COMMUNITY, OrganisationKind.SCHOOL, OrganisationKind.ENTERPRISE, OrganisationKind.PARK],
)
def test_an_order_of_each_kind_of_orderer_runs_to_its_close_out(
    session: Session, cast: Cast, scene: Scene, kind: OrganisationKind
) -> None:
    organisation = make_verified(session, cast, scene.orderer, kind, name="点单的单位")
    session.commit()
    found = confirmed(scene, session, cast, organisation_id=organisation.id)
    code, took = found.code, session.scalars(select(Commitment)).one()
    assert (found.state, used(session, scene.window), found.due_on) == (
        S.CONFIRMED,
        1,
        date(2026, 11, 11),
    )
    assert (took.person_id, took.is_firm, took.starts_at) == (scene.lecturer_person.id, True, at("2026-11-10 14:00"))
    on_day = at("2026-11-10 15:00")
    with refused(Refusal.NOT_YET):
        services.check_in(code, digits_for(code), {"seniors": 38}, Side.SUPPLIER, by=cast.manager, now=NOW)
    with refused(Refusal.WRONG_DIGITS):
        services.check_in(code, "000000", {"seniors": 38}, Side.SUPPLIER, by=cast.manager, now=on_day)
    heads = {"seniors": 38, "teenagers": 4, "workers": 0}
    services.check_in(code, digits_for(code), heads, Side.SUPPLIER, by=cast.manager, now=on_day)
    services.evaluate(code, 5, "讲得好", Side.RECEIVER, by=scene.orderer, now=on_day + DAY)
    with refused(Refusal.RATED):
        services.evaluate(code, 1, "", Side.RECEIVER, by=scene.orderer, now=on_day + DAY)
    services.report(code, "讲了一场", 20000, by=cast.manager, now=on_day + DAY)
    services.return_report(code, "请写人数", by=cast.officer, now=on_day + 2 * DAY)
    services.report(code, "讲了一场，42 人", 20000, by=cast.manager, now=on_day + 2 * DAY)
    services.accept_report(code, by=cast.officer, now=on_day + 3 * DAY)
    assert get_order(session, code).state is S.HELD
    services.evaluate(code, 4, "场地有点挤", Side.SUPPLIER, by=cast.manager, now=on_day + 3 * DAY)
    ended = get_order(session, code)
    assert (ended.state, ended.heads, used(session, scene.window)) == (S.CLOSED, {"seniors": 38, "teenagers": 4}, 1)
    assert letters_to(session, scene.orderer.id) == [
        "街镇审核通过",
        "有人接单，请确认",
        "配送已确认",
        "请评价这次配送",
        "配送已结项",
    ]
    assert letters_to(session, cast.desk.id) == ["配送点单等您审核"]
    assert "结项报告退回" in letters_to(session, cast.manager.id)
    assert "配送已确认" in letters_to(session, scene.lecturer_person.id)
    assert invariants.checks() == []


def test_what_may_not_be_ordered_is_refused(session: Session, cast: Cast, scene: Scene) -> None:
    def add(**values: object) -> None:
        services.add_order(wish(scene, **values), by=scene.orderer, now=NOW, submit=True)

    make_item(session, scene.supplier, code="JZ9001", blackouts=["2026-11-10"])
    make_item(session, scene.supplier, code="JZ9002", towns=["310117001000"])
    make_item(session, scene.supplier, code="JZ9003", review_until=date(2026, 11, 1))
    school = make_verified(session, cast, scene.orderer, OrganisationKind.SOCIETY, name="学会")
    session.commit()
    for code, values in (
        (Refusal.GROUP_MISFIT, {"people": 61}),
        (Refusal.SLOT_TOO_SOON, {"slots": [at("2026-10-21 14:00")]}),
        (Refusal.SLOT_OUTSIDE, {"slots": [at("2027-02-10 14:00")]}),
        (Refusal.SLOT_BLACKED_OUT, {"item": "JZ9001"}),
        (Refusal.TOWN_NOT_SERVED, {"item": "JZ9002"}),
        (Refusal.REVIEW_OVER, {"item": "JZ9003"}),
        (Refusal.NOT_AN_ORDERER, {"organisation_id": school.id}),
    ):
        with refused(code):
            add(**values)
    with refused(Refusal.NOT_AN_ORDERER):
        services.add_order(wish(scene), by=cast.resident, now=NOW, submit=True)
    draft = services.add_order(wish(scene), by=scene.orderer, now=at("2026-09-20 09:00"), submit=False)
    with refused(Refusal.WINDOW_CLOSED):
        services.change_order(draft, wish(scene), by=scene.orderer, now=at("2026-09-20 09:00"), submit=True)
    services.change_order(draft, wish(scene, people=50), by=scene.orderer, now=NOW, submit=True)
    with refused(Refusal.SAME_ORDER):
        add()
    assert get_order(session, draft).people == 50


def test_a_silent_supplier_is_replaced_and_then_a_declining_one_waits(
    session: Session, cast: Cast, scene: Scene
) -> None:
    found = approved(scene, session, cast)
    services.match_order(found.code, scene.item.code, by=cast.officer, now=NOW)
    # Two working days after Saturday the 10th, a make-up day: Monday and Tuesday, both included.
    assert get_order(session, found.code).due_on == date(2026, 10, 13)
    services.act_on_due(at("2026-10-13 23:50"))
    assert get_order(session, found.code).given_id == scene.item.id
    services.act_on_due(at("2026-10-14 00:10"))
    services.act_on_due(at("2026-10-14 00:11"))
    second = get_order(session, found.code)
    assert (second.state, second.given_id) == (S.OFFERED, scene.other_item.id)
    assert [offer.answer for offer in second.offers] == [OfferAnswer.SILENT, OfferAnswer.OPEN]
    assert letters_to(session, cast.manager.id) == ["有一份点单派给您", "点单转给别家"]
    assert letters_to(session, scene.other_head.id) == ["有一份点单派给您"]
    services.decline_order(found.code, "那周有考试", by=scene.other_head, now=at("2026-10-14 09:00"))
    waits = get_order(session, found.code)
    assert (waits.state, waits.state_reason, used(session, scene.window)) == (S.WAITLISTED, AutoReason.NO_SUPPLIER, 0)
    with refused(Refusal.ASKED_BEFORE):
        services.match_order(found.code, scene.item.code, by=cast.officer, now=NOW)
    assert invariants.checks() == []
    services.act_on_due(at("2026-11-06 00:10"))
    assert get_order(session, found.code).state is S.REJECTED


def test_a_late_cancellation_costs_quota_and_an_early_one_does_not(session: Session, cast: Cast, scene: Scene) -> None:
    other = make_item(session, scene.supplier, scene.lecturer).code
    session.commit()
    early, late = (
        confirmed(scene, session, cast, slots=[at(f"2026-11-1{n} 14:00")], item=item)
        for n, item in (
            (0, scene.item.code),
            (8, other),
        )
    )
    cancel = {"reason": "场地装修", "by": scene.orderer}
    with refused(Refusal.TOO_LATE):  # who cancels what has begun would take away an absence, or a delivery that is held
        services.step_order(early.code, Act.CANCEL, Side.RECEIVER, **cancel, now=at("2026-11-10 14:00"))
    session.rollback()
    services.step_order(early.code, Act.CANCEL, Side.RECEIVER, **cancel, now=at("2026-11-03 23:00"))
    services.step_order(late.code, Act.CANCEL, Side.RECEIVER, **cancel, now=at("2026-11-12 09:00"))
    assert [get_order(session, one.code).is_charged for one in (early, late)] == [False, True]
    assert used(session, scene.window) == 1
    assert session.scalars(select(Commitment)).all() == []
    assert "配送取消" in letters_to(session, scene.lecturer_person.id) + letters_to(session, cast.manager.id)
    assert invariants.checks() == []


def test_a_town_has_its_quota_and_an_item_its_capacity(session: Session, cast: Cast) -> None:
    scene = make_scene(session, cast, quota=1)
    found = confirmed(scene, session, cast)
    second = approved(scene, session, cast, item=scene.other_item.code)
    with refused(Refusal.QUOTA_USED):
        services.match_order(second.code, scene.other_item.code, by=cast.officer, now=NOW)
    scene.item.most_a_quarter, scene.window.quota = 1, 3
    session.commit()
    with refused(Refusal.CAPACITY_USED):
        services.match_order(second.code, scene.item.code, by=cast.officer, now=NOW)
    services.match_order(second.code, scene.other_item.code, by=cast.officer, now=NOW)
    assert (get_order(session, found.code).state, get_order(session, second.code).state) == (S.CONFIRMED, S.OFFERED)


def test_no_lecturer_is_in_two_places(session: Session, cast: Cast, scene: Scene) -> None:
    confirmed(scene, session, cast)
    second = approved(scene, session, cast, item=scene.other_item.code)
    services.match_order(second.code, scene.item.code, by=cast.officer, now=NOW)
    with refused(Refusal.LECTURER_BUSY):
        services.accept_order(second.code, Acceptance(1, scene.lecturer.id), by=cast.manager, now=NOW)
    with refused(Refusal.NOT_OWN_LECTURER):
        services.accept_order(second.code, Acceptance(1, scene.other_lecturer.id), by=cast.manager, now=NOW)
    services.accept_order(second.code, Acceptance(2, scene.lecturer.id), by=cast.manager, now=NOW)
    assert [row.is_firm for row in session.scalars(select(Commitment).order_by(Commitment.starts_at))] == [True, False]
    # Moving it onto the first is refused as well; a free hour is agreed to, and the ledger follows.
    services.ask_move(second.code, at("2026-11-10 15:00"), "换场地", Side.RECEIVER, by=scene.orderer, now=NOW)
    with refused(Refusal.LECTURER_BUSY):
        services.answer_move(second.code, True, Side.SUPPLIER, by=cast.manager, now=NOW)
    session.rollback()
    services.answer_move(second.code, False, Side.SUPPLIER, by=cast.manager, now=NOW)
    services.ask_move(second.code, at("2026-11-20 09:00"), "换场地", Side.RECEIVER, by=scene.orderer, now=NOW)
    services.answer_move(second.code, True, Side.SUPPLIER, by=cast.manager, now=NOW)
    times = session.scalars(select(Commitment.starts_at).order_by(Commitment.starts_at)).all()
    assert times == [at("2026-11-10 14:00"), at("2026-11-20 09:00")]
    assert invariants.checks() == []


def test_a_supplier_that_withdraws_is_followed_and_a_lecturer_who_cannot_come_is_replaced(
    session: Session, cast: Cast, scene: Scene
) -> None:
    found = confirmed(scene, session, cast)
    held = GIVER.list_between(scene.lecturer_person.id, date(2026, 11, 10), date(2026, 11, 10), NOW)
    assert [one.key for one in held] == [f"deliver:{found.code}"]
    assert GIVER.give_back(session, scene.lecturer_person.id, [held[0].key], NOW)[0] == 1
    session.commit()
    assert get_order(session, found.code).lecturer is None
    assert letters_to(session, cast.manager.id)[-1] == "讲师去不了，请换人"
    services.send_lecturer(found.code, scene.lecturer.id, by=cast.manager, now=NOW)
    assert session.scalars(select(Commitment.is_firm)).one() is True
    assert letters_to(session, scene.lecturer_person.id)[-1] == "请您去讲"
    deputy = make_lecturer(session, scene.supplier, make_person(session, name="替讲"))
    session.add(ItemLecturer(item_id=scene.item.id, lecturer_id=deputy.id))
    session.commit()
    services.send_lecturer(found.code, deputy.id, by=cast.manager, now=NOW)
    assert letters_to(session, deputy.person_id or 0) == ["请您去讲"]
    assert letters_to(session, scene.lecturer_person.id)[-1] == "这一场不用您去了"
    services.withdraw_order(found.code, "讲师病了", by=cast.manager, now=NOW)
    again = get_order(session, found.code)
    assert (again.state, again.given_id, again.starts_at) == (S.OFFERED, scene.other_item.id, None)
    assert [offer.answer for offer in again.offers] == [OfferAnswer.WITHDRAWN, OfferAnswer.OPEN]
    assert session.scalars(select(Commitment)).all() == []
    assert invariants.checks() == []


def test_absences_lower_the_next_quarter_and_can_be_forgiven(session: Session, cast: Cast, scene: Scene) -> None:
    items = [scene.item, make_item(session, scene.supplier, scene.lecturer)]
    session.commit()
    found = [
        confirmed(scene, session, cast, item=item.code, slots=[at(f"2026-11-1{n} 14:00")])
        for n, item in enumerate(items)
    ]
    for one, day in zip(found, ("10", "11"), strict=True):
        with refused(Refusal.NOT_YET):
            services.say_absent(one.code, "没有人", Side.SUPPLIER, by=cast.manager, now=at(f"2026-11-{day} 14:05"))
        services.say_absent(one.code, "没有人", Side.SUPPLIER, by=cast.manager, now=at(f"2026-11-{day} 14:20"))
    following = make_window(
        session, cast.officer, code="2027Q1", year=2027, quarter=1, first_on=date(2027, 1, 5),
        last_on=date(2027, 3, 31),
    )  # fmt: skip
    session.commit()
    fill = fill_of_towns(session, following, [SHESHAN], policy())[SHESHAN]
    assert (fill.planned, fill.quota, used(session, scene.window)) == (3, 2, 2)
    services.step_order(found[0].code, Act.FORGIVE, Side.DISTRICT, by=cast.officer, now=NOW, reason="门牌写错")
    assert fill_of_towns(session, following, [SHESHAN], policy())[SHESHAN].quota == 3
    assert used(session, scene.window) == 1


def test_every_silence_ends(session: Session, cast: Cast, scene: Scene) -> None:
    """A town, the district, a receiver and evaluations that do not come; what nobody decides ends with its days."""
    left = order(scene, session, item=scene.other_item.code)
    order(scene, session, town_code="310117001000")  # a town without a desk
    assert left.due_on == date(2026, 10, 14)
    services.act_on_due(at("2026-10-15 00:10"))
    assert (get_order(session, left.code).is_late, letters_to(session, cast.desk.id)[-1]) == (True, "点单没有按时处理")
    assert letters_to(session, cast.officer.id).count("点单没有按时处理") == 2  # once for each of the two
    services.act_on_due(at("2026-11-06 00:10"))
    assert (get_order(session, left.code).state, get_order(session, left.code).state_reason) == (
        S.REJECTED,
        AutoReason.NO_TIME,
    )
    late = approved(scene, session, cast)
    services.match_order(late.code, scene.item.code, by=cast.officer, now=NOW)
    services.accept_order(late.code, Acceptance(1, scene.lecturer.id), by=cast.manager, now=NOW)
    assert get_order(session, late.code).due_on == date(2026, 11, 3)
    services.act_on_due(at("2026-11-04 00:10"))
    assert (get_order(session, late.code).state, used(session, scene.window)) == (S.CANCELLED, 0)
    held = confirmed(scene, session, cast)
    services.act_on_due(at("2026-11-12 00:10"))
    assert get_order(session, held.code).is_late
    services.check_in(held.code, "", {"seniors": 9}, Side.DISTRICT, by=cast.officer, now=at("2026-11-12 09:00"))
    services.act_on_due(at("2026-11-20 00:10"))
    quiet = get_order(session, held.code)
    assert (quiet.state, quiet.evaluations) == (S.EVALUATED, [])
    services.act_on_due(at("2026-11-27 00:10"))
    assert letters_to(session, cast.manager.id)[-1] == "结项报告到期了"
    with clock.frozen_at(datetime(2026, 11, 27, tzinfo=UTC)):
        assert invariants.checks() == []


def test_two_orders_of_a_town_are_merged_and_one_goes_back(session: Session, cast: Cast, scene: Scene) -> None:
    first = order(scene, session, people=30)
    neighbour = make_person(session, name="隔壁居委")
    other = make_verified(session, cast, neighbour, OrganisationKind.COMMUNITY, name="江秋居委会")
    session.commit()
    code = services.add_order(wish(scene, organisation_id=other.id, people=20), by=neighbour, now=NOW, submit=True)
    with refused(Refusal.REASON_MISSING):
        services.step_order(code, Act.RETURN, Side.TOWN, by=cast.desk, now=NOW)
    session.rollback()
    services.step_order(code, Act.RETURN, Side.TOWN, by=cast.desk, now=NOW, reason="请写楼号")
    services.change_order(code, wish(scene, organisation_id=other.id, people=20), by=neighbour, now=NOW, submit=True)
    services.merge_order(code, first.code, Side.TOWN, by=cast.desk, now=NOW)
    merged = get_order(session, code)
    assert (merged.state, merged.merged_into_id, get_order(session, first.code).people) == (S.MERGED, first.id, 50)
    assert letters_to(session, neighbour.id) == ["点单退回修改", "点单与同街镇的一份合并"]
    services.step_order(first.code, Act.APPROVE, Side.TOWN, by=cast.desk, now=NOW)
    services.match_order(first.code, scene.item.code, by=cast.officer, now=NOW)
    services.accept_order(first.code, Acceptance(1, scene.lecturer.id), by=cast.manager, now=NOW)
    services.confirm_order(first.code, Confirmation("佘山镇", "小沈", "021-5555 0201"), by=scene.orderer, now=NOW)
    services.step_order(first.code, Act.CANCEL, Side.DISTRICT, by=cast.officer, now=NOW, reason="停电")
    assert letters_to(session, neighbour.id)[2:] == ["合并的配送定了", "合并的配送有变"]
    link = session.scalars(select(Message.path).where(Message.person_id == neighbour.id)).all()[-1]
    assert link == f"/delivery/orders/{code}"  # their own page: that of the other is not theirs


def test_accounts_that_close_let_their_deliveries_go_and_take_their_orders_along(
    session: Session, cast: Cast, scene: Scene
) -> None:
    found = confirmed(scene, session, cast)
    assert [one["code"] for one in export_data(scene.orderer, NOW)["delivery"]["orders"]] == [found.code]
    close_account(scene.lecturer_person, NOW)
    told = letters_to(session, cast.manager.id)[-2:]
    assert (get_order(session, found.code).lecturer, told[0]) == (None, "讲师去不了，请换人")
    assert told[1].endswith("不再做讲师")
    assert session.scalars(select(Commitment)).all() == []
    close_account(scene.orderer, NOW)
    assert get_order(session, found.code).contact_phone == "021-5555 0201"
    services.step_order(found.code, Act.CANCEL, Side.DISTRICT, by=cast.officer, now=NOW, reason="单位撤销")
    assert services.forget_contacts(NOW + 91 * DAY) == 1
    assert get_order(session, found.code).contact_phone == ""
    assert invariants.checks() == []


def test_the_doctor_finds_what_is_broken(session: Session, cast: Cast, scene: Scene) -> None:
    found = confirmed(scene, session, cast)
    session.execute(delete(Commitment))
    session.execute(update(DeliveryOrder).values(state=S.OFFERED, due_on=date(2026, 10, 1)))
    assert {sentence.replace(found.code, "X") for sentence in invariants.checks()} == {
        "Order X is past its day: is the worker running?",
        "Order X and its offers do not agree.",
        "Order X is not where its last step led.",
    }
    session.execute(update(DeliveryOrder).values(state=S.CONFIRMED, due_on=None))
    assert invariants.checks() == [f"The lecturer's time for order {found.code} is not in the ledger as it is."]


def test_no_day_lies_in_two_windows(session: Session, cast: Cast, scene: Scene) -> None:
    """Whatever writes them: PostgreSQL refuses, and where the database cannot, the doctor sees it."""
    shared = {"code": "2027Q1", "year": 2027, "quarter": 1, "first_on": date(2026, 12, 31), "last_on": date(2027, 3, 1)}
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(IntegrityError, match="ex_order_window_days"):
            make_window(session, cast.officer, **shared)
        return
    make_window(session, cast.officer, **shared)
    assert invariants.checks() == [f"Window {scene.window.code} shares days with another."]


def test_lists_come_page_by_page_and_leave_nothing_out(session: Session, cast: Cast, scene: Scene) -> None:
    items = [scene.item, scene.other_item, make_item(session, scene.supplier, scene.lecturer)]
    session.commit()
    codes = [order(scene, session, item=item.code).code for item in items]
    late = get_order(session, codes[0])
    late.due_on, late.is_late = None, True
    session.commit()

    def pages(**how: bool) -> list[str]:
        seen, after = [], ""
        for _page in codes:
            page = page_of_orders(session, DeliveryOrder.town_code == SHESHAN, limit=1, after=after, **how)
            assert page.total == 3
            seen += [row.code for row in page.rows]
            after = page.next_cursor
        assert after == ""
        return seen

    assert pages() == [*codes[1:], codes[0]], "what is due on no day comes last"
    assert pages(newest=True) == codes[::-1]
    forged = (encode_cursor("tomorrow", 1), encode_cursor(10**9, 1), encode_cursor(1, 2**63), "x")
    assert all(len(page_of_orders(session, after=one).rows) == 3 for one in forged)


def test_a_place_on_the_map_decides_the_way_and_without_one_the_town_does(
    session: Session, cast: Cast, scene: Scene
) -> None:
    shown = approved(scene, session, cast, point=Point(31.2, 121.2))
    plain = approved(scene, session, cast, item=scene.other_item.code)
    task = read_task(session, scene.window, policy(), NOW)
    town = get_reference().towns[SHESHAN]
    assert {one.code: one.point for one in task.orders} == {
        shown.code: Point(31.2, 121.2),
        plain.code: Point(town.lat, town.lon),
    }
