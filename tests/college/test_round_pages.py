"""The pages of the draw: resident, desk, branch, everybody, and the link of an offer; and the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.offer_links import token_of
from sciencepop.college.models import CourseClass, DrawRound, Enrolment, EnrolmentState, WayIn, WishSheet
from sciencepop.college.offer_links import OFFER
from sciencepop.college.services import give_drawn, reckon_odds
from sciencepop.core import clock
from tests.cast import Cast
from tests.college.classes import at, make_course, make_course_class, make_term, state_of
from tests.page import Page
from tests.statements import counted

ROUND = {
    "opens_at": "2026-12-01T09:00",
    "closes_at": "2026-12-10T18:00",
    "entropy_source": "2026-12-11 双色球开奖号码",
    "entropy_due": "2026-12-12T10:00",
    "confirm_hours": "72",
}
S = EnrolmentState


@pytest.fixture
def one(session: Session, cast: Cast) -> CourseClass:
    course = make_course(session, cast.officer, title_zh="看懂血压")
    term = make_term(session, cast.officer)
    found = make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, course=course)
    session.commit()
    return found


def test_wishes_go_from_counter_and_web_through_the_draw_to_a_seat(
    app: Flask, page: Page, session: Session, cast: Cast, one: CourseClass, tmp_path: Path
) -> None:
    branch, desk = Page(app).sign_in(cast.officer), Page(app).sign_in(cast.desk)
    rounds = f"/district/college/terms/{one.term.code}/rounds"
    branch.post(rounds, ROUND | {"entropy_source": ""}, status=422)
    branch.post(rounds, ROUND)
    code = session.scalars(select(DrawRound.code)).one()
    public, step = f"/college/rounds/{code}", f"/district/college/rounds/{code}"
    page.get(public)
    page.get(f"{public}/files/sealed", status=404)
    page.sign_in(cast.resident)
    with clock.frozen_at(at("2026-12-02 09:00")):
        page.get(f"/college/classes/{one.code}")
        assert page.all("a", href=f"{public}/wish")
        page.post(f"{public}/wish", {}, status=422)
        page.post(f"{public}/wish", {"wish_2": one.code})
        sheet = session.scalars(select(WishSheet.code)).one()
        page.get(f"/college/wishes/{sheet}")
        assert "没有上过课的人" not in page.text()
        Page(app).sign_in(cast.neighbour).get(f"/college/wishes/{sheet}", status=404)
        told = {"name": "王奶奶", "phone": "021-5555 0001", "source": "telephone", "wish_1": one.code, "wish_2": ""}
        desk.get(f"/desk/wishes/new/{code}")
        desk.post(f"/desk/wishes/new/{code}", told, status=422)
        desk.post(f"/desk/wishes/new/{code}", told | {"consent": "y"})
        slip = session.scalars(select(WishSheet.code).where(WishSheet.desk != "")).one()
        desk.get(f"/desk/wishes/{slip}")
        assert "电话代填" in desk.text()
        desk.get(f"/desk/wishes/{slip}/edit")
        desk.post(f"/desk/wishes/{slip}/edit", {"wish_1": one.code})
        desk.get("/desk/wishes")
        reckon_odds(clock.now())
        page.get(public)
        assert "现在的机会" in page.text()
        branch.post(f"{step}/close", status=422)
    with clock.frozen_at(at("2026-12-10 18:00")):
        branch.post(f"{step}/close")
        page.get(f"/college/wishes/{sheet}")
        promise = session.scalars(select(DrawRound.commitment_digest)).one()
        assert promise in page.text()
    command = ["college", "draw", code, "--entropy", "02 08 11"]
    early = app.test_cli_runner().invoke(args=command)
    assert "还没有到公布的开奖时间" in early.output
    with clock.frozen_at(at("2026-12-12 10:00")):
        assert app.test_cli_runner().invoke(args=command).exit_code == 0
        give_drawn(clock.now())
        drawn = tmp_path / "draw.jsonl"
        drawn.write_bytes(page.get(f"{public}/files/result").data)
        check = ["college", "verify", str(drawn), "--entropy", "02 08 11", "--commitment", promise]
        assert app.test_cli_runner().invoke(args=check).exit_code == 0
        page.get(public)
        assert "02 08 11" in page.text()
        page.get(f"/college/wishes/{sheet}")
        assert "摇中了" in page.text()
        desk.get(f"/desk/wishes/{slip}")
        seats = {row.person_id == cast.resident.id: row.code for row in session.scalars(select(Enrolment)).all()}
        desk.post(f"/desk/wishes/{slip}/seats/{seats[True]}", {"answer": "yes"}, status=404)
        desk.post(f"/desk/wishes/{slip}/seats/{seats[False]}", {"answer": "yes"})
        link, anybody = f"/college/offers/{token_of(seats[True], OFFER)}", Page(app)
        anybody.get(link)
        assert cast.resident.name not in anybody.text()
        anybody.post(f"{link}/accept")
        anybody.get(link)
        anybody.post(f"{link}/decline")
        anybody.get("/college/offers/" + "A" * 10 + "-" + "0" * 32, status=404)
        assert [state_of(seats[mine]) for mine in (True, False)] == [S.CONFIRMED, S.CONFIRMED]
        branch.post(f"{step}/annul", {"reason": "少了一个班"})
        page.get(public)
        assert "少了一个班" in page.text()
        page.get("/college/wishes")
        branch.get(rounds)
    assert state_of(seats[True]) is S.WITHDRAWN


def test_a_sheet_is_taken_back_at_home_and_at_the_desk(
    app: Flask, page: Page, session: Session, cast: Cast, one: CourseClass
) -> None:
    Page(app).sign_in(cast.officer).post(f"/district/college/terms/{one.term.code}/rounds", ROUND)
    code, desk = session.scalars(select(DrawRound.code)).one(), Page(app).sign_in(cast.desk)
    page.sign_in(cast.resident)
    path, wishes = f"/college/rounds/{code}/wish", {"wish_1": one.code}
    with clock.frozen_at(at("2026-12-02 09:00")):
        with counted() as asked:
            page.post(path, wishes)
        # In the last minute thousands do this: none of them reads all classes.
        assert len(asked) <= 10
        for strange in ("SAMPLECL99", "x", "\x00", "'" * 5000):
            page.post(path, {"wish_1": strange}, status=422)
        page.post(f"/college/wishes/{session.scalars(select(WishSheet.code)).one()}/take-back")
        desk.post(f"/desk/wishes/new/{code}", {"name": "王奶奶", "source": "desk", "wish_1": one.code, "consent": "y"})
        desk.post(f"/desk/wishes/{session.scalars(select(WishSheet.code)).one()}/take-back")
    assert session.scalars(select(WishSheet)).all() == []
