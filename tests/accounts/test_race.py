"""People at the same moment: one account, one use of a code, one sentence instead of a crash, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import OperationalError

from sciencepop.accounts import services
from sciencepop.accounts.models import Address, MinorsPermit, OneTimeCode, Person
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.codes import TRIES, Purpose
from sciencepop.accounts.rules.minors import MinorsPurpose
from sciencepop.accounts.services.passwords import is_password
from sciencepop.core.db import db, write
from sciencepop.core.outbox import OutboxMessage
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.conftest import NOW
from tests.factories import make_person

pytestmark = pytest.mark.race
OLD, NEW, OTHER = "altes pferd batterie", "neues pferd batterie", "anderes pferd batterie"


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "accounts_race") as app:
        yield app


def ask(address: str, purpose: Purpose = Purpose.SIGN_IN) -> tuple[Contact, str]:
    """Have a code sent; where to, and the code."""
    contact = services.request_code(address, purpose, "zh", NOW).contact
    return contact, last_code(address)


def last_code(address: str) -> str:
    letters = select(OutboxMessage.body).where(OutboxMessage.address == address).order_by(OutboxMessage.id.desc())
    found = re.search(r"\d{6}", db.session.scalars(letters.limit(1)).one())
    assert found
    return found.group()


def test_first_sign_ins_of_one_address_make_one_account_and_use_a_code_once(own_app: Flask) -> None:
    for number in range(4):
        address = f"new{number}@example.org"
        with own_app.app_context():
            contact, code = ask(address)
            _contact, reset = ask(address, Purpose.RESET)
        enter = partial(services.sign_in_with_code, contact, code, "zh", NOW)
        answers = at_once(own_app, [enter, enter, partial(services.reset_password, contact, reset, NEW, "zh", NOW)])
        assert answers[:2].count("wrong_code") == 1
        with own_app.app_context():
            assert db.session.scalar(select(func.count(Person.id))) == number + 1
            assert db.session.scalar(select(func.count(Address.id))) == number + 1


def test_nobody_tries_a_code_more_often_than_allowed_by_trying_at_once(own_app: Flask) -> None:
    with own_app.app_context():
        contact, code = ask("tried@example.org")
    wrong = partial(services.sign_in_with_code, contact, str(int(code) ^ 1).zfill(6), "zh", NOW)
    assert at_once(own_app, [wrong] * 9) == ["wrong_code"] * 9
    with own_app.app_context():
        assert db.session.scalars(select(OneTimeCode.tries)).one() == TRIES


def test_asking_many_times_at_once_sends_one_code(own_app: Flask) -> None:
    request = partial(services.request_code, "asked@example.org", Purpose.SIGN_IN, "zh", NOW)
    assert sorted(sent.is_fresh for sent in at_once(own_app, [request] * 10)) == [False] * 9 + [True]
    with own_app.app_context():
        assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_an_address_that_two_people_change_to_becomes_that_of_one(own_app: Flask) -> None:
    address, later = "wanted@example.org", NOW + timedelta(minutes=2)
    with own_app.app_context():
        people = [make_person(db.session()).id for _ in range(2)]
        db.session.commit()
        codes = []
        for number, person in enumerate(people):
            moment = NOW + timedelta(minutes=number)
            contact = services.request_address(db.session.get_one(Person, person), address, "zh", moment).contact
            codes.append(last_code(address))

    def confirm(number: int) -> str:
        person = db.session.get_one(Person, people[number])
        old = person.addresses[0].id
        services.confirm_address(person, contact, codes[number], later, replaces_id=old)
        return "done"

    assert sorted(at_once(own_app, [partial(confirm, 0), partial(confirm, 1)])) == ["address_taken", "done"]
    with own_app.app_context():
        values = [[own.value for own in db.session.get_one(Person, person).addresses] for person in people]
        assert sorted(len(own) for own in values) == [1, 1]
        assert sum(own == [address] for own in values) == 1


def test_a_sign_in_that_renews_an_old_hash_never_brings_an_old_password_back(own_app: Flask) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    for number in range(10):
        address = f"weak{number}@example.org"
        with own_app.app_context():
            person = make_person(db.session(), email=address, password_hash=weak.hash(OLD)).id
            db.session.commit()
        at_once(own_app, [partial(services.sign_in_with_password, address, OLD, NOW), partial(change, person, NEW)])
        with own_app.app_context():
            assert is_password(db.session.get_one(Person, person).password_hash, NEW)


def test_of_two_changes_that_name_the_same_old_password_one_is_refused(own_app: Flask) -> None:
    with own_app.app_context():
        person = make_person(db.session(), password_hash=services.hash_password(OLD)).id
        db.session.commit()
    answers = at_once(own_app, [partial(change, person, NEW), partial(change, person, OTHER)])
    assert sorted(answers) == ["done", "wrong_password"]
    with own_app.app_context():
        kept = NEW if answers[0] == "done" else OTHER
        assert is_password(db.session.get_one(Person, person).password_hash, kept)


def test_who_closes_an_account_while_its_password_is_reset_ends_in_order(own_app: Flask) -> None:
    for number in range(8):
        address = f"gone{number}@example.org"
        with own_app.app_context():
            person = make_person(db.session(), email=address).id
            db.session.commit()
            contact, code = ask(address, Purpose.RESET)
        answers = at_once(own_app, [partial(close, person), partial(reset, contact, code)])
        assert answers[0] == "closed" and answers[1] in ("reset", "wrong_code")
        with own_app.app_context():
            found = db.session.get_one(Person, person)
            assert found.closed_at is not None and found.password_hash is None


def close(person_id: int) -> str:
    services.close_account(db.session.get_one(Person, person_id), NOW)
    return "closed"


def reset(contact: Contact, code: str) -> str:
    services.reset_password(contact, code, NEW, "zh", NOW)
    return "reset"


def change(person_id: int, new: str) -> str:
    services.set_password(db.session.get_one(Person, person_id), new, NOW, current=OLD)
    return "done"


def test_one_code_of_an_app_and_one_of_the_paper_are_good_once(own_app: Flask) -> None:
    with own_app.app_context():
        person = make_person(db.session(), email="app@example.org")
        db.session.commit()
        number, sealed = person.id, services.new_seed()
        app = pyotp.TOTP(services.read_seed(sealed) or "")
        paper = services.add_app(person, sealed, app.at(NOW), NOW).codes[0]
        code = app.at(NOW + timedelta(seconds=30))

    def take(typed: str) -> None:
        services.pass_with_code(db.session.get_one(Person, number), typed, NOW + timedelta(seconds=30))

    for typed in (code, paper):
        answers = at_once(own_app, [partial(take, typed)] * 3)
        assert answers.count("wrong_step_code") == 2


def test_a_permit_does_not_end_between_the_question_and_what_is_given(own_app: Flask) -> None:
    with own_app.app_context(), write() as session:
        cast = make_cast(session, NOW)
        permit = MinorsPermit(
            asked_by=cast.officer.id,
            asked_at=NOW,
            purpose=MinorsPurpose.CARE,
            reason="核对分组",
            base_id=cast.base.id,
            until_on=NOW.date(),
            decided_by=cast.neighbour.id,
            decided_at=NOW,
            granted=True,
        )
        session.add(permit)
        session.flush()
        number, officer_id, base_id = permit.id, cast.officer.id, cast.base.id
    with own_app.app_context():
        with write() as session:
            officer = session.get_one(Person, officer_id)
            assert services.permit_facts(session, officer, base_id, [], NOW, hold=True)
            with pytest.raises(OperationalError), db.engine.connect() as other:
                _end_now(other, number)
        services.end_permit(number, by=officer, now=NOW)
        assert services.permit_facts(db.session(), officer, base_id, [], NOW) is None


def _end_now(other: Connection, number: int) -> None:
    """End a permit without waiting for anybody."""
    impatience = "PRAGMA busy_timeout=0" if other.dialect.name == "sqlite" else "SET LOCAL lock_timeout='100ms'"
    other.execute(text(impatience))
    other.execute(update(MinorsPermit).where(MinorsPermit.id == number).values(ended_at=NOW))
