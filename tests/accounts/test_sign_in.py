from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.accounts import queries, services
from sciencepop.accounts.models import Person
from sciencepop.core import clock
from tests.accounts.post import code_to, letters_to, wrong
from tests.cast import Cast
from tests.factories import make_person
from tests.page import Page

MAIL = "liming@example.org"
SENTENCE = "辰山植物园真好看"


def ask(page: Page, address: str = MAIL, **more: str) -> None:
    page.get("/sign-in")
    answer = page.post("/sign-in", {"address": address, **more})
    assert answer.location == "/sign-in/code"


@pytest.fixture
def person(session: Session) -> Person:
    found = make_person(session, name="李明", email=MAIL, password_hash=services.hash_password(SENTENCE))
    session.commit()
    return found


def is_signed_in(page: Page) -> bool:
    return page.client.get("/my").status_code == 200


def test_a_newcomer_signs_in_with_an_address_and_six_digits(page: Page) -> None:
    ask(page, " LiMing@Example.org ")
    page.get("/sign-in/code")
    assert MAIL in page.text()
    (field,) = page.all("input", name="code")
    assert (field.get("autocomplete"), field.get("inputmode")) == ("one-time-code", "numeric")
    answer = page.post("/sign-in/code", {"code": code_to(MAIL)})
    assert answer.location == "/my/profile"
    assert is_signed_in(page)


def test_signing_in_leads_back_to_the_page_that_asked(page: Page, person: Person) -> None:
    assert page.get("/my/security", 303).location == "/sign-in?next=/my/security"
    page.get("/sign-in?next=/my/security")
    ask(page, next="/my/security")
    assert page.post("/sign-in/code", {"code": code_to(MAIL)}).location == "/my/security"


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%5cevil.example", "/sign-in", "/sign-out"]
)
def test_signing_in_never_leads_to_another_site_or_in_circles(page: Page, person: Person, next_: str) -> None:
    page.get("/sign-in", query_string={"next": next_})
    ask(page, next=next_)
    assert page.post("/sign-in/code", {"code": code_to(MAIL)}).location == "/my"


def test_a_person_with_english_lands_on_english_pages_unless_a_page_was_asked_for(
    page: Page, person: Person, session: Session
) -> None:
    person.language = "en"
    session.commit()
    page.get("/sign-in/password")
    data = {"address": MAIL, "password": SENTENCE}
    assert page.post("/sign-in/password", data).location == "/en/my"
    page.get("/en/my")
    page.post("/en/sign-out")
    assert page.post("/sign-in/password", {**data, "next": "/my/security"}).location == "/my/security"


def test_somebody_new_on_english_pages_keeps_english(page: Page) -> None:
    page.get("/en/sign-in")
    assert "Sign in" in page.text()
    assert page.post("/en/sign-in", {"address": MAIL}).location == "/en/sign-in/code"
    assert "10 minutes" in letters_to(MAIL)[-1].body
    assert page.post("/en/sign-in/code", {"code": code_to(MAIL)}).location == "/en/my/profile"
    page.get("/en/my/profile")


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask, person: Person) -> None:
    answers = []
    for address in (MAIL, "nobody1@example.org"):
        page = Page(app)
        page.get("/sign-in")
        first = page.post("/sign-in", {"address": address})
        page.get("/sign-in/code")
        text = page.text().replace(address, "ADDRESS")
        page.post("/sign-in/code", {"code": wrong(code_to(address))}, status=422)
        answers.append((first.status_code, first.location, text, page.text().replace(address, "ADDRESS")))
    assert answers[0] == answers[1]


def test_wrong_passwords_and_unknown_addresses_get_the_same_answer(app: Flask, person: Person) -> None:
    texts = []
    for address, password in ((MAIL, "something else"), ("nobody@example.org", SENTENCE), ("nonsense", SENTENCE)):
        page = Page(app)
        page.get("/sign-in/password")
        page.post("/sign-in/password", {"address": address, "password": password}, status=422)
        texts.append(page.text())
        (field,) = page.all("input", name="address")
        assert field.get("value") == address
    assert len(set(texts)) == 1
    assert "登录方式或密码不对" in texts[0]


def test_what_is_no_address_is_told_with_an_example_and_kept(page: Page) -> None:
    page.get("/sign-in")
    page.post("/sign-in", {"address": "12345"}, status=422)
    assert "138 0000 0000" in page.text()
    (field,) = page.all("input", name="address")
    assert (field.get("value"), field.get("aria-invalid")) == ("12345", "true")
    page.post("/sign-in", {"address": ""}, status=422)
    page.post("/sign-in", {"address": "x" * 20_000 + "\x00😀"}, status=422)


def test_a_wrong_code_is_told_and_the_right_one_still_works(page: Page) -> None:
    ask(page)
    code = code_to(MAIL)
    page.post("/sign-in/code", {"code": wrong(code)}, status=422)
    assert "验证码不对" in page.text()
    page.post("/sign-in/code", {"code": ""}, status=422)
    page.post("/sign-in/code", {"code": code})
    assert is_signed_in(page)


def test_without_a_request_there_is_no_code_page(page: Page) -> None:
    assert page.get("/sign-in/code", 303).location == "/sign-in"
    assert page.get("/sign-in/reset/code", 303).location == "/sign-in/reset"
    assert page.post("/sign-in/resend").location == "/sign-in"


def test_a_code_is_sent_again_after_a_minute_and_not_before(page: Page) -> None:
    ask(page)
    assert page.post("/sign-in/resend").location == "/sign-in/code"
    page.get("/sign-in/code")
    assert "请稍等一分钟" in page.text()
    assert len(letters_to(MAIL)) == 1
    with clock.frozen_at(clock.now() + timedelta(seconds=60)):
        page.post("/sign-in/resend")
        page.get("/sign-in/code")
    assert "已重新发送" in page.text()
    assert len(letters_to(MAIL)) == 2


def test_too_many_requests_are_told_in_a_sentence(page: Page) -> None:
    ask(page)
    for minute in range(2, 12, 2):
        with clock.frozen_at(clock.now() + timedelta(minutes=minute)):
            page.post("/sign-in/resend")
    page.get("/sign-in/code")
    assert "一小时后再试" in page.text()


def test_the_session_is_fresh_after_signing_in_and_lasts(page: Page, person: Person) -> None:
    with page.client.session_transaction() as before:
        before["planted"] = "by somebody else"
    ask(page)
    answer = page.post("/sign-in/code", {"code": code_to(MAIL)})
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(c.startswith("sp_session=") and "Expires=" in c and "HttpOnly" in c for c in cookies)
    assert any(c.startswith("sp_hint=1") and "HttpOnly" not in c for c in cookies)
    with page.client.session_transaction() as after:
        assert set(after) <= {"_user_id", "_fresh", "_id", "_permanent", "sign_in"}


def test_signing_out_ends_it_and_needs_a_post(page: Page, person: Person) -> None:
    page.sign_in(person)
    page.get("/sign-out", 405)
    page.post("/sign-out")
    assert not is_signed_in(page)


def test_whoever_is_signed_in_is_led_on(page: Page, person: Person) -> None:
    page.sign_in(person)
    assert page.get("/sign-in", 303).location == "/my"
    assert page.get("/sign-in?next=/my/profile", 303).location == "/my/profile"


def test_a_forgotten_password_is_set_anew_by_a_code(app: Flask, page: Page, person: Person) -> None:
    elsewhere = Page(app).sign_in(person)
    page.get("/sign-in/reset")
    assert page.post("/sign-in/reset", {"address": MAIL}).location == "/sign-in/reset/code"
    page.get("/sign-in/reset/code")
    code = code_to(MAIL)
    page.post("/sign-in/reset/code", {"code": code, "new": "short"}, status=422)
    assert "至少要 8 个字符" in page.text()
    page.post("/sign-in/reset/code", {"code": wrong(code), "new": "另一句只有我知道的话"}, status=422)
    assert page.post("/sign-in/reset/code", {"code": code, "new": "另一句只有我知道的话"}).location == "/my"
    assert is_signed_in(page)
    assert not is_signed_in(elsewhere)


def test_resetting_answers_the_same_for_unknown_addresses(app: Flask, person: Person) -> None:
    texts = []
    for address in (MAIL, "nobody1@example.org"):
        page = Page(app)
        page.get("/sign-in/reset")
        page.post("/sign-in/reset", {"address": address})
        page.get("/sign-in/reset/code")
        texts.append(page.text().replace(address, "ADDRESS"))
    assert texts[0] == texts[1]


def test_a_post_without_token_changes_nothing(page: Page) -> None:
    assert page.client.post("/sign-in", data={"address": MAIL}).status_code == 400
    assert letters_to(MAIL) == []


def test_an_account_made_here_belongs_to_the_address(page: Page, cast: Cast) -> None:
    ask(page, "138-0013-8000")
    page.post("/sign-in/code", {"code": code_to("+8613800138000")})
    found = queries.find_person_by_address("13800138000")
    assert found is not None and found.id not in (cast.resident.id, cast.officer.id)
