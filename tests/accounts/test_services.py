from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts import privacy, queries, services
from sciencepop.accounts.models import Address, Grant, OneTimeCode, Person, Role
from sciencepop.accounts.rules.addresses import AddressKind, Contact, read_address
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import Channel, OutboxMessage, set_open_channels
from tests.accounts.post import code_to, letters_to, wrong
from tests.accounts.refusing import refused
from tests.cast import Cast
from tests.factories import make_person

MAIL = "liming@example.org"
NUMBER = "+8613800138000"
SENTENCE = "辰山植物园真好看"


def ask(address: str = MAIL, purpose: Purpose = Purpose.SIGN_IN, lang: str = "zh") -> services.Sent:
    return services.request_code(address, purpose, lang, clock.now())


def enter(code: str, address: str = MAIL) -> services.SignIn:
    contact = read_address(address)
    assert contact
    return services.sign_in_with_code(contact, code, "zh", clock.now())


def people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_the_first_code_makes_the_account_and_the_next_finds_it(session: Session) -> None:
    ask("LiMing@Example.org")
    first = enter(code_to(MAIL))
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        ask()
        second = enter(code_to(MAIL))
    assert (first.is_new, second.is_new) == (True, False)
    assert second.person.id == first.person.id
    assert [(a.kind, a.value) for a in second.person.addresses] == [(AddressKind.EMAIL, MAIL)]


def test_a_mobile_number_gets_its_code_by_sms_in_one_line(session: Session) -> None:
    ask("138 0013 8000")
    (row,) = letters_to(NUMBER)
    assert row.channel is Channel.SMS
    assert row.subject == "" and "\n" not in row.body and len(row.body) <= 70
    assert enter(code_to(NUMBER), "13800138000").is_new


def test_a_letter_is_written_in_the_language_of_the_page(session: Session) -> None:
    ask(lang="en")
    (row,) = letters_to(MAIL)
    assert row.subject.startswith(code_to(MAIL))
    assert "10 minutes" in row.body
    assert row.fleeting


def test_only_a_keyed_hash_of_the_code_is_kept(session: Session) -> None:
    ask()
    row = session.scalars(select(OneTimeCode)).one()
    assert code_to(MAIL) not in row.code_hash
    assert len(row.code_hash) == 64


def test_a_code_is_good_once(session: Session) -> None:
    ask()
    code = code_to(MAIL)
    enter(code)
    assert refused(lambda: enter(code)) is Refusal.WRONG_CODE


def test_a_code_ends_after_ten_minutes(session: Session) -> None:
    ask()
    code = code_to(MAIL)
    with clock.frozen_at(clock.now() + timedelta(minutes=10)):
        assert refused(lambda: enter(code)) is Refusal.WRONG_CODE


def test_five_wrong_tries_end_a_code(session: Session) -> None:
    ask()
    code = code_to(MAIL)
    for _try in range(5):
        assert refused(lambda: enter(wrong(code))) is Refusal.WRONG_CODE
    assert refused(lambda: enter(code)) is Refusal.WRONG_CODE
    assert people(session) == 0


def test_four_wrong_tries_do_not(session: Session) -> None:
    ask()
    code = code_to(MAIL)
    for typed in [wrong(code)] * 4 + ["", "abc", "1", "1234567"]:
        assert refused(lambda typed=typed: enter(typed)) is Refusal.WRONG_CODE
    assert enter(code).is_new


def test_the_first_of_two_codes_still_works_and_ends_the_second(session: Session) -> None:
    ask()
    first = code_to(MAIL)
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        ask()
        second = code_to(MAIL)
        enter(first)
        assert refused(lambda: enter(second)) is Refusal.WRONG_CODE


def test_a_code_of_one_address_or_purpose_opens_no_other(session: Session) -> None:
    ask()
    ask("other@example.org")
    assert refused(lambda: enter(code_to("other@example.org"))) is Refusal.WRONG_CODE
    ask("third@example.org", Purpose.RESET)
    assert refused(lambda: enter(code_to("third@example.org"), "third@example.org")) is Refusal.WRONG_CODE


def test_a_second_request_within_a_minute_sends_nothing_more(session: Session) -> None:
    first, second = ask(), ask()
    assert (first.is_fresh, second.is_fresh) == (True, False)
    assert second.sent_at == first.sent_at
    assert len(letters_to(MAIL)) == 1


def test_the_sixth_code_of_an_hour_is_refused(session: Session) -> None:
    for minute in range(0, 10, 2):
        with clock.frozen_at(clock.now() + timedelta(minutes=minute)):
            ask()
    with clock.frozen_at(clock.now() + timedelta(minutes=12)):
        assert refused(ask) is Refusal.TOO_MANY_CODES
    assert len(letters_to(MAIL)) == 5


def test_no_address_no_code(session: Session) -> None:
    assert refused(lambda: ask("nobody")) is Refusal.BAD_ADDRESS
    assert refused(lambda: ask("x" * 100_000)) is Refusal.BAD_ADDRESS


def test_a_channel_that_cannot_deliver_takes_no_request(session: Session) -> None:
    from flask import current_app

    set_open_channels(current_app._get_current_object(), [Channel.MAIL])  # type: ignore[attr-defined]
    try:
        assert refused(lambda: ask("13800138000")) is Refusal.CHANNEL_CLOSED
        assert ask().is_fresh
    finally:
        set_open_channels(current_app._get_current_object(), list(Channel))  # type: ignore[attr-defined]


def test_codes_are_forgotten_after_days(session: Session) -> None:
    ask()
    assert services.purge_codes(clock.now() + timedelta(days=1)) == 0
    assert services.purge_codes(clock.now() + timedelta(days=3)) == 1


def test_asking_for_a_code_writes_the_same_for_known_and_unknown_addresses(session: Session) -> None:
    make_person(session, email=MAIL, password_hash=services.hash_password(SENTENCE))
    session.commit()
    known, unknown = ask(), ask("nobody@example.org")
    (to_known,), (to_unknown,) = letters_to(MAIL), letters_to("nobody@example.org")
    assert to_known.body.replace(code_to(MAIL), "") == to_unknown.body.replace(code_to("nobody@example.org"), "")
    assert (known.is_fresh, known.sent_at) == (unknown.is_fresh, unknown.sent_at)


# Passwords


@pytest.fixture
def person(session: Session) -> Person:
    found = make_person(session, name="李明", email=MAIL, password_hash=services.hash_password(SENTENCE))
    session.commit()
    return found


def by_password(address: str, password: str) -> Person:
    return services.sign_in_with_password(address, password, clock.now())


def test_the_right_password_signs_in(person: Person) -> None:
    assert by_password(" LIMING@example.org", SENTENCE).id == person.id


def test_every_wrong_password_sign_in_is_refused_alike(person: Person, session: Session) -> None:
    make_person(session, email="nopass@example.org")
    session.commit()
    for address, password in [
        (MAIL, "something else"),
        (MAIL, ""),
        (MAIL, "x" * 100_000),
        ("nobody@example.org", SENTENCE),
        ("nopass@example.org", SENTENCE),
        ("", ""),
        ("no address", SENTENCE),
    ]:
        assert refused(lambda a=address, p=password: by_password(a, p)) is Refusal.WRONG_PASSWORD


def test_an_unknown_address_takes_as_long_as_a_wrong_password(person: Person) -> None:
    def seconds(address: str) -> float:
        spent = []
        for _try in range(5):
            start = time.perf_counter()
            refused(lambda: by_password(address, "something else"))
            spent.append(time.perf_counter() - start)
        return statistics.median(spent)

    seconds(MAIL)
    known, unknown = seconds(MAIL), seconds("nobody@example.org")
    assert 0.4 < unknown / known < 2.5


def test_changing_the_password_ends_all_sign_ins_and_tells_the_person(person: Person) -> None:
    before = person.get_id()
    changed = services.set_password(person, "另一句只有我知道的话", clock.now(), current=SENTENCE)
    assert changed.get_id() != before
    assert refused(lambda: by_password(MAIL, SENTENCE)) is Refusal.WRONG_PASSWORD
    assert by_password(MAIL, "另一句只有我知道的话").id == person.id
    assert "密码" in letters_to(MAIL)[-1].subject


def test_a_new_password_needs_the_current_one_and_must_be_good(person: Person) -> None:
    def change(new: str, current: str | None) -> object:
        return refused(lambda: services.set_password(person, new, clock.now(), current=current))

    assert change("另一句只有我知道的话", "wrong") is Refusal.WRONG_PASSWORD
    assert change("另一句只有我知道的话", None) is Refusal.WRONG_PASSWORD
    assert change("12345678", SENTENCE) is Refusal.PASSWORD_DIGITS
    assert change(MAIL, SENTENCE) is Refusal.PASSWORD_GUESSABLE
    assert person.epoch == 1


def test_a_first_password_needs_no_current_one(session: Session) -> None:
    newcomer = make_person(session, email="new@example.org")
    session.commit()
    services.set_password(newcomer, SENTENCE, clock.now())
    assert by_password("new@example.org", SENTENCE).id == newcomer.id


def test_removing_the_password_leaves_codes(person: Person) -> None:
    assert refused(lambda: services.remove_password(person, clock.now(), current="no")) is Refusal.WRONG_PASSWORD
    assert services.remove_password(person, clock.now(), current=SENTENCE).epoch == 2
    assert refused(lambda: by_password(MAIL, SENTENCE)) is Refusal.WRONG_PASSWORD


def reset(code: str, new: str, address: str = MAIL) -> services.SignIn:
    return services.reset_password(Contact(AddressKind.EMAIL, address), code, new, "zh", clock.now())


def test_a_code_resets_the_password_and_ends_sign_ins(person: Person) -> None:
    ask(purpose=Purpose.RESET)
    code = code_to(MAIL)
    assert refused(lambda: reset(code, "short")) is Refusal.PASSWORD_SHORT
    assert refused(lambda: reset(wrong(code), "另一句只有我知道的话")) is Refusal.WRONG_CODE
    assert reset(code, "另一句只有我知道的话").person.epoch == 2
    assert by_password(MAIL, "另一句只有我知道的话").id == person.id


def test_resetting_an_unknown_address_is_the_same_road_and_makes_the_account(session: Session) -> None:
    ask("nobody@example.org", Purpose.RESET)
    assert reset(code_to("nobody@example.org"), SENTENCE, "nobody@example.org").is_new


# Addresses


def add(person: Person, address: str) -> services.Sent:
    return services.request_address(person, address, "zh", clock.now())


def confirm(person: Person, sent: services.Sent, code: str, replaces_id: int | None = None) -> Address:
    return services.confirm_address(person, sent.contact, code, clock.now(), replaces_id=replaces_id)


def values(person: Person) -> list[str]:
    return sorted(address.value for address in person.addresses)


def test_a_new_address_is_added_by_its_code_and_the_old_one_is_told(person: Person) -> None:
    sent = add(person, "13800138000")
    assert refused(lambda: confirm(person, sent, wrong(code_to(NUMBER)))) is Refusal.WRONG_CODE
    confirm(person, sent, code_to(NUMBER))
    assert values(person) == [NUMBER, MAIL]
    assert "138****8000" in letters_to(MAIL)[-1].body


def test_changing_an_address_takes_the_old_one_away_and_tells_it(person: Person) -> None:
    old = person.addresses[0].id
    sent = add(person, "new@example.org")
    confirm(person, sent, code_to("new@example.org"), replaces_id=old)
    assert values(person) == ["new@example.org"]
    assert "不再是" in letters_to(MAIL)[-1].body
    assert queries.find_person_by_address(MAIL) is None


def test_an_address_of_somebody_else_gets_the_same_answer_but_no_code(person: Person, cast: Cast) -> None:
    theirs = cast.neighbour.addresses[0].value
    other, fresh = add(person, theirs), add(person, "fresh@example.org")
    assert (other.is_fresh, other.sent_at, other.purpose) == (fresh.is_fresh, fresh.sent_at, fresh.purpose)
    (letter,) = letters_to(theirs)
    assert "没有成功" in letter.body and not any(c.isdigit() for c in letter.body)
    assert refused(lambda: confirm(person, other, "123456")) is Refusal.WRONG_CODE
    assert queries.find_person_by_address(theirs) == cast.neighbour


def test_an_address_that_got_its_own_account_meanwhile_stays_there(person: Person, session: Session) -> None:
    sent = add(person, "race@example.org")
    code = code_to("race@example.org")
    ask("race@example.org")
    owner = enter(code_to("race@example.org"), "race@example.org").person
    assert refused(lambda: confirm(person, sent, code)) is Refusal.ADDRESS_TAKEN
    assert queries.find_person_by_address("race@example.org") == owner


def test_a_code_for_one_person_adds_nothing_to_another(person: Person, cast: Cast) -> None:
    sent = add(person, "shared@example.org")
    code = code_to("shared@example.org")
    assert refused(lambda: confirm(cast.neighbour, sent, code)) is Refusal.WRONG_CODE


def test_ones_own_address_and_a_sixth_one_are_refused(person: Person, session: Session) -> None:
    assert refused(lambda: add(person, "LIMING@example.org")) is Refusal.ADDRESS_YOURS
    for number in range(4):
        session.add(
            Address(person=person, kind=AddressKind.EMAIL, value=f"{number}@example.org", verified_at=clock.now())
        )
    session.commit()
    assert refused(lambda: add(person, "six@example.org")) is Refusal.TOO_MANY_ADDRESSES


def test_one_address_always_stays(person: Person) -> None:
    (only,) = person.addresses
    assert refused(lambda: services.remove_address(person, only.id, clock.now())) is Refusal.LAST_ADDRESS
    sent = add(person, "13800138000")
    confirm(person, sent, code_to(NUMBER))
    assert services.remove_address(person, only.id, clock.now()) is True
    assert values(person) == [NUMBER]


def test_nobody_removes_anothers_address(person: Person, cast: Cast) -> None:
    theirs = cast.neighbour.addresses[0]
    assert services.remove_address(person, theirs.id, clock.now()) is False
    assert services.remove_address(person, 2**70, clock.now()) is False
    assert values(cast.neighbour) == [theirs.value]


# The person


def test_a_profile_is_kept(person: Person) -> None:
    services.update_profile(
        person,
        name="李明",
        town_code="310117001000",
        audiences=["teenagers"],
        topics=["botany"],
        language="en",
        is_elder=True,
        now=clock.now(),
    )
    assert (person.name, person.town_code, person.audiences, person.topics, person.language, person.is_elder) == (
        "李明",
        "310117001000",
        ["teenagers"],
        ["botany"],
        "en",
        True,
    )


def test_signing_out_everywhere_ends_all_sign_ins(person: Person) -> None:
    assert services.sign_out_everywhere(person, clock.now()).epoch == 2


def test_export_holds_everything_with_the_parts_of_other_features(person: Person) -> None:
    privacy.on_export("test_part", lambda _session, who: [who.id])
    try:
        ask("other@example.org")
        services.set_password(person, "另一句只有我知道的话", clock.now(), current=SENTENCE)
        data = services.export_data(person, clock.now())
    finally:
        privacy._exporters.pop("test_part")
    assert data["person"]["name"] == "李明"
    assert [a["value"] for a in data["addresses"]] == [MAIL]
    assert data["test_part"] == [person.id]
    assert [m["to"] for m in data["messages"]] == [MAIL]
    assert [a["action"] for a in data["actions"]] == ["accounts.password_set"]
    assert "argon2" not in str(data)


def test_closing_an_account_erases_the_person_and_keeps_the_row(person: Person, session: Session) -> None:
    told: list[str] = []

    def closer(_session: Session, who: Person, _now: object) -> None:
        told.append(who.name)

    privacy.on_close(closer)
    services.set_password(person, "另一句只有我知道的话", clock.now(), current=SENTENCE)
    session.execute(OutboxMessage.__table__.update().values(state="sent"))
    session.commit()
    ask()
    epoch = person.epoch
    try:
        services.close_account(person, clock.now())
        services.close_account(person, clock.now())
    finally:
        privacy._closers.remove(closer)
    assert told == ["李明"]
    assert (person.name, person.password_hash, person.addresses, person.is_active) == ("", None, [], False)
    assert person.epoch == epoch + 1
    assert session.scalar(select(func.count()).select_from(OneTimeCode)) == 0
    waiting = letters_to(MAIL)
    assert [(row.state, row.fleeting) for row in waiting] == [("queued", True), ("queued", True)]
    assert session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.body == "")) == 1
    assert people(session) == 1
    assert queries.find_person_by_address(MAIL) is None


def test_coming_back_after_closing_makes_a_new_account(person: Person) -> None:
    services.close_account(person, clock.now())
    ask()
    assert enter(code_to(MAIL)).person.id != person.id


# Roles


def test_a_granted_role_holds_until_it_is_ended_and_both_are_on_record(cast: Cast, session: Session) -> None:
    grant = services.grant_role(cast.resident, Role.BASE_MANAGER, cast.base.id, by=cast.officer, now=clock.now())
    assert cast.resident.manages(cast.base.id)
    again = services.grant_role(cast.resident, Role.BASE_MANAGER, cast.base.id, by=cast.officer.id, now=clock.now())
    assert again.id == grant.id
    assert cast.resident.id in [g.person_id for g in queries.list_grants(cast.base.id)]
    services.end_grant(grant, by=cast.officer, now=clock.now())
    services.end_grant(grant, by=cast.officer, now=clock.now())
    assert not cast.resident.manages(cast.base.id)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.action, row.actor_id, row.subject_id) for row in rows] == [
        ("accounts.role_granted", cast.officer.id, cast.resident.id),
        ("accounts.role_ended", cast.officer.id, cast.resident.id),
    ]


def test_role_and_scope_must_fit_and_the_person_must_exist(cast: Cast) -> None:
    def give(role: Role, base_id: int | None, person: Person = cast.resident) -> object:
        return refused(lambda: services.grant_role(person, role, base_id, by=cast.officer, now=clock.now()))

    assert give(Role.BASE_MANAGER, None) is Refusal.SCOPE_MISSING
    assert give(Role.OFFICER, cast.base.id) is Refusal.SCOPE_MISSING
    services.close_account(cast.neighbour, clock.now())
    assert give(Role.OFFICER, None, cast.neighbour) is Refusal.NO_SUCH_PERSON


def test_the_last_officer_cannot_be_ended(cast: Cast) -> None:
    (grant,) = queries.list_grants(role=Role.OFFICER)
    refusal = refused(lambda: services.end_grant(grant, by=cast.officer, now=clock.now()))
    assert refusal is Refusal.LAST_OFFICER
    second = services.grant_role(cast.neighbour, Role.OFFICER, None, by=cast.officer, now=clock.now())
    services.end_grant(grant, by=cast.neighbour, now=clock.now())
    assert [g.id for g in queries.list_grants(role=Role.OFFICER)] == [second.id]
    assert db.session.get(Grant, grant.id) is queries.find_grant(grant.id)
    assert queries.find_grant(2**80) is None


def test_a_refused_service_leaves_the_session_usable(person: Person) -> None:
    with pytest.raises(RuleBroken):
        services.request_code("nobody", Purpose.SIGN_IN, "zh", clock.now())
    assert ask().is_fresh
