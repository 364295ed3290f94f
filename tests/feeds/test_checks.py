"""Doctor's questions, the command, and what a person may take along."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.accounts import privacy
from sciencepop.core import clock, invariants
from sciencepop.core.db import write
from sciencepop.feeds.checks import digests_fit, path_of, stored_texts_are_whole
from sciencepop.feeds.models import FeedState, FeedToken
from sciencepop.feeds.rules.scopes import FESTIVAL, Scope, ScopeKind, read_state_key
from sciencepop.feeds.services.tokens import create_token
from sciencepop.programme.models import VEvent
from tests.cast import Cast
from tests.feeds.conftest import FEEDS, Season
from tests.page import Page

FESTIVAL_PARTS = {
    ScopeKind.FESTIVAL: "",
    ScopeKind.FESTIVAL_BLOCK: "slug",
    ScopeKind.FESTIVAL_VENUE: "slug",
    ScopeKind.FESTIVAL_DAY: "day",
    ScopeKind.FESTIVAL_AGENDA: "stars",
}


def test_all_is_well_after_every_feed_was_fetched(page: Page, season: Season, session: Session) -> None:
    for url in FEEDS:
        page.get(url)
        page.get("/en" + url)
    assert session.query(FeedState).count() == 2 * len(FEEDS)
    assert (digests_fit(), stored_texts_are_whole()) == ([], [])


def test_a_change_that_nobody_told_of_is_found(page: Page, season: Season, session: Session) -> None:
    page.get("/feeds/bases/chenshan.ics")
    season.next_week.event.base.name_zh = "改了名"
    session.commit()
    assert digests_fit() == ["feed base:chenshan:zh differs from what was noted of it while nothing has changed"]


def test_a_damaged_text_is_found(page: Page, season: Season, session: Session) -> None:
    page.get("/feeds/all.ics")
    number = season.next_week.id
    for content, fault in (
        (b"", "is not one VEVENT"),
        (b"BEGIN:VEVENT\r\nUID:other\r\nEND:VEVENT\r\n", "has another UID than the occurrence"),
        (
            f"BEGIN:VEVENT\r\nUID:{season.next_week.uid}\r\nDTSTAMP:never\r\nEND:VEVENT\r\n".encode(),
            "is read with complaints",
        ),
    ):
        session.query(VEvent).filter_by(occurrence_id=number, lang="zh").update({"content": content})
        session.commit()
        assert stored_texts_are_whole() == [f"the stored calendar text of occurrence {number} (zh) {fault}"]


def test_doctor_knows_both_questions(app: Flask) -> None:
    assert {"feed digests", "stored calendar texts"} <= set(invariants.checks())


def test_paths_are_those_of_the_views(app: Flask) -> None:
    with app.test_request_context():
        from flask import url_for

        for kind in ScopeKind:
            name = "code" if kind is ScopeKind.TOWN else "slug"
            values = {} if kind is ScopeKind.ALL else {name: "x"}
            key = "" if kind is ScopeKind.ALL else "x"
            if kind in FESTIVAL:
                part = FESTIVAL_PARTS[kind]
                values, key = ({"code": "x", part: "y"}, "x/y") if part else ({"code": "x"}, "x")
            assert path_of(Scope(kind, key), "zh") == url_for(f"feeds.{kind}", **values)


def test_a_state_key_is_read_back() -> None:
    assert read_state_key("base:chenshan:en") == (Scope(ScopeKind.BASE, "chenshan"), "en")
    assert read_state_key(Scope(ScopeKind.ALL).state_key("zh")) == (Scope(ScopeKind.ALL), "zh")
    assert read_state_key("token:7:zh") is None


def test_rerender_repairs_every_text(app: Flask, page: Page, season: Season, session: Session) -> None:
    before = page.get("/feeds/all.ics").data
    session.query(VEvent).update({"content": b""})
    session.commit()
    result = app.test_cli_runner().invoke(args=["feeds", "rerender"])
    assert result.output == "11 occurrences rendered in every language.\n"
    session.expire_all()
    assert stored_texts_are_whole() == []
    assert page.get("/feeds/all.ics").data == before


def test_rerender_missing_leaves_the_others_alone(app: Flask, season: Season) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["feeds", "rerender", "--missing"])
    again = runner.invoke(args=["feeds", "rerender", "--missing"])
    assert (first.output.split()[0], again.output.split()[0]) == ("11", "0")


def test_a_person_takes_their_addresses_along_without_secrets(session: Session, cast: Cast) -> None:
    token = create_token(by=cast.resident, label="手机", language="zh", now=clock.now())
    exported = privacy.exported(session, cast.resident)["calendars"]
    assert exported == [
        {
            "label": "手机",
            "language": "zh",
            "created_at": clock.now().isoformat(),
            "used_at": None,
            "revoked_at": None,
        }
    ]
    assert token.secret not in repr(exported)


def test_closing_an_account_ends_its_addresses(session: Session, cast: Cast) -> None:
    create_token(by=cast.resident, label="手机", language="zh", now=clock.now())
    with write() as unit:
        privacy.closing(unit, cast.resident, clock.now())
    session.expire_all()
    assert session.query(FeedToken).one().revoked_at == clock.now()
