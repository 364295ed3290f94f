from __future__ import annotations

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from sciencepop.accounts import services
from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.i18n import in_language
from tests.accounts.post import code_to, letters_to, wrong
from tests.cast import Cast
from tests.factories import make_person
from tests.page import Page

MAIL = "liming@example.org"
SENTENCE = "辰山植物园真好看"
OTHER = "另一句只有我知道的话"


@pytest.fixture
def person(session: Session) -> Person:
    found = make_person(session, name="李明", email=MAIL, password_hash=services.hash_password(SENTENCE))
    session.commit()
    return found


def is_signed_in(page: Page) -> bool:
    return page.client.get("/my").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/my",
        "/my/profile",
        "/my/security",
        "/my/security/password",
        "/my/security/password/remove",
        "/my/security/addresses/new",
        "/my/security/addresses/code",
        "/my/export",
        "/my/close",
    ],
)
def test_a_visitor_is_asked_to_sign_in(page: Page, url: str) -> None:
    assert page.get(url, 303).location == f"/sign-in?next={url}"


@pytest.mark.parametrize("url", ["/my", "/my/profile", "/my/security", "/my/security/password", "/my/close"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_whole_in_both_languages(page: Page, person: Person, url: str, prefix: str) -> None:
    page.sign_in(person).get(prefix + url)


def test_the_overview_greets_by_name_and_shows_staff_what_is_theirs(app: Flask, cast: Cast) -> None:
    seen = {}
    for role in ("resident", "manager", "officer"):
        page = Page(app).sign_in(getattr(cast, role))
        page.get("/my")
        seen[role] = page.text()
        assert getattr(cast, role).name in seen[role]
    assert "我的资料" in seen["resident"] and "登录与安全" in seen["resident"]
    if "programme.manage" in app.view_functions:
        assert ["管理基地" in seen[role] for role in seen] == [False, True, True]
    if "district.desk" in app.view_functions:
        assert ["区科协工作台" in seen[role] for role in seen] == [False, False, True]


def test_a_profile_is_saved_and_shown_again(page: Page, person: Person) -> None:
    page.sign_in(person).get("/my/profile")
    answer = page.post(
        "/my/profile",
        {
            "name": "  李  老师\u202e ",
            "town_code": "310117001000",
            "audiences": ["teenagers", "nobody"],
            "topics": ["botany"],
            "language": "en",
            "is_elder": "y",
        },
    )
    assert answer.location == "/my"
    assert any(c.startswith("elder=1") for c in answer.headers.getlist("Set-Cookie"))
    assert (person.name, person.town_code, person.audiences, person.topics, person.language, person.is_elder) == (
        "李 老师",
        "310117001000",
        ["teenagers"],
        ["botany"],
        "en",
        True,
    )
    page.get("/my/profile")
    assert [box.get("value") for box in page.all("input", name="audiences", checked="")] == ["teenagers"]


@pytest.mark.parametrize(
    ("field", "value"), [("town_code", "999"), ("language", "xx"), ("language", ""), ("name", "长" * 41)]
)
def test_a_bad_profile_is_refused_and_kept_on_the_page(page: Page, person: Person, field: str, value: str) -> None:
    page.sign_in(person).get("/my/profile")
    good = {"name": "李老师", "town_code": "", "language": "zh"}
    page.post("/my/profile", {**good, field: value}, status=422)
    assert page.all("div", id="error-summary")
    assert person.name == "李明"


def test_changing_the_password_ends_other_sign_ins_and_keeps_this_one(app: Flask, page: Page, person: Person) -> None:
    elsewhere = Page(app).sign_in(person)
    page.sign_in(person).get("/my/security/password")
    page.post("/my/security/password", {"current": "wrong", "new": OTHER}, status=422)
    assert is_signed_in(elsewhere)
    page.post("/my/security/password", {"current": SENTENCE, "new": OTHER})
    assert is_signed_in(page)
    assert not is_signed_in(elsewhere)


def test_a_first_password_is_set_and_taken_away_again(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).get("/my/security/password")
    assert page.all("input", name="current") == []
    page.post("/my/security/password", {"new": "1234567890"}, status=422)
    page.post("/my/security/password", {"new": OTHER})
    page.get("/my/security/password/remove")
    page.post("/my/security/password/remove", {"current": "wrong"}, status=422)
    page.post("/my/security/password/remove", {"current": OTHER})
    assert cast.resident.password_hash is None
    assert page.get("/my/security/password/remove", 303).location == "/my/security"


def test_signing_out_everywhere_keeps_this_device(app: Flask, page: Page, person: Person) -> None:
    elsewhere = Page(app).sign_in(person)
    page.sign_in(person).get("/my/security")
    page.post("/my/security/sign-out-everywhere")
    assert is_signed_in(page) and not is_signed_in(elsewhere)


def test_a_new_address_is_confirmed_after_a_slip(page: Page, person: Person) -> None:
    page.sign_in(person).get("/my/security/addresses/new")
    answer = page.post("/my/security/addresses/new", {"address": "13800138000", "attempt": "attempt-one"})
    assert answer.location == "/my/security/addresses/code"
    page.get("/my/security/addresses/code")
    code = code_to("+8613800138000")
    page.post("/my/security/addresses/code", {"code": wrong(code), "attempt": "attempt-two"}, status=422)
    (field,) = page.all("input", name="attempt", id="attempt")[:1]
    again = {"code": code, "attempt": field.get("value")}
    assert page.post("/my/security/addresses/code", again).location == "/my/security"
    page.get("/my/security")
    assert "138 0013 8000" in page.text()


def test_an_address_is_replaced(page: Page, person: Person) -> None:
    old = person.addresses[0].id
    page.sign_in(person).get(f"/my/security/addresses/new?replaces={old}")
    page.post("/my/security/addresses/new", {"address": "new@example.org", "replaces": str(old)})
    page.post("/my/security/addresses/code", {"code": code_to("new@example.org")})
    assert [a.value for a in person.addresses] == ["new@example.org"]


def test_the_address_of_another_looks_like_any_other_and_gets_no_code(page: Page, person: Person, cast: Cast) -> None:
    theirs = cast.neighbour.addresses[0].value
    page.sign_in(person)
    texts = []
    for address in (theirs, "fresh@example.org"):
        page.get("/my/security/addresses/new")
        assert page.post("/my/security/addresses/new", {"address": address}).location.endswith("/code")
        page.get("/my/security/addresses/code")
        texts.append(page.text().replace(address, "ADDRESS"))
        page.post("/sign-in/resend")
        page.get("/my/security/addresses/code")
        texts.append(page.text().replace(address, "ADDRESS"))
    assert texts[0] == texts[2] and texts[1] == texts[3]
    assert "没有成功" in letters_to(theirs)[0].body


def test_nobody_removes_the_address_of_another_or_their_own_last(page: Page, person: Person, cast: Cast) -> None:
    page.sign_in(person)
    for address_id in (cast.neighbour.addresses[0].id, person.addresses[0].id, 2**70):
        page.post(f"/my/security/addresses/{address_id}/remove")
    page.get("/my/security")
    assert "唯一的登录方式" in page.text()
    assert len(cast.neighbour.addresses) == 1 and len(person.addresses) == 1


def test_export_is_a_file_of_ones_own(page: Page, person: Person, cast: Cast) -> None:
    answer = page.sign_in(person).get("/my/export")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == "attachment; filename=sciencepop-2026-10-10.json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.json is not None and answer.json["person"]["name"] == "李明"
    assert cast.neighbour.addresses[0].value not in answer.get_data(as_text=True)


def test_closing_asks_first_and_then_the_person_is_gone(app: Flask, page: Page, person: Person) -> None:
    elsewhere = Page(app).sign_in(person)
    page.sign_in(person).get("/my/close")
    page.post("/my/close", {}, status=422)
    assert person.is_active
    assert page.post("/my/close", {"sure": "y"}).location == "/sign-in"
    page.get("/sign-in")
    assert "账号已注销" in page.text()
    assert not is_signed_in(page) and not is_signed_in(elsewhere)
    assert person.name == ""


def test_the_elder_version_is_for_everybody_and_leads_back(page: Page) -> None:
    on = page.client.post("/settings/elder", data={"on": "1", "next": "/en/events?q=a"})
    assert (on.status_code, on.location) == (303, "/en/events?q=a")
    assert page.client.get_cookie("elder") is not None
    off = page.client.post("/settings/elder", data={"on": "0", "next": "https://evil.example/"})
    with page.app.test_request_context():
        assert off.location == url_for("programme.home")
    assert page.client.get_cookie("elder") is None


def test_another_site_does_not_change_the_letters(page: Page) -> None:
    page.client.post("/settings/elder", data={"on": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.client.get_cookie("elder") is None


def test_the_elder_version_goes_with_the_person(app: Flask, page: Page, person: Person) -> None:
    page.sign_in(person)
    page.client.post("/settings/elder", data={"on": "1"})
    assert person.is_elder
    other = Page(app)
    other.get("/sign-in/password")
    other.post("/sign-in/password", {"address": MAIL, "password": SENTENCE})
    assert other.client.get_cookie("elder") is not None


def test_the_fragment_is_a_name_for_its_owner_and_nothing_for_a_visitor(
    page: Page, person: Person, session: Session
) -> None:
    assert page.client.get("/fragments/me").get_data(as_text=True) == ""
    person.name = "<b>李</b>"
    session.commit()
    answer = page.sign_in(person).client.get("/fragments/me")
    assert answer.get_data(as_text=True) == "<span>&lt;b&gt;李&lt;/b&gt;</span>"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_every_refusal_has_its_sentence_in_both_languages(app: Flask) -> None:
    from sciencepop.accounts.messages import SENTENCES
    from sciencepop.accounts.rules.refusals import Refusal

    assert set(SENTENCES) == set(Refusal)
    chinese = {str(words) for words in SENTENCES.values()}
    with in_language("en"):
        english = {str(words) for words in SENTENCES.values()}
    assert len(chinese) == len(english) == len(Refusal)
    assert not chinese & english


def test_a_closed_persons_cookie_opens_nothing(page: Page, person: Person) -> None:
    page.sign_in(person)
    services.close_account(person, clock.now())
    assert not is_signed_in(page)
