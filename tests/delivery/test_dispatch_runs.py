"""Proposals as officers use them: asked for, pinned, worked out anew, taken over; and what stands against them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts.models import OrganisationKind
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery import invariants, services
from sciencepop.delivery.dispatch import apart
from sciencepop.delivery.models import DispatchLine, DispatchState, LineState
from sciencepop.delivery.queries.dispatch_runs import get_run, list_lines
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.orders import Act, OrderState, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.dispatch_work import end_left_behind, work_off
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery.menu import Scene, at, make_scene, make_verified, order
from tests.delivery.test_orders import approved, confirmed, refused


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def here(work, *arguments, **options):  # type: ignore[no-untyped-def]
    return work(*arguments, **options)


def proposed(session: Session, code: str) -> dict[str, tuple[str | None, int | None, str]]:
    """Item, time and reason of each order of a run."""
    session.expire_all()
    lines = list_lines(session, get_run(session, code).id)
    return {line.order.code: (line.item.code if line.item else None, line.slot, line.reason) for line in lines}


def test_a_window_is_proposed_pinned_worked_out_anew_and_taken_over(session: Session, cast: Cast, scene: Scene) -> None:
    scene.other_item.most_a_quarter = 1
    session.commit()
    one = approved(scene, session, cast, slots=[at("2026-11-10 14:00")])
    other = make_verified(session, cast, scene.orderer, OrganisationKind.COMMUNITY, name="第二居委")
    session.commit()
    approved(scene, session, cast, slots=[at("2026-11-10 14:00")], organisation_id=other.id)
    code = services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    with refused(Refusal.DISPATCH_UNDER_WAY):
        services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    with refused(Refusal.NO_DRAFT):
        services.take_over(code, [one.code], by=cast.officer, now=NOW)
    assert work_off(NOW, here) == 1
    first = proposed(session, code)
    assert sorted(item for item, _slot, _why in first.values() if item) == sorted(
        [scene.item.code, scene.other_item.code]
    )
    run = get_run(session, code)
    assert (run.state, run.asked, run.met, run.objective) == (DispatchState.DRAFT, 2, 2, run.bound)

    # Whoever got the other item is pinned there; everything stays as it was.
    [pinned] = [order for order, (item, _slot, _why) in first.items() if item == scene.other_item.code]
    again = services.ask_again(code, [pinned, "NOSUCH"], by=cast.officer, now=NOW)
    assert work_off(NOW, here) == 1
    assert proposed(session, again) == first
    assert [line.is_pinned for line in list_lines(session, get_run(session, again).id, [pinned])] == [True]
    assert get_run(session, code).state is DispatchState.DISCARDED

    # One of the two is cancelled before the officer takes both over: it is left out, with the reason.
    cancelled = next(order for order in first if order != pinned)
    services.step_order(cancelled, Act.CANCEL, Side.RECEIVER, by=scene.orderer, now=NOW, reason="不需要了")
    with refused(Refusal.NOTHING_CHOSEN):
        services.take_over(again, ["NOSUCH"], by=cast.officer, now=NOW)
    assert services.take_over(again, [pinned, cancelled], by=cast.officer, now=NOW) == 2
    assert services.offer_chosen(NOW) == 2
    assert services.offer_chosen(NOW) == 0
    db.session.expire_all()
    lines = {line.order.code: line for line in list_lines(session, get_run(session, again).id)}
    assert (lines[pinned].state, lines[cancelled].state) == (LineState.OFFERED, LineState.LEFT_OUT)
    assert lines[cancelled].reason == Refusal.WRONG_STATE.value
    offered = get_order(session, pinned)
    assert (offered.state, offered.shown.code, offered.offers[-1].slot) == (
        OrderState.OFFERED,
        scene.other_item.code,
        1,
    )
    assert get_run(session, again).state is DispatchState.DECIDED
    assert invariants.checks() == []


def test_what_cannot_be_met_says_why_and_a_busy_lecturer_is_seen(session: Session, cast: Cast, scene: Scene) -> None:
    confirmed(scene, session, cast)
    other = make_verified(session, cast, scene.orderer, OrganisationKind.COMMUNITY, name="第二居委")
    session.commit()
    busy = approved(scene, session, cast, slots=[at("2026-11-10 15:00")], people=60, organisation_id=other.id)
    scene.other_item.group_max = 59
    session.commit()
    code = services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    work_off(NOW, here)
    assert proposed(session, code) == {busy.code: (None, None, "lecturer_busy")}
    services.discard_dispatch(code, by=cast.officer, now=NOW)
    scene.window.quota = 1
    session.commit()
    code = services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    work_off(NOW, here)
    [(_item, _slot, why)] = proposed(session, code).values()
    assert why in ("quota_used", "lecturer_busy")
    [line] = session.query(DispatchLine).filter_by(run_id=get_run(session, code).id)
    assert set(line.counts) == {"quota_used", "lecturer_busy"}


def test_a_run_that_breaks_or_whose_worker_died_has_failed_and_another_may_be_asked_for(
    session: Session, cast: Cast, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_arguments: object, **_options: object) -> apart.Plan:
        raise RuntimeError("out of memory")

    order(scene, session)
    code = services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    work_off(NOW, breaks)
    assert get_run(session, code).state is DispatchState.FAILED
    assert "out of memory" in caplog.text
    code = services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    run = get_run(session, code)
    run.state, run.started_at = DispatchState.RUNNING, NOW
    session.commit()
    assert (end_left_behind(NOW), end_left_behind(NOW + timedelta(hours=1))) == (0, 1)
    with pytest.raises(RuleBroken):
        services.take_over(code, [], by=cast.officer, now=NOW)
