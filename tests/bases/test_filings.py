"""Changes that a base files: asked, looked at, applied on their day; and late announcements, told to officers."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.invariants import filing_checks
from sciencepop.bases.models import BaseFiling
from sciencepop.bases.queries import get_any
from sciencepop.bases.rules.filing import FilingState, FilingStep, refuse_filing
from sciencepop.bases.rules.hours import HoursRule, RuleKind, Stretch
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services import filings
from sciencepop.bases.services.hours import announce_rule
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from tests.bases.rows import PDF, full_record
from tests.bases.test_manage import record_form
from tests.cast import Cast
from tests.factories import make_event, make_occurrence
from tests.page import Page

TODAY = date(2026, 10, 1)
FIELDS = {"#effective_on", "#paper", "#name_zh", "#reason"}
WHERE = "/manage/bases/chenshan/changes"


@pytest.mark.parametrize(
    ("changed", "ahead", "has_paper", "refusal"),
    [
        ({"address_zh"}, 0, False, None),
        ({"address_zh"}, 366, False, None),
        ({"name_zh", "summary_zh"}, 30, True, None),
        ({"summary_zh", "capacity"}, 0, True, Refusal.FILING_EMPTY),
        (set(), 0, True, Refusal.FILING_EMPTY),
        ({"kind"}, -1, False, Refusal.FILING_DAY),
        ({"kind"}, 367, False, Refusal.FILING_DAY),
        ({"name_zh"}, 0, False, Refusal.FILING_PAPER),
        ({"legal_person", "kind"}, 0, False, Refusal.FILING_PAPER),
    ],
)
def test_what_may_be_filed(changed: set[str], ahead: int, has_paper: bool, refusal: Refusal | None) -> None:
    assert refuse_filing(changed, TODAY + timedelta(days=ahead), TODAY, has_paper=has_paper) is refusal


def form(**values: Any) -> dict[str, Any]:
    """The form of a filing as a browser sends it back."""
    asked = {"contact_email": "info@example.org", "reason": "门口改道", "effective_on": clock.today().isoformat()}
    return record_form() | asked | values


def waiting(session: Session) -> BaseFiling:
    session.expire_all()
    return session.scalars(select(BaseFiling).order_by(BaseFiling.id.desc())).first()  # type: ignore[return-value]


def test_an_address_is_filed_returned_filed_again_and_holds_from_its_day(
    page: Page, session: Session, cast: Cast
) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    revision = occurrence.revision
    coming = clock.today() + timedelta(days=3)
    page.sign_in(cast.manager).get(f"{WHERE}/new")
    page.post(f"{WHERE}/new", form(address_zh="辰花公路1号"))
    page.post(f"{WHERE}/new", form(address_zh="辰花公路2号", attempt="attempt-0002"), status=422)
    assert "已经有一份变更备案在办理" in page.text()
    row = waiting(session)
    assert (row.was["address_zh"], row.wanted["address_zh"]) == ("辰花公路3888号", "辰花公路1号")
    assert get_any("chenshan").address_zh == "辰花公路3888号"

    officer = Page(page.app).sign_in(cast.officer)
    officer.get("/my/to-do")
    assert "基地变更备案待审核 1 辰山植物园" in officer.text()
    officer.get("/district/base-changes")
    officer.get(f"/district/base-changes/{row.code}")
    seen = officer.all("input", name="seen")[0].get("value") or ""
    officer.post(f"/district/base-changes/{row.code}", {"step": "return", "seen": seen}, status=422)
    assert "退回时请写明要改什么" in officer.text()
    officer.post(f"/district/base-changes/{row.code}", {"step": "return", "note": "请写门牌", "seen": seen})
    page.get("/my/to-do")
    assert "变更备案退回，等您补正 1 辰山植物园" in page.text()
    page.get(WHERE)
    assert "请写门牌" in page.text()
    page.get(f"{WHERE}/new")
    assert page.all("input", name="address_zh")[0].get("value") == "辰花公路1号"
    again = form(address_zh="辰花公路18号", effective_on=coming.isoformat(), attempt="attempt-0003")
    page.post(f"{WHERE}/new", again)
    with pytest.raises(RuleBroken) as refused:
        stale = row.filed_at - timedelta(seconds=1)
        filings.decide_filing(row.id, FilingStep.APPROVE, "", by=cast.officer.id, now=clock.now(), seen_at=stale)
    assert refused.value.code is Refusal.FILING_CHANGED
    row = waiting(session)
    officer.post(f"/district/base-changes/{row.code}", {"step": "approve", "seen": row.filed_at.isoformat()})
    with pytest.raises(RuleBroken) as refused:
        filings.decide_filing(row.id, FilingStep.APPROVE, "", by=cast.officer.id, now=clock.now())
    assert refused.value.code is Refusal.FILING_CLOSED
    filings.apply_due(clock.now())
    assert (waiting(session).state, get_any("chenshan").address_zh) == (FilingState.APPROVED, "辰花公路3888号")
    for _twice in range(2):
        filings.apply_due(clock.now() + timedelta(days=3))
    session.expire_all()
    assert (waiting(session).state, get_any("chenshan").address_zh) == (FilingState.APPLIED, "辰花公路18号")
    assert session.get_one(Occurrence, occurrence.id).revision == revision + 1
    assert filing_checks() == []
    subjects = [message.subject for message in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert [subject.rsplit("”", 1)[1] for subject in subjects if subject and "备案" in subject] == [
        "的变更备案需要修改",
        "的变更备案已通过",
    ]
    told = session.scalars(select(AuditRow.action).where(AuditRow.subject_kind == "base_filing")).all()
    assert sorted(told) == [f"base_filing.{step}" for step in ("apply", "approve", "file", "file", "return")]


def test_a_name_needs_a_document_that_only_its_side_reads(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager).post(f"{WHERE}/new", form(name_zh="辰山植物园科普馆"), status=422)
    assert "变更名称或法人单位，请附上证明文件" in page.text()
    bad = form(name_zh="辰山植物园科普馆", paper=(io.BytesIO(b"MZ\x90"), "证.pdf"), attempt="attempt-0002")
    page.post(f"{WHERE}/new", {**bad, "effective_on": "明天"}, status=422)
    assert {"#effective_on", "#paper"} == {link.get("href") for link in page.all("a") if link.get("href") in FIELDS}
    assert page.all("input", name="name_zh")[0].get("value") == "辰山植物园科普馆"
    page.post(f"{WHERE}/new", {**bad, "paper": (io.BytesIO(PDF), "证.pdf"), "attempt": "attempt-0003"})
    row = waiting(session)
    paper = f"{WHERE}/{row.code}/paper"
    assert page.client.get(paper).data == PDF
    assert Page(page.app).sign_in(cast.officer).client.get(paper).data == PDF
    other = Page(page.app).sign_in(cast.other_manager)
    other.get(paper, status=403)
    other.get(f"/manage/bases/kejiguan/changes/{row.code}/paper", status=404)
    other.post(f"/manage/bases/kejiguan/changes/{row.code}/withdraw", {}, status=404)
    page.post(f"{WHERE}/{row.code}/withdraw", {})
    page.post(f"{WHERE}/{row.code}/withdraw", {})
    assert waiting(session).state is FilingState.WITHDRAWN


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"contact_email": ""}, "没有要变更的内容"),
        ({"address_zh": ""}, "已公开的内容不能清空：地址"),
        ({"reason": "\x00 "}, "请填写这一项。"),
        ({"reason": "长" * 10_000}, "最多 1000 个字。"),
        ({"effective_on": "0001-01-01"}, "这样的日期"),
        ({"effective_on": "2026-01-01"}, "生效日期请填今天到一年以内的一天。"),
        ({"kind": "castle"}, "请从列表中选择。"),
        ({"lat": "nan"}, "请填十进制度数"),
    ],
)
def test_what_cannot_be_filed_is_a_sentence(
    page: Page, session: Session, cast: Cast, values: dict[str, str], sentence: str
) -> None:
    page.sign_in(cast.manager).post(f"{WHERE}/new", form(**values), status=422)
    assert sentence in page.text()
    assert waiting(session) is None


def test_late_announcements_are_listed_by_base(page: Page, session: Session, cast: Cast) -> None:
    who = {"by": cast.manager.id, "now": clock.now()}
    week = tuple(Stretch(day, *full_record().hours[0][1:]) for day in range(7))  # type: ignore[index]
    announce_rule(cast.base.id, HoursRule(RuleKind.WEEK, week), **who)
    soon, later = clock.today() + timedelta(days=2), clock.today() + timedelta(days=20)
    closure = HoursRule(RuleKind.CLOSURE, (), soon, soon, reason_zh="检修")
    with pytest.raises(RuleBroken) as refused:
        announce_rule(cast.base.id, closure, **who)
    assert refused.value.facts["days"] == [soon]
    announce_rule(cast.base.id, closure, **who, urgent_reason="水管爆裂")
    in_time = HoursRule(RuleKind.CLOSURE, (), later, later, reason_zh="盘点")
    announce_rule(cast.base.id, in_time, **who, urgent_reason="并不突然")
    page.sign_in(cast.officer).get("/district/late-hours?year=9999999999999999999999")
    text = page.text()
    assert "辰山植物园 1 次" in text
    assert "水管爆裂" in text
    assert "并不突然" not in text
    page.get(f"/district/late-hours?year={clock.today().year - 1}")
    assert "这一年没有" in page.text()
