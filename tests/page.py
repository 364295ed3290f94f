"""The strict client: every HTML page that a test gets is also checked as a page."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from lxml.html import HtmlElement, document_fromstring
from werkzeug.test import TestResponse

from sciencepop.accounts.models import Person

SWITCHES = {"checked", "selected", "disabled", "readonly", "multiple"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class FreshClient(FlaskClient):
    """A test client whose every request starts with an empty `g`, as it does in a real server.

    Tests hold one application context open for their session; without this, who is signed in and which language is
    written would stay from one request to the next.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        _empty_g()
        try:
            return super().open(*args, **kwargs)
        finally:
            _empty_g()


def _empty_g() -> None:
    if has_app_context():
        for name in list(g):
            g.pop(name)


class Page:
    """`get`, `post` and `submit` answer with the response; HTML answers are checked before they are handed over."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.tree: HtmlElement | None = None

    def sign_in(self, person: Person) -> Page:
        """Become this person by the same cookie that signing in sets."""
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = f"{person.id}.{person.epoch}"
            cookie["_fresh"] = True
        return self

    def get(self, url: str, status: int = 200, **options: Any) -> TestResponse:
        return self._checked(self.client.get(url, **options), status)

    def post(self, url: str, data: dict[str, Any] | None = None, status: int = 303, **options: Any) -> TestResponse:
        """Post a form with a valid CSRF token, as a browser that had the page open would."""
        values = {"csrf_token": self._csrf_token(), **(data or {})}
        return self._checked(self.client.post(url, data=values, **options), status)

    def text(self) -> str:
        """The last page's text, spaces folded."""
        assert self.tree is not None
        body = self.tree.find("body")
        return " ".join(" ".join(body.itertext()).split()) if body is not None else ""

    def all(self, tag: str, **attributes: str) -> list[HtmlElement]:
        """Elements of the last page by tag and exact attribute values (`class_` for class, any one class)."""
        assert self.tree is not None
        found = []
        for element in self.tree.iter(tag):
            if all(_matches(element, name, value) for name, value in attributes.items()):
                found.append(element)
        return found

    def _csrf_token(self) -> str:
        from flask_wtf.csrf import generate_csrf

        with self.client.session_transaction() as cookie:
            raw = cookie.get("csrf_token")
            with self.app.test_request_context():
                from flask import session

                if raw:
                    session["csrf_token"] = raw
                token = str(generate_csrf())
                cookie["csrf_token"] = session["csrf_token"]
                g.pop("csrf_token", None)
        return token

    def _checked(self, response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status, (response.status, response.get_data(as_text=True)[:2000])
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            self.tree = parsed(response.get_data(as_text=True))
            check_page(self.tree)
        return response


def parsed(text: str) -> HtmlElement:
    """The tree of a page as browsers have it, where libxml2 differs: `checked` is empty, a text area begins below."""
    tree = document_fromstring(text)
    for element in tree.iter("input", "select", "option", "textarea", "button", "fieldset"):
        for name in SWITCHES & set(element.keys()):
            element.set(name, "")
        if element.tag == "textarea":
            element.text = (element.text or "").removeprefix("\n") or None
    return tree


def _matches(element: HtmlElement, name: str, value: str) -> bool:
    if name == "class_":
        return value in (element.get("class") or "").split()
    return element.get(name.rstrip("_").replace("_", "-")) == value


def check_page(tree: HtmlElement) -> None:
    """What holds for every page: language, title, one h1, unique ids, labels, alt texts, nothing inline."""
    lang = tree.get("lang")
    assert lang in ("zh-Hans", "en"), f"lang is {lang}"
    titles = [e for e in tree.iter("title") if (e.text or "").strip()]
    assert titles, "no title"
    assert len(list(tree.iter("h1"))) == 1, "not exactly one h1"
    ids = Counter(e.get("id") for e in tree.iter() if e.get("id"))
    assert not [i for i, n in ids.items() if n > 1], f"ids twice: {ids.most_common(3)}"
    labelled = {e.get("for") for e in tree.iter("label")}
    inside = {c for label in tree.iter("label") for c in label.iter()}
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag
        _check_inline(tag, element)
        if tag == "img":
            assert element.get("alt") is not None, "img without alt"
        if tag in ("input", "select", "textarea") and element.get("type") not in ("hidden", "submit"):
            has = element.get("id") in labelled or element in inside or element.get("aria-label")
            assert has, f"no label: {tag} {element.get('name')}"
        if tag == "a" and element.get("href") is not None:
            words = "".join(element.itertext()).strip() or element.get("aria-label")
            words = words or any(c.get("alt") for c in element.iter("img"))
            assert words, f"link without words: {element.get('href')}"


def _check_inline(tag: str, element: HtmlElement) -> None:
    assert element.get("style") is None, f"inline style on {tag}"
    handlers = [a for a in element.keys() if a.startswith("on")]  # noqa: SIM118
    assert not handlers, f"inline handler on {tag}: {handlers}"
    if tag == "script" and element.get("type") != "application/ld+json":
        assert element.get("src"), "inline script"
    assert tag != "style" or element.get("href"), "inline style element"
