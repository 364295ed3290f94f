from __future__ import annotations

from datetime import timedelta

import pytest

from sciencepop.notify.rules import message_id, wait_after


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 60), (6, 180), (7, 360), (8, None), (99, None)]
)
def test_a_failed_message_waits_longer_each_time_and_is_given_up(tries: int, minutes: int | None) -> None:
    assert wait_after(tries) == (timedelta(minutes=minutes) if minutes else None)


def test_the_message_id_is_made_of_the_key_and_tells_nothing_of_it() -> None:
    first = message_id("booking.confirmed:SP-1", "example.org")
    assert first == message_id("booking.confirmed:SP-1", "example.org")
    assert first != message_id("booking.confirmed:SP-2", "example.org")
    assert first.startswith("<") and first.endswith("@example.org>") and "SP-1" not in first
