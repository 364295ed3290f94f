"""The pages of groups: works · stranger · wrong role · bad input, and every refusal in both languages."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Organisation
from sciencepop.bookings import services
from sciencepop.bookings.group_messages import fault_words, file_words, sentence
from sciencepop.bookings.models import Booking, BookingState, GroupName, GroupVisit
from sciencepop.bookings.queries.groups import find_terms
from sciencepop.bookings.rules.groups import GroupRefusal, Terms
from sciencepop.bookings.rules.name_list import ColumnProblem, Named, NameFault, NameProblem
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.core.table_file import BadFile, FileProblem
from sciencepop.programme.models import EventState, Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_organisation, make_terms
from tests.page import CHINESE, Page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def school(session: Session, cast: Cast) -> Organisation:
    return make_organisation(session, cast.resident)


@pytest.fixture
def occurrence(session: Session, cast: Cast, school: Organisation) -> Occurrence:
    event = make_event(session, cast.base, title_zh="叶子", title_en="Leaves")
    make_terms(session, event)
    found = make_occurrence(session, event, size=40)
    session.commit()
    return found


def form_of(school: Organisation, **more: Any) -> dict[str, Any]:
    usual = {
        "organisation": str(school.id),
        "leader_name": "陈老师",
        "leader_phone": "138 0000 0000",
        "pupils-junior": "30",
        "adults": "3",
        "buses": "1",
        "needs": "一位坐轮椅",
        "notice": "y",
    }
    return usual | more


def url(occurrence: Occurrence, prefix: str = "") -> str:
    return f"{prefix}/bookings/groups/new?occurrence={occurrence.id}"


def visit(school: Organisation, occurrence: Occurrence, cast: Cast, *more: Occurrence) -> str:
    wish = services.GroupWish(school.id, "陈老师", "138 0000 0000", {"junior": 30}, 4)
    ids = [occurrence.id, *(one.id for one in more)]
    return services.request_visit(ids, wish, by=cast.resident, now=NOW)


def test_a_class_asks_and_sees_where_it_stands(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={occurrence.id}")
    assert page.all("a", href=f"/bookings/groups/new?occurrence={occurrence.id}")
    page.get(url(occurrence))
    assert "每 10 名学生至少一位大人带队；幼儿园每 5 名一位" in page.text()
    answer = page.post(url(occurrence), form_of(school))
    code = db.session.scalars(select(GroupVisit.code)).one()
    assert answer.location == f"/my/groups/{code}"
    page.get(answer.location)
    assert "等场馆确认" in page.text()
    assert "场馆最晚 10月12日（周一） 10:00 答复" in page.text()
    booking = db.session.scalars(select(Booking)).one()
    assert page.get(f"/my/bookings/{booking.code}", status=303).location == f"/my/groups/{code}"
    assert page.get(f"/my/bookings/{booking.code}/cancel", status=303).location == f"/my/groups/{code}/cancel"


def test_the_same_attempt_sent_again_leads_to_the_same_visit(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    page.sign_in(cast.resident)
    form = form_of(school, attempt="one-attempt-of-mine")
    assert page.post(url(occurrence), form).location == page.post(url(occurrence), form).location
    assert db.session.scalar(select(func.count(GroupVisit.id))) == 1


def test_whoever_has_no_organisation_is_led_to_register_one_and_back(
    page: Page, cast: Cast, occurrence: Occurrence
) -> None:
    page.sign_in(cast.neighbour).get(url(occurrence))
    (link,) = (one.get("href") for one in page.all("a") if "organisations/new" in (one.get("href") or ""))
    assert not page.all("input", name="leader_name")
    answer = page.post(str(link), {"name": "茸一中学", "kind": "school"})
    assert answer.location == url(occurrence)
    page.get(answer.location)
    assert page.all("input", name="leader_name")


def test_nobody_books_for_a_school_that_is_not_theirs(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    make_organisation(db.session(), cast.neighbour, name="别的学校")
    db.session.commit()
    page.sign_in(cast.neighbour).post(url(occurrence), form_of(school), status=422)
    assert "不能替这个单位预约" in page.text()
    assert db.session.scalar(select(func.count(Booking.id))) == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pupils-junior": "zwei"}, "初中：请填写 0 到 999 的整数"),
        ({"pupils-junior": "-3"}, "初中：请填写 0 到 999 的整数"),
        ({"pupils-junior": "99999999999999999999"}, "初中：请填写 0 到 999 的整数"),
        ({"pupils-junior": ""}, "至少一个学段"),
        ({"adults": "1"}, "要 3 位大人带队"),
        ({"adults": "x"}, "整数"),
        ({"leader_phone": "<script>"}, "电话号码"),
        ({"leader_name": ""}, "请填写这一项"),
        ({"notice": ""}, "请看过团体须知"),
        ({"pupils-junior": "60", "adults": "6"}, "只剩 40 席，不够 66 席"),
        ({"organisation": "x"}, "不能替这个单位预约"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence, wrong: dict[str, str], words: str
) -> None:
    page.sign_in(cast.resident).post(url(occurrence), form_of(school, **wrong), status=422)
    assert words in page.text()
    assert page.all("input", name="pupils-junior")[0].get("value") == wrong.get("pupils-junior", "30")
    assert db.session.scalar(select(func.count(Booking.id))) == 0


@pytest.mark.parametrize("other", ["99", "x", "-1", "9223372036854775808"])
def test_sessions_of_other_days_are_no_choice(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence, other: str
) -> None:
    page.sign_in(cast.resident).post(url(occurrence), form_of(school, sessions=other))
    assert db.session.scalars(select(Booking)).one().pool.occurrence_id == occurrence.id


@pytest.mark.parametrize("number", ["", "x", "0", "99999999", "9223372036854775808"])
def test_a_session_that_does_not_exist_is_not_found(page: Page, cast: Cast, number: str) -> None:
    page.sign_in(cast.resident).get(f"/bookings/groups/new?occurrence={number}", status=404)


def test_a_draft_and_a_drop_in_are_not_found(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    free = make_occurrence(db.session(), occurrence.event, size=None, starts_in=2 * DAY)
    db.session.commit()
    page.sign_in(cast.resident).get(url(free), status=404)
    occurrence.event.state = EventState.DRAFT
    db.session.commit()
    page.get(url(occurrence), status=404)


def test_a_year_ticks_more_sessions_and_gets_a_sheet_to_print(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    later = make_occurrence(
        db.session(), occurrence.event, size=40, starts_at=occurrence.starts_at + 2 * HOUR, minutes=60
    )
    db.session.commit()
    page.sign_in(cast.resident).post(
        url(occurrence), form_of(school, **{"pupils-junior": "60", "adults": "6"}), status=422
    )
    assert len(page.all("input", name="sessions")) == 2
    both = {"sessions": [str(occurrence.id), str(later.id)], "pupils-junior": "60", "adults": "6"}
    answer = page.post(url(occurrence), form_of(school, **both))
    page.get(answer.location)
    assert "A 组" in page.text()
    page.get(f"{answer.location}/rotation")
    assert [one.text for one in page.all("strong", **{"class": "rotation-letter"})] == ["A", "B", "A", "B"]
    assert "30 名成员，3 位大人" in page.text()
    page.sign_in(cast.manager).get(f"{answer.location}/rotation")
    page.sign_in(cast.other_manager).get(f"{answer.location}/rotation", status=404)


def test_a_visit_belongs_to_its_leader(page: Page, cast: Cast, school: Organisation, occurrence: Occurrence) -> None:
    code = visit(school, occurrence, cast)
    page.sign_in(cast.neighbour)
    for path in ("", "/cancel", "/rotation"):
        page.get(f"/my/groups/{code}{path}", status=404)
    page.post(f"/my/groups/{code}/names/delete", status=404)
    page.sign_in(cast.resident).get("/my/groups/nothing", status=404)


def test_the_leader_cancels_after_being_asked(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    code = visit(school, occurrence, cast)
    page.sign_in(cast.resident).get(f"/my/groups/{code}/cancel")
    assert "34 人" in page.text()
    page.post(f"/my/groups/{code}/cancel")
    page.get(f"/my/groups/{code}")
    assert "您已取消" in page.text()
    page.post(f"/my/groups/{code}/cancel", status=422)


def upload(page: Page, code: str, content: bytes, status: int = 303, consent: str = "y") -> None:
    form = {"file": (io.BytesIO(content), "名单.csv"), "consent": consent}
    page.post(f"/my/groups/{code}/names", form, status=status, content_type="multipart/form-data")


def test_a_list_of_names_is_sent_shown_and_deleted(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    code = visit(school, occurrence, cast)
    page.sign_in(cast.resident)
    upload(page, code, "姓名,备注\n陈小雨,坐轮椅\n<b>王明</b>,".encode())
    page.get(f"/my/groups/{code}")
    assert "已上传 2 人" in page.text()
    assert "<b>王明</b>" in page.text()
    page.post(f"/my/groups/{code}/names/delete")
    assert db.session.scalar(select(func.count(GroupName.id))) == 0


@pytest.mark.parametrize(
    ("content", "consent", "words"),
    [
        ("姓名\n\n,\n123\n".encode(), "y", "第 4 行：姓名里没有文字"),
        ("姓名,身份证号\n王明,1".encode(), "y", "不要上传证件号"),
        (b"", "y", "文件是空的"),
        ("姓名\n王明".encode(), "", "需要先取得监护人同意"),
        ("姓名\n".encode() + "王明\n".encode() * 35, "y", "名单有 35 人，多于预约的 34 席"),
        (b"PK\x03\x04\x00\x00", "y", "第 1 行附近坏了"),
    ],
)
def test_a_list_with_faults_is_not_taken_and_every_fault_is_told(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence, content: bytes, consent: str, words: str
) -> None:
    code = visit(school, occurrence, cast)
    page.sign_in(cast.resident)
    upload(page, code, content, status=422, consent=consent)
    assert words in page.text()
    assert db.session.scalar(select(func.count(GroupName.id))) == 0


def test_the_base_answers_from_its_list(page: Page, cast: Cast, school: Organisation, occurrence: Occurrence) -> None:
    code = visit(school, occurrence, cast)
    page.sign_in(cast.manager).get("/manage/groups")
    assert page.all("a", href=f"/manage/groups/{code}")
    page.get(f"/manage/groups/{code}")
    assert "初中 30" in page.text()
    page.post(f"/manage/groups/{code}", {"step": "refuse"}, status=422)
    assert "请写明原因" in page.text()
    page.post(f"/manage/groups/{code}", {"step": "perhaps"}, status=422)
    occurrence.event.risk_ends_at = clock.now()
    db.session.commit()
    page.post(f"/manage/groups/{code}", {"step": "confirm"}, status=422)
    assert "安全风险评估已经到期，现在不能确认" in page.text()
    assert db.session.scalars(select(Booking.state)).one() is BookingState.PENDING
    occurrence.event.risk_ends_at = clock.now() + timedelta(minutes=1)
    db.session.commit()
    page.post(f"/manage/groups/{code}", {"step": "confirm", "attempt": "renewed-0001"})
    assert db.session.scalars(select(Booking.state)).one() is BookingState.CONFIRMED
    page.get("/manage/groups")
    assert "现在没有等答复的团体" in page.text()
    page.post(f"/manage/groups/{code}", {"step": "confirm"}, status=422)
    page.get(f"/manage/occurrences/{occurrence.id}")
    assert "方塔小学" in page.text()


def test_other_bases_see_and_answer_nothing(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    code = visit(school, occurrence, cast)
    page.sign_in(cast.other_manager).get("/manage/groups")
    assert "方塔小学" not in page.text()
    page.get(f"/manage/groups/{code}", status=403)
    page.post(f"/manage/groups/{code}", {"step": "confirm"}, status=403)
    page.post(f"/manage/groups/{code}/names", {"as": "csv"}, status=403)
    page.get(f"/manage/events/{occurrence.event.slug}/groups", status=403)
    page.sign_in(cast.officer).get(f"/manage/groups/{code}")


def test_names_are_shown_near_the_visit_and_a_table_of_them_is_safe(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    code, start = visit(school, occurrence, cast), occurrence.starts_at
    services.put_names(code, [Named("=SUM(A1)王", "@坐轮椅")], by=cast.resident, now=NOW)
    services.confirm_visit(code, by=cast.manager, now=NOW)
    page.sign_in(cast.manager).get(f"/manage/groups/{code}")
    assert "SUM" not in page.text()
    page.post(f"/manage/groups/{code}/names", {"as": "page"}, status=422)
    assert "参观前三天" in page.text()
    with clock.frozen_at(start - DAY):
        page.get(f"/manage/groups/{code}")
        assert "SUM" not in page.text()
        page.post(f"/manage/groups/{code}/names", {"as": "page"}, status=200)
        assert "=SUM(A1)王" in page.text()
        for _again in range(2):
            answer = page.client.post(
                f"/manage/groups/{code}/names", data={"as": "csv", "csrf_token": page._csrf_token()}
            )
            assert answer.data.decode("utf-8-sig") == "姓名,备注\r\n'=SUM(A1)王,'@坐轮椅\r\n"
    looks = select(func.count(AuditRow.id)).where(AuditRow.action.in_(["group.names_viewed", "group.names_exported"]))
    assert db.session.scalar(looks) == 3
    refused = select(AuditRow.facts).where(AuditRow.action == "minors.not_shown")
    assert db.session.scalars(refused).all() == [{"refusal": "names_too_far"}]


def test_a_manager_sets_the_terms(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    event = occurrence.event
    where = f"/manage/events/{event.slug}/groups"
    page.sign_in(cast.manager).get(where)
    form = {"takes": "y", "smallest": "20", "pupils_per_adult": "8", "notice_days": "5", "confirm_hours": "24"}
    page.post(where, form)
    assert find_terms(db.session(), [event.id])[event.id] == Terms(20, 8, 5, 24)
    page.post(where, form | {"notice_days": "91"}, status=422)
    assert "0 到 90 的整数" in page.text()
    page.post(where, {name: value for name, value in form.items() if name != "takes"})
    assert find_terms(db.session(), [event.id]) == {}
    page.sign_in(cast.resident).get(url(occurrence))
    assert "不接受团体预约" in page.text()


def test_in_english_pages_are_english(page: Page, cast: Cast, school: Organisation, occurrence: Occurrence) -> None:
    page.sign_in(cast.resident).get(url(occurrence, "/en"))
    answer = page.post(
        url(occurrence, "/en"), form_of(school, leader_name="Ms Chen", needs="", organisation=str(school.id))
    )
    school.name, cast.base.name_en, cast.base.address_zh = "Fangta School", "Gardens", "Road 1"
    db.session.commit()
    page.get(answer.location)
    body = page.text()[page.text().index("Group booking") :]
    assert "Waiting for the venue" in body
    assert CHINESE.search(body.split("Progress")[0].replace("Fangta School", "")) is None


FACTS: dict[str, Any] = {
    "days": 3,
    "smallest": 10,
    "needed": 4,
    "seats": 33,
    "free": 5,
    "names": 40,
}


@pytest.mark.parametrize("code", list(GroupRefusal))
def test_every_refusal_has_its_own_sentence_in_both_languages(code: GroupRefusal, occurrence: Occurrence) -> None:
    facts = FACTS | ({"occurrence": occurrence} if code is GroupRefusal.NO_ROOM else {})
    told = {}
    for lang in ("zh", "en"):
        with in_language(lang):
            told[lang] = sentence(RuleBroken(code, **facts))
            others = [
                sentence(RuleBroken(other, **facts)) for other in GroupRefusal if other is not GroupRefusal.NO_ROOM
            ]
        assert "%(" not in told[lang]
        assert others.count(told[lang]) == (0 if code is GroupRefusal.NO_ROOM else 1)
    assert CHINESE.search(told["zh"])
    assert CHINESE.search(told["en"]) is None


def test_every_fault_of_a_list_has_a_sentence_in_both_languages(app: Any) -> None:
    facts = {"megabytes": 2, "count": 500, "row": 3, "column": "x"}
    for lang in ("zh", "en"):
        with in_language(lang):
            told = [file_words(BadFile(problem, **facts)) for problem in (*FileProblem, *ColumnProblem)]
            told += [fault_words(NameFault(3, problem)) for problem in NameProblem]
        assert len(set(told)) == len(told)
        assert all("%(" not in words for words in told)


def test_the_bookings_page_and_the_own_feed_show_a_group_as_one_of_many(
    page: Page, cast: Cast, school: Organisation, occurrence: Occurrence
) -> None:
    visit(school, occurrence, cast)
    page.sign_in(cast.resident).get("/my/bookings")
    assert "叶子" in page.text()
    assert "等待确认" in page.text()


def test_an_ordinary_ticket_is_still_a_ticket(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    booking = make_booking(db.session(), occurrence, cast.neighbour)
    db.session.commit()
    page.sign_in(cast.neighbour).get(f"/my/bookings/{booking.code}")
    assert "预约成功" in page.text()
