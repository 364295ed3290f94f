"""The pages of hours and proofs: what works, and strangers and other managers who get nowhere."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

from sqlalchemy.orm import Session

from sciencepop.core import clock, documents
from sciencepop.core.audit import AuditRow
from sciencepop.volunteers.models import Attendance, HoursClaim, HoursEntry, ServiceProof
from sciencepop.volunteers.rules.assignments import AssignmentState
from sciencepop.volunteers.services import count, hours, proofs
from sciencepop.volunteers.shift_codes import shift_code
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.volunteers.served import count_entry, serve

LATER = NOW + timedelta(hours=6)
DAYS = {"from_on": "2026-10-01", "until_on": "2026-10-10"}


def test_a_volunteer_signs_in_and_out_with_the_code_of_the_screen(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base)
    page.sign_in(cast.manager).get(f"/manage/shifts/{mine.shift_id}/code")
    code = shift_code(mine.shift_id, NOW)
    assert f"{code[:3]} {code[3:]}" in page.text()
    address = f"/volunteer/sign/{mine.code}"
    page.sign_in(cast.resident).get(address)
    assert [it.text for it in page.all("button", name="move") if it.get("hidden") is None] == ["签到"]
    page.post(address, {"digits": "000000", "move": "in"}, status=422)
    assert "签到码不对" in page.text()
    page.post(address, {"digits": code, "move": "in"})
    page.get(address)
    assert "签到成功" in page.text()
    page.post(address, {"digits": f"{code[:3]} {code[3:]}", "move": "out"})
    assert mine.state is AssignmentState.COMPLETED
    page.sign_in(cast.neighbour).get(address, status=404)


def test_a_coordinator_marks_at_the_own_base_only(session: Session, cast: Cast, page: Page) -> None:
    mine, other = serve(session, cast.resident, cast.base), serve(session, cast.neighbour, cast.base)
    address = f"/manage/shifts/{mine.shift_id}/attendance"
    page.sign_in(cast.manager).get(address)
    page.post(address, {"code": mine.code, "move": "in"})
    page.get(address)
    assert "负责人登记" in page.text()
    page.post(address, {"code": mine.code, "move": "in"}, status=422)
    page.post(address, {"code": mine.code, "move": "fly"}, status=422)
    page.post(address, {"code": other.code, "move": "in"}, status=404)
    page.sign_in(cast.other_manager).get(address, status=403)
    page.post(address, {"code": mine.code, "move": "out"}, status=403)
    page.get("/manage/shifts/99999999999999999999/attendance", status=404)
    assert session.get_one(Attendance, mine.id).left_at is None


def test_several_sign_in_on_one_device_that_shows_no_whole_name(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base)
    opened = page.sign_in(cast.manager).post(f"/manage/shifts/{mine.shift_id}/kiosk", status=200)
    found = re.search(r"/kiosk/[\w-]{32}", opened.get_data(as_text=True))
    assert found
    visitor = Page(page.app)
    visitor.get(found[0])
    assert "陈＊妈" in visitor.text() and "陈小雨" not in visitor.text()
    visitor.post(found[0], {"code": mine.code, "move": "in"})
    visitor.post(found[0], {"code": mine.code, "move": "undo"}, status=404)
    assert session.get_one(Attendance, mine.id).came_by == cast.manager.id
    page.post(f"/manage/shifts/{mine.shift_id}/kiosk/end")
    visitor.get(found[0], status=410)
    visitor.get("/kiosk/" + "x" * 32, status=410)
    with clock.frozen_at(LATER):
        page.post(f"/manage/shifts/{mine.shift_id}/kiosk", status=422)


def test_a_device_sends_later_what_it_noted_without_network(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base)
    opened = page.sign_in(cast.manager).post(f"/manage/shifts/{mine.shift_id}/kiosk", status=200)
    found = re.search(r"/kiosk/[\w-]{32}", opened.get_data(as_text=True))
    assert found
    address, device = f"{found[0]}/notes", page.app.test_client()
    at = int(NOW.timestamp())
    notes = [{"code": mine.code, "move": "in", "at": at}, {"code": "A9999999", "move": "in", "at": at}]
    with clock.frozen_at(LATER):
        assert device.post(address, json={"notes": notes}).get_json() == {"answers": ["", "这个班次没有这个人。"]}
        for bad in ({}, {"notes": [{}]}, {"notes": notes[:1] * 101}, {"notes": [notes[0] | {"at": 1e30}]}, [], "x"):
            assert device.post(address, json=bad).status_code == 400
    with clock.frozen_at(NOW + timedelta(days=8)):
        assert device.post(address, json={"notes": notes}).status_code == 410
    assert device.post("/kiosk/" + "x" * 32 + "/notes", json={"notes": notes}).status_code == 410
    assert device.get("/kiosk/worker.js").mimetype == "text/javascript"
    assert session.get_one(Attendance, mine.id).came_at == NOW


def test_what_was_odd_is_settled_by_the_base(session: Session, cast: Cast, page: Page) -> None:
    absent, excused = serve(session, cast.resident, cast.base), serve(session, cast.neighbour, cast.base)
    with clock.frozen_at(LATER):
        page.sign_in(cast.other_manager).get("/manage/hours")
        assert "现在没有" in page.text()
        page.post(f"/manage/hours/{absent.code}", {f"a{absent.id}-what": "absent"}, status=403)
        page.sign_in(cast.manager).get("/manage/hours")
        assert page.text().count("没有签到") == 2
        served = {f"a{absent.id}-what": "served", f"a{absent.id}-minutes": "170", f"a{absent.id}-reason": ""}
        page.post(f"/manage/hours/{absent.code}", served, status=422)
        page.post(f"/manage/hours/{absent.code}", served | {f"a{absent.id}-reason": "纸质签到表"})
        page.post(f"/manage/hours/{excused.code}", {f"a{excused.id}-what": "excused"})
        page.get("/manage/hours")
        assert "现在没有" in page.text()
    assert (session.query(HoursEntry).one().minutes, excused.state) == (170, AssignmentState.EXCUSED)


def test_a_volunteer_reads_why_and_disputes_and_is_answered(session: Session, cast: Cast, page: Page) -> None:
    entry = count_entry(session, serve(session, cast.resident, cast.base), 120)
    page.sign_in(cast.resident).get("/volunteer/hours")
    assert "2 小时" in page.text() and "科技节开幕" in page.text()
    address = f"/volunteer/hours/{entry.code}/dispute"
    page.get(address)
    page.post(address, {"minutes": "2000", "words": "多了半小时"}, status=422)
    page.post(address, {"minutes": "150", "words": "多了半小时"})
    claim = session.query(HoursClaim).one()
    page.sign_in(cast.neighbour).get(address, status=404)
    answer = {f"c{claim.id}-minutes": "150", f"c{claim.id}-words": "查过记录，属实"}
    page.sign_in(cast.other_manager).post(f"/manage/hours/claims/{claim.code}", answer, status=403)
    page.sign_in(cast.manager).get("/manage/hours/claims")
    assert "多了半小时" in page.text()
    page.post(f"/manage/hours/claims/{claim.code}", answer | {f"c{claim.id}-words": "好"}, status=422)
    page.post(f"/manage/hours/claims/{claim.code}", answer)
    page.sign_in(cast.resident).get("/volunteer/hours")
    assert "2 小时 30 分" in page.text() and "查过记录，属实" in page.text() and "更正 +30 分钟" in page.text()


def test_service_without_a_shift_is_reported_for_a_base_of_ones_own(session: Session, cast: Cast, page: Page) -> None:
    serve(session, cast.resident, cast.base)
    told = {"served_on": "2026-10-09", "minutes": "60", "what": "做展板", "words": "在家做了两块"}
    page.sign_in(cast.resident).get("/volunteer/hours/report")
    page.post("/volunteer/hours/report", told | {"base": str(cast.other_base.id)}, status=422)
    page.post("/volunteer/hours/report", told | {"base": str(cast.base.id)})
    page.get("/volunteer/hours")
    assert "做展板" in page.text()
    assert session.query(HoursClaim).one().base_id == cast.base.id


def test_staff_find_a_volunteer_of_their_base_and_correct(session: Session, cast: Cast, page: Page) -> None:
    entry = count_entry(session, serve(session, cast.resident, cast.base), 120)
    page.sign_in(cast.other_manager).get("/manage/hours/volunteers?q=陈小雨妈妈")
    assert "没有找到" in page.text()
    page.get(f"/manage/hours/volunteers/{cast.resident.id}", status=403)
    page.get(f"/manage/hours/entries/{entry.code}", status=403)
    page.sign_in(cast.manager).get("/manage/hours/volunteers?q=陈小雨妈妈")
    page.get(f"/manage/hours/volunteers/{cast.resident.id}")
    page.get(f"/manage/hours/entries/{entry.code}")
    page.post(f"/manage/hours/entries/{entry.code}", {"minutes": "120", "reason": "没有变化的"}, status=422)
    page.post(f"/manage/hours/entries/{entry.code}", {"minutes": "90", "reason": "中途离开"})
    training = {
        "served_on": "2026-10-09",
        "minutes": "60",
        "credit_minutes": "0",
        "what": "培训",
        "reason": "签到表三号",
    }
    page.post(f"/manage/hours/volunteers/{cast.resident.id}/training", training, status=403)
    page.sign_in(cast.officer).post(f"/manage/hours/volunteers/{cast.resident.id}/training", training)
    page.get(f"/manage/hours/volunteers/{cast.resident.id}")
    assert "1 小时 30 分" in page.text() and "签到表三号" in page.text()


def test_a_proof_from_the_request_to_the_page_that_checks_it(session: Session, cast: Cast, page: Page) -> None:
    count_entry(session, serve(session, cast.resident, cast.base), 95)
    page.sign_in(cast.resident).post(
        "/volunteer/proofs", {"from_on": "2026-10-11", "until_on": "2026-10-01"}, status=422
    )
    mine = page.post("/volunteer/proofs", DAYS).location
    code = mine.rsplit("/", 1)[1]
    page.get(mine)
    assert "等工作人员看过" in page.text()
    page.sign_in(cast.officer).get("/manage/proofs")
    page.post("/manage/proofs/publish", {"proof": code})
    page.sign_in(cast.neighbour).get("/volunteer/proofs/published", status=403)
    page.sign_in(cast.resident).get("/volunteer/proofs/published")
    assert "陈＊" in page.text() and "陈小雨" not in page.text()
    page.get(f"/proof/{code}", status=404)
    week = NOW + timedelta(days=7)
    with clock.frozen_at(week):
        proofs.issue_due(week)
        page.get(mine)
        assert "PDF 正在生成" in page.text()
        page.get(f"{mine}.pdf", status=404)
        documents.make_wanted(week)
        page.get(mine)
        answer = page.client.get(f"{mine}.pdf")
        assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
        stranger = Page(page.app)
        stranger.get(f"/proof/{code.lower()}")
        assert "有效" in stranger.text() and "SJZY-2026-000001" in stranger.text() and "1.5 小时" in stranger.text()
        assert "陈小雨" not in stranger.text()
        page.sign_in(cast.neighbour).get(mine, status=404)
        assert page.client.get(f"{mine}.pdf").status_code == 404


def test_a_revoked_proof_says_so_and_leads_to_its_successor(session: Session, cast: Cast, page: Page) -> None:
    count_entry(session, serve(session, cast.resident, cast.base), 95)
    page.sign_in(cast.officer).post("/manage/proofs/batch", DAYS | {"title": "科技节", "base": "0"})
    page.post("/manage/proofs/batch", DAYS | {"title": "", "base": "0"}, status=422)
    week = NOW + timedelta(days=7)
    with clock.frozen_at(week):
        proofs.issue_due(week)
        code = session.query(ServiceProof.code).scalar()
        page.get("/manage/proofs")
        page.get(f"/manage/proofs/{code}")
        page.post(f"/manage/proofs/{code}", {"reason": "错"}, status=422)
        page.post(f"/manage/proofs/{code}", {"reason": "姓名有误", "is_made_anew": "y"})
        page.get(f"/proof/{code}")
        assert "不再有效" in page.text() and "姓名有误" in page.text()
        fresh = session.query(ServiceProof).order_by(ServiceProof.id.desc()).first()
        assert fresh
        page.get("/manage/proofs")
        page.post("/manage/proofs/publish", {"proof": fresh.code})
    proofs.issue_due(week + timedelta(days=7))
    page.get(f"/proof/{code}")
    assert "代替它的证明：SJZY-2026-000002" in page.text()


def test_a_request_is_refused_by_the_district_or_taken_back(session: Session, cast: Cast, page: Page) -> None:
    count_entry(session, serve(session, cast.resident, cast.base), 95)
    first, second = (page.sign_in(cast.resident).post("/volunteer/proofs", DAYS).location for _ in range(2))
    page.post(f"{first}/withdraw")
    page.post(f"{first}/withdraw", status=422)
    page.sign_in(cast.officer).post(f"/manage/proofs/{second.rsplit('/', 1)[1]}", {"reason": "没有参加过"})
    page.sign_in(cast.resident).get(second)
    assert "没有出具" in page.text() and "没有参加过" in page.text()


def test_the_table_for_the_city_holds_what_stands_and_is_written_down(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base)
    entry = count_entry(session, mine, 120)
    hours.correct(entry.code, 95, "=提前离开", by=cast.manager, by_district=False, now=NOW)
    page.sign_in(cast.officer).get("/manage/hours.csv?from_on=2026-10-10&until_on=2026-10-01", status=422)
    answer = page.client.get("/manage/hours.csv?from_on=2026-10-01&until_on=2026-10-10")
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert dict(zip(header, row, strict=True)) == {
        "record": entry.code,
        "volunteer_number": "",
        "volunteer_name": "陈小雨妈妈",
        "activity": "科技节开幕",
        "role": "讲解员",
        "organisation": "辰山植物园",
        "date": "2026-10-10",
        "start": "10:00",
        "end": "13:00",
        "minutes": "95",
        "hours": "1.5",
        "kind": "班次",
        "reason": "",
    }
    assert session.query(AuditRow).filter_by(action="hours.table").one().facts["until"] == "2026-10-10"


def test_a_shift_that_was_counted_shows_it(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base)
    page.sign_in(cast.manager).post(f"/manage/shifts/{mine.shift_id}/attendance", {"code": mine.code, "move": "in"})
    count.count_shifts(LATER)
    with clock.frozen_at(LATER):
        page.get(f"/manage/shifts/{mine.shift_id}/attendance")
        assert "已记 3 小时" in page.text()
        page.get("/manage/hours")
        assert "没有签退" in page.text()
        page.post(f"/manage/hours/{mine.code}", {f"a{mine.id}-what": "seen"})
        page.sign_in(cast.resident).get(f"/volunteer/sign/{mine.code}")
        assert "时长已经记下" in page.text()
