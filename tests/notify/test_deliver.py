from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage, forget
from sciencepop.notify.carriers import NotNow, Parcel, Refused
from sciencepop.notify.deliver import Tally, deliver_due, erase_old
from tests.notify.conftest import Counting, owe, row


def run(carrier: Counting) -> Tally:
    return deliver_due({Channel.MAIL: carrier}, clock.now)


def after(**span: int) -> object:
    return clock.frozen_at(clock.now() + timedelta(**span))


class Killed(BaseException):
    """What happens to a worker that is killed: nothing after this line runs."""


def test_a_due_message_is_carried_once_and_marked(app: Flask) -> None:
    owe()
    carrier = Counting()
    assert run(carrier) == Tally(sent=1)
    assert run(carrier) == Tally()
    assert [p.address for p in carrier.carried] == ["li@example.org"]
    assert (row().state, row().sent_at, row().tries) == (Delivery.SENT, clock.now(), 1)


def test_a_message_of_the_future_waits(app: Flask) -> None:
    owe(now=clock.now() + timedelta(minutes=1))
    assert run(Counting()) == Tally()
    with after(minutes=1):
        assert run(Counting()) == Tally(sent=1)


def test_codes_go_before_everything_that_was_queued_earlier(app: Flask) -> None:
    owe("news")
    owe("code", fleeting=True)
    carrier = Counting()
    run(carrier)
    assert [p.dedup_key for p in carrier.carried] == ["code", "news"]


def test_a_fleeting_message_is_erased_once_sent(app: Flask) -> None:
    owe(fleeting=True)
    run(Counting())
    assert (row().state, row().address, row().subject, row().body) == (Delivery.SENT, "", "", "")


def test_in_development_it_stays_to_be_looked_at(app: Flask) -> None:
    owe(fleeting=True)
    run(Counting(is_real=False))
    assert (row().state, row().address) == (Delivery.SENT, "li@example.org")


def test_a_message_forgotten_on_its_way_is_erased_when_it_arrives(app: Flask) -> None:
    owe("old")
    run(Counting())
    owe("new")
    forget(db.session(), ["li@example.org"])
    db.session.commit()
    assert (row("old").address, row("new").address) == ("", "li@example.org")
    run(Counting())
    assert (row("new").state, row("new").address) == (Delivery.SENT, "")


def test_a_failure_is_tried_again_later_and_tells_no_address(app: Flask) -> None:
    owe()
    carrier = Counting(errors=[NotNow("SMTPServerDisconnected")])
    assert run(carrier) == Tally(later=1)
    assert (row().state, row().error) == (Delivery.QUEUED, "SMTPServerDisconnected")
    assert run(carrier) == Tally()
    with after(minutes=1):
        assert run(carrier) == Tally(sent=1)
    assert (row().tries, row().error) == (2, None)


def test_an_unforeseen_error_of_one_message_does_not_stop_the_next(app: Flask) -> None:
    owe("a")
    owe("b")
    assert run(Counting(errors=[KeyError("li@example.org")])) == Tally(sent=1, later=1)
    assert row("a").error == "KeyError"


def test_after_eight_tries_it_is_given_up(app: Flask) -> None:
    owe()
    carrier = Counting(errors=[NotNow("busy")] * 20)
    for day in range(9):
        with after(days=day):
            run(carrier)
    assert len(carrier.carried) == 8
    assert (row().state, row().tries, row().error) == (Delivery.FAILED, 8, "busy")


def test_what_can_never_be_delivered_is_given_up_at_once(app: Flask) -> None:
    owe()
    assert run(Counting(errors=[Refused("SMTPRecipientsRefused 550")])) == Tally(failed=1)
    assert row().state is Delivery.FAILED


def test_a_channel_without_carrier_waits(app: Flask) -> None:
    owe(channel=Channel.SMS, address="+8613800138000")
    assert run(Counting()) == Tally(later=1)


def test_a_worker_killed_in_the_middle_leaves_a_lease_and_one_more_carrying_after_it(app: Flask) -> None:
    owe()
    carrier = Counting(errors=[Killed()])
    with pytest.raises(Killed):
        run(carrier)
    assert row().state is Delivery.SENDING
    with after(minutes=4, seconds=59):
        assert run(carrier) == Tally()
    with after(minutes=5):
        assert run(carrier) == Tally(sent=1)
        assert run(carrier) == Tally()
    assert len({p.dedup_key for p in carrier.carried}) == 1 and len(carrier.carried) == 2


def test_a_message_that_kills_every_worker_is_given_up_in_the_end(app: Flask) -> None:
    owe()
    carrier = Counting(errors=[Killed() for _ in range(20)])
    for hour in range(8):
        with after(hours=hour), pytest.raises(Killed):
            run(carrier)
    with after(hours=9):
        assert run(carrier) == Tally(failed=1)
    assert len(carrier.carried) == 8


def test_a_worker_that_wakes_up_late_does_not_mark_anothers_delivery(app: Flask) -> None:
    owe()
    states: list[str] = []

    class Late(Counting):
        def carry(self, parcel: Parcel) -> None:
            with after(minutes=6):
                run(Counting(errors=[NotNow("busy")]))
            states.append(row().state)

    run(Late())
    assert states == [Delivery.QUEUED]
    assert (row().state, row().error) == (Delivery.QUEUED, "busy")


def test_content_is_erased_after_thirty_days_and_the_row_stays(app: Flask) -> None:
    owe("old", calendar=b"BEGIN:VCALENDAR", calendar_method="REQUEST")
    owe("waiting", channel=Channel.SMS)
    run(Counting())
    assert erase_old(clock.now() + timedelta(days=30)) == 0
    assert erase_old(clock.now() + timedelta(days=30, seconds=1)) == 1
    assert erase_old(clock.now() + timedelta(days=30, seconds=1)) == 0
    assert (row("old").address, row("old").body, row("old").calendar) == ("", "", None)
    assert row("waiting").address == "li@example.org"
    assert db.session.query(OutboxMessage).count() == 2


def test_a_run_stops_when_it_is_told_to(app: Flask) -> None:
    for number in range(5):
        owe(str(number))
    carrier = Counting()
    deliver_due({Channel.MAIL: carrier}, clock.now, lambda: len(carrier.carried) < 2)
    assert len(carrier.carried) == 2


def test_two_workers_at_the_same_time_carry_every_message_once(live: Flask) -> None:
    for number in range(60):
        owe(str(number))
    carrier, gun, problems = Counting(), threading.Barrier(4), []

    def work() -> None:
        with live.app_context():
            gun.wait()
            try:
                run(carrier)
            except Exception as error:
                problems.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(int(p.dedup_key) for p in carrier.carried) == list(range(60))
    db.session.rollback()
    assert db.session.query(OutboxMessage).filter_by(state=Delivery.SENT).count() == 60
