"""The door: what never gets into a list, what is used of a person and for how long, counters, exposure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.services import close_account, export_data
from sciencepop.bases.models import BaseState
from sciencepop.bookings.models import BookingState
from sciencepop.core.i18n import in_language
from sciencepop.core.stamps import fullness_changed
from sciencepop.programme.models import EventState, Occurrence, OccurrenceState
from sciencepop.recommend.engine.exposure import worth
from sciencepop.recommend.invariants import checks
from sciencepop.recommend.models import CountSnapshot, ExposureDay, ForgottenVisit, TasteSetting, TrainedWeights
from sciencepop.recommend.rules.reasons import Because
from sciencepop.recommend.rules.tastes import NOBODY, Choice, Tastes
from sciencepop.recommend.services import learn as learning
from sciencepop.recommend.services import rights
from sciencepop.recommend.services.count import take_counters
from sciencepop.recommend.services.exposure import note_shown
from sciencepop.recommend.services.ledger import read_standing
from sciencepop.recommend.services.suggest import suggest, tastes_of, tastes_of_audience
from sciencepop.recommend.shelf import get_shelves
from sciencepop.recommend.words import sentence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_booking, make_event, make_occurrence

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def titles(session: Session, tastes: Tastes, limit: int = 20) -> set[str]:
    found = [one.occurrence_id for one in suggest(tastes, limit, NOW)]
    return {session.get_one(Occurrence, number).event.title_zh for number in found}


def be_at(session: Session, person: Person, event: Any, days: int, **values: Any) -> Any:
    """The person was at a session of the event so many days ago."""
    then = make_occurrence(session, event, starts_in=-days * DAY)
    return make_booking(session, then, person, state=BookingState.ATTENDED, attended_at=NOW, **values)


def test_what_could_not_be_booked_is_in_no_list(session: Session, cast: Cast) -> None:
    hidden = make_base(session, name_zh="未公开", state=BaseState.DRAFT)

    def put(title: str, base: Any = cast.base, event: dict[str, Any] | None = None, **values: Any) -> Occurrence:
        return make_occurrence(session, make_event(session, base, title_zh=title, **(event or {})), **values)

    put("能去的")
    put("没公开的基地", hidden)
    put("草稿", event={"state": EventState.DRAFT})
    put("取消了", state=OccurrenceState.CANCELLED, cancelled_at=NOW)
    put("满了", is_full=True)
    put("截止了", booking_closes_at=NOW - HOUR)
    put("还没开放", booking_opens_at=NOW + HOUR)
    put("开始了", starts_in=-HOUR / 2)
    put("太远", starts_in=40 * DAY)
    busy = put("约了", starts_in=3 * DAY)
    put("冲突", starts_in=3 * DAY + HOUR)
    make_occurrence(session, busy.event, starts_in=5 * DAY)
    put("老人的", event={"audiences": ["seniors"]})
    session.commit()
    assert titles(session, NOBODY) == {"能去的", "约了", "冲突", "老人的"}
    make_booking(session, busy, cast.resident)
    session.commit()
    assert titles(session, tastes_of(cast.resident, NOW)) == {"能去的", "老人的"}
    assert titles(session, tastes_of_audience("seniors")) == {"老人的"}
    session.execute(update(Occurrence).where(Occurrence.event_id == busy.event_id).values(is_full=True))
    fullness_changed(session)
    session.commit()
    assert titles(session, NOBODY) == {"能去的", "冲突", "老人的"}


def test_what_was_forgotten_or_switched_off_is_gone_at_the_next_request(session: Session, cast: Cast) -> None:
    known = make_event(session, cast.other_base, title_zh="机器人搭建", topics=["robotics"])
    for base in (cast.base, cast.other_base):
        make_occurrence(session, make_event(session, base, title_zh=f"新的{base.id}"))
    first, second = be_at(session, cast.resident, known, 9), be_at(session, cast.resident, known, 2)
    be_at(session, cast.resident, known, 3, comes=False, children=1)
    cast.resident.audiences = ["teenagers"]
    session.commit()
    mine = suggest(tastes_of(cast.resident, NOW), 5, NOW)
    assert mine[0].base_id == cast.other_base.id
    assert (mine[0].told[0].because, mine[0].told[0].count) == (Because.BASE, 2)
    with in_language("en"):
        assert sentence(mine[0].told[0]) == "You have booked at this base before (2×)"

    rights.forget_visits([first.id, 10**9], by=cast.resident, now=NOW)
    assert suggest(tastes_of(cast.resident, NOW), 5, NOW)[0].told[0].count == 1
    assert rights.forget_visits([second.id], by=cast.neighbour, now=NOW) == 0
    rights.switch(is_off=True, by=cast.resident, now=NOW)
    assert tastes_of(cast.resident, NOW) == NOBODY
    assert suggest(tastes_of(cast.resident, NOW), 5, NOW) == suggest(NOBODY, 5, NOW)
    rights.switch(is_off=False, by=cast.resident, now=NOW)
    rights.forget_all(is_off=False, by=cast.resident, now=NOW)
    assert tastes_of(cast.resident, NOW) == Tastes(Choice(), (), cast.resident.id)
    assert session.scalars(select(ForgottenVisit.booking_id).order_by(ForgottenVisit.booking_id)).all() == [
        first.id, second.id,
    ]  # fmt: skip
    told = export_data(cast.resident, NOW)["recommendations"]
    assert [row["booking"] for row in told["bookings_that_do_not_count"]] == [first.code, second.code]
    close_account(cast.resident, NOW)
    assert session.scalar(select(ForgottenVisit)) is None and session.scalar(select(TasteSetting)) is None


def test_counters_are_of_those_who_may_be_counted_and_can_be_counted_again(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base)
    kept = be_at(session, cast.resident, event, 4)
    be_at(session, cast.neighbour, event, 5)
    be_at(session, cast.manager, event, 6)
    make_booking(session, make_occurrence(session, event), cast.resident)
    session.commit()
    rights.switch(is_off=True, by=cast.neighbour, now=NOW)
    row = take_counters(NOW)
    assert (row.visits, row.people) == (2, 2)
    shelf = get_shelves().get(NOW)
    assert shelf.counted_at == NOW and shelf.catalogue.counts.base_size.max() > 0
    rights.forget_visits([kept.id], by=cast.resident, now=NOW)
    assert checks() == []
    assert (take_counters(NOW).visits, len(session.scalars(select(CountSnapshot)).all())) == (1, 2)
    make_event(session, cast.base, title_zh="新开的一门课", topics=["astronomy"])
    session.commit()
    assert checks() == [], "the next event is numbered too, and changes no count"
    newest = session.scalars(select(CountSnapshot).order_by(CountSnapshot.id.desc())).first()
    assert newest is not None
    newest.content = b"another"
    session.add(
        ForgottenVisit(booking_id=be_at(session, cast.manager, event, 500).id, person_id=cast.desk.id, forgotten_at=NOW)
    )
    session.add(TrainedWeights(trained_at=NOW, lists=1, validation=0.5, refusal=None, taken_at=NOW, content="{}"))
    newest.digest = _digest()
    session.commit()
    assert [line.split(" ")[0] for line in checks()] == ["The", "Booking", "The"]
    get_shelves().clear()
    shelf = get_shelves().get(NOW)
    assert (shelf.counted_at, shelf.is_own) == (None, False), "what another program left does not stop the lists"


def _digest() -> str:
    from sciencepop.core.db import db
    from sciencepop.recommend.services.count import gather

    return gather(db.session(), get_shelves().reference, NOW).digest


def test_what_is_shown_is_owed_less_and_a_steady_list_does_not_care(session: Session, cast: Cast) -> None:
    bases = [cast.base, cast.other_base, *(make_base(session) for _number in range(4))]
    for base in bases:
        for number, title in enumerate(("观叶", "听星", "搭桥"), start=2):
            make_occurrence(session, make_event(session, base, title_zh=title), starts_in=number * DAY)
    full = make_base(session, name_zh="都满了")
    make_occurrence(session, make_event(session, full), is_full=True)
    session.commit()
    first = suggest(NOBODY, 10, NOW)
    assert {row.name_zh: row.owed for row in read_standing(NOW)} == dict.fromkeys((base.name_zh for base in bases), 1.0)
    assert len({one.event_id for one in first}) == len(first) == 10
    steady = suggest(NOBODY, 10, NOW, is_steady=True)
    note_shown(first, NOW)
    rows = {row.base_id: row.worth for row in session.scalars(select(ExposureDay))}
    expected: dict[int, float] = {}
    for rank, one in enumerate(first, start=1):
        expected[one.base_id] = expected.get(one.base_id, 0) + worth(rank)
    assert rows == pytest.approx(expected)
    assert suggest(NOBODY, 10, NOW) == first  # a process reads the ledger once a minute
    later = NOW + timedelta(minutes=2)
    note_shown(first, later)
    assert session.scalars(select(ExposureDay.worth)).all() == pytest.approx([2 * worth for worth in rows.values()])
    assert [one.base_id for one in suggest(NOBODY, 10, later)] != [one.base_id for one in first]
    assert suggest(NOBODY, 10, later, is_steady=True) == steady


def test_weights_that_were_refused_are_kept_and_not_used(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learning.learn(NOW) is None
    monkeypatch.setattr(learning, "FEWEST_VISITS", 1)
    one, other = (make_event(session, base) for base in (cast.base, cast.other_base))
    for days in range(3, 200, 7):
        be_at(session, cast.resident, one, days)
        be_at(session, cast.neighbour, other, days + 1)
    session.commit()
    row = learning.learn(NOW)
    assert row is not None and row.refusal == "few_lists"
    assert not get_shelves().get(NOW).is_own
