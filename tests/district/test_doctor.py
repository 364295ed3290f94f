"""`flask doctor` and `flask officer add`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.audit import AuditRow
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage
from sciencepop.core.stamps import Stamp
from sciencepop.district import checks
from sciencepop.programme.models import ContentReview, Event, EventState, Series, VEvent
from sciencepop.programme.services.revise import revise
from tests.cast import Cast
from tests.conftest import NOW, close_app, make_app
from tests.factories import make_event, make_occurrence

HEALTHY: list[str] = []


def sound_event(session: Session, cast: Cast, **values: Any) -> Event:
    """A public event as the services leave it: reviewed, with calendar texts."""
    event = make_event(session, cast.base, **values)
    occurrence = make_occurrence(session, event)
    revise(session, [occurrence], now=NOW, significant=False)
    session.add(
        ContentReview(
            event=event,
            state=EventState.PUBLISHED,
            reviewer_id=cast.officer.id,
            reviewer_name=cast.officer.name,
            reviewed_at=NOW,
        )
    )
    session.commit()
    return event


def message(session: Session, key: str, **values: Any) -> None:
    defaults = {"channel": Channel.MAIL, "address": "a@example.org", "body": "x", "created_at": NOW, "not_before": NOW}
    session.add(OutboxMessage(dedup_key=key, **(defaults | values)))
    session.commit()


def all_sentences() -> list[str]:
    names = ("vocabularies", "calendar_texts", "outbox_age", "stamps", "series", "reviews", "cancellations", "managers")
    return [line for name in names for line in getattr(checks, name)()]


def test_a_sound_district_has_nothing_to_tell(session: Session, cast: Cast) -> None:
    sound_event(session, cast)
    assert all_sentences() == HEALTHY


def test_unknown_slugs_are_named(session: Session, cast: Cast) -> None:
    event = sound_event(session, cast, kind="seance", topics=["alchemy"], audiences=["martians"])
    event.access = ["teleport"]
    cast.base.town_code = "999"
    session.commit()
    found = "".join(checks.vocabularies())
    assert [word for word in ("seance", "alchemy", "martians", "teleport", "999") if word not in found] == []


def test_a_calendar_text_that_is_missing_or_old_is_told(session: Session, cast: Cast) -> None:
    event = sound_event(session, cast)
    session.execute(delete(VEvent).where(VEvent.lang == "en"))
    session.commit()
    assert checks.calendar_texts() == [f"有 1 个场次没有最新的日历文本，例如：{event.occurrences[0].id}。"]


def test_mail_that_waits_too_long_or_was_given_up_is_told(session: Session, cast: Cast) -> None:
    message(session, "young")
    assert checks.outbox_age() == HEALTHY
    message(session, "old", not_before=NOW - timedelta(minutes=16))
    message(session, "lost", state=Delivery.FAILED)
    message(session, "done", state=Delivery.SENT, not_before=NOW - timedelta(days=3))
    assert ["超过 15 分钟" in line or "发送失败" in line for line in checks.outbox_age()] == [True, True]


def test_mail_that_a_server_has_not_taken_for_an_hour_is_told_though_it_will_be_tried_again(
    session: Session, cast: Cast
) -> None:
    message(session, "refused for now", tries=3, created_at=NOW - timedelta(minutes=59))
    assert checks.outbox_age() == HEALTHY
    soon = NOW + timedelta(hours=2)
    message(session, "away", tries=6, created_at=NOW - timedelta(minutes=61), not_before=soon)
    message(session, "done", state=Delivery.SENT, created_at=NOW - timedelta(days=3))
    (told,) = checks.outbox_age()
    assert told.startswith("有 1 条消息试了 60 分钟仍没有发出")


def test_an_overdue_outbox_fails_the_command(app: Flask, session: Session, cast: Cast) -> None:
    message(session, "old", not_before=NOW - timedelta(minutes=16))
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert (result.exit_code, "有 1 条消息超过 15 分钟没有发出" in result.output) == (1, True)


def test_a_redis_and_a_mail_server_that_are_away_break_nothing_that_is_checked(tmp_path: Path) -> None:
    away = {"redis_url": "redis://127.0.0.1:1/0", "smtp_url": "smtp://127.0.0.1:1"}
    app = make_app(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, **away)
    try:
        result = app.test_cli_runner().invoke(args=["doctor"])
        known = "calendar: The holidays of the school year 2026 are not known yet.\n"
        assert (result.exit_code, result.output) == (0, known + "一切正常\n")
    finally:
        close_app(app)


def test_a_missing_stamp_is_told(session: Session, cast: Cast) -> None:
    session.execute(delete(Stamp).where(Stamp.name == "seats", Stamp.shard == 7))
    assert checks.stamps() == ["缺少版本记录：seats/7。"]


def test_a_public_event_without_review_is_told_unless_it_is_a_sample(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    make_event(session, cast.base, is_sample=True)
    make_event(session, cast.base, state=EventState.DRAFT)
    session.commit()
    assert checks.reviews() == [f"有 1 个公开活动没有内容审核记录：{event.id}。"]


def test_a_cancelled_event_that_would_still_take_place_is_told(session: Session, cast: Cast) -> None:
    event = sound_event(session, cast)
    session.execute(update(Event).where(Event.id == event.id).values(state=EventState.CANCELLED))
    session.commit()
    assert len(checks.cancellations()) == 1


def test_series_that_contradict_their_sessions_are_told(session: Session, cast: Cast) -> None:
    event, other = sound_event(session, cast), make_event(session, cast.base, state=EventState.DRAFT)
    day = NOW.date()
    series = Series(event=other, weekdays=["5"], starts=NOW.time(), minutes=60, from_on=day, until_on=day)
    series.skipped = ["2026-10-17"]
    session.add(series)
    session.flush()
    event.occurrences[0].series_id = series.id
    session.commit()
    assert ["属于别的活动" in line or "却有场次" in line for line in checks.series()] == [True, True]


@pytest.mark.parametrize("is_broken", [False, True])
def test_the_command_says_so_and_exits(app: Flask, session: Session, cast: Cast, is_broken: bool) -> None:
    if is_broken:
        make_event(session, cast.base)
        session.commit()
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == int(is_broken), result.output
    assert ("没有内容审核记录" in result.output) == is_broken
    assert ("一切正常" in result.output) != is_broken


def test_the_first_officer_is_made_from_the_command_line(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["officer", "add", " First@Example.org "]).exit_code == 0
    person = session.scalars(select(Person)).one()
    assert person.is_officer
    assert session.scalars(select(AuditRow.action)).all() == ["accounts.role_granted"]
    again = runner.invoke(args=["officer", "add", "first@example.org"])
    assert (again.exit_code, again.output.strip()) == (0, "这个账号已经是区科协管理员。")


def test_what_is_no_address_makes_no_officer(app: Flask, session: Session) -> None:
    result = app.test_cli_runner().invoke(args=["officer", "add", "everybody"])
    assert result.exit_code == 1
    assert "请填写邮箱" in result.output
    assert session.scalars(select(Person)).all() == []
