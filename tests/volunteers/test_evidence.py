"""Documents of skills: handed in, looked at by those who decide, and gone afterwards."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import SkillPaper
from sciencepop.volunteers.services.evidence import forget_papers
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.volunteers.people import make_volunteer

PDF = b"%PDF-1.7 first aid"
DAY = timedelta(days=1)


@pytest.fixture
def volunteer(session: Session, cast: Cast) -> Person:
    found = make_volunteer(session, cast.resident)
    session.commit()
    return found


def hand_in(page: Page, content: bytes = PDF, status: int = 303) -> None:
    sent = {"skill": "first-aid", "paper": (BytesIO(content), "证书.exe")}
    page.post("/volunteer/skills", sent, status=status, content_type="multipart/form-data")


def papers() -> list[tuple[str, bool]]:
    db.session.rollback()
    return [(row.filename, row.decided_at is not None) for row in db.session.scalars(select(SkillPaper))]


def test_a_document_goes_with_a_claim_is_seen_by_officers_and_deleted_after_the_decision(
    page: Page, session: Session, cast: Cast, volunteer: Person
) -> None:
    page.sign_in(volunteer).get("/volunteer/profile")
    assert "请不要上传身份证、护照等身份证件" in page.text()
    hand_in(page)
    hand_in(page, PDF + b" again")
    assert papers() == [("证书.pdf", False)]
    url = f"/volunteer/skills/papers/{session.scalars(select(SkillPaper.id)).one()}"
    answer = page.get(url)
    assert (answer.data, answer.headers["Cache-Control"]) == (PDF + b" again", "private, no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page.sign_in(cast.officer).get(f"/district/volunteers/{volunteer.id}")
    assert "新材料" in page.text()
    page.get("/district/volunteers?which=skills")
    assert "陈小雨妈妈" in page.text()
    page.get(url)
    assert "skill.paper_seen" in session.scalars(select(AuditRow.action)).all()
    for stranger in (cast.neighbour, cast.manager):
        page.sign_in(stranger).get(url, status=403)
        page.post(f"{url}/remove", status=404)
    services.grant_skill(volunteer.id, "first-aid", NOW.date(), None, by=cast.officer, now=NOW)
    assert papers() == [("证书.pdf", True)]
    assert (forget_papers(NOW + 14 * DAY), forget_papers(NOW + 15 * DAY), papers()) == (0, 1, [])


def test_what_is_no_document_is_refused_and_ones_own_can_be_taken_back(
    page: Page, session: Session, volunteer: Person
) -> None:
    page.sign_in(volunteer)
    for content, words in ((b"", "是空的"), (b"MZ", "只收 PDF")):
        hand_in(page, content, status=422)
        assert words in page.text()
    hand_in(page)
    page.post(f"/volunteer/skills/papers/{session.scalars(select(SkillPaper.id)).one()}/remove")
    assert papers() == []
    page.get(f"/volunteer/skills/papers/{2**70}", status=404)


def test_documents_go_with_whoever_leaves_and_what_nobody_decided_goes_too(
    page: Page, session: Session, volunteer: Person
) -> None:
    page.sign_in(volunteer)
    hand_in(page)
    assert (forget_papers(NOW + 180 * DAY), forget_papers(NOW + 181 * DAY)) == (0, 1)
    hand_in(page)
    paper = session.scalars(select(SkillPaper)).one()
    paper.decided_at = NOW - 16 * DAY
    session.commit()
    assert checks() == [f"The document {paper.id} of a skill should have been deleted."]
    services.leave(by=volunteer, now=NOW)
    assert (papers(), checks()) == ([], [])
