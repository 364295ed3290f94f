"""Agreeing to what one was asked, as people do it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.invitations import list_open_to
from sciencepop.accounts.services import answer_invitation
from tests.conftest import NOW
from tests.page import Page


def agree(session: Session, person: Person) -> None:
    """To whatever was asked last, without the page."""
    answer_invitation(list_open_to(session, person, NOW)[-1].id, agrees=True, by=person, now=NOW)


def reply(page: Page, answer: str = "yes", *, status: int = 303) -> str:
    """Answer the latest invitation of whoever is signed in; returns what it asked for."""
    page.get("/my/invitations")
    form = [one for one in page.all("form", method="post") if (one.get("action") or "").endswith("/answer")][-1]
    asked = page.all("h2")[-1].text_content()
    page.post(form.get("action", ""), {"answer": answer}, status=status)
    return asked
