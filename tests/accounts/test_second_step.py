"""The second step of signing in: who must take it, what takes it, and what nobody gets around."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from sciencepop.accounts import services
from sciencepop.accounts.models import BrowserSignIn, FactorReset, Person
from sciencepop.accounts.queries.second_step import factors_of
from sciencepop.accounts.rules import second_step as rules
from sciencepop.accounts.services.passkeys import Site
from sciencepop.core import audit, clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.documents import make_wanted
from sciencepop.core.table_file import Bounds, read_rows
from sciencepop.district.audit_archive import forget_archives
from tests.accounts.post import letters_to
from tests.accounts.refusing import refused
from tests.accounts.soft_key import SoftKey
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import a_grant, make_person
from tests.page import Page

MAIL, SENTENCE = "wang@example.org", "辰山植物园真好看"
LATER = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
TRY_PASSWORD = {"address": MAIL, "password": SENTENCE}


@pytest.fixture
def person(session: Session) -> Person:
    found = make_person(session, name="王老师", email=MAIL, password_hash=services.hash_password(SENTENCE))
    session.commit()
    return found


def code_at(sealed: str, moment: datetime) -> str:
    return pyotp.TOTP(services.read_seed(sealed) or "").at(moment)


@pytest.fixture
def app_of(person: Person) -> tuple[str, list[str]]:
    """The person's app: its sealed seed, and the recovery codes that came with it."""
    sealed = services.new_seed()
    return sealed, services.add_app(person, sealed, code_at(sealed, NOW), NOW).codes


def first_step(page: Page, person: Person) -> str:
    page.get("/sign-in/password")
    return str(page.post("/sign-in/password", TRY_PASSWORD).location)


@pytest.mark.parametrize(
    ("roles", "today", "exempt", "wanted"),
    [
        ({"officer"}, date(2027, 3, 1), False, True),
        ({"officer", "base_manager"}, date(2027, 3, 2), False, True),
        ({"officer"}, date(2027, 2, 28), False, False),
        ({"officer"}, date(2027, 3, 1), True, False),
        ({"base_manager"}, date(2027, 3, 1), False, False),
        (set(), date(2027, 3, 1), False, False),
    ],
)
def test_who_must_take_the_second_step(roles: set[str], today: date, exempt: bool, wanted: bool) -> None:
    asked = rules.is_required(roles, {"officer", "desk"}, since=date(2027, 3, 1), today=today, exempt=exempt)
    assert asked is wanted


def test_what_is_typed_is_read_kindly_and_never_too_kindly() -> None:
    assert rules.read_app_code(" １２３ 456 ") == "123456"
    assert rules.read_app_code("12345") is rules.read_app_code("١٢٣٤٥٦") is rules.read_app_code("") is None
    assert rules.read_recovery_code("abcde-fghjk") == "ABCDEFGHJK"
    assert rules.read_recovery_code("ABCDE-FGHI0") is None
    assert not rules.is_within(NOW + timedelta(minutes=1), 10, NOW)


def test_a_code_is_good_once_and_too_many_wrong_ones_make_a_pause(
    person: Person, app_of: tuple[str, list[str]], session: Session
) -> None:
    sealed, recovery = app_of
    assert "app_secret" not in str(services.export_data(person, NOW)["second_step"])
    assert refused(lambda: services.pass_with_code(person, code_at(sealed, NOW), NOW)) == "wrong_step_code"
    soon = NOW + timedelta(seconds=30)
    services.pass_with_code(person, code_at(sealed, soon), soon)
    assert refused(lambda: services.pass_with_code(person, code_at(sealed, soon), soon)) == "wrong_step_code"
    services.pass_with_code(person, recovery[0], soon)
    assert refused(lambda: services.pass_with_code(person, recovery[0], soon)) == "wrong_step_code"
    for _ in range(rules.TRIES - 1):
        assert refused(lambda: services.pass_with_code(person, "000000", soon)) == "wrong_step_code"
    assert refused(lambda: services.pass_with_code(person, recovery[1], soon)) == "step_paused"
    assert "连续填错" in letters_to(MAIL)[-1].subject
    later = soon + timedelta(minutes=rules.PAUSE_MINUTES)
    services.pass_with_code(person, recovery[1], later)
    assert factors_of(session, person.id).codes_left == rules.RECOVERY_CODES - 2


@pytest.mark.parametrize("way", ["app", "recovery", "passkey"])
def test_what_comes_after_all_sign_ins_were_ended_lets_nobody_in(
    person: Person, app_of: tuple[str, list[str]], session: Session, way: str
) -> None:
    sealed, recovery = app_of
    soon, site = NOW + timedelta(seconds=30), Site("example.org", "https://example.org", "松江科普")
    key = SoftKey("example.org")
    made = key.made(services.ask_for_new(person, site, NOW), site.origin)
    services.add_passkey(person, made, site, NOW, name="")
    answer = key.signed(services.ask_for_known(person, site, soon), site.origin)
    # As another request does it after this one has looked who waits: what was read here stays as it was.
    session.execute(text("UPDATE person SET epoch = epoch + 1"))
    tries = {
        "app": lambda: services.pass_with_code(person, code_at(sealed, soon), soon),
        "recovery": lambda: services.pass_with_code(person, recovery[0], soon),
        "passkey": lambda: services.pass_with_passkey(person, answer, site, soon),
    }
    assert refused(tries[way]) == ("bad_passkey" if way == "passkey" else "wrong_step_code")
    assert factors_of(session, person.id).codes_left == rules.RECOVERY_CODES


def test_the_first_step_alone_reaches_nothing(page: Page, person: Person, app_of: tuple[str, list[str]]) -> None:
    page.get("/sign-in/password?next=https://evil.example/")
    answer = page.post("/sign-in/password", TRY_PASSWORD | {"next": "//evil.example"})
    assert answer.location == "/sign-in/second"
    for url in ("/my", "/my/security/second", "/my/security/sign-ins", "/my/export"):
        assert page.get(url, 303).location.startswith("/sign-in?next=")
    assert page.get("/my/security/app", 303).location == "/sign-in/second"
    page.post("/my/security/passkeys", {"answer": "{}"}, 303)
    page.get("/sign-in/second")
    page.post("/sign-in/second", {"code": "123456"}, 422)
    assert "这个码不对" in page.text()
    with clock.frozen_at(NOW + timedelta(seconds=30)):
        answer = page.post("/sign-in/second", {"code": code_at(app_of[0], clock.now())})
    assert answer.location == "/my"
    page.get("/my")


def test_waiting_for_the_second_step_ends_by_time_and_with_all_sign_ins(
    page: Page, person: Person, app_of: tuple[str, list[str]]
) -> None:
    first_step(page, person)
    with clock.frozen_at(NOW + timedelta(minutes=rules.PENDING_MINUTES)):
        assert page.get("/sign-in/second", 303).location == "/sign-in"
    first_step(page, person)
    services.sign_out_everywhere(person, NOW)
    assert page.post("/sign-in/second", {"code": app_of[1][0]}).location == "/sign-in"


def test_a_new_password_does_not_get_around_the_second_step(page: Page, person: Person, app_of: object) -> None:
    page.get("/sign-in/reset")
    page.post("/sign-in/reset", {"address": MAIL})
    found = re.search(r"\b\d{6}\b", letters_to(MAIL)[-1].body)
    assert found
    answer = page.post("/sign-in/reset/code", {"code": found.group(), "new": "另一句很长的话真好"})
    assert answer.location == "/sign-in/second"


def test_staff_are_asked_before_the_day_and_set_it_up_from_the_day_on(
    page: Page, person: Person, session: Session
) -> None:
    session.add(a_grant(person))
    session.commit()
    assert first_step(page, person) == "/my"
    page.get("/my")
    assert "2027" in page.all("div", class_="notice-warning")[0].text_content()
    page.get("/district")
    assert "2027" in page.all("div", class_="notice-warning")[0].text_content()
    page.get("/my/bookings")
    assert not page.all("div", class_="notice-warning")
    with clock.frozen_at(LATER):
        assert page.get("/district", 303).location == "/sign-in?next=/district"
        assert page.get("/my/security", 303).location == "/sign-in?next=/my/security"
        assert first_step(page, person) == "/sign-in/second"
        assert page.get("/sign-in/second", 303).location == "/my/security/app"
        assert page.get("/district", 303).location == "/sign-in?next=/district"
        page.get("/my/security/app")
        seed = page.all("code", class_="step-seed")[0].text_content().replace(" ", "")
        page.post("/my/security/app", {"code": "12345"}, 422)
        page.post("/my/security/app", {"code": pyotp.TOTP(seed).at(LATER)}, 200)
        assert len(page.all("ul", class_="step-codes")[0]) == rules.RECOVERY_CODES
        page.get("/district")
        page.post("/my/security/app/remove")
        assert factors_of(session, person.id).has_app
    person.is_sample = True
    session.commit()
    assert refused(lambda: services.remove_app(person, LATER)) == "step_required"


def test_factors_change_only_right_after_the_second_step(
    page: Page, person: Person, app_of: tuple[str, list[str]], session: Session
) -> None:
    page.sign_in(person)
    with clock.frozen_at(NOW + timedelta(minutes=rules.FRESH_MINUTES)):
        for url in (
            "/my/security/app/remove",
            "/my/security/recovery-codes",
            "/my/security/passkeys/1/remove",
            "/my/security/passkeys/1/rename",
        ):
            assert page.post(url).location == "/sign-in/second?next=/my/security/second"
        assert page.get("/my/security/app", 303).location.startswith("/sign-in/second")
        page.post("/my/security/passkeys", {"answer": "{}"}, 403)
        page.post("/my/security/passkeys/ask", {}, 403)
        answer = page.post("/sign-in/second?next=/my/security/second", {"code": app_of[1][0]})
        assert answer.location == "/my/security/second"
        page.get(answer.location)
        page.post("/my/security/recovery-codes", {}, 200)
        assert factors_of(session, person.id).codes_left == rules.RECOVERY_CODES
        page.post("/my/security/app/remove")
    assert factors_of(session, person.id) == factors_of(session, 0)
    page.get("/my/security/second")


def test_a_passkey_answer_that_is_none_is_refused_and_its_challenge_is_spent(
    page: Page, person: Person, app_of: object
) -> None:
    page.sign_in(person)
    assert page.post("/my/security/passkeys/ask", {}, 200).json["rp"]["id"] == "localhost"
    assert page.client.post("/sign-in/second/passkey/ask").status_code == 400
    page.post("/my/security/passkeys", {"answer": '{"id":"AA"}'})
    page.get("/my/security/second")
    assert "通行密钥没有通过" in page.text()
    page.post("/sign-in/second/passkey", {"answer": "[" * 5000}, 422)


def test_passkeys_have_names_that_tell_them_apart(page: Page, person: Person, session: Session, cast: Cast) -> None:
    site = Site("localhost", "http://localhost", "松江科普")
    for credential in (b"one", b"two"):
        made = SoftKey(site.domain, credential).made(services.ask_for_new(person, site, NOW), site.origin)
        services.add_passkey(person, made, site, NOW, name="Chrome · Linux")
    one, two = factors_of(session, person.id).passkeys
    page.sign_in(person).get("/my/security/second")
    page.post(f"/my/security/passkeys/{two.id}/rename", {"name": " 办公室 电脑 "})
    page.get("/my/security/second")
    assert "名称已保存" in page.text()
    page.post(f"/my/security/passkeys/{two.id}/rename", {"name": "长" * 41})
    page.sign_in(cast.resident).get("/my/security/second")
    page.post(f"/my/security/passkeys/{one.id}/rename", {"name": "别人的"})
    session.expire_all()
    assert [key.name for key in factors_of(session, person.id).passkeys] == ["Chrome · Linux", "办公室 电脑"]


def test_a_passkey_is_good_for_its_own_site_its_own_person_and_once(person: Person, cast: Cast) -> None:
    site, evil = Site("example.org", "https://example.org", "松江科普"), "https://example.org.evil.example"
    key = SoftKey("example.org")
    for domain, origin in (("example.org", evil), ("evil.example", "https://example.org")):
        asked = services.ask_for_new(person, site, NOW)
        answer = SoftKey(domain).made(asked, origin)
        assert refused(lambda answer=answer: services.add_passkey(person, answer, site, NOW, name="")) == "bad_passkey"
    made = key.made(services.ask_for_new(person, site, NOW), site.origin)
    assert len(services.add_passkey(person, made, site, NOW, name="").codes) == rules.RECOVERY_CODES
    answer = key.signed(services.ask_for_known(person, site, NOW), site.origin)
    services.pass_with_passkey(person, answer, site, NOW)

    def shows(who: Person, origin: str, minutes: int = 0, back: int = 0) -> object:
        asked = services.ask_for_known(who, site, NOW)
        key.count -= back
        signed = key.signed(asked, origin)
        return refused(lambda: services.pass_with_passkey(who, signed, site, NOW + timedelta(minutes=minutes)))

    assert refused(lambda: services.pass_with_passkey(person, answer, site, NOW)) == "bad_passkey"
    assert shows(person, evil) == "bad_passkey"
    assert shows(person, site.origin, minutes=rules.CHALLENGE_MINUTES) == "bad_passkey"
    assert shows(person, site.origin, back=3) == "bad_passkey"
    assert shows(cast.resident, site.origin) == "bad_passkey"
    services.pass_with_passkey(person, key.signed(services.ask_for_known(person, site, NOW), site.origin), site, NOW)
    asked = services.ask_for_new(cast.resident, site, NOW)
    assert refused(lambda: services.add_passkey(cast.resident, key.made(asked, site.origin), site, NOW, name=""))


def test_two_officers_reset_what_was_lost(
    page: Page, cast: Cast, person: Person, app_of: object, session: Session
) -> None:
    page.sign_in(person)
    other = make_person(session, name="另一位")
    session.add_all([a_grant(other), a_grant(person)])
    session.commit()
    page.sign_in(cast.officer).get("/district/factor-resets")
    page.post("/district/factor-resets", {"address": "cast0@example.org", "reason": "见过"}, 422)
    page.post("/district/factor-resets", {"address": MAIL, "reason": "见过工作证"})
    row = session.scalars(select(FactorReset)).one()
    page.get("/district/factor-resets")
    for who in (cast.officer, person):
        page.sign_in(who).post(f"/district/factor-resets/{row.id}/grant")
        assert factors_of(session, person.id)
    epoch = person.epoch
    page.sign_in(other).get("/district/factor-resets")
    page.post(f"/district/factor-resets/{row.id}/grant")
    assert not factors_of(session, person.id)
    assert person.epoch == epoch + 1
    page.post(f"/district/factor-resets/{row.id}/refuse")
    assert session.get_one(FactorReset, row.id).granted
    assert "已重置" in letters_to(MAIL)[-1].subject
    page.get("/district/audit?action=accounts.reset_granted")
    assert f"账号 {person.id}" in page.text()


def test_a_sign_in_is_listed_seen_again_and_ended_from_elsewhere(
    app: Flask, page: Page, person: Person, session: Session
) -> None:
    elsewhere = Page(app)
    first_step(page, person)
    first_step(elsewhere, person)
    page.get("/my/security/sign-ins")
    assert "（就是这里）" in page.text()
    here, there = session.scalars(select(BrowserSignIn).order_by(BrowserSignIn.id)).all()
    with clock.frozen_at(NOW + timedelta(days=1)):
        elsewhere.get("/my")
    session.expire_all()
    assert (here.seen_on, there.seen_on) == (date(2026, 10, 10), date(2026, 10, 11))
    page.post(f"/my/security/sign-ins/{there.id}/end")
    assert elsewhere.get("/my", 303).location == "/sign-in?next=/my"
    assert first_step(elsewhere, person) == "/my"
    page.post("/my/security/sign-out-everywhere")
    page.get("/my")
    elsewhere.get("/my", 303)
    page.post("/sign-out")
    with page.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["sign_in"] = f"{person.id}.{person.epoch}", here.code
    page.get("/my", 303)


def test_leaving_takes_all_of_it_along(person: Person, app_of: object, session: Session) -> None:
    services.begin_sign_in(person, name="Chrome", today=clock.today(), now=NOW)
    services.close_account(person, NOW)
    assert factors_of(session, person.id).codes_left == 0
    assert session.scalars(select(BrowserSignIn)).all() == []


ROW = (
    "INTO audit (id, at, action, subject_kind, subject_id, facts) SELECT id, at, 'nothing', 'base', 1, facts FROM audit"
)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET action = 'nothing'",
        "DELETE FROM audit",
        f"INSERT {ROW} WHERE true ON CONFLICT (id) DO UPDATE SET action = 'nothing'",
        f"REPLACE {ROW}",
    ],
)
def test_the_trail_only_grows(session: Session, cast: Cast, change: str) -> None:
    audit.record(session, by=cast.officer.id, at=NOW, action="base.accept", subject=cast.base)
    session.commit()
    assert audit.trail_that_can_be_changed() == []
    words = (
        "syntax error" if change.startswith("REPLACE") and session.get_bind().dialect.name != "sqlite" else "only grows"
    )
    with pytest.raises(DatabaseError, match=words), session.begin_nested():
        session.execute(text(change))
    assert session.scalars(select(AuditRow.action)).all() == ["base.accept"]


def test_the_trail_is_asked_by_verb_and_address_and_taken_along(session: Session, cast: Cast, page: Page) -> None:
    for by, action in ((cast.officer, "base.accept"), (cast.manager, "base.change"), (cast.manager, "base.submit")):
        audit.record(session, by=by.id, at=NOW, action=action, subject=cast.base, note="=1+1")
    session.commit()
    page.sign_in(cast.officer).get("/district/audit?action=base.change")
    assert len(page.all("tbody")[0]) == 1
    page.get("/district/audit?address=nobody@example.org")
    assert not page.all("tbody")
    page.get("/district/audit?address=cast2@example.org")
    assert len(page.all("tbody")[0]) == 2
    table = page.get(str(page.all("a", href="/district/audit.csv?address=cast2@example.org")[0].get("href")))
    assert table.text.count("base.") == 2
    row = session.scalars(select(AuditRow).where(AuditRow.action == "audit.exported")).one()
    assert row.facts == {"rows": 2}
    chosen = page.get(f"/district/audit.csv?action=base.change&subject={cast.base.id}&until=2026-12-31")
    assert chosen.text.count("base.") == 1
    rows = session.scalars(select(AuditRow.facts).where(AuditRow.action == "audit.exported").order_by(AuditRow.id))
    told = f"action=base.change subject={cast.base.id} until=2026-12-31"
    assert rows.all()[1] == {"rows": 1, "asked": told}
    page.get("/district/audit/all?kind=base", 404)
    page.post("/district/audit/all?kind=base")
    assert make_wanted(NOW) == 1
    page.get("/district/audit?kind=base")
    packed = zipfile.ZipFile(io.BytesIO(page.client.get("/district/audit/all?kind=base").data))
    lines = packed.read("audit.csv").decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["base.submit", "base.change", "base.accept"]
    assert forget_archives(NOW + timedelta(days=4)) == 1
    book = page.client.get("/district/audit.xlsx?address=cast2@example.org").data
    assert [cells[2] for _number, cells in read_rows(book, Bounds(1, 9, 9, 9))][1:] == ["base.submit", "base.change"]
