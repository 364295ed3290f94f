"""The index follows the tables, on both databases: changes are noted, written, and hidden things gone at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core import clock, stamps
from sciencepop.core.db import write
from sciencepop.programme.models import Event, EventState
from sciencepop.search.finding import Asking, How, find, shown
from sciencepop.search.invariants import checks
from sciencepop.search.models import SearchDocument, SearchDue
from sciencepop.search.queries.find import list_documents
from sciencepop.search.rules.question import read_question
from sciencepop.search.services.refresh import FEW, refresh_all, refresh_due
from sciencepop.search.words import get_words
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_occurrence


def titles(session: Session, text: str) -> list[str]:
    """What is found, the best first, as a page would show it."""
    question = read_question(text, get_words())
    found = find(session, Asking(question, question.search(clock.today()), clock.now()))
    hits = shown(session, found.hits, clock.now())
    documents = list_documents(session, [hit.id for hit in hits])
    return [documents[hit.id].title_zh for hit in hits]


def test_a_change_is_noted_and_written(session: Session, cast: Cast) -> None:
    base = make_base(session, name_zh="上海方塔园", name_en="Square Pagoda Park")
    event = make_event(session, base, title_zh="观察蚂蚁", title_en="Looking at ants", topics=["animals"])
    make_occurrence(session, event)
    make_occurrence(session, make_event(session, base, title_zh="草稿蚂蚁", state=EventState.DRAFT))
    make_event(session, base, title_zh="没有场次的蚂蚁")
    session.commit()
    assert checks() == []  # what is noted is not broken
    refresh_due(NOW)
    assert session.scalar(select(func.count(SearchDue.id))) == 0
    assert checks() == []
    assert titles(session, "shfty") == ["上海方塔园", "观察蚂蚁"]
    assert titles(session, "蚂蚁") == titles(session, "looking ants") == ["观察蚂蚁"]

    event.title_zh, event.title_en, base.name_zh = "观察蝴蝶", "", "醉白池"
    session.commit()
    refresh_due(NOW)
    assert (titles(session, "蚂蚁"), titles(session, "蝴蝶 醉白池")) == ([], ["观察蝴蝶"])
    assert checks() == []


def test_a_small_change_is_found_by_the_next_request(
    app: Flask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = make_base(session, name_zh="星空教室")
    event = make_event(session, base, title_zh="星空夜话", state=EventState.DRAFT)
    make_occurrence(session, event)
    session.commit()
    refresh_all(NOW)
    monkeypatch.setitem(app.extensions, "search_at_once", True)
    with write() as held:
        held.get_one(Event, event.id).state = EventState.PUBLISHED
    assert "星空夜话" in titles(session, "星空")
    with write() as held:  # more than a few documents wait for the worker
        for _more in range(FEW):
            make_event(held, base, title_zh="星空再话")
        held.get_one(ScienceBase, base.id).name_zh = "观星教室"
    assert "观星教室" not in titles(session, "教室")
    refresh_due(NOW)
    assert "观星教室" in titles(session, "教室")


def test_what_is_hidden_is_gone_before_the_index_knows(session: Session, cast: Cast) -> None:
    base = make_base(session, name_zh="星空教室")
    event = make_event(session, base, title_zh="星空夜话")
    make_occurrence(session, event, starts_in=timedelta(days=1))
    session.commit()
    refresh_all(NOW)
    assert sorted(titles(session, "星空")) == ["星空夜话", "星空教室"]
    base.state = BaseState.WITHDRAWN
    stamps.programme_changed(session)
    session.commit()
    assert session.scalar(select(func.count(SearchDocument.id))) >= 2
    assert titles(session, "星空") == []
    refresh_due(NOW)
    assert session.scalars(select(SearchDocument).where(SearchDocument.slug == event.slug)).all() == []


def test_filters_are_those_of_the_list_of_events(session: Session, cast: Cast) -> None:
    base = make_base(session, name_zh="泗泾科学屋", town_code="310117102000")
    soon = make_event(session, base, title_zh="周日机器人", topics=["robotics"], age_min=6, age_max=9)
    make_occurrence(session, soon, starts_in=timedelta(days=1))
    later = make_event(session, base, title_zh="以后机器人", topics=["robotics"], price_cents=3000)
    make_occurrence(session, later, starts_in=timedelta(days=6), is_full=True)
    session.commit()
    refresh_all(NOW)
    assert titles(session, "机器人") == ["周日机器人", "以后机器人"]
    assert titles(session, "周末 机器人 泗泾") == titles(session, "机器人 免费") == ["周日机器人"]
    assert titles(session, "12岁机器人") == ["以后机器人"]
    assert titles(session, "下周 机器人") == ["以后机器人"]
    assert titles(session, "robots seats left") == ["周日机器人"]
    assert titles(session, "免费 下周 机器人") == []


def test_mistyped_is_found_and_time_takes_away(session: Session, cast: Cast) -> None:
    base = make_base(session, name_zh="上海方塔园", name_en="Square Pagoda Park")
    event = make_event(session, base, title_zh="看望远镜", title_en="Telescope evening")
    make_occurrence(session, event, starts_in=timedelta(days=2))
    session.commit()
    refresh_all(NOW)

    def how(text: str) -> tuple[How, list[str]]:
        question = read_question(text, get_words())
        found = find(session, Asking(question, question.search(clock.today()), clock.now()))
        return found.how, titles(session, text)

    assert how("telescpoe") == (How.RESPELLED, ["看望远镜"])
    assert how("fangtayaun") == (How.RESPELLED, ["上海方塔园", "看望远镜"])
    assert how("忘远镜")[1] == ["看望远镜"]
    assert how("方塔大院子园")[0] is How.NEARLY
    with clock.frozen_at(NOW + timedelta(days=3)):
        assert titles(session, "telescope") == []
        refresh_due(clock.now())
        assert checks() == []
