"""Draws of a window: sealed, drawn, checked by the file; who is before whom; annulled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts.models import OrganisationKind
from sciencepop.delivery import invariants, services
from sciencepop.delivery.models import DeliveryOrder, DrawState
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.queries.window_draws import get_draw
from sciencepop.delivery.rules.line import OTHERS, REACHED_LESS, barred, is_kept, priorities
from sciencepop.delivery.rules.orders import Act, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.draws.draw_file import read_file
from sciencepop.draws.verify import Known, verify
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery.menu import Scene, at, make_scene, make_verified
from tests.delivery.test_orders import approved, refused

CLOSED, DUE, DRAWN = at("2026-11-01 08:00"), at("2026-11-01 20:00"), at("2026-11-01 21:00")


def test_the_line_of_a_draw_reaches_as_far_as_the_capacity_and_moves_up() -> None:
    assert barred({"a": None, "b": None}, 1) == frozenset()
    assert barred({"a": 2, "b": 1, "c": None}, 1) == {"a", "c"}
    assert barred({"a": 2, "c": None}, 1) == {"c"}
    assert barred({"a": 2, "c": None}, 0) == {"a", "c"}
    assert barred({"a": 2, "c": None}, 2) == frozenset()
    wanted = [({"a": None, "b": None}, 1), ({"a": 1, "b": None}, 2), ({"a": 1, "b": 2}, 3), ({}, 0)]
    assert [is_kept(*one) for one in wanted] == [False, True, False, False]
    assert priorities(["a", "b", "c"], {"a": 1, "b": 4, "c": 9}) == {"a": REACHED_LESS, "b": OTHERS, "c": OTHERS}
    assert priorities([], {}) == {}


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


@pytest.fixture
def three(session: Session, cast: Cast, scene: Scene) -> list[DeliveryOrder]:
    """Three communities wish for an item that can be given once, at three times of one lecturer."""
    scene.item.most_a_quarter = 1
    session.commit()
    found = []
    for number in range(3):
        who = make_verified(session, cast, scene.orderer, OrganisationKind.COMMUNITY, name=f"第{number}居委")
        session.commit()
        wished = {"slots": [at(f"2026-11-{20 + number} 14:00")], "organisation_id": who.id}
        found.append(approved(scene, session, cast, item=scene.item.code, **wished))
    return found


def test_orders_are_sealed_drawn_and_follow_the_line(
    session: Session, cast: Cast, scene: Scene, three: list[DeliveryOrder]
) -> None:
    def seal(source: str = "双色球 11 月 1 日", due=DUE, now=CLOSED) -> str:  # type: ignore[no-untyped-def]
        return services.seal_orders(scene.window.code, source, due, by=cast.officer, now=now)

    with refused(Refusal.WINDOW_OPEN):
        seal(now=NOW)
    with refused(Refusal.ENTROPY_MISSING):
        seal(" ")
    with refused(Refusal.ENTROPY_PAST):
        seal(due=CLOSED)
    code = seal()
    with refused(Refusal.DRAW_EXISTS):
        seal()
    with refused(Refusal.ENTROPY_EARLY):
        services.draw_orders(code, "01 02", by=cast.officer, now=DUE - timedelta(seconds=1))
    with refused(Refusal.ENTROPY_MISSING):
        services.draw_orders(code, " ", by=cast.officer, now=DRAWN)
    digest = services.draw_orders(code, "01 02 03", by=cast.officer, now=DRAWN)
    with refused(Refusal.WRONG_STATE):
        services.draw_orders(code, "99", by=cast.officer, now=DRAWN)
    draw = get_draw(session, code)
    report = verify(draw.result or b"", Known(draw.commitment_digest, "01 02 03"))
    assert (report.faults, draw.result_digest, draw.orders) == ((), digest, 3)
    assert len(read_file(draw.sealed).sheets) == 3
    tampered = verify((draw.result or b"").replace(b'"entropy":"01 02 03"', b'"entropy":"01 02 04"'))
    assert tampered.faults

    line = sorted((get_order(session, one.code) for one in three), key=lambda one: one.draw_place or 0)
    assert [one.draw_place for one in line] == [1, 2, 3]
    first, second, third = (one.code for one in line)
    for later in (second, third):
        with refused(Refusal.DRAWN_LATER):
            services.match_order(later, scene.item.code, by=cast.officer, now=DRAWN)
    # The first does not want it any more: the second is next, and the third waits still.
    services.step_order(first, Act.CANCEL, Side.RECEIVER, by=scene.orderer, now=DRAWN, reason="不需要了")
    with refused(Refusal.DRAWN_LATER):
        services.match_order(third, scene.item.code, by=cast.officer, now=DRAWN)
    other = approved(scene, session, cast, item=scene.other_item.code, slots=[at("2026-11-25 14:00")])
    with refused(Refusal.DRAWN_LATER):  # the line wants all there is: it stands in for nothing else
        services.match_order(other.code, scene.item.code, by=cast.officer, now=DRAWN)
    services.match_order(second, scene.item.code, by=cast.officer, now=DRAWN)
    # The supplier declines, so the second does not get it any more, and does not keep the third from it.
    services.decline_order(second, "讲师病了", by=cast.manager, now=DRAWN)
    services.match_order(third, scene.item.code, by=cast.officer, now=DRAWN)
    services.match_order(other.code, scene.other_item.code, by=cast.officer, now=DRAWN)
    assert invariants.checks() == []


def test_an_annulled_draw_counts_no_more_and_stays_to_be_seen(
    session: Session, cast: Cast, scene: Scene, three: list[DeliveryOrder]
) -> None:
    code = services.seal_orders(scene.window.code, "双色球", DUE, by=cast.officer, now=CLOSED)
    services.draw_orders(code, "7", by=cast.officer, now=DRAWN)
    with refused(Refusal.REASON_MISSING):
        services.annul_draw(code, " ", by=cast.officer, now=DRAWN)
    services.annul_draw(code, "封存前漏了一份点单", by=cast.officer, now=DRAWN)
    with refused(Refusal.WRONG_STATE):
        services.annul_draw(code, "再来", by=cast.officer, now=DRAWN)
    draw = get_draw(session, code)
    assert (draw.state, bool(draw.result)) == (DrawState.ANNULLED, True)
    assert [get_order(session, one.code).draw_place for one in three] == [None, None, None]
    scene.item.most_a_quarter = 3
    session.commit()
    with refused(Refusal.NOTHING_TO_DRAW):
        services.seal_orders(scene.window.code, "双色球", DUE, by=cast.officer, now=CLOSED)
