"""Agreeing to what one was asked, as people do it."""

from __future__ import annotations

from tests.page import Page


def reply(page: Page, answer: str = "yes", *, status: int = 303) -> str:
    """Answer the latest invitation of whoever is signed in; returns what it asked for."""
    page.get("/my/invitations")
    form = [one for one in page.all("form", method="post") if (one.get("action") or "").endswith("/answer")][-1]
    asked = page.all("h2")[-1].text_content()
    page.post(form.get("action", ""), {"answer": answer}, status=status)
    return asked
