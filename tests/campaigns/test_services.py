"""Who is reached, letters that come once, what stops them, and digests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import CAMPAIGNS, DIGEST, FEEDBACK
from sciencepop.accounts.models import Consent, Device, Message, Person
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.accounts.services import close_account, export_data
from sciencepop.campaigns import invariants, links, services, worker
from sciencepop.campaigns.models import Campaign, CampaignState, Carrier, Digest, Frequency, Reader, SentLetter
from sciencepop.campaigns.queries.campaigns import fate_of
from sciencepop.campaigns.queries.reach import REACHED, count_digest_readers, count_reach
from sciencepop.campaigns.rules.aims import Aim
from sciencepop.campaigns.rules.states import Refusal, Unreached
from sciencepop.campaigns.services import sending
from sciencepop.campaigns.services.choosing import Chooser
from sciencepop.campaigns.services.privacy import forget_letters
from sciencepop.campaigns.services.readers import Choice
from sciencepop.core import clock, outbox
from sciencepop.core.clock import SHANGHAI
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage
from sciencepop.notify.carriers import Parcel
from sciencepop.notify.deliver import deliver_due
from sciencepop.recommend.services.rights import switch
from sciencepop.recommend.services.suggest import suggest, tastes_of
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence, make_person
from tests.statements import counted

S, R = CampaignState, Refusal
NIGHT = datetime(2026, 10, 10, 22, 0, tzinfo=SHANGHAI)
THURSDAY = datetime(2026, 10, 15, 17, 5, tzinfo=SHANGHAI)
SENIORS = Aim(audiences=("seniors",))
TOWN = "310117103000"


def wish(**values: Any) -> services.CampaignWish:
    usual: dict[str, Any] = {
        "title_zh": "防诈讲座",
        "text_zh": "讲骗子怎么说话。\n\n带上手机来。",
        "send_at": NOW + timedelta(hours=1),
        "path": "/events",
        "audiences": ("seniors",),
        "by_mail": True,
        "on_site": True,
    }
    return services.CampaignWish(**(usual | values))


def reader(session: Session, *, choice: Choice | None = None, **person: Any) -> Person:
    """Somebody who looks for events for seniors, with an account, and wants campaigns by mail."""
    found = make_person(session, **({"audiences": ["seniors"]} | person))
    session.commit()
    services.choose(choice or Choice(Frequency.OFF, True, by_mail=True), language="zh", by=found, now=NOW)
    return found


@pytest.fixture
def crowd(session: Session, cast: Cast) -> list[Person]:
    return [reader(session) for _one in range(11)]


@pytest.fixture
def approved(session: Session, cast: Cast, crowd: list[Person]) -> str:
    """A campaign to `crowd` that another officer has let go."""
    code = services.add_campaign(wish(), by=cast.officer, now=NOW)
    services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
    services.step_campaign(code, S.APPROVED, by=cast.neighbour, now=NOW)
    return code


def the(session: Session, code: str) -> Campaign:
    return session.scalars(
        select(Campaign).where(Campaign.code == code).execution_options(populate_existing=True)
    ).one()


def refused(code: Refusal) -> Any:
    return pytest.raises(RuleBroken, match=f"^{code.value}$")


def owed(session: Session, channel: Channel = Channel.MAIL) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.channel == channel, OutboxMessage.dedup_key.like("campaigns.%"))
    return list(session.scalars(found.order_by(OutboxMessage.id)))


class MailServer:
    """One that takes everything."""

    is_real = True

    def __init__(self) -> None:
        self.taken: list[Parcel] = []

    def carry(self, parcel: Parcel) -> None:
        self.taken.append(parcel)


def send_all(at: datetime) -> int:
    written = 0
    while (portion := services.send_portion(at)) is not None:
        written += portion
    return written


def test_everybody_of_a_segment_is_reached_or_counted_with_the_reason(session: Session, cast: Cast) -> None:
    want = Choice(Frequency.OFF, True, by_mail=True, ages=("60",))
    for _one in range(2):
        reader(session, choice=want, town_code=TOWN)
    make_person(session, audiences=["seniors"], town_code=TOWN)
    gone = reader(session, choice=want, town_code=TOWN)
    services.stop(links.CAMPAIGNS, session.scalars(select(Reader.id).where(Reader.person_id == gone.id)).one(), NOW)
    reader(session, choice=Choice(Frequency.OFF, True, by_mail=True), town_code=TOWN)
    reader(session, choice=Choice(Frequency.OFF, True, on_devices=True, ages=("60",)), town_code=TOWN)
    bounced = reader(session, choice=want, town_code=TOWN)
    outbox.lose(session, bounced.addresses[0].value, "gone", NOW)
    reader(session, choice=want)
    reader(session, choice=Choice(Frequency.OFF, True, by_mail=True, ages=("7-12",)), town_code=TOWN)
    reader(
        session, choice=Choice(Frequency.OFF, True, by_mail=True, audiences=("seniors",), ages=("60",)), audiences=[]
    )
    session.commit()
    asked = Aim(stages=("职后",), towns=(TOWN,), ages=("60",))
    assert count_reach(session, asked, [Carrier.MAIL, Carrier.DEVICES], NOW) == {
        REACHED: 2,
        Unreached.NO_CONSENT: 1,
        Unreached.UNSUBSCRIBED: 1,
        Unreached.AGE_UNTOLD: 1,
        Unreached.NO_CARRIER: 2,
        Unreached.CAPPED: 0,
    }
    assert count_reach(session, SENIORS, [Carrier.SITE], NOW)[REACHED] == 0
    assert invariants.checks() == []


def test_a_campaign_needs_a_second_officer_and_enough_readers(session: Session, cast: Cast) -> None:
    code = services.add_campaign(wish(send_at=NIGHT), by=cast.officer, now=NOW)
    with refused(R.QUIET_HOURS):
        services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
    with refused(R.BAD_LINK):
        services.change_campaign(code, wish(path="https://evil.example"), by=cast.officer, now=NOW)
    services.change_campaign(code, wish(), by=cast.officer, now=NOW)
    with refused(R.TOO_FEW):
        services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
    for _one in range(10):
        reader(session)
    services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
    with refused(R.SAME_PERSON):
        services.step_campaign(code, S.APPROVED, by=cast.officer, now=NOW)
    with refused(R.REASON_MISSING):
        services.step_campaign(code, S.DRAFT, by=cast.neighbour, now=NOW)
    services.step_campaign(code, S.APPROVED, by=cast.neighbour, now=NOW)
    with refused(R.WRONG_STATE):
        services.change_campaign(code, wish(title_zh="别的"), by=cast.officer, now=NOW)
    assert services.send_portion(NOW) is None


def test_what_is_let_go_late_or_taken_late_by_the_mail_server_waits_for_the_morning(
    session: Session, cast: Cast, crowd: list[Person]
) -> None:
    code = services.add_campaign(wish(), by=cast.officer, now=NOW)
    services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
    with refused(R.TOO_LATE):
        services.step_campaign(code, S.APPROVED, by=cast.neighbour, now=NOW + timedelta(days=1, hours=2))
    services.step_campaign(code, S.APPROVED, by=cast.neighbour, now=NIGHT)
    assert services.send_portion(NIGHT) is None and owed(session) == []
    evening = NIGHT.replace(hour=20, minute=59)
    assert services.send_portion(evening) == 11
    wish_of_somebody = links.Wish("r@example.org", Frequency.WEEKLY, ["seniors"], [], "zh", gives_feedback=False)
    services.ask_by_mail(wish_of_somebody, now=evening)
    taken = MailServer()
    assert deliver_due({Channel.MAIL: taken}, lambda: NIGHT).later == 11
    assert [parcel.address for parcel in taken.taken] == ["r@example.org"]
    morning = datetime(2026, 10, 11, 8, 0, tzinfo=SHANGHAI)
    assert {row.not_before for row in owed(session)[:11]} == {morning}
    assert deliver_due({Channel.MAIL: taken}, lambda: morning).sent == 11


def test_each_reader_gets_one_letter_in_portions_and_a_cut_off_worker_goes_on(
    session: Session, approved: str, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PORTION", 4)
    at = NOW + timedelta(hours=2)
    assert services.send_portion(at) == 4

    def cut_off(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(sending, "learn", cut_off)
        services.send_portion(at)
    assert (len(owed(session)), the(session, approved).state) == (4, S.SENDING)
    assert services.send_portion(NIGHT) is None
    with clock.frozen_at(at):
        worker.work_off()
    letters = owed(session)
    assert sorted(letter.address for letter in letters) == sorted(one.addresses[0].value for one in crowd)
    assert the(session, approved).state is S.SENT
    assert session.scalar(select(func.count(SentLetter.id))) == 11
    assert all(letter.stop_url and "/news/stop/campaigns/" in letter.stop_url for letter in letters)
    assert "讲骗子怎么说话。" in letters[0].body and "有用" not in letters[0].body
    letters[0].state = Delivery.SENT
    letters[1].state = Delivery.FAILED
    session.commit()
    fate = fate_of(session, the(session, approved))
    assert (fate.written, fate.by_mail, fate.on_site, fate.handed_over, fate.failed) == (11, 11, 0, 1, 1)
    assert [forget_letters(at + timedelta(days=days)) for days in (180, 181, 181)] == [0, 1, 0]
    assert session.scalar(select(func.count(SentLetter.id))) == 0
    assert fate_of(session, the(session, approved)) == fate


def test_a_portion_asks_the_database_as_often_for_many_as_for_few(session: Session, approved: str) -> None:
    for _one in range(20):
        reader(session)
    with counted("SELECT") as seen:
        assert services.send_portion(NOW + timedelta(hours=2)) == 31
    assert len(seen) <= 7


def test_stopping_calls_back_what_nobody_took_or_read(session: Session, cast: Cast, crowd: list[Person]) -> None:
    on_site = Choice(Frequency.OFF, True, by_mail=True, on_site=True)
    for person in crowd[:2]:
        services.choose(on_site, language="zh", by=person, now=NOW)
    code = services.add_campaign(wish(), by=cast.officer, now=NOW)
    services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
    services.step_campaign(code, S.APPROVED, by=cast.neighbour, now=NOW)
    campaign = the(session, code)
    campaign.state = S.SENDING
    session.commit()
    sent = services.send_portion(NOW)
    assert sent == 11
    the(session, code).state = S.SENDING
    read, _unread = session.scalars(select(Message).where(Message.kind == MessageKind.NEWS).order_by(Message.id))
    read.read_at = NOW
    session.commit()
    first = session.scalars(select(Reader.id).where(Reader.person_id == crowd[0].id)).one()
    services.stop(links.CAMPAIGNS, first, NOW)
    session.expire_all()
    states = {letter.address: letter.state for letter in owed(session)}
    assert [address for address, state in states.items() if state is Delivery.DROPPED] == [crowd[0].addresses[0].value]
    services.step_campaign(code, S.STOPPED, by=cast.officer, now=NOW)
    session.expire_all()
    assert {letter.state for letter in owed(session)} == {Delivery.DROPPED}
    assert session.scalars(select(Message.id).where(Message.kind == MessageKind.NEWS)).all() == [read.id]
    assert send_all(NOW + timedelta(hours=2)) == 0


def test_caps_count_campaigns_and_keep_room_for_the_digest(session: Session, cast: Cast, crowd: list[Person]) -> None:
    weekly = Choice(Frequency.WEEKLY, True, by_mail=True)
    services.choose(weekly, language="zh", by=crowd[0], now=NOW)
    for number in range(4):
        code = services.add_campaign(wish(title_zh=f"第{number}封"), by=cast.officer, now=NOW)
        services.step_campaign(code, S.SUBMITTED, by=cast.officer, now=NOW)
        services.step_campaign(code, S.APPROVED, by=cast.neighbour, now=NOW)
    send_all(NOW + timedelta(hours=2))
    written = dict(session.execute(select(SentLetter.reader_id, func.count()).group_by(SentLetter.reader_id)).all())
    readers = dict(session.execute(select(Reader.person_id, Reader.id)).all())
    assert [written[readers[person.id]] for person in crowd[:3]] == [2, 3, 3]
    later = NOW + timedelta(days=8)
    assert count_reach(session, SENIORS, [Carrier.MAIL], NOW + timedelta(hours=3))[Unreached.CAPPED] == 11
    assert count_reach(session, SENIORS, [Carrier.MAIL], later)[REACHED] == 11


def test_a_push_is_gone_before_it_grows_quiet(session: Session, approved: str, crowd: list[Person]) -> None:
    services.choose(Choice(Frequency.OFF, True, on_devices=True), language="zh", by=crowd[0], now=NOW)
    session.add(Device(person_id=crowd[0].id, code="d", endpoint="e", p256dh="k", auth="a", created_at=NOW))
    the(session, approved).on_devices = True
    session.commit()
    evening = NIGHT.replace(hour=20, minute=30)
    send_all(evening)
    [push] = owed(session, Channel.PUSH)
    assert (push.ttl_minutes, push.not_after) == (30, NIGHT.replace(hour=21))


def test_consents_are_kept_in_the_words_that_were_read_and_end_with_the_wish(session: Session, cast: Cast) -> None:
    person = cast.resident
    with refused(R.NO_CARRIER):
        services.choose(Choice(Frequency.WEEKLY, False), language="zh", by=person, now=NOW)
    everything = Choice(Frequency.WEEKLY, True, by_mail=True, gives_feedback=True)
    for _again in range(2):
        services.choose(everything, language="en", by=person, now=NOW)
    live = select(Consent).where(Consent.person_id == person.id, Consent.ended_at.is_(None))
    assert {consent.kind for consent in session.scalars(live)} == {DIGEST, CAMPAIGNS, FEEDBACK}
    assert all("I agree" in one.wording or "Letters may" in one.wording for one in session.scalars(live))
    number = session.scalars(select(Reader.id)).one()
    services.stop(links.DIGEST, number, NOW)
    assert {consent.kind for consent in session.scalars(live)} == {CAMPAIGNS, FEEDBACK}
    assert export_data(person, NOW)["news"]["digest"] == "off"
    close_account(person, NOW)
    session.expire_all()
    assert session.scalars(live).all() == []
    assert session.get_one(Reader, number).person_id is None
    services.stop(links.CAMPAIGNS, number, NOW)
    assert invariants.checks() == []


@pytest.fixture
def programme(session: Session, cast: Cast) -> Callable[..., None]:
    def add(title: str, days: int, audience: str, **values: Any) -> None:
        event = make_event(session, cast.base, title_zh=title, audiences=[audience], **values)
        make_occurrence(session, event, starts_at=THURSDAY + timedelta(days=days))
        session.commit()

    return add


def write_digests(at: datetime) -> int:
    written = 0
    while (portion := services.write_digests(at)) is not None:
        written += portion
    return written


def test_one_digest_a_week_with_what_fits_and_none_where_nothing_does(
    session: Session, cast: Cast, programme: Callable[..., None]
) -> None:
    assert not services.begin_digest(THURSDAY)
    weekly = Choice(Frequency.WEEKLY, False, by_mail=True, on_site=True, audiences=("seniors", "workers"))
    services.choose(weekly, language="zh", by=cast.resident, now=NOW)
    farmers = Choice(Frequency.WEEKLY, False, by_mail=True, audiences=("farmers",))
    services.choose(farmers, language="zh", by=cast.neighbour, now=NOW)
    monthly = Choice(Frequency.MONTHLY, False, by_mail=True, audiences=("seniors",))
    services.choose(monthly, language="zh", by=cast.manager, now=NOW)
    programme("手机防诈", 3, "seniors", topics=["digital-life"])
    programme("焊接安全", 5, "workers")
    programme("以后再说", 40, "seniors")
    programme("青少年航模", 3, "teenagers")
    assert services.begin_digest(THURSDAY)
    assert not services.begin_digest(THURSDAY)
    assert write_digests(THURSDAY) == 1
    [letter] = owed(session)
    assert letter.address == cast.resident.addresses[0].value
    told = [title for title in ("手机防诈", "焊接安全", "以后再说", "青少年航模") if title in letter.body]
    assert told == ["手机防诈", "焊接安全"]
    assert "■ 重阳节前后：陪长辈学健康和手机\n这段时间 1 场\nhttp://localhost/events?from=2026-10-13" in letter.body
    assert "等 2 项" in letter.subject  # the time of the year is none of them
    assert "为什么：" in letter.body and letter.html and "/events/" in letter.html
    assert "手机防诈" in session.scalars(select(Message.body).where(Message.kind == MessageKind.NEWS)).one()
    assert session.scalars(select(Digest)).one().finished_at is not None
    assert count_digest_readers(session, "seniors") == 2
    services.begin_digest(THURSDAY + timedelta(days=7))
    late = THURSDAY + timedelta(days=10)
    assert write_digests(late.replace(hour=12)) == 0
    assert len(owed(session)) == 1


def test_the_digest_is_the_list_of_the_page_and_without_suggestions_what_anybody_gets_or_nothing(
    session: Session, cast: Cast, programme: Callable[..., None]
) -> None:
    for number, title in enumerate(("看云", "认草", "听雨", "观鸟", "磨豆", "做皂", "修表", "识星")):
        programme(title, number + 1, "seniors", topics=["astronomy" if number % 2 else "botany"])
    cast.resident.audiences, cast.resident.topics = ["seniors"], ["astronomy"]
    session.commit()
    weekly = Choice(Frequency.WEEKLY, False, by_mail=True, audiences=("seniors",))
    services.choose(weekly, language="zh", by=cast.resident, now=NOW)
    services.confirm(links.Wish("r@example.org", Frequency.WEEKLY, ["seniors"], [], "zh", gives_feedback=False), NOW)
    mine, anybody = session.scalars(select(Reader).order_by(Reader.id))

    def told(reader: Reader) -> list[int]:
        return [one.occurrence_id for one in Chooser(session, THURSDAY).choose(reader).shown]

    page = [one.occurrence_id for one in suggest(tastes_of(cast.resident, THURSDAY), 6, THURSDAY)]
    assert (told(mine), len(page)) == (page, 6)
    assert told(anybody) != page
    switch(is_off=True, by=cast.resident, now=NOW)
    assert told(mine) == told(anybody)
    services.choose(replace(weekly, wants_general=False), language="zh", by=cast.resident, now=NOW)
    assert told(mine) == []


def test_an_address_alone_is_asked_first_and_leaves_nothing_when_it_stops(
    session: Session, cast: Cast, programme: Callable[..., None]
) -> None:
    asked = links.Wish("Reader@Example.org", Frequency.WEEKLY, ["seniors"], [], "zh", gives_feedback=True)
    for _again in range(2):
        services.ask_by_mail(asked, now=NOW)
    [letter] = owed(session)
    assert letter.fleeting and session.scalar(select(func.count(Reader.id))) == 0
    for hours in range(0, 24 * 14, 6):  # anybody can type anybody's address
        services.ask_by_mail(asked, now=NOW + timedelta(hours=hours, minutes=1))
    assert len(owed(session)) == 3
    token = letter.body.split("/news/confirm/")[1].split()[0]
    confirmed = links.read_wish(token)
    assert confirmed is not None and links.read_wish(token[:-2]) is None
    for _again in range(2):
        services.confirm(confirmed, NOW)
    reader_row = session.scalars(select(Reader)).one()
    assert (reader_row.email, reader_row.wording_version) == ("reader@example.org", "2026-11")
    programme("手机防诈", 3, "seniors")
    services.begin_digest(THURSDAY)
    assert write_digests(THURSDAY) == 1
    digest = session.scalars(select(Digest)).one()
    assert "这封信对您有用吗？" in owed(session)[-1].body
    said = {"is_useful": True, "now": NOW}
    assert services.answer(links.DIGEST, digest.id, reader_row.id, **said)
    assert not services.answer(links.DIGEST, digest.id + 1, reader_row.id, **said)
    assert fate_of(session, digest).useful == 1
    services.stop(links.DIGEST, reader_row.id, NOW)
    session.expire_all()
    left = session.scalars(select(Reader)).one()
    assert (left.email, left.wording, left.audiences, fate_of(session, digest).useful) == (None, "", [], 0)
    assert not services.answer(links.DIGEST, digest.id, left.id, **said)


def test_who_has_an_account_and_an_address_gets_one_digest(
    session: Session, cast: Cast, programme: Callable[..., None]
) -> None:
    services.choose(
        Choice(Frequency.WEEKLY, False, by_mail=True, audiences=("seniors",)), language="zh", by=cast.resident, now=NOW
    )
    services.confirm(
        links.Wish(cast.resident.addresses[0].value, Frequency.WEEKLY, ["seniors"], [], "zh", gives_feedback=False), NOW
    )
    programme("手机防诈", 3, "seniors")
    services.begin_digest(THURSDAY)
    assert write_digests(THURSDAY) == 1
