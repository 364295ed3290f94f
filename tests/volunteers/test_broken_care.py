"""What a second critic broke: quizzes that change, sanctions that others could read, letters at night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.core import clock, jobs
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import services as volunteers
from sciencepop.volunteers.models import AssignmentState, HoursMilestone, TrainingTry
from sciencepop.volunteers.rules.edits import Decision
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services import courses, sanctions
from sciencepop.volunteers.services.sanctions import SanctionWish
from tests.accounts.post import letters_to
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.volunteers.caring import make_course
from tests.volunteers.people import assignment_of, make_assignment, make_shift, make_volunteer, wish_of
from tests.volunteers.served import count_entry, serve

DAY = timedelta(days=1)
RULE = "absent"


def test_a_quiz_that_changed_meanwhile_is_asked_again_and_costs_no_try(
    session: Session, cast: Cast, page: Page
) -> None:
    make_volunteer(session, cast.resident)
    course = make_course(session, cast.officer, questions=1)
    address, number = f"/volunteer/training/{course.id}", course.questions[0].id
    page.sign_in(cast.resident).get(address)
    seen = page.all("input", name="seen")[0].get("value")
    turned = tuple(courses.Option(words, "", right) for words, right in (("不戴", False), ("戴护目镜", True)))
    wish = courses.QuestionWish("先做什么？", turned)
    courses.save_question(course.id, number, wish, by=cast.officer, now=NOW + timedelta(minutes=1))
    page.post(address, {f"q{number}": "0", "seen": seen}, status=422)
    assert "题目刚刚改过" in page.text() and not page.all("input", checked="")
    assert db.session.scalar(select(func.count(TrainingTry.id))) == 0
    page.post(address, {f"q{number}": "1", "seen": page.all("input", name="seen")[0].get("value")})
    done = db.session.scalars(select(TrainingTry)).one()
    assert done.is_passed


def test_coordinators_do_not_learn_of_a_sanction_and_it_takes_only_its_own_days(
    session: Session, cast: Cast, page: Page
) -> None:
    person, offered = make_volunteer(session), make_volunteer(session)
    near = make_shift(session, cast.base, starts_in=3 * DAY)
    far = make_shift(session, cast.base, starts_in=60 * DAY)
    kept = [make_assignment(session, shift, person).code for shift in (near, far)]
    until = clock.now() + DAY
    asked = make_assignment(session, far, offered, AssignmentState.OFFERED, offer_ends_at=until).code
    session.commit()
    today = clock.today()
    wish = SanctionWish(RULE, "三次没有来也没有说", today, today + 7 * DAY)
    for one in (person, offered):
        sanctions.set_sanction(one.id, wish, by=cast.officer, now=NOW)
    page.sign_in(cast.manager).get(f"/manage/shifts/{near.id}")
    assert "这段时间不能报名" in page.text() and "规则" not in page.text() and "三次" not in page.text()
    with pytest.raises(RuleBroken) as refused:
        volunteers.accept(asked, by=offered, now=NOW)
    assert refused.value.code is Refusal.BARRED
    db.session.rollback()
    changed: dict[str, Any] = {"seen": str(far.sequence), "by": cast.manager, "now": NOW}
    released = {asked: Decision.RELEASE}
    assert volunteers.edit_shift(far.id, wish_of(far, meet_zh="东门"), released, **changed) == 1
    assert assignment_of(kept[1]).state is AssignmentState.CONFIRMED
    assert assignment_of(asked).reason == "not_now"


def test_letters_that_nobody_pressed_for_wait_for_the_morning(session: Session, cast: Cast) -> None:
    person = make_volunteer(session)
    session.commit()
    count_entry(session, serve(session, person, cast.base), 11 * 60)
    night = clock.local(NOW + DAY).replace(hour=3, minute=17)
    assert jobs.run_daily(night) + jobs.run_minutely(night) == 0
    assert db.session.scalars(select(HoursMilestone)).all() == []
    assert jobs.run_minutely(night.replace(hour=8)) == 0
    db.session.rollback()
    assert "满 10 小时" in letters_to(person.addresses[0].value)[-1].subject


def test_numbers_of_thousands_of_digits_are_answered(session: Session, cast: Cast, page: Page) -> None:
    make_volunteer(session, cast.resident)
    mine = make_assignment(session, make_shift(session, cast.base), cast.resident)
    session.commit()
    page.sign_in(cast.resident).get("/volunteer/profile")
    page.post("/volunteer/profile", {"most_hours": "9" * 400}, status=422)
    assert "请填写整数" in page.text()
    for digits in (30, 5000):
        page.post(f"/volunteer/mine/{mine.code}/swap", {"need": "9" * digits}, status=422)
        assert "请至少选一个" in page.text()


def test_nobody_is_named_as_a_substitute_while_there_is_no_place(session: Session, cast: Cast, page: Page) -> None:
    shift = make_shift(session, cast.base, roles={"helper": 1})
    make_assignment(session, shift, make_volunteer(session))
    make_volunteer(session)
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/needs/{shift.needs[0].id}")
    assert "现在没有空位" in page.text() and "现在询问" not in page.text()
