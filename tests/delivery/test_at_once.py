"""Officers, suppliers, borrowers at the same moment: no quota, no lecturer's hour and no unit is given twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from sciencepop.delivery import invariants, services
from sciencepop.delivery.models import LentUnit
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.items import ItemKind
from sciencepop.delivery.rules.loans import Days
from sciencepop.delivery.rules.orders import Act, OrderState, Side
from sciencepop.delivery.services import Acceptance, LoanWish
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.conftest import NOW
from tests.delivery.menu import SHESHAN, at, make_item, make_scene, wish


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "delivery_at_once") as found:
        yield found


def test_a_quota_a_lecturer_and_a_unit_are_given_once(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        scene = make_scene(session, cast, quota=2)
        items = [scene.item, *(make_item(session, scene.supplier, scene.lecturer) for _ in range(3))]
        kit = make_item(session, scene.supplier, kind=ItemKind.KIT, code="QC9001")
        session.add(LentUnit(item_id=kit.id, label="1 号", created_at=NOW))
        session.commit()
        codes = [item.code for item in items]
        orders = [
            services.add_order(
                wish(scene, item=code, slots=[at("2026-11-10 14:00")]), by=scene.orderer, now=NOW, submit=True
            )
            for code in codes
        ]
        for code in orders:
            services.step_order(code, Act.APPROVE, Side.TOWN, by=cast.desk, now=NOW)
        people = {"officer": cast.officer.id, "manager": cast.manager.id, "orderer": scene.orderer.id}
        lecturer_id, community_id = scene.lecturer.id, scene.community.id

    def who(name: str) -> Person:
        return db.session.get_one(Person, people[name])

    def match(order: str, item: str) -> str:
        services.match_order(order, item, by=who("officer"), now=NOW)
        return "offered"

    told = Counter(at_once(app, [partial(match, *pair) for pair in zip(orders, codes, strict=True)]))
    assert told == {"offered": 2, "quota_used": 2}

    def accept(order: str) -> str:
        services.accept_order(order, Acceptance(1, lecturer_id), by=who("manager"), now=NOW)
        return "accepted"

    def decline(order: str) -> str:
        services.decline_order(order, "来不了", by=who("manager"), now=NOW)
        return "declined"

    def borrow(first: int) -> str:
        days = Days(date(2026, 10, first), date(2026, 10, first + 4))
        services.borrow("QC9001", LoanWish(community_id, days, SHESHAN, "大厅"), by=who("orderer"), now=NOW)
        return "borrowed"

    with app.app_context():
        mine = [code for code in orders if get_order(db.session(), code).state is OrderState.OFFERED]
    verbs = [*(partial(accept, code) for code in mine), *(partial(borrow, first) for first in (12, 14, 16))]
    told = Counter(at_once(app, verbs))
    assert told == {"accepted": 1, "lecturer_busy": 1, "borrowed": 1, "no_unit_free": 2}
    with app.app_context():
        left = [code for code in mine if get_order(db.session(), code).state is OrderState.OFFERED]
    told = Counter(at_once(app, [partial(decline, left[0]), partial(decline, left[0])]))
    # The second press finds the order at the next supplier, and must not decline for them.
    assert told == {"declined": 1, "not_yours": 1}
    with app.app_context():
        assert invariants.checks() == []
