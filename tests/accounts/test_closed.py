"""A request that was on its way while its account was closed leaves nothing of the person behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized

from sciencepop.accounts import services
from sciencepop.accounts.models import Address, OneTimeCode, Person
from sciencepop.accounts.rules.addresses import AddressKind, Contact
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.register import start_registration
from sciencepop.core import clock
from sciencepop.core.errors import _http_error
from sciencepop.feeds.models import FeedToken
from sciencepop.feeds.services.tokens import create_token
from tests.bases.rows import full_record
from tests.cast import Cast
from tests.conftest import NOW

MAIL = "late@example.org"
LATE: dict[str, Callable[[Person], object]] = {
    "profile": lambda person: services.update_profile(
        person, name="小雨", town_code=None, audiences=[], topics=[], language="zh", is_elder=False, now=NOW
    ),
    "elder": lambda person: services.set_elder(person, True),
    "password": lambda person: services.set_password(person, "辰山植物园真好看", NOW),
    "code": lambda person: services.request_address(person, MAIL, "zh", NOW),
    "address": lambda person: services.confirm_address(person, Contact(AddressKind.EMAIL, MAIL), "123456", NOW),
    "calendar": lambda person: create_token(by=person, label="小雨的手机", language="zh", now=NOW),
    "venue": lambda person: start_registration(full_record(contact_name="小雨"), by=person.id, now=NOW),
}


@pytest.mark.parametrize("what", LATE)
def test_what_arrives_after_the_account_was_closed_is_refused_and_not_kept(
    session: Session, cast: Cast, what: str
) -> None:
    person = cast.resident
    services.close_account(person, clock.now())
    with pytest.raises(Unauthorized):
        LATE[what](person)
    session.expire_all()
    assert (person.name, person.password_hash, person.is_elder) == ("", None, False)
    kept = (
        select(func.count(Address.id)).where(Address.person_id == person.id),
        select(func.count(OneTimeCode.id)),
        select(func.count(FeedToken.id)),
        select(func.count(ScienceBase.id)).where(ScienceBase.registrant_id == person.id),
    )
    assert [session.scalar(count) for count in kept] == [0, 0, 0, 0]


def test_the_page_for_it_says_to_sign_in_again(app: Flask) -> None:
    with app.test_request_context("/my/profile"):
        page, status = _http_error(Unauthorized())  # type: ignore[misc]
    assert status == 401
    assert "请重新登录后再试" in page
