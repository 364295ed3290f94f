"""A passkey in a real browser: made, shown as the second step, given up. Chromium's own virtual authenticator signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

WHO = "other-manager@sciencepop.example"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_taken_as_second_step_and_given_up(site: Site, visit: Callable[..., Page]) -> None:
    # Passkeys belong to a name; at a number there are none.
    site = replace(site, url=site.url.replace("127.0.0.1", "localhost"))
    window, wrong = visit(width=360), []

    def look(name: str) -> None:
        wrong.extend(look_at(window, f"second-step-{name}"))
        picture(window, f"second-step-{name}")

    devtools = window.context.new_cdp_session(window)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(window, site, WHO)
    window.goto(f"{site.url}/my/security/second")
    look("none")
    window.get_by_role("button", name="加一个通行密钥").click()
    window.get_by_role("heading", name="请记下备用码").wait_for()
    assert window.locator(".step-codes li").count() == 10
    look("codes")
    window.goto(f"{site.url}/my/security/sign-ins")
    look("sign-ins")
    window.goto(f"{site.url}/my")
    window.get_by_role("button", name="退出登录").click()
    window.goto(f"{site.url}/sign-in/password?next=/my/security/second")
    window.locator("main input[name=address]").fill(WHO)
    window.locator("main input[name=password]").fill("sample-2026")
    window.locator("main input[name=password]").press("Enter")
    window.wait_for_url("**/sign-in/second")
    look("asked")
    window.get_by_role("button", name="用通行密钥").click()
    window.wait_for_url("**/my/security/second")
    look("has-passkey")
    window.get_by_role("button", name="去掉").click()
    window.get_by_text("已经去掉").wait_for()
    assert wrong == []
