"""Changing a shift that was made: who is touched, what they are told, and who may stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Commitment
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.feeds.rules.scopes import window_on
from sciencepop.feeds.services.build import build_personal
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import AssignmentState, Need, Shift
from sciencepop.volunteers.queries.shifts import get_shift
from sciencepop.volunteers.rules.edits import Decision, EditRefusal
from sciencepop.volunteers.rules.refusals import Refusal
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.volunteers.people import assignment_of, make_assignment, make_shift, make_volunteer, wish_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S = AssignmentState


def shift_now(shift: Shift) -> Shift:
    db.session.rollback()
    return get_shift(db.session(), shift.id)


def touched(shift: Shift, **changes: Any) -> Any:
    found = shift_now(shift)
    return services.rehearse_edit(found.id, wish_of(found, **changes), seen=str(found.sequence), now=NOW)


def edit(shift: Shift, staff: Person, decisions: dict[str, Decision] | None = None, **changes: Any) -> int:
    found = shift_now(shift)
    wish, seen = wish_of(found, **changes), str(found.sequence)
    return services.edit_shift(found.id, wish, decisions or {}, seen=seen, by=staff, now=NOW)


def refused(call: Any, *arguments: Any, **options: Any) -> Any:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return caught.value.code


def mails() -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.dedup_key.startswith("shift-"))
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def test_everybody_is_told_what_was_and_their_time_moves_along(session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base, roles={"helper": 1})
    comes, waits = make_volunteer(session), make_volunteer(session)
    code = make_assignment(session, shift, comes).code
    make_assignment(session, shift, waits, S.WAITING)
    session.commit()
    seen = touched(shift, by=3 * HOUR, meet_zh="南门", meet_at=shift.starts_at + 2.5 * HOUR)
    assert (seen.told, [label for label, _old, _new in seen.changes], seen.misfits) == (2, ["时间", "集合"], [])
    assert (shift_now(shift).sequence, mails()) == (0, [])
    assert edit(shift, cast.manager, by=3 * HOUR, meet_zh="南门", meet_at=shift.starts_at + 2.5 * HOUR) == 2
    row = session.scalars(select(Commitment).where(Commitment.person_id == comes.id)).one()
    assert (row.starts_at, shift_now(shift).sequence) == (shift.starts_at, 1)
    letter, other = mails()
    assert "原来的时间：10月17日（周六）10:00–13:00" in letter.body
    assert "集合：12:30 南门" in letter.body
    assert letter.dedup_key == f"shift-{code}-moved-1"
    assert (letter.calendar_method, other.calendar_method) == ("REQUEST", None)
    assert checks() == []


def test_numbers_and_waves_concern_nobody_and_more_places_go_to_the_line(session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base, roles={"helper": 1})
    make_assignment(session, shift, make_volunteer(session))
    waits = make_assignment(session, shift, make_volunteer(session), S.WAITING)
    session.commit()
    one = replace(wish_of(shift_now(shift)).needs[0], maximum=2, opens_days=3, everyone_days=2)
    assert (touched(shift, needs=[one]).told, edit(shift, cast.manager, needs=[one])) == (0, 0)
    need = session.scalars(select(Need)).one()
    assert (need.maximum, need.opens_at) == (
        2,
        clock.day_bounds(clock.local(shift.starts_at).date() - 3 * DAY)[0] + 8 * HOUR,
    )
    assert assignment_of(waits.code).state is S.OFFERED
    assert refused(edit, shift, cast.manager, needs=[replace(one, minimum=1, target=1, maximum=1)]) is (
        Refusal.TOO_FEW_PLACES
    )


def test_who_no_longer_fits_stays_only_as_a_noted_exception_or_is_released(session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base)
    plain, minor = make_volunteer(session), make_volunteer(session, birth_year=2010, birth_month=1)
    session.commit()
    services.consent_on_paper(minor.id, "王女士", language="zh", by=cast.officer, now=NOW)
    codes = [make_assignment(session, shift, person).code for person in (plain, minor)]
    session.commit()
    asks = {"needs": [replace(wish_of(shift).needs[0], skills=("guiding",), age_min=18)]}
    found = touched(shift, **asks).misfits
    assert [(one.code, one.fit.refused, one.fit.may_stay) for one in found] == [
        (codes[0], Refusal.SKILL_MISSING, True),
        (codes[1], Refusal.TOO_YOUNG, False),
    ]
    both_stay = dict.fromkeys(codes, Decision.STAY)
    assert refused(edit, shift, cast.manager, **asks) is EditRefusal.UNDECIDED
    assert refused(edit, shift, cast.manager, both_stay, **asks) is EditRefusal.NO_EXCEPTION
    assert edit(shift, cast.manager, both_stay | {codes[1]: Decision.RELEASE}, **asks) == 1
    assert [assignment_of(code).state for code in codes] == [S.CONFIRMED, S.CALLED_OFF]
    assert assignment_of(codes[0]).exception == "skill_missing"
    assert {mail.dedup_key.split("-")[2] for mail in mails()} == {"declined", "changed"}
    assert "作为例外留下" in next(mail.body for mail in mails() if "changed" in mail.dedup_key)
    assert "assignment.exception" in session.scalars(select(AuditRow.action)).all()
    assert touched(shift, title_zh="新名").misfits == []
    assert checks() == []


@pytest.mark.parametrize(
    ("skills", "may_stay"), [(("english",), True), (("first-aid",), False), (("working-with-children",), False)]
)
def test_licences_and_background_checks_are_no_wish_of_the_base(
    session: Session, cast: Cast, skills: tuple[str, ...], may_stay: bool
) -> None:
    shift = make_shift(session, cast.base)
    make_assignment(session, shift, make_volunteer(session))
    session.commit()
    (misfit,) = touched(shift, needs=[replace(wish_of(shift).needs[0], skills=skills)]).misfits
    assert (misfit.fit.refused, misfit.fit.may_stay) == (Refusal.SKILL_MISSING, may_stay)


def test_a_time_at_which_somebody_is_elsewhere_has_no_rest_or_is_their_own_limit(session: Session, cast: Cast) -> None:
    shift, other = make_shift(session, cast.base), make_shift(session, cast.base, starts_in=8 * DAY)
    busy, careful = make_volunteer(session), make_volunteer(session, most_minutes_week=120)
    for person in (busy, careful):
        make_assignment(session, shift, person)
    make_assignment(session, other, busy)
    session.commit()

    def fits(by: timedelta) -> dict[str, tuple[Refusal, bool]]:
        return {one.name: (one.fit.refused, one.fit.may_stay) for one in touched(shift, by=by).misfits}

    own = {careful.name: (Refusal.WEEK, True)}
    assert fits(DAY) == own | {busy.name: (Refusal.CLASH, False)}
    assert fits(12 * HOUR) == own | {busy.name: (Refusal.REST, False)}
    assert fits(HOUR) == own
    told = [one.reason for one in touched(shift, by=DAY).misfits if one.name == busy.name]
    assert told == ["那时有别的安排，或路上来不及。"]


def test_two_editors_a_role_in_use_and_a_shift_that_is_over_are_refused(session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base, roles={"helper": 1, "guide": 1})
    make_assignment(session, shift, make_volunteer(session))
    session.commit()
    helper, guide = wish_of(shift_now(shift)).needs
    assert refused(edit, shift, cast.manager, needs=[guide]) is EditRefusal.NEED_IN_USE
    assert edit(shift, cast.manager, needs=[helper]) == 0
    assert [need.role for need in shift_now(shift).needs] == ["helper"]
    wish = wish_of(shift_now(shift), title_zh="别的")
    old = {"seen": "0", "by": cast.manager, "now": NOW}
    assert refused(services.edit_shift, shift.id, wish, {}, **old) is EditRefusal.CHANGED_MEANWHILE
    late = old | {"seen": "1", "now": shift.starts_at}
    assert refused(services.edit_shift, shift.id, wish, {}, **late) is Refusal.PAST


def test_new_risks_are_accepted_anew(session: Session, cast: Cast, page: Page) -> None:
    shift = make_shift(session, cast.base, risk_zh="久站")
    person = make_volunteer(session, cast.resident)
    session.commit()
    need = shift.needs[0].id
    code = services.sign_up(need, by=person, language="zh", accepts_risk=True, now=NOW)
    edit(shift, cast.manager, risk_zh="久站，搬运")
    assert "新的风险提示：久站，搬运" in mails()[-1].body
    page.sign_in(cast.manager).get(f"/manage/shifts/{shift.id}")
    assert "还没看新的风险提示" in page.text()
    page.sign_in(cast.resident).get(f"/volunteer/mine/{code}")
    assert "风险提示改过了" in page.text()
    page.post(f"/volunteer/mine/{code}/risk", status=422)
    page.post(f"/volunteer/mine/{code}/risk", {"risk": "y"})
    assert assignment_of(code).risk_text == "久站，搬运"


def entry_of(calendar: bytes) -> tuple[str, str, str, int]:
    whole = Calendar.from_ical(calendar)
    (event,) = whole.walk("VEVENT")
    return str(whole["METHOD"]), str(event["UID"]), str(event["STATUS"]), int(event["SEQUENCE"])


def test_letters_carry_the_entry_of_the_personal_feed_and_their_sequence_rises(session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base, roles={"helper": 1})
    person = make_volunteer(session)
    session.commit()
    statuses = []

    def feed() -> None:
        db.session.rollback()
        one = session.get_one(Person, person.id)
        built = build_personal(db.session(), one, "test", "zh", window_on(clock.today()), version=0, now=NOW)
        (event,) = Calendar.from_ical(built.body).walk("VEVENT")
        statuses.append((str(event["STATUS"]), int(event["SEQUENCE"])))
        assert str(event["UID"]) == shift.uid

    code = services.assign(shift.needs[0].id, person.id, by=cast.manager, now=NOW)
    feed()
    services.accept(code, by=person, now=NOW)
    feed()
    edit(shift, cast.manager, by=HOUR)
    feed()
    services.withdraw(code, by=person, now=NOW)
    feed()
    sent = [entry_of(mail.calendar) for mail in mails() if mail.calendar]
    assert [(method, uid, status) for method, uid, status, _sequence in sent] == [
        ("REQUEST", shift.uid, "CONFIRMED"),
        ("REQUEST", shift.uid, "CONFIRMED"),
        ("CANCEL", shift.uid, "CANCELLED"),
    ]
    numbers = [sequence for *_rest, sequence in sent]
    assert numbers == sorted(set(numbers))
    assert [status for status, _number in statuses] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [number for _status, number in statuses][1:] == numbers


FIELDS = {
    "title_zh": "植物园导览",
    "on_day": "2026-10-24",
    "from_time": "09:00",
    "until_time": "12:00",
    "closes_hours": "12",
    "needs-0-role": "helper",
    "needs-0-minimum": "1",
    "needs-0-target": "2",
    "needs-0-maximum": "2",
}


def test_the_shifts_page_names_exceptions_and_who_does_not_fit_any_more(
    page: Page, session: Session, cast: Cast
) -> None:
    roles = {"helper": 2, "guide": 1, "steward": 1, "reception": 1}
    shift = make_shift(session, cast.base, roles=roles, need={"skills": ["english"]})
    excepted, fits = make_volunteer(session), make_volunteer(session, skills=("english",))
    make_assignment(session, shift, excepted).exception = "skill_missing"
    make_assignment(session, shift, fits)
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/shifts/{shift.id}")
    assert ("例外" in page.text(), "不再符合" in page.text()) == (True, False)
    services.revoke_skill(fits.id, "english", by=cast.officer, now=NOW)
    page.get(f"/manage/shifts/{shift.id}")
    assert "不再符合 没有核实过：英语讲解。" in page.text()
    page.get(f"/manage/shifts/{shift.id}/edit")
    assert [len(page.all("select", name=f"needs-{row}-role")) for row in (3, 4, 5)] == [1, 1, 0]


def test_the_page_shows_whom_a_change_touches_before_it_is_saved(page: Page, session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base, title_zh="植物园导览")
    code = make_assignment(session, shift, make_volunteer(session)).code
    session.commit()
    url = f"/manage/shifts/{shift.id}/edit"
    page.sign_in(cast.manager).get(url)
    assert [one.get("value") for one in page.all("input", name="on_day")] == ["2026-10-17"]
    sent = FIELDS | {"seen": "0", "needs-0-skills": "english"}
    page.post(url, sent, status=200)
    assert "10月24日（周六）09:00–12:00" in page.text()
    assert "1 人不再符合" in page.text()
    assert shift_now(shift).sequence == 0
    page.post(url, sent | {"confirmed": "1"}, status=422)
    assert "请在下面逐个选好怎么办" in page.text()
    page.post(url, sent | {"back": "1"}, status=200)
    assert page.all("input", name="on_day")[0].get("value") == "2026-10-24"
    page.post(url, sent | {"confirmed": "1", f"fit-{code}": "stay"})
    assert clock.local(shift_now(shift).starts_at).day == 24
    page.post(url, sent | {"confirmed": "1"}, status=422)
    assert "刚才有人改了这个班次" in page.text()
    hostile = {"on_day": "x", "needs-0-opens_days": "9" * 40, "needs-0-skills": "no\x00ne", "meet_time": "99:99"}
    for name, value in hostile.items():
        page.post(url, sent | {"seen": "1", name: value}, status=422)
    odd = {"needs-0-age_min": "9" * 5000, "needs-0-mode": "x", "needs-0-role": "x", "cause": "9" * 40}
    page.post(url, sent | {"seen": "1", "confirmed": "1", "fit-\x00": "stay"} | odd, status=422)
    assert "请至少填写一个岗位" in page.text()
    for path in (f"/manage/shifts/{2**70}/edit", f"/manage/shift-templates/{2**70}/edit"):
        page.get(path, status=404)
    page.post("/volunteer/mine/a%00b/risk", {"risk": "y"}, status=404)
    page.sign_in(cast.other_manager).get(url, status=403)
    page.post(url, sent, status=403)
