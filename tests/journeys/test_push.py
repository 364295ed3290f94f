"""Notifications on a device, in a real browser. There is no push service here, so what it does is done in its place.

Chromium asks Google's service for every subscription, which no test can: `subscribe` alone is answered by the test. The
permission, the service worker, the form and what the site makes of it are real, and so is what the worker does with a
push, which the browser hands it by the DevTools protocol as it would one from a service.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

SUBSCRIBES = """
const bytes = (length, first) => Uint8Array.from({ length }, (_, at) => (at ? 7 : first)).buffer;
PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") && {};
PushManager.prototype.subscribe = async function (options) {
  if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("bad options");
  localStorage.setItem("subscribed", "1");
  return {
    endpoint: "https://push.invalid/" + crypto.randomUUID(),
    options,
    getKey: (name) => (name === "auth" ? bytes(16, 7) : bytes(65, 4)),
  };
};
"""
REFUSES = 'PushManager.prototype.subscribe = async () => { throw new DOMException("no service", "AbortError"); };'
NEWS = {
    "title": "提醒：周六 星空夜观",
    "text": "到场时请出示预约号。",
    "tag": "t1",
    "lang": "zh-Hans",
    "link": "/my/bookings",
}


def open_messages(
    site: Site, visit: Callable[..., Page], script: str = "", *, allow: bool = True, **options: Any
) -> Page:
    """The resident's messages, in a browser where `script` answers for the push service."""
    window = visit(**options)
    if allow:
        window.context.grant_permissions(["notifications"], origin=site.url)
    if script:
        window.add_init_script(script)
    sign_in(window, site, "resident@sciencepop.example")
    window.goto(f"{site.url}/my/messages")
    return window


def look_everywhere(window: Page, site: Site) -> list[str]:
    """What is wrong with the page in both languages and widths, and in the elder version."""
    wrong = []
    for name, width in (("zh-360", 360), ("en-360", 360), ("zh-1280", 1280), ("en-1280", 1280), ("elder-360", 360)):
        if name.startswith("elder"):
            window.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
        window.set_viewport_size({"width": width, "height": 900})
        window.goto(f"{site.url}{'/en' if name.startswith('en') else ''}/my/messages")
        wrong += look_at(window, f"messages-device-{name}")
        picture(window, f"messages-device-{name}")
    return wrong


def push(window: Page, site: Site, news: dict[str, str]) -> None:
    """Hand the service worker a push, as the browser does with one that arrived."""
    devtools = window.context.new_cdp_session(window)
    found: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    window.wait_for_timeout(200)
    number = next(one["registrationId"] for one in found if one["scopeURL"] == f"{site.url}/")
    message = {"origin": site.url, "registrationId": number, "data": json.dumps(news)}
    devtools.send("ServiceWorker.deliverPushMessage", message)


SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/");
  for (let tries = 0; tries < 50; tries += 1) {
    const shown = await worker.getNotifications();
    if (shown.length) return shown.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, data }));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return [];
}"""


def test_a_device_is_turned_on_shows_a_message_and_is_removed(site: Site, visit: Callable[..., Page]) -> None:
    window = open_messages(site, visit, SUBSCRIBES, width=360)
    window.get_by_role("button", name="打开通知").click()
    expect(window.get_by_text("这台设备会收到通知了。")).to_be_visible()
    expect(window.locator("[data-here]")).to_contain_text("Chrome · Linux 这台设备")
    assert look_everywhere(window, site) == []
    expect(window.get_by_role("button", name="打开通知")).to_be_hidden()
    for _twice in range(2):
        push(window, site, NEWS)
    shown = window.evaluate(SHOWN)
    data = {"link": "/my/bookings"}
    assert shown == [{"title": NEWS["title"], "body": NEWS["text"], "tag": "t1", "lang": "zh-Hans", "data": data}]
    window.goto(f"{site.url}/my/messages")
    window.locator("[data-here]").get_by_role("button", name="去掉").click()
    expect(window.get_by_text("那台设备不再收到通知。")).to_be_visible()


def test_the_gates_worker_and_this_one_keep_apart(site: Site, visit: Callable[..., Page]) -> None:
    window = open_messages(site, visit, SUBSCRIBES)
    window.get_by_role("button", name="打开通知").click()
    expect(window.get_by_text("这台设备会收到通知了。")).to_be_visible()
    window.goto(f"{site.url}/gate/")
    scopes = window.evaluate(
        """async () => {
          await navigator.serviceWorker.register(document.body.dataset.worker, { scope: document.body.dataset.scope });
          await navigator.serviceWorker.ready;
          const all = await navigator.serviceWorker.getRegistrations();
          const here = await navigator.serviceWorker.getRegistration();
          return [all.map((one) => new URL(one.scope).pathname).sort(), new URL(here.scope).pathname];
        }"""
    )
    assert scopes == [["/", "/gate/"], "/gate/"]


def test_who_says_no_or_has_no_service_reads_why_and_what_else_reaches_them(
    site: Site, visit: Callable[..., Page]
) -> None:
    window = open_messages(site, visit, REFUSES)
    window.get_by_role("button", name="打开通知").click()
    expect(window.get_by_role("status").filter(has_text="连不上它的推送服务")).to_be_visible()
    window.context.clear_permissions()
    window.add_init_script('Notification.requestPermission = async () => "denied";')
    window.reload()
    window.get_by_role("button", name="打开通知").click()
    expect(window.get_by_text("浏览器没有允许通知")).to_be_visible()


def test_without_scripts_a_sentence_says_what_is_needed(site: Site, visit: Callable[..., Page]) -> None:
    window = open_messages(site, visit, javascript=False, allow=False, width=360)
    expect(window.get_by_text("要打开通知，浏览器需要允许运行脚本。")).to_be_visible()
    assert window.get_by_role("button", name="打开通知").is_hidden()
    picture(window, "messages-no-script-360")
