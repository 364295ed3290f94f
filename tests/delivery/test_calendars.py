"""Deliveries in calendars: of the lecturer, the supplier and the orderer, behind addresses that end with the role."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Membership
from sciencepop.core.outbox import OutboxMessage
from sciencepop.delivery import services
from sciencepop.delivery.rules.orders import Act, Side
from sciencepop.delivery.services import Acceptance, Confirmation
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery.menu import make_scene, order
from tests.feeds.lint import lint
from tests.page import Page


def feed_of(page: Page, whose: str) -> str:
    """Make an address and return its path."""
    page.get("/my/calendars")
    page.post("/my/calendars", {"whose": whose}, status=200)
    shown = [one.get("value") or "" for one in page.all("input", type="text") if one.get("readonly") is not None]
    found = re.search(r"/feeds/p/[^\"]+\.ics", shown[0])
    assert found
    return found[0]


def test_each_side_has_the_delivery_in_its_calendar_and_hears_that_it_is_off(
    app: Flask, session: Session, cast: Cast
) -> None:
    scene = make_scene(session, cast)
    orderer, supplier, lecturer = (
        Page(app).sign_in(one) for one in (scene.orderer, cast.manager, scene.lecturer_person)
    )
    paths = {
        orderer: feed_of(orderer, f"organisation-{scene.community.id}"),
        supplier: feed_of(supplier, f"supplier-{scene.supplier.id}"),
        lecturer: feed_of(lecturer, f"supplier-{scene.supplier.id}"),  # not theirs: it is their own calendar
    }
    found = order(scene, session)
    services.step_order(found.code, Act.APPROVE, Side.TOWN, by=cast.desk, now=NOW)
    services.match_order(found.code, scene.item.code, by=cast.officer, now=NOW)
    services.accept_order(found.code, Acceptance(1, scene.lecturer.id), by=cast.manager, now=NOW)

    def seen() -> set[str]:
        states = set()
        for page, path in paths.items():
            body = page.get(path).get_data()
            assert lint(body, is_private=True) == []
            assert body.count(b"BEGIN:VEVENT") == 1
            states.add(re.findall(rb"STATUS:(\w+)", body)[0].decode())
        return states

    assert seen() == {"TENTATIVE"}
    services.confirm_order(found.code, Confirmation("陈坊路1号", "小沈", "021"), by=scene.orderer, now=NOW)
    assert seen() == {"CONFIRMED"}
    services.step_order(found.code, Act.CANCEL, Side.DISTRICT, by=cast.officer, now=NOW, reason="台风")
    assert seen() == {"CANCELLED"}
    sent = select(OutboxMessage.calendar_method).where(OutboxMessage.calendar.is_not(None)).order_by(OutboxMessage.id)
    # Whoever ordered, the manager, and the lecturer.
    assert session.scalars(sent).all() == ["REQUEST"] * 3 + ["CANCEL"] * 3
    session.execute(update(Membership).where(Membership.person_id == scene.orderer.id).values(ended_at=NOW))
    session.commit()
    orderer.get(paths[orderer], status=410)
