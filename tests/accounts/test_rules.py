from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sciencepop.accounts.rules.addresses import AddressKind, Contact, read_address, shown, veiled
from sciencepop.accounts.rules.codes import Asking, answer_to_asking, is_live, read_code
from sciencepop.accounts.rules.passwords import fault_of
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.rules.targets import safe_target

NOON = datetime(2026, 10, 10, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086-13800138000", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("  19912345678 ", "+8619912345678"),
    ],
)
def test_a_mainland_mobile_number_is_kept_in_one_form(typed: str, value: str) -> None:
    assert read_address(typed) == Contact(AddressKind.MOBILE, value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Li@Example.ORG", "li@example.org"),
        (" li.ming+sj@mail.example.com ", "li.ming+sj@mail.example.com"),
        ("li＠example。org", "li@example.org"),
        ("li@例子.测试", "li@xn--fsqu00a.xn--0zwm56d"),
        ("o'hara@example.org", "o'hara@example.org"),
    ],
)
def test_an_email_address_is_kept_in_one_form(typed: str, value: str) -> None:
    assert read_address(typed) == Contact(AddressKind.EMAIL, value)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345678901",
        "1380013800",
        "138001380001",
        "+1 202 555 0100",
        "02157721234",
        "١٣٨٠٠١٣٨٠٠٠",
        "李明",
        "li@",
        "@example.org",
        "li@example",
        "li@@example.org",
        "li..ming@example.org",
        ".li@example.org",
        "li ming@example.org",
        "li@-example.org",
        "li@exa_mple.org",
        "li@127.0.0.1",
        "li@example..org",
        "<li@example.org>",
        "li@example.org\nBcc: all@example.org",
        "li\x00@example.org",
        "a" * 65 + "@example.org",
        "li@" + "a" * 64 + ".org",
        "li@" + "a." * 130 + "org",
        "😀@example.org",
        "x" * 10_000,
        "@" * 10_000,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert read_address(typed) is None


def test_addresses_are_shown_in_groups_and_veiled_for_others() -> None:
    mobile, mail = Contact(AddressKind.MOBILE, "+8613800138000"), Contact(AddressKind.EMAIL, "liming@example.org")
    assert (shown(mobile), veiled(mobile)) == ("138 0013 8000", "138****8000")
    assert (shown(mail), veiled(mail)) == ("liming@example.org", "li***@example.org")
    assert veiled(Contact(AddressKind.EMAIL, "li@example.org")) == "l***@example.org"


def ago(**span: int) -> datetime:
    return NOON - timedelta(**span)


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ([], Asking.SEND),
        ([ago(seconds=59)], Asking.JUST_SENT),
        ([ago(seconds=60)], Asking.SEND),
        ([ago(minutes=n) for n in (2, 4, 6, 8)], Asking.SEND),
        ([ago(minutes=n) for n in (2, 4, 6, 8, 10)], Asking.TOO_MANY),
        ([ago(minutes=n) for n in (2, 4, 6, 8, 60)], Asking.SEND),
        ([ago(hours=n, minutes=1) for n in range(1, 15)], Asking.SEND),
        ([ago(hours=n, minutes=1) for n in range(1, 16)], Asking.TOO_MANY),
        ([ago(days=1, minutes=n) for n in range(1, 40)], Asking.SEND),
    ],
)
def test_codes_are_sent_at_a_measured_pace(sent: list[datetime], answer: Asking) -> None:
    assert answer_to_asking(sent, max(sent, default=None), NOON) is answer


def test_a_code_of_another_purpose_does_not_stand_in_for_this_one() -> None:
    assert answer_to_asking([ago(seconds=5)], None, NOON) is Asking.SEND


def test_a_code_lives_until_it_is_used_expired_or_tried_too_often() -> None:
    later = NOON + timedelta(minutes=1)
    assert is_live(expires_at=later, used_at=None, tries=4, now=NOON)
    assert not is_live(expires_at=NOON, used_at=None, tries=0, now=NOON)
    assert not is_live(expires_at=later, used_at=NOON, tries=0, now=NOON)
    assert not is_live(expires_at=later, used_at=None, tries=5, now=NOON)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("012345", "012345"),
        (" 012 345 ", "012345"),
        ("０１２３４５", "012345"),
        ("012-345", "012345"),
        ("12345", None),
        ("1234567", None),
        ("12345a", None),
        ("", None),
        ("①②③④⑤⑥", "123456"),
        ("١٢٣٤٥٦", None),
    ],
)
def test_a_code_is_read_forgivingly(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("辰山植物园真好看", None),
        ("correct horse battery", None),
        ("seven77", Refusal.PASSWORD_SHORT),
        ("", Refusal.PASSWORD_SHORT),
        ("a" * 129, Refusal.PASSWORD_LONG),
        ("1234567890", Refusal.PASSWORD_DIGITS),
        ("１２３４５６７８９", Refusal.PASSWORD_DIGITS),
        ("aaaaaaaaaa", Refusal.PASSWORD_GUESSABLE),
        ("Password123", Refusal.PASSWORD_GUESSABLE),
        ("a1234567", Refusal.PASSWORD_GUESSABLE),
        ("LiMing@example.org", Refusal.PASSWORD_GUESSABLE),
    ],
)
def test_passwords_are_long_and_not_what_everybody_guesses(password: str, fault: Refusal | None) -> None:
    assert fault_of(password, ["liming@example.org"]) is fault


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/my",
        "/en/my/bookings",
        "/bookings/new?occurrence=12&seats=2",
        "/events?q=%E6%98%9F%E7%A9%BA&from=a%2F%2Fb%0A",
        "/events?next=https://evil.example/",
        "/events/辰山夜游",
        "/events/%E8%BE%B0",
        "/events#when",
    ],
)
def test_a_path_of_this_site_is_a_safe_target(target: str) -> None:
    assert safe_target(target, "/fallback") == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "my",
        "https://evil.example/",
        "HTTPS:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/my\\..\\evil",
        "/%5Cevil.example",
        "/%2F/evil.example",
        "/%2fevil.example",
        "/%252Fevil.example",
        "/%25255Cevil.example",
        "/%2525252525252fevil.example",
        "/\tevil.example",
        "/\n/evil.example",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:a=b",
        "/my%00",
        " /my",
        "/my /x",
        "\u00a0/my",
        "／/evil.example",
        "/／evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/my/../../x",
        "/my/%2e%2e/x",
        "/＼evil.example",
        "/" + "a" * 1001,
    ],
)
def test_anything_else_falls_back(target: str | None) -> None:
    assert safe_target(target, "/fallback") == "/fallback"
