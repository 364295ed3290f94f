"""How long a change can be taken back, and what of an occurrence people are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sciencepop.programme.rules.changes import Arrangement, undo_until

NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("old", "new", "minutes"),
    [
        (24 * 60, 48 * 60, 10),
        (61, 61, 10),
        (60, 24 * 60, None),
        (24 * 60, 60, None),
        (24 * 60, 5, None),
        (-30, 24 * 60, None),
    ],
)
def test_who_may_be_setting_out_is_told_at_once(old: int, new: int, minutes: int | None) -> None:
    found = undo_until(NOW, (NOW + old * MINUTE, NOW + new * MINUTE))
    assert found == (None if minutes is None else NOW + minutes * MINUTE)


def test_an_arrangement_survives_being_kept_and_is_the_same_in_any_zone() -> None:
    there = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    one = Arrangement(there, there + MINUTE, room_zh="二楼", town_code=None)
    kept = one.as_json()
    assert kept["starts_at"] == "2026-10-10T02:00:00+00:00"
    assert Arrangement.read(kept | {"moved_from": None}) == one == Arrangement(NOW, NOW + MINUTE, room_zh="二楼")
    assert Arrangement.read(kept) != Arrangement(NOW, NOW + MINUTE, room_zh="三楼")
