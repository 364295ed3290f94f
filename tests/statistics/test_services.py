"""A made year counted by hand, sets that add up and are frozen by two, and the plan of departments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Gate
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.coverage.queries.held import list_held
from sciencepop.coverage.rules.held import total
from sciencepop.coverage.rules.periods import year_of
from sciencepop.statistics import services
from sciencepop.statistics.invariants import checks
from sciencepop.statistics.models import ReturnState, SurveyFigure, SurveyReturn, SurveyRow
from sciencepop.statistics.queries import plan, sets
from sciencepop.statistics.queries.records import read_records
from sciencepop.statistics.queries.sets import Set
from sciencepop.statistics.rules.cells import DASH, EMPTY, Cell, Refusal
from sciencepop.statistics.services.entering import seen_entries
from sciencepop.statistics.services.planning import seen_numbers
from sciencepop.statistics.sheets import read_sheet
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_grant, make_person, pool_of
from tests.statistics.year import YEAR, attend, held, make_year

R = Refusal

# Every computed indicator, by hand: in the set of the venue, and in that of the district's unit. None: not in that set.
EXPECTED: dict[str, tuple[int | None, int | None]] = {
    "parttime_lecturers": (0, 2),
    "parttime_months": (1, 0),
    "volunteers": (None, 1),
    "visits": (113, None),
    "visits_signed": (13, None),
    "bases_named": (None, 2),
    "used_delivery": (0, 2),
    "lectures": (3, 2),
    "lecture_people": (7, 3),
    "lectures_online": (1, 0),
    "lecture_people_online": (1, 0),
    "exhibitions": (1, 0),
    "exhibition_people": (7, 0),
    "contests": (0, 1),
    "contest_people": (0, 2),
    "camps": (0, 1),
    "camp_people": (0, 6),
    "open_units": (0, 1),
    "open_people": (0, 55),
    "training": (0, 1),
    "training_people": (0, 12),
    "major": (0, 1),
    "major_people": (0, 1000),
    "others": (1, 2),
    "other_people": (1, 40),
    "week": (1, 0),
    "week_people": (1, 0),
}


def refused(code: Refusal) -> Any:
    return pytest.raises(RuleBroken, match=f"^{code.value}$")


def fill(session: Session, of: Set, by: Person, **cells: Cell) -> None:
    """A dash in everything that is entered, but these."""
    entered = {row.slug: cells.get(row.slug, DASH) for row in of.entered}
    services.enter(of, entered, seen_entries(session, of), by=by, now=NOW)


def test_every_figure_is_what_was_counted_by_hand_and_its_rows_add_up(session: Session, cast: Cast) -> None:
    make_year(session, cast)
    venue, unit = Set(YEAR, cast.base), Set(YEAR, None)
    fill(session, venue, cast.officer, visits_counted=Cell(100))
    for place, of in enumerate((venue, unit)):
        sheet = read_sheet(session, of, NOW)
        computed = {line.slug: line for line in sheet.lines if line.figure}
        assert {slug: line.cell.value for slug, line in computed.items()} == {
            slug: values[place] for slug, values in EXPECTED.items() if values[place] is not None
        }
        for line in computed.values():
            assert line.figure
            rows, cursor = [], ""
            while True:
                page = sets.page_of_rows(line.figure, cursor)
                rows += page.rows
                if not (cursor := page.next_cursor):
                    break
            assert len({row.key for row in rows}) == len(rows) == page.total
            assert abs(sum(row.amount for row in rows) - line.divisor * (line.cell.value or 0)) * 2 <= line.divisor
        assert sheet.unseen == 1
    # Nothing of either venue is in the district's set, and the other venue has nothing at all.
    other = read_sheet(session, Set(YEAR, cast.other_base), NOW)
    assert sum(line.cell.value or 0 for line in other.lines) == 0
    assert plan.count_actuals(session, {"lectures", "major_people", "week"}, YEAR, NOW) == {
        "lectures": 500,
        "major_people": 100_000,
        "week": 100,
    }


def test_a_set_is_frozen_by_one_confirmed_by_another_and_never_changed(session: Session, cast: Cast) -> None:
    make_year(session, cast)
    second = make_person(session, name="区科协老赵")
    make_grant(session, second)
    session.commit()
    of, shown = Set(YEAR, cast.base), {"by": cast.officer, "now": NOW}
    with refused(R.EMPTY_CELLS):
        services.freeze(of, **shown)
    stale = seen_entries(session, of)
    fill(session, of, cast.officer, fulltime=Cell(5), fulltime_women=Cell(6), visits_counted=Cell(0))
    with refused(R.CHANGED_MEANWHILE):
        services.enter(of, {"fulltime": Cell(9)}, stale, **shown)
    with refused(R.SUMS_WRONG):
        services.freeze(of, **shown)
    services.enter(of, {"fulltime_women": Cell(0), "books": EMPTY}, seen_entries(session, of), **shown)
    services.enter(of, {"books": Cell(0)}, seen_entries(session, of), **shown)
    with refused(R.COMPUTED):
        services.enter(of, {"lectures": Cell(99)}, seen_entries(session, of), **shown)
    code = services.freeze(of, **shown)
    for again in (services.freeze, lambda of, **who: services.enter(of, {}, "", **who)):
        with refused(R.FROZEN):
            again(of, **shown)
    with refused(R.SAME_PERSON):
        services.confirm(code, **shown)
    services.give_back(code, "少了两个专职人员", by=second, now=NOW)
    services.enter(of, {"fulltime": Cell(7)}, seen_entries(session, of), **shown)
    code = services.freeze(of, **shown)
    make_base(session, slug="new-venue")
    session.commit()
    assert read_sheet(session, of, NOW).differing == []
    services.confirm(code, by=second, now=NOW)
    with refused(R.NOT_FROZEN):
        services.give_back(code, "再看看", by=second, now=NOW)
    lecture = session.scalars(select(SurveyRow.title).where(SurveyRow.title == "植物讲座")).first()
    assert lecture
    # Somebody marks a visitor late: the frozen number stays, and the page tells.
    from sciencepop.programme.models import Event

    event = session.scalars(select(Event).where(Event.title_zh == "植物讲座")).one()
    attend(session, held(session, event, "2025-10-01 09:00"), cast.neighbour, 4)
    session.commit()
    sheet = read_sheet(session, of, NOW)
    line = next(line for line in sheet.lines if line.slug == "lecture_people")
    assert (line.cell.text, line.today) == ("7", Cell(11)) and line.kept is not None
    assert [row.amount for row in sets.page_of_frozen(session, line.kept).rows] == [4, 2, 1]
    assert [one.text for one in (sheet_cell(sheet, "books"), sheet_cell(sheet, "social"))] == ["0", "-"]
    assert checks() == []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    for change in (
        update(SurveyFigure).values(value=1),
        delete(SurveyRow),
        update(SurveyReturn).where(SurveyReturn.state == ReturnState.CONFIRMED).values(digest=""),
        *([] if is_sqlite else [text("TRUNCATE survey_row")]),
    ):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(change)
    with refused(R.YEAR_NOT_OVER):
        services.freeze(Set(NOW.year, None), **shown)
    # The data has no science week of 2024, so an officer enters what it came to.
    earlier = Set(2024, cast.base)
    fill(session, earlier, cast.officer, week=Cell(3))
    kept = sets.get_return(session, services.freeze(earlier, **shown))
    week = next(one for one in kept.figures if one.slug == "week")
    assert (week.value, week.how, week.rule, week.rows) == (3, "entered", "", 0)
    assert read_sheet(session, earlier, NOW).differing == [] and checks() == []
    # Who owns the database can take the guard away; the doctor tells of that, and of what was done then.
    session.execute(text("DROP TRIGGER " + ("survey_row_no_update" if is_sqlite else "survey_row_kept ON survey_row")))
    for wrong, told in (({"on": NOW.date()}, 1), ({"amount": 9}, 2)):
        place = (SurveyRow.figure_id == line.kept.id, SurveyRow.place == 1)
        session.execute(update(SurveyRow).where(*place).values(**wrong))
        session.expire_all()
        assert [sentence.split("(")[-1].split(")")[0] for sentence in checks()[1:]] == ["lecture_people"] * told


def sheet_cell(sheet: Any, slug: str) -> Cell:
    found: Cell = next(line.cell for line in sheet.lines if line.slug == slug)
    return found


def test_a_department_enters_its_own_and_what_can_be_counted_is_counted(session: Session, cast: Cast) -> None:
    make_year(session, cast)
    officer = {"by": cast.officer, "now": NOW}
    services.name_delegate("health", cast.resident.addresses[0].value, **officer)
    with refused(R.NAMED_ALREADY):
        services.name_delegate("health", cast.resident.addresses[0].value, **officer)
    assert session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)).all()[-1].startswith("请您填报")
    wish = services.IndicatorWish("health", "健康素养水平", "%", "Health literacy", "%")
    own = services.add_indicator(wish, **officer)
    counted = services.add_indicator(services.IndicatorWish("kewei", "讲座", "次", counted="lectures"), **officer)
    row = plan.get_indicator(session, own)
    years = {YEAR: services.YearWish(target=4000)}
    services.set_years(own, years, seen_numbers(row), **officer)
    mine = {"by": cast.resident, "now": NOW + timedelta(hours=1)}
    entered = {YEAR: services.YearWish(target=1, actual=3650, note="抽样调查")}
    with refused(R.CHANGED_MEANWHILE):
        services.set_years(own, entered, "stale", **mine)
    services.set_years(own, entered, seen_numbers(plan.get_indicator(session, own)), **mine)
    with refused(R.NOT_YOURS):
        services.set_years(counted, entered, "", **mine)
    number = plan.get_indicator(session, own).numbers[0]
    assert (number.target, number.actual, number.note) == (4000, 3650, "抽样调查")
    seen = seen_numbers(plan.get_indicator(session, counted))
    services.set_years(counted, {YEAR: services.YearWish(target=500, actual=1)}, seen, **officer)
    assert plan.get_indicator(session, counted).numbers[0].actual == 500
    assert services.count_years(NOW) == 0
    assert plan.departments_of(session, cast.resident) == {"health"}
    services.end_delegate(plan.list_delegates(session)[0].id, **officer)
    assert plan.departments_of(session, cast.resident) == set()


def test_statistics_and_coverage_count_the_same_heads(session: Session, cast: Cast) -> None:
    """Walk-ins by what their gates gave seats to; a party without a number was there with all."""
    one = held(session, make_event(session, cast.base, kind="lecture"), "2025-03-01 10:00", (cast.resident, 2))
    attend(session, one, cast.neighbour, 3).seats_attended = None
    gate = {"pool_id": pool_of(session, one).id, "name": "南门", "link_hash": "h", "created_at": NOW}
    session.add(Gate(**gate, allowance=4, walked_in=4, created_by=cast.manager.id))
    session.commit()
    assert [row.people for row in read_records(session, 2025, NOW).held] == [9]
    assert total(list_held(session, year_of(2025), NOW)).visits == 9
