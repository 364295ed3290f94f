"""The pages of the festival: staff from a draft to a postponement, and everything that the public sees."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Organisation, OrganisationKind, Person
from sciencepop.bookings.services.bundles import tell_bundles_due
from sciencepop.core import clock
from sciencepop.core.documents import Document
from sciencepop.core.outbox import OutboxMessage
from sciencepop.feeds.services.tokens import create_token
from sciencepop.festival.models import Edition, EditionState, Postponement, Proposal, Star
from sciencepop.festival.papers import read_paper
from sciencepop.festival.queries.editions import get_edition
from sciencepop.festival.services import contents
from sciencepop.festival.services.agenda import keep_stars
from sciencepop.festival.services.postpone import move_postponed
from sciencepop.festival.services.releases import cut_release
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.accounts.invitations import reply
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_organisation
from tests.festival.editions import CODE, FIRST, LAST, make_edition
from tests.page import Page
from tests.statements import counted

DAY = timedelta(days=1)
DESK = f"/district/festival/{CODE}"


@pytest.fixture
def events(session: Session, cast: Cast) -> list[Event]:
    """Two events that overlap in one room on the first day; the second is at another base too."""
    found = [
        make_event(session, cast.base, title_zh="观叶", title_en="Leaves", seats=80),
        make_event(session, cast.base, title_zh="听鸟", title_en="Birds", seats=20),
        make_event(session, cast.other_base, title_zh="造桥", title_en="Bridges", seats=20),
    ]
    for number, event in enumerate(found):
        make_occurrence(session, event, starts_in=7 * DAY, minutes=60 + number * 30, room_zh="报告厅", size=80)
    make_occurrence(session, found[0], starts_in=8 * DAY, room_zh="一号教室")
    return found


@pytest.fixture
def edition(session: Session, cast: Cast, events: list[Event]) -> Edition:
    found = make_edition(session, cast.officer, cast.base, cast.other_base)
    contents.add_events(CODE, [event.slug for event in events], "open", ["王教授"], by=cast.officer, now=NOW)
    return found


@pytest.fixture
def released(cast: Cast, edition: Edition) -> Edition:
    cut_release(CODE, "第一版", "First", by=cast.officer, now=NOW)
    return edition


def a_community(session: Session, cast: Cast, name: str, seen: Person | None) -> Organisation:
    """An organisation of a community, known to be real where an officer saw it."""
    kind, town = OrganisationKind.COMMUNITY, cast.base.town_code
    made = make_organisation(session, cast.resident, name=name, kind=kind, town_code=town)
    made.verified_at, made.verified_by = (NOW, seen.id) if seen else (None, None)
    session.commit()
    return made


def test_an_officer_writes_an_edition_and_releases_its_programme(
    page: Page, session: Session, cast: Cast, events: list[Event]
) -> None:
    session.commit()
    page.sign_in(cast.officer).get("/district/festival")
    page.get("/district/festival/new")
    days = {"from_on": FIRST.isoformat(), "until_on": LAST.isoformat()}
    page.post("/district/festival/new", {"code": "G60!", "year": "2026", "name_zh": "科技节"} | days, status=422)
    page.post("/district/festival/new", {"code": CODE, "year": "2026", "name_zh": "科技节", "themes": "ecology"} | days)
    Page(page.app).get(f"/festival/{CODE}", status=404)
    page.post(f"{DESK}/step", status=422)
    page.get(f"{DESK}/blocks")
    page.post(f"{DESK}/blocks", {"kind": "open"} | days)
    page.post(f"{DESK}/blocks", {"kind": "open"} | days | {"until_on": (LAST + DAY).isoformat()}, status=422)
    page.post(f"{DESK}/parties", {"role": "host", "name_zh": "区科协"})
    page.get(f"{DESK}/venues")
    page.post(f"{DESK}/venues", {"base": "", "name_zh": ""}, status=422)
    page.post(f"{DESK}/venues", {"base": "chenshan", "rooms": "报告厅 | Hall | x"}, status=422)
    page.post(f"{DESK}/venues", {"base": "chenshan", "rooms": "报告厅 | Hall | 50\n一号教室"})
    page.get(f"{DESK}/venues/chenshan")
    page.post(f"{DESK}/venues/chenshan", {"base": "chenshan", "capacity": "200", "rooms": "报告厅 | Hall | 50"})
    page.get(f"{DESK}/offers")
    offer = {"base": "chenshan", "kind": "free", "text_zh": "免票入园"} | days
    page.post(f"{DESK}/offers", offer)
    page.post(f"{DESK}/events", {"events": "nothing-here", "block": ""}, status=422)
    lines = "\n".join(f"http://localhost/events/{event.slug}?at=1" for event in events)
    page.post(f"{DESK}/events", {"events": lines, "block": "open", "speakers": "王教授、李老师"})
    page.get(f"{DESK}/events")
    assert "李老师" in page.text()
    page.get(f"{DESK}/speakers")
    page.post(f"{DESK}/speakers", {"addresses": "李老师 | nowhere"}, status=422)
    page.post(f"{DESK}/speakers", {"addresses": "张老师 | zhang@example.org"}, status=422)
    page.post(f"{DESK}/speakers", {"addresses": "李老师 | li@example.org\n王教授 ｜ wang@example.org"})
    assert "li@example.org" in page.get(f"{DESK}/speakers").text
    page.post(f"{DESK}/release", status=422)
    page.post(f"{DESK}/step")
    page.get(DESK)
    page.get(f"{DESK}/warnings")
    told = page.text()
    for words in ("房间冲突", "主讲冲突", "席位超过容量", "没有无障碍说明", "不在任何会场"):
        assert words in told
    page.get(f"{DESK}/release")
    assert "新增 4 场" in page.text()
    page.post(f"{DESK}/release", {"note_zh": "第一版"})
    page.post(f"{DESK}/release", {"note_zh": "第二版"}, status=422)
    page.get(f"{DESK}/prints")
    known, unknown = (
        a_community(session, cast, name, seen) for name, seen in (("翠谷社区", cast.officer), ("x", None))
    )
    page.post(f"{DESK}/prints")
    code = f"{CODE}/community-{known.id}"
    owed = set(session.scalars(select(Document.code).where(Document.kind == "festival_town_zh")))
    assert code in owed and f"{CODE}/community-{unknown.id}" not in owed
    paper = read_paper("town", "zh", session, code)
    assert paper and (paper.facts["place"], paper.facts["is_community"]) == ("翠谷社区", True)
    for other in (unknown.id, 2**63):
        assert page.client.get(f"/festival/{CODE}/print/community-{other}.pdf").status_code == 404
    block = get_edition(session, CODE).blocks[0]
    page.post(f"{DESK}/blocks/{block.id}/drop", status=422)
    page.post(f"{DESK}/events/{events[2].slug}/drop")
    page.get(f"{DESK}/edit")
    page.post(f"{DESK}/edit", {"code": CODE, "year": "2026", "name_zh": "新名", "name_en": "New"} | days)
    assert "免票入园" in Page(page.app).get("/bases/chenshan").text
    with clock.frozen_at(NOW + 7 * DAY):
        page.post(f"{DESK}/step")
        page.post(f"{DESK}/step", status=422)
    with clock.frozen_at(NOW + 30 * DAY):
        page.post(f"{DESK}/step")
        page.get(DESK)
        page.post(f"{DESK}/parties", {"role": "host", "name_zh": "区科委"}, status=422)
        assert get_edition(session, CODE).state is EditionState.CLOSED
        Page(page.app).get("/festival")


def test_the_public_sees_what_was_released_in_both_languages(
    page: Page, session: Session, cast: Cast, released: Edition
) -> None:
    for path in ("", "/offers", "/programme", "/programme?day=all&block=open&venue=chenshan", "/grid", "/releases"):
        for lang in ("", "/en"):
            page.get(f"{lang}/festival/{CODE}{path}")
    for path in ("releases/1", "releases/1?all=1", "screen", "kiosk", "kiosk?venue=chenshan", "embed", "agenda"):
        page.get(f"/en/festival/{CODE}/{path}")
    page.get(f"/festival/{CODE}/releases?on={NOW.date()}")
    assert "第 1 版" in page.text()
    page.get(f"/festival/{CODE}/releases?on=2026-01-01")
    assert "还没有节目单" in page.text()
    for path in ("releases/2", "print/fold-zh.pdf", "call"):
        page.get(f"/festival/{CODE}/{path}", status=404)
    page.get(f"/festival/{CODE}/programme?day={(FIRST + DAY).isoformat()}")
    assert "观叶" in page.text() and "造桥" not in page.text()
    with counted() as statements:
        page.get(f"/festival/{CODE}/programme?day=all&s=zz")
    assert len(statements) <= 16
    pins = json.loads(page.get(f"/festival/{CODE}/venues.json").text)["bases"]
    assert [(pin["name"], pin["open"]) for pin in pins] == [
        (cast.base.name_zh, "3 场"),
        (cast.other_base.name_zh, "1 场"),
    ]
    page.get(f"/festival/{CODE}/grid?day={FIRST.isoformat()}")
    heads = ["".join(head.itertext()) for head in page.all("th", scope="col")]
    assert len(heads) == 3 and "报告厅" in heads[1]
    hide = page.all("a", class_="festival-hide")[0].get("href") or ""
    page.get(hide)
    assert len(page.all("th", scope="col")) == 2 and "显示“" in page.text()


def test_the_programme_is_data_a_feed_of_changes_and_a_frame_without_cookies(
    page: Page, session: Session, cast: Cast, released: Edition
) -> None:
    body = json.loads(page.get(f"/festival/{CODE}/programme.json").text)
    assert [item["venue"] for item in body["items"]].count("chenshan") == 3
    assert body["edition"]["release"] == 1 and body["items"][0]["starts_at"].endswith("+08:00")
    atom = ElementTree.fromstring(page.get(f"/festival/{CODE}/releases.atom").data)
    assert [entry.tag.rpartition("}")[2] for entry in atom].count("entry") == 1
    answer = page.get(f"/festival/{CODE}/embed?day=all")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers and "Set-Cookie" not in answer.headers
    assert page.get(f"/festival/{CODE}").headers["X-Frame-Options"] == "DENY"
    first = session.scalars(select(Occurrence).order_by(Occurrence.id)).first()
    assert first is not None
    stars = f"{first.id:x}" if first.id < 10 else _in_36(first.id)
    for path, sessions in {
        "": 4,
        "/blocks/open": 4,
        "/blocks/opening": 0,
        "/venues/kejiguan": 1,
        f"/days/{FIRST}": 3,
        f"/agenda/{stars}": 1,
    }.items():
        text = page.get(f"/feeds/festival/{CODE}{path}.ics").text
        assert text.count("BEGIN:VEVENT") == sessions, path
        assert "科技节" in text and text.startswith("BEGIN:VCALENDAR")
    for path in ("/blocks/none", "/days/2027-01-01", "/agenda/-", "/venues/none"):
        page.get(f"/feeds/festival/{CODE}{path}.ics", status=404)
    cancel_occurrence(first.id, reason="下雨", by=cast.manager, now=NOW)
    assert "STATUS:CANCELLED" in page.get(f"/feeds/festival/{CODE}/agenda/{stars}.ics").text


def _in_36(number: int) -> str:
    from sciencepop.festival.rules.agenda import write_stars

    return write_stars([number])


def test_an_agenda_lives_in_its_link_and_can_be_kept_with_an_account(
    page: Page, session: Session, cast: Cast, released: Edition
) -> None:
    page.get(f"/festival/{CODE}/programme")
    star = page.all("a", class_="festival-star")[0].get("href") or ""
    page.get(star)
    other = page.all("a", class_="festival-star")[1].get("href") or ""
    page.get(other)
    assert page.text().count("已收藏") == 2
    agenda = page.all("a", href=other.replace("/programme", "/agenda").split("#")[0].replace(f"day={FIRST}&", ""))
    page.get(agenda[0].get("href") or "")
    assert "时间重叠" in page.text()
    stars = (agenda[0].get("href") or "").partition("s=")[2]
    assert session.scalars(select(Star)).all() == []
    page.sign_in(cast.resident).get(f"/my/festival/{CODE}?s={stars}")
    assert "有 2 场还没有存" in page.text()
    page.post(f"/my/festival/{CODE}", {"s": stars})
    assert len(session.scalars(select(Star)).all()) == 2
    page.get(f"/my/festival/{CODE}")
    assert keep_stars(CODE, [], by=cast.resident, now=NOW) == 0
    page.get(f"/festival/{CODE}/agenda?s=zzzzzzzzz.-.%00")


def test_a_postponement_is_looked_at_first_then_made_and_taken_back(
    page: Page, session: Session, cast: Cast, released: Edition
) -> None:
    first = session.scalars(select(Occurrence).order_by(Occurrence.id)).first()
    assert first is not None
    make_booking(session, first, cast.resident)
    session.commit()
    page.sign_in(cast.officer).get(f"{DESK}/postpone")
    page.get(f"{DESK}/postpone?days=400", status=422)
    assert "365" in page.text()
    page.get(f"{DESK}/postpone?to_on={(FIRST - DAY).isoformat()}", status=422)
    page.get(f"{DESK}/postpone?to_on={(FIRST + 30 * DAY).isoformat()}&reason=台风")
    assert "往后延 30 天" in page.text() and "4 场会移动" in page.text()
    page.post(f"{DESK}/postpone", {"days": "0"}, status=422)
    page.post(f"{DESK}/postpone", {"days": "30", "reason": "台风"})
    number = session.scalars(select(Postponement.id)).one()
    page.get(f"{DESK}/postponements/{number}")
    assert "后台正在移动" in page.text()
    page.post(f"{DESK}/postponements/{number}/undo", status=422)
    assert move_postponed(NOW) == 4
    page.get(f"{DESK}/postponements/{number}")
    assert "1 人还没有收到" in page.text()
    page.get(DESK)
    page.post(f"{DESK}/postponements/{number}/undo")
    assert move_postponed(NOW) == 4
    page.get(f"{DESK}/postponements/{number}")
    assert "已撤回" in page.text()
    page.get(f"{DESK}/postponements/{number + 1}", status=404)


def test_a_proposal_is_made_scored_decided_and_becomes_a_draft_event(
    page: Page, session: Session, cast: Cast, edition: Edition
) -> None:
    officer, neighbour = Page(page.app).sign_in(cast.officer), Page(page.app).sign_in(cast.neighbour)
    manager = Page(page.app).sign_in(cast.manager)
    officer.get(f"{DESK}/call")
    call = {"opens_at": "2026-10-01T09:00", "closes_at": "2026-10-12T17:00", "scores_needed": "2", "about_zh": "欢迎"}
    officer.post(f"{DESK}/call", call | {"closes_at": "2026-09-12T17:00"}, status=422)
    officer.post(f"{DESK}/call", call | {"questions_zh": "安全吗？", "questions_en": "Safe?\nTwo"}, status=422)
    officer.post(f"{DESK}/call", call | {"questions_zh": "安全吗？", "questions_en": "Safe?"})
    reviewers = f"{DESK}/call/reviewers"
    for person, seat in ((cast.neighbour, neighbour), (cast.manager, manager), (cast.officer, officer)):
        officer.post(reviewers, {"address": person.addresses[0].value, "department": "kexie"})
        assert "松江科技节的提案" in reply(seat)
    # The answer does not tell who is there, and nobody is there before they agreed.
    officer.post(reviewers, {"address": "nobody@example.org", "department": "kexie"})
    officer.post(reviewers, {"address": "nobody@example.org", "department": "kexie"}, status=422)
    officer.get(f"{DESK}/call")
    assert "等答复" in officer.text()
    page.get(f"/en/festival/{CODE}/call")
    assert "Safe?" in page.text()
    page.sign_in(cast.manager).get(f"/festival/{CODE}/propose")
    said = {
        "proposer_kind": "base",
        "acts_for": "base:chenshan",
        "kind": "workshop",
        "title_zh": "听虫",
        "people": "20",
    }
    said |= {"text_zh": "夜里听虫", "money": "none", "audiences": ["teenagers"]}
    page.post(f"/festival/{CODE}/propose", said | {"answer": ""}, status=422)
    page.post(f"/festival/{CODE}/propose", said | {"acts_for": "base:kejiguan", "answer": "安全"}, status=422)
    code = page.post(f"/festival/{CODE}/propose", said | {"answer": "安全"}).headers["Location"].rpartition("/")[2]
    page.get(f"/my/proposals/{code}/edit")
    page.post(f"/my/proposals/{code}/edit", said | {"answer": ["很安\0全", "多出来的"], "room": "草地"})
    assert session.scalars(select(Proposal.answers)).all() == [["很安全"]]
    neighbour.get(f"/my/proposals/{code}", status=404)
    officer.post(f"{DESK}/call", call | {"questions_zh": "别的？"}, status=422)
    review, desk = f"/festival/review/proposals/{code}", f"/district/festival/proposals/{code}"
    Page(page.app).sign_in(cast.resident).get(review, status=404)
    manager.get(review)
    manager.post(review, {"points": "5"}, status=422)
    neighbour.get(f"/festival/review/{CODE}")
    neighbour.get(review)
    neighbour.post(review, {"points": "9"}, status=422)
    neighbour.post(review, {"points": "4", "note": "有意思"})
    officer.post(desk, {"state": "accepted"}, status=422)
    officer.post(review, {"points": "5"})
    page.post(f"/my/proposals/{code}/edit", said | {"answer": "安全"}, status=422)
    officer.get(desk)
    assert "平均 4.5 分" in officer.text() and "有意思" in officer.text()
    officer.post(desk, {"state": "conditional", "words": ""}, status=422)
    officer.post(f"{desk}/convert", {"base": "chenshan"}, status=422)
    officer.post(desk, {"state": "conditional", "words": "晚上九点前结束"})
    officer.post(desk, {"state": "rejected", "words": "x"}, status=422)
    assert "晚上九点前结束" in page.get(f"/my/proposals/{code}").text
    assert "有条件入选" in page.get("/my/messages").text
    page.post(f"/my/proposals/{code}/withdraw", status=422)
    officer.get(desk)
    edition.state, edition.figures_at = EditionState.CLOSED, NOW  # what is closed stays as it was
    session.commit()
    officer.post(f"{desk}/convert", {"base": "chenshan"}, status=422)
    edition.state, edition.figures_at = EditionState.ANNOUNCED, None
    session.commit()
    slug = officer.post(f"{desk}/convert", {"base": "chenshan"}).headers["Location"].rpartition("/")[2]
    officer.post(f"{desk}/convert", {"base": "chenshan"}, status=422)
    event = session.scalars(select(Event).where(Event.title_zh == "听虫")).one()
    assert (event.seats, event.state.value, slug) == (20, "draft", event.slug)
    assert "听虫" in officer.get(f"{DESK}/events").text
    officer.get(f"{DESK}/call")
    officer.post(f"{DESK}/call/reviewers/{cast.neighbour.id}/end")
    neighbour.get(review, status=404)
    page.get("/my/proposals")
    neighbour.get("/my/proposals")


def test_every_subscribed_calendar_follows_a_postponement_and_each_person_has_one_letter(
    page: Page, session: Session, cast: Cast, released: Edition, events: list[Event]
) -> None:
    """By 90 days: the same entries with the next SEQUENCE in the feeds of all kinds, a person's own among them."""
    own = events[0].occurrences
    for one in (*own, events[1].occurrences[0]):
        make_booking(session, one, cast.resident)
    make_booking(session, own[0], cast.neighbour)
    session.commit()
    secret = create_token(by=cast.resident, label="手机", language="zh", now=NOW).secret
    stars = ".".join(_in_36(one.id) for one in own)
    paths = [f"festival/{CODE}{part}" for part in ("", "/blocks/open", "/venues/chenshan", f"/days/{FIRST}")]
    paths += [f"festival/{CODE}/agenda/{stars}", f"p/{secret}"]
    before = {path: _entries(page, path) for path in paths}
    assert [len(found) for found in before.values()] == [4, 4, 3, 3, 2, 3]
    page.sign_in(cast.officer)
    assert "2 人，每人一封" in page.get(f"{DESK}/postpone?days=90").text
    page.post(f"{DESK}/postpone", {"days": "90", "reason": "台风"})
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        assert move_postponed(clock.now()) == 4
    with clock.frozen_at(NOW + timedelta(minutes=22)):
        assert tell_bundles_due(clock.now()) == 2
        for path, entries in before.items():
            moved = {uid: (starts_at + 90 * DAY, sequence + 1) for uid, (starts_at, sequence) in entries.items()}
            assert _entries(page, path) == moved, path
    written = session.scalars(select(OutboxMessage.address)).all()
    assert len(written) == len(set(written)) == 2


def _entries(page: Page, path: str) -> dict[str, tuple[datetime, int]]:
    """Start and SEQUENCE of each entry of a feed, by UID."""
    found = Calendar.from_ical(page.get(f"/feeds/{path}.ics").text).walk("VEVENT")
    return {str(one["UID"]): (one.decoded("DTSTART"), int(one.get("SEQUENCE", 0))) for one in found}
