"""Shifts for the days of a festival's venue: made from a template, staffed by a base, and following the festival."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Commitment
from sciencepop.bookings.services.bundles import count_untold, tell_bundles_due
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.festival.hooks import short_of
from sciencepop.festival.models import Edition, Postponement, Venue
from sciencepop.festival.queries.editions import get_edition
from sciencepop.festival.queries.postponements import preview
from sciencepop.festival.rules.refusals import Refusal as FestivalRefusal
from sciencepop.festival.services import contents
from sciencepop.festival.services.contents import VenueWish
from sciencepop.festival.services.postpone import move_postponed, postpone, undo_postponement
from sciencepop.festival.services.releases import cut_release
from sciencepop.programme.models import Event
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import Shift, ShiftState, ShiftTemplate
from sciencepop.volunteers.queries.shifts import get_template
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services import NeedWish, TemplateWish
from sciencepop.volunteers.services.templates import plan
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_booking, make_event, make_occurrence
from tests.festival.editions import CODE, make_edition
from tests.page import Page
from tests.volunteers.people import make_assignment, make_volunteer

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SQUARE = VenueWish(name_zh="思贤公园广场", name_en="Sixian Park", lat=31.03, lon=121.23)


@pytest.fixture
def event(session: Session, cast: Cast) -> Event:
    """Two sessions on the festival's first day, one on the second, and one in a square on the first."""
    found = make_event(session, cast.base, title_zh="观叶", title_en="Leaves", seats=20)
    for starts_in in (7 * DAY, 7 * DAY + 4 * HOUR, 8 * DAY):
        make_occurrence(session, found, starts_in=starts_in)
    make_occurrence(session, found, starts_in=7 * DAY + 8 * HOUR, place_zh="思贤公园广场", lat=31.03, lon=121.23)
    return found


@pytest.fixture
def edition(session: Session, cast: Cast, event: Event) -> Edition:
    make_edition(session, cast.officer, cast.base)
    contents.save_venue(CODE, SQUARE, by=cast.officer, now=NOW)
    contents.add_events(CODE, [event.slug], "open", by=cast.officer, now=NOW)
    cut_release(CODE, by=cast.officer, now=NOW)
    return get_edition(session, CODE)


@pytest.fixture
def shifts(session: Session, cast: Cast, edition: Edition) -> list[Shift]:
    """One shift a day at the base, from half an hour before its first session to a quarter after its last, open."""
    number = services.add_template(cast.base, template_for(edition.venues[0]), by=cast.manager, now=NOW)
    assert services.make(number, by=cast.manager, now=NOW) == (2, 0)
    found = list(session.scalars(select(Shift).order_by(Shift.starts_at)))
    for shift in found:
        services.publish(shift.id, by=cast.manager, now=NOW)
    return found


def template_for(venue: Venue) -> TemplateWish:
    return TemplateWish("会场引导", [NeedWish("helper", 1, 1, 2)], festival_venue_id=venue.id)


def diff_of(template_id: int) -> tuple[int, int, int, int]:
    db.session.rollback()
    found = plan(db.session(), get_template(db.session(), template_id), NOW)
    return len(found.added), len(found.changed), len(found.kept), len(found.gone)


def letters() -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.dedup_key.startswith("shift-"))
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def test_a_template_makes_a_shift_for_each_day_of_its_venue_and_making_it_again_is_a_diff(
    session: Session, cast: Cast, event: Event, edition: Edition, shifts: list[Shift]
) -> None:
    first, second, third, _square = sorted(event.occurrences, key=lambda one: (bool(one.place_zh), one.starts_at))
    assert [(shift.starts_at, shift.ends_at) for shift in shifts] == [
        (first.starts_at - HOUR / 2, second.ends_at + HOUR / 4),
        (third.starts_at - HOUR / 2, third.ends_at + HOUR / 4),
    ]
    assert {(shift.host, shift.place_zh, shift.festival_venue_id) for shift in shifts} == {
        (cast.base, "", edition.venues[0].id)
    }
    number = shifts[0].template_id or 0
    assert diff_of(number) == (0, 0, 0, 0)
    cancel_occurrence(second.id, reason="设备故障", by=cast.manager, now=NOW)
    assert diff_of(number) == (0, 1, 0, 0)
    cancel_occurrence(third.id, reason="设备故障", by=cast.manager, now=NOW)
    assert diff_of(number) == (0, 1, 0, 1)
    assert checks() == []


def test_a_festival_that_is_postponed_takes_its_shifts_along_and_back(
    session: Session, cast: Cast, edition: Edition, shifts: list[Shift]
) -> None:
    helps = make_volunteer(session)
    row = make_assignment(session, shifts[0], helps)
    session.commit()
    services.cancel_shift(shifts[1].id, "人手不够", by=cast.manager, now=NOW)
    was = [(shift.starts_at, shift.festival_on, shift.template_key) for shift in shifts]
    number = postpone(CODE, 1, "台风", by=cast.officer, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        services.make(shifts[0].template_id or 0, by=cast.manager, now=NOW)
    assert refused.value.code is Refusal.WRONG_STATE
    move_postponed(NOW + HOUR / 60)
    session.expire_all()
    assert [(shift.starts_at - DAY, shift.festival_on - DAY) for shift in shifts if shift.festival_on] == [
        one[:2] for one in was
    ]
    assert shifts[0].template_key == was[1][2]
    assert diff_of(shifts[0].template_id or 0) == (0, 0, 0, 0)
    time = session.scalars(select(Commitment).where(Commitment.person_id == helps.id)).one()
    assert (time.starts_at, time.ends_at) == (shifts[0].starts_at, shifts[0].ends_at)
    assert tell_bundles_due(NOW + HOUR / 4) == 0 and letters() == []
    undo_postponement(CODE, number, by=cast.officer, now=NOW + HOUR / 30)
    move_postponed(NOW + HOUR / 20)
    session.expire_all()
    assert [(shift.starts_at, shift.festival_on, shift.template_key) for shift in shifts] == was
    assert shifts[1].state is ShiftState.CANCELLED
    assert tell_bundles_due(NOW + DAY) == 0 and letters() == []
    assert checks() == []
    postpone(CODE, 1, "台风", by=cast.officer, now=NOW)
    move_postponed(NOW + HOUR / 60)
    assert tell_bundles_due(NOW + HOUR) == 1 and tell_bundles_due(NOW + HOUR) == 0
    (letter,) = letters()
    assert letter.dedup_key == f"shift-{row.code}-moved-3"
    assert "科技节：松江科技节 · " in letter.body
    assert "原来的时间：10月17日（周六）09:30–15:45" in letter.body


def test_each_person_hears_of_all_that_moved_in_one_letter(
    session: Session, cast: Cast, event: Event, edition: Edition, shifts: list[Shift]
) -> None:
    """Two shifts; a shift and a booking; and the shift of a session, which moves with it."""
    services.make(
        services.add_template(
            cast.base,
            TemplateWish("助手", [NeedWish("helper", 1, 1, 2)], event_id=event.id),
            by=cast.officer,
            now=NOW,
        ),
        by=cast.officer,
        now=NOW,
    )
    own = session.scalars(select(Shift).where(Shift.occurrence_id == event.occurrences[0].id)).one()
    services.publish(own.id, by=cast.manager, now=NOW)
    both, busy, helper = (make_volunteer(session) for _number in range(3))
    for person, shift in ((both, shifts[0]), (both, shifts[1]), (busy, shifts[0]), (helper, own)):
        make_assignment(session, shift, person)
    make_booking(session, event.occurrences[2], busy)
    session.commit()
    assert preview(session, edition, 90, NOW).people == 3, "volunteers without a booking among them"
    number = postpone(CODE, 90, "台风", by=cast.officer, now=NOW)
    move_postponed(NOW)
    assert count_untold(session, session.get_one(Postponement, number).bundle) == (3, 1)
    assert tell_bundles_due(NOW + HOUR) == 3
    found = db.session.scalars(select(OutboxMessage))
    told = {one.subject: (one.body.count("原来的时间"), "台风" in one.body) for one in found}
    assert told == {
        "您报名的 2 个班次改期了": (2, True),
        "您的 2 项安排改期了": (1, True),
        "时间或地点有变：“助手”": (1, False),
    }
    # It was taken back in the moment in which the letters went out: whoever had one has another.
    undo_postponement(CODE, number, by=cast.officer, now=NOW + HOUR / 4)
    move_postponed(NOW + HOUR)
    tell_bundles_due(NOW + 2 * HOUR)
    several = OutboxMessage.subject == "您报名的 2 个班次改期了"
    assert len(db.session.scalars(select(OutboxMessage).where(several)).all()) == 2
    assert checks() == []


def test_a_shift_stays_where_the_sessions_of_its_day_could_not_move(
    session: Session, cast: Cast, event: Event, edition: Edition, shifts: list[Shift]
) -> None:
    """A session after the festival stands where the second day's would go."""
    make_occurrence(session, event, starts_in=28 * DAY)
    session.commit()
    postpone(CODE, 20, "台风", by=cast.officer, now=NOW)
    move_postponed(NOW + HOUR / 60)
    session.expire_all()
    assert [str(shift.festival_on) for shift in shifts] == ["2026-11-06", "2026-10-18"]
    assert checks() == []


def test_a_place_that_is_no_base_is_staffed_by_a_base_and_stays_while_it_has_shifts(
    session: Session, cast: Cast, edition: Edition
) -> None:
    square = edition.venues[1]
    number = services.add_template(cast.base, template_for(square), by=cast.officer, now=NOW)
    services.make(number, by=cast.officer, now=NOW)
    shift = session.scalars(select(Shift)).one()
    assert (shift.host, shift.place_zh, shift.lat) == (cast.base, "思贤公园广场", 31.03)
    make_assignment(session, shift, make_volunteer(session))
    session.commit()
    other = make_base(session, name_zh="方塔园")
    session.commit()
    with pytest.raises(RuleBroken) as dropped:
        contents.drop_part(CODE, "venues", square.id, by=cast.officer, now=NOW)
    with pytest.raises(RuleBroken) as changed:
        contents.save_venue(CODE, VenueWish(base=other.slug), square.slug, by=cast.officer, now=NOW)
    assert {dropped.value.code, changed.value.code} == {FestivalRefusal.VENUE_NEEDED}
    renamed = VenueWish(name_zh="思贤公园东广场", lat=31.04, lon=121.23)
    contents.save_venue(CODE, renamed, square.slug, by=cast.officer, now=NOW)
    session.expire_all()
    assert (shift.place_zh, shift.lat) == ("思贤公园东广场", 31.04)
    assert "原来的地点：思贤公园广场" in letters()[0].body
    assert checks() == []
    session.get_one(Venue, square.id).base_id = other.id
    session.commit()
    assert checks() == [f"Shift {shift.id} is at a venue of another base."]


def test_officers_see_each_day_and_what_it_lacks_and_a_base_makes_its_own(
    session: Session, page: Page, cast: Cast, event: Event, edition: Edition
) -> None:
    own, square = edition.venues
    session.commit()
    page.sign_in(cast.manager)
    path = f"/manage/bases/{cast.base.slug}/shift-templates"
    assert "松江科技节 · 思贤公园广场" in page.get(path).text
    needs = {"needs-0-role": "helper", "needs-0-minimum": "2", "needs-0-target": "2", "needs-0-maximum": "3"}
    fields = {"title_zh": "引导", "kind": "venue", "before_minutes": "30", "after_minutes": "15", **needs}
    page.post(path, fields | {"venue": "9" * 30}, status=422)
    page.post(path, fields | {"venue": str(own.id)})
    template = db.session.scalars(select(ShiftTemplate)).one()
    assert "的每一天" in page.get(path).text
    page.post(f"/manage/shift-templates/{template.id}/edit", fields | {"kind": "days", "title_zh": "会场引导"})
    page.post(f"/manage/shift-templates/{template.id}")
    key = f"festival-{square.id}-2026-10-17"
    assert "思贤公园广场" in page.get(f"/manage/bases/{cast.base.slug}/shifts/new?cause={key}").text
    page.get(f"/manage/bases/{cast.base.slug}/shifts/new?cause=festival-{square.id}-2026-10-18", status=404)
    desk = f"/district/festival/{CODE}"
    page.get(f"{desk}/shifts", status=403)
    page.sign_in(cast.officer)
    assert f"{desk}/shifts" in page.get(desk).text
    shown = page.get(f"{desk}/shifts").text
    assert shown.count("还缺 2 人") == 2
    assert "先选负责的基地" in shown
    first = db.session.scalars(select(Shift).order_by(Shift.starts_at)).first()
    assert first is not None
    assert "现在这里的场次是 10月17日" in page.get(f"/manage/shifts/{first.id}").text
    page.get(f"{desk}/shifts?base={cast.base.slug}&venue={square.id}", status=303)
    session_short = event.occurrences[0]
    wish = TemplateWish("助手", [NeedWish("helper", 2, 2, 2)], event_id=event.id)
    services.make(services.add_template(cast.base, wish, by=cast.officer, now=NOW), by=cast.officer, now=NOW)
    assert short_of(db.session(), [session_short.id]) == {session_short.id: 2}
    assert "志愿者不够" in page.get(f"{desk}/warnings").text
