"""The showcase: who may see and write what, addresses that stay hidden, and meetings in the one ledger."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized

from sciencepop.accounts.models import Person
from sciencepop.accounts.services import close_account, export_data
from sciencepop.bookings.models import Commitment
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.calendar_context import get_context
from sciencepop.showcase import services
from sciencepop.showcase.ical import render_meeting
from sciencepop.showcase.invariants import checks
from sciencepop.showcase.models import (
    MeetingSlot,
    Project,
    ProjectPicture,
    ProjectState,
    SlotState,
    Stage,
    Talk,
    TalkMessage,
)
from sciencepop.showcase.rules.projects import (
    MESSAGES_A_DAY,
    MOST_PICTURES,
    Refusal,
    refuse_message,
    refuse_slot,
    shows_addresses,
)
from sciencepop.showcase.services import away
from sciencepop.showcase.services.privacy import forget_talks
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.page import Page

R = Refusal
HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)


def wish(**values: Any) -> services.ProjectWish:
    defaults: dict[str, Any] = {"title_zh": "浮标", "text_zh": "测水质", "topic": "ecology", "stage": Stage.PILOT}
    return services.ProjectWish(**(defaults | values))


@pytest.fixture
def code(session: Session, cast: Cast) -> str:
    """A public project of `resident`."""
    found = services.add_project(wish(offers=["product"], needs=["funding"]), by=cast.resident, now=NOW)
    services.step_project(found, ProjectState.SUBMITTED, by=cast.resident, now=NOW)
    services.step_project(found, ProjectState.PUBLISHED, by=cast.officer, now=NOW)
    return found


def refused(code: Refusal) -> Any:
    return pytest.raises(RuleBroken, match=f"^{code.value}$")


def slot_at(session: Session, code: str, owner: Person, starts_at: Any = TOMORROW) -> int:
    services.offer_slot(code, starts_at, starts_at + HOUR / 2, "线上", by=owner, now=NOW)
    return session.scalars(select(MeetingSlot.id).order_by(MeetingSlot.id.desc()).limit(1)).one()


def test_writing_and_meeting_have_bounds() -> None:
    usual = {"is_closed": False, "words": "好", "is_owner": False, "mine_today": 0, "mine": 0, "owners": 0}
    table = [
        ({}, None),
        ({"is_closed": True}, R.TALK_CLOSED),
        ({"words": ""}, R.WORDS_MISSING),
        ({"mine": 3}, R.WAIT_FOR_ANSWER),
        ({"mine": 3, "owners": 1}, None),
        ({"mine": 3, "is_owner": True}, None),
        ({"mine_today": MESSAGES_A_DAY, "owners": 1}, R.TOO_MANY_MESSAGES),
    ]
    assert [refuse_message(**(usual | other)) for other, _ in table] == [code for _, code in table]  # type: ignore[arg-type]
    taken = [(TOMORROW, TOMORROW + HOUR)]
    assert refuse_slot(TOMORROW + HOUR, TOMORROW + 2 * HOUR, taken, NOW) is None
    assert refuse_slot(TOMORROW, TOMORROW + HOUR, taken, NOW) is R.SLOT_OVERLAPS
    assert refuse_slot(NOW, NOW + HOUR, [], NOW) is R.SLOT_PAST
    assert refuse_slot(TOMORROW, TOMORROW + 4 * HOUR, [], NOW) is R.SLOT_LENGTH
    agreed = [(True, True, False), (True, False, False), (False, True, False), (True, True, True)]
    assert [shows_addresses(one, other, is_closed=closed) for one, other, closed in agreed] == [
        True,
        False,
        False,
        False,
    ]


def test_an_officer_reads_a_project_before_it_is_public_and_after_every_change(
    page: Page, session: Session, cast: Cast
) -> None:
    owner, desk = Page(page.app).sign_in(cast.resident), Page(page.app).sign_in(cast.officer)
    form = {"title_zh": "浮标", "text_zh": "测水质", "topic": "ecology", "stage": "pilot", "organisation_id": ""}
    owner.post("/showcase/new", form | {"title_zh": ""}, status=422)
    owner.post("/showcase/new", form | {"offers": ["product"], "needs": "funding"})
    code = session.scalars(select(Project.code)).one()
    owner.post(f"/showcase/mine/{code}/step/published", status=404)
    owner.post(f"/showcase/mine/{code}/step/submitted")
    page.get(f"/showcase/{code}", status=404)
    desk.get("/district/showcase")
    desk.post(f"/district/showcase/{code}/step/returned", seen_on(desk) | {"words": ""}, status=422)
    desk.post(f"/district/showcase/{code}/step/returned", seen_on(desk) | {"words": "写清楚用途"})
    assert "写清楚用途" in owner.get(f"/showcase/mine/{code}").text
    owner.post(f"/showcase/mine/{code}/step/submitted")
    assert "浮标" in desk.get("/district/showcase").text
    seen = seen_on(desk)
    with clock.frozen_at(NOW + HOUR):  # a picture that comes while the officer reads is not public unread
        services.add_picture(code, png(), "别的", "", True, by=cast.resident, now=clock.now())
    for stale in (seen, {}, {"seen": "x"}):
        desk.post(f"/district/showcase/{code}/step/published", stale, status=422)
    desk.post(f"/district/showcase/{code}/step/published", seen_on(desk))
    assert "产品" in page.get(f"/showcase/{code}").text
    shown = {
        query: "浮标" in page.get(f"/showcase?{query}").text
        for query in ("", "topic=ecology", "need=talent", "offer=product&stage=pilot", "stage=x")
    }
    assert list(shown.values()) == [True, True, False, True, True]
    owner.get(f"/showcase/mine/{code}/edit")
    owner.post(f"/showcase/mine/{code}/edit", form | {"title_zh": "新浮标"})
    page.get(f"/showcase/{code}", status=404)
    Page(page.app).sign_in(cast.neighbour).get(f"/showcase/mine/{code}", status=404)


def test_pictures_are_told_in_words_and_public_once_an_officer_has_seen_them(
    page: Page, session: Session, cast: Cast, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, desk = Page(page.app).sign_in(cast.resident), Page(page.app).sign_in(cast.officer)
    neighbour = Page(page.app).sign_in(cast.neighbour)
    add, good = f"/showcase/mine/{code}/pictures", {"alt_zh": "浮标", "rights": "y"}
    for fields, file in (
        ({"rights": "y"}, png()),
        ({"alt_zh": "浮标"}, png()),
        (good, b"%PDF-1.4"),
        (good, b""),
    ):
        owner.post(add, fields | {"picture": (BytesIO(file), "x.png")}, status=422)
    neighbour.post(add, good | {"picture": (BytesIO(png()), "x.png")}, status=404)
    with monkeypatch.context() as scanner:
        scanner.setitem(page.app.config, "SCAN_COMMAND", "false")
        owner.post(add, good | {"picture": (BytesIO(png()), "x.png")}, status=422)
        assert "病毒检查没有通过" in owner.text()
    owner.post(add, good | {"picture": (BytesIO(png()), "x.png")})
    picture = session.scalars(select(ProjectPicture)).one()
    assert (picture.width, picture.height, picture.rights_at) == (600, 300, NOW)
    large, small = (f"/showcase/{code}/pictures/{picture.id}-{size}.jpg" for size in ("large", "small"))
    page.get(f"/showcase/{code}", status=404)  # it waits for an officer again
    for stranger in (page, neighbour):
        stranger.get(large, status=404)
    assert owner.get(small).headers["Cache-Control"] == "private, no-store"
    assert "浮标" in desk.get("/district/showcase").text and desk.get(large).data[:3] == b"\xff\xd8\xff"
    desk.get("/district/showcase")
    desk.post(f"/district/showcase/{code}/step/published", seen_on(desk))
    assert small in page.get("/showcase").text and large in page.get(f"/showcase/{code}").text
    answer = page.get(large)
    assert answer.mimetype == "image/jpeg" and answer.headers["X-Content-Type-Options"] == "nosniff"
    page.get(f"/showcase/{'2' * 10}/pictures/{picture.id}-large.jpg", status=404)
    for _number in range(MOST_PICTURES - 1):
        services.add_picture(code, png(), "浮标", "", True, by=cast.resident, now=NOW)
    with refused(R.MOST_PICTURES):
        services.add_picture(code, png(), "浮标", "", True, by=cast.resident, now=NOW)
    neighbour.post(f"{add}/{picture.id}/drop", status=404)
    owner.post(f"{add}/{picture.id}/drop")
    page.get(large, status=404)
    close_account(cast.resident, NOW)
    assert session.scalars(select(ProjectPicture)).all() == []
    with pytest.raises(Unauthorized):  # it was being drawn while the account was closed
        services.add_picture(code, png(), "浮标", "", True, by=cast.resident, now=NOW)


def seen_on(desk: Page) -> dict[str, str]:
    """What the desk's page says that the officer has read."""
    return {"seen": desk.all("input", name="seen")[0].get("value", "")}


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 300), "teal").save(file, "PNG")
    return file.getvalue()


def test_two_talk_without_addresses_until_both_agree_and_a_report_reaches_an_officer(
    page: Page, session: Session, cast: Cast, code: str
) -> None:
    owner, asker, desk = (Page(page.app).sign_in(one) for one in (cast.resident, cast.neighbour, cast.officer))
    addresses = [person.addresses[0].value for person in (cast.resident, cast.neighbour)]
    owner.post(f"/showcase/{code}/contact", {"words": "自己"}, status=422)
    asker.post(f"/showcase/{code}/contact", {"words": "想试用浮标"})
    asker.get(f"/showcase/{code}/contact", status=303)
    talk = f"/showcase/talks/{session.scalars(select(Talk.code)).one()}"
    assert "想试用浮标" in owner.get(talk).text
    mail = session.scalars(select(OutboxMessage.body).where(OutboxMessage.address == addresses[0])).all()[-1]
    assert "想试用浮标" in mail and addresses[1] not in mail and cast.neighbour.name not in mail
    owner.post(f"{talk}/agree")
    seen = [person.get(talk).text for person in (owner, asker)]
    assert not [one for one in addresses if one in "".join(seen)]
    asker.post(f"{talk}/agree")
    assert addresses[0] in asker.get(talk).text and addresses[1] in owner.get(talk).text
    Page(page.app).sign_in(cast.manager).get(talk, status=404)
    assert "想试用浮标" not in desk.get("/district/showcase").text
    asker.post(f"{talk}/say", {"words": ""}, status=422)
    owner.post(f"{talk}/report", {"words": "推销"})
    owner.post(f"{talk}/report", {"words": "推销"}, status=422)
    assert "想试用浮标" in desk.get("/district/showcase").text
    decide = talk.replace("/showcase", "/district/showcase")
    desk.post(f"{decide}/keep")
    asker.post(f"{talk}/say", {"words": "再问一句"})
    owner.post(f"{talk}/report", {"words": "还是推销"})
    desk.post(f"{decide}/close")
    desk.post(f"{decide}/close", status=422)
    asker.post(f"{talk}/say", {"words": "还在吗"}, status=422)
    assert addresses[0] not in asker.get(talk).text


def test_nobody_begins_more_than_five_talks_a_day(session: Session, cast: Cast, code: str) -> None:
    codes = [code]
    for number in range(5):
        other = services.add_project(wish(title_zh=f"成果{number}"), by=cast.manager, now=NOW)
        services.step_project(other, ProjectState.SUBMITTED, by=cast.manager, now=NOW)
        services.step_project(other, ProjectState.PUBLISHED, by=cast.officer, now=NOW)
        codes.append(other)
    for one in codes[:5]:
        services.begin_talk(one, "您好", by=cast.neighbour, now=NOW)
    with refused(R.TOO_MANY_TALKS):
        services.begin_talk(codes[5], "您好", by=cast.neighbour, now=NOW)
    services.begin_talk(codes[5], "您好", by=cast.neighbour, now=TOMORROW)


def test_a_meeting_takes_the_time_of_both_and_gives_it_back(session: Session, cast: Cast, code: str) -> None:
    talk = services.begin_talk(code, "想见面", by=cast.neighbour, now=NOW)
    first = slot_at(session, code, cast.resident)
    services.take_slot(talk, first, by=cast.neighbour, now=NOW)
    people = session.scalars(select(Commitment.person_id).where(Commitment.starts_at == TOMORROW)).all()
    assert sorted(filter(None, people)) == sorted([cast.resident.id, cast.neighbour.id])
    other = services.begin_talk(code, "我也想", by=cast.manager, now=NOW)
    with refused(R.SLOT_GONE):
        services.take_slot(other, first, by=cast.manager, now=NOW)
    second = slot_at(session, code, cast.resident, TOMORROW + HOUR)
    with refused(R.MEETING_ALREADY):
        services.take_slot(talk, second, by=cast.neighbour, now=NOW)
    event = make_event(session, cast.base, title_zh="观星")
    busy = make_occurrence(session, event, starts_at=TOMORROW + HOUR)
    make_booking(session, busy, cast.manager)
    session.commit()
    with refused(R.CLASH):
        services.take_slot(other, second, by=cast.manager, now=NOW)
    make_booking(session, busy, cast.resident)
    session.commit()
    guest = make_person(session)
    session.commit()
    third = services.begin_talk(code, "您好", by=guest, now=NOW)
    with refused(R.OWNER_BUSY):
        services.take_slot(third, second, by=guest, now=NOW)
    slot = session.get_one(MeetingSlot, first)
    entry = render_meeting(slot, "zh", get_context()).decode()
    assert "STATUS:CONFIRMED" in entry and "SEQUENCE:0" in entry
    day = clock.local(TOMORROW).date()
    held = away.list_between(cast.resident.id, day, day, NOW)
    assert [one.key for one in held] == [f"meet:{slot.code}"]
    services.call_off(first, by=cast.neighbour, now=NOW)
    session.expire_all()
    assert session.scalars(select(Commitment.id).where(Commitment.source.like("meet:%"))).all() == []
    states = session.scalars(select(MeetingSlot.state).where(MeetingSlot.starts_at == TOMORROW)).all()
    assert sorted(states) == [SlotState.OFF, SlotState.OPEN]
    entry = render_meeting(session.get_one(MeetingSlot, first), "zh", get_context()).decode()
    assert "STATUS:CANCELLED" in entry and "SEQUENCE:1" in entry
    assert checks() == []


def test_who_leaves_takes_words_projects_and_meetings_along(session: Session, cast: Cast, code: str) -> None:
    talk = services.begin_talk(code, "我的话", by=cast.neighbour, now=NOW)
    services.take_slot(talk, slot_at(session, code, cast.resident), by=cast.neighbour, now=NOW)
    assert export_data(cast.neighbour, NOW)["showcase"]["messages"][0]["words"] == "我的话"
    assert [forget_talks(NOW + timedelta(days=days)) for days in (365, 366)] == [0, 1]
    services.say(talk, "新的话", by=cast.resident, now=NOW)
    close_account(cast.resident, NOW)
    close_account(cast.neighbour, NOW)
    session.expire_all()
    assert session.scalars(select(Project.state)).one() is ProjectState.WITHDRAWN
    assert set(session.scalars(select(TalkMessage.words))) == {""}
    assert session.scalars(select(MeetingSlot.state)).one() is SlotState.OFF
    assert checks() == []
