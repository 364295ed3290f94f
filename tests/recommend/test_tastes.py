"""What is chosen and what is counted, as values: no database."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import pytest

from sciencepop.feeds.rules.persona import LONGEST, is_outlived, persona_code, read_code
from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.counts import count
from sciencepop.recommend.engine.features import FEATURES, ROW, Reason
from sciencepop.recommend.engine.numbers import BaseRow, EventRow, Numbers, day_number, places_of
from sciencepop.recommend.engine.snapshot import nothing_counted, pack, unpack
from sciencepop.recommend.engine.weights import DECIDED, Stage, Weights
from sciencepop.recommend.rule_words import FEATURES as WORDS
from sciencepop.recommend.rule_words import REASONS, STAGES
from sciencepop.recommend.rules.tastes import Choice, Known, choose, read_choice, written
from sciencepop.recommend.shelf import FIRST_WEIGHTS

KNOWN = Known(("workers", "seniors", "farmers", "students"), ("space", "health"), ("310117103000",))
DAY = 86_400
MONDAY = 1_791_158_400 - 8 * 3_600
"""Monday 5 October 2026, midnight in Songjiang."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seniors~health~310117103000~", Choice(("seniors",), ("health",), "310117103000")),
        ("~~~off", Choice(is_off=True)),
        ("", Choice()),
        ("students.farmers.seniors.workers~~~", Choice(("workers", "seniors", "farmers", "students"))),
        ("nobody~alchemy~999~on~more", Choice()),
        ("~~~~~~~off", Choice()),
    ],
)
def test_a_choice_is_read_as_far_as_it_is_known(text: str, expected: Choice) -> None:
    assert read_choice(text, KNOWN) == expected
    assert read_choice(written(expected), KNOWN) == expected


def test_one_part_of_a_choice_is_deleted_and_nothing_else() -> None:
    choice = choose(["seniors", "workers"], ["health"], "310117103000", KNOWN)
    assert choice.without("audience", "seniors") == Choice(("workers",), ("health",), "310117103000")
    assert choice.without("topic", "health").topics == ()
    assert choice.without("town", "310117103000").town == ""
    assert choice.without("audience", "health") == choice.without("price", "seniors") == choice


def sign(query: str) -> str:
    return sha256(query.encode()).hexdigest()


def test_a_persona_is_read_only_where_this_site_signed_it() -> None:
    pairs = [("when", "weekend"), ("age", "8"), ("free", "1")]
    code = persona_code(pairs, sign)
    assert read_code(code, sign, str.__eq__) == {
        "when": ["weekend"], "age": ["8"], "free": ["1"],
    }  # fmt: skip
    another = urlsafe_b64encode(b"age=9").decode().rstrip("=")
    for wrong in (
        f"{another}.{code.partition('.')[2]}",
        code.partition(".")[0],
        "",
        ".",
        "中.文",
        "a" * LONGEST + ".b",
    ):
        assert read_code(wrong, sign, str.__eq__) is None


def test_a_signed_question_is_outlived_by_its_days_and_by_what_narrowed_it() -> None:
    today, asked = date(2026, 10, 10), {"near": ["310117103000"], "topic": ["alchemy"]}
    assert not is_outlived(asked, [("near", "310117103000")], None, today)
    assert not is_outlived({}, [], today, today)
    assert is_outlived({}, [], today - timedelta(days=1), today)
    assert is_outlived(asked, [], None, today), "a town that is no more would let in the whole district"


def numbers(*, is_grown: bool = False) -> Numbers:
    """Two bases with an event each; grown, a third base comes first and one base has another event."""
    bases = [BaseRow(7, "辰山", "Chenshan", 31.08, 121.18), BaseRow(8, "佘山", "Sheshan", None, None)]
    events = [
        EventRow(1, 7, "观叶（第1期）", "", ["space"], ["seniors"]),
        EventRow(2, 8, "听星", "Stars", ["space", "health"]),
    ]
    if is_grown:
        bases.insert(0, BaseRow(9, "新馆", "New", 31.0, 121.2))
        events += [EventRow(3, 7, "观叶（第2期）", "", ["space"], ["seniors"]), EventRow(4, 9, "新展", "", ["health"])]
    return Numbers(bases, events, ("space", "health"), ("seniors",), {"T": (31.08, 121.18)})


def test_counters_are_found_again_in_a_world_that_has_grown() -> None:
    small, grown = numbers(), numbers(is_grown=True)
    now = float(day_number([MONDAY + 30 * DAY])[0])
    sessions = small.sessions([(1, MONDAY), (1, MONDAY + 7 * DAY), (2, MONDAY)])
    groups = small.groups_of(["seniors"], "T")
    assert [small.groups[at].audience + small.groups[at].town for at in groups] == ["seniors", "T", "seniorsT"]
    counts = count(small.world, sessions, small.visits([0, 0, 1], [0, 1, 2], [groups, ()]), now)
    content = pack(counts, small)
    assert content == pack(counts, small)
    again, moved = unpack(content, small), unpack(content, grown)
    assert all(np.array_equal(getattr(again, name), table) for name, table in vars(counts).items())
    assert grown.series_of[1] == grown.series_of[3]
    old, new = small.series_of[1], grown.series_of[1]
    assert moved.series_size[new] == counts.series_size[old]
    assert moved.base_size[1:].tolist() == counts.base_size.tolist()
    assert moved.base_size[0] == moved.series_size[grown.series_of[4]] == counts.base_size.mean()
    assert moved.cell_people[:, 1:].tolist() == counts.cell_people.tolist()
    assert moved.first_seen[0] == np.inf and not moved.beside[0].any()
    with pytest.raises(ValueError, match="not counters"):
        unpack(_foreign(), small)


def _foreign() -> bytes:
    from io import BytesIO

    out = BytesIO()
    np.savez_compressed(out, anything=np.zeros(1))
    return out.getvalue()


def test_what_is_booked_and_still_to_come_counts_at_its_own_hour_of_this_week() -> None:
    one = numbers()
    now = MONDAY + 3 * DAY
    person = one.person([(1, now + 20 * DAY), (1, now), (2, now - DAY), (99, now)], [], ["health"], "T", now)
    assert person.series.tolist() == [one.series_of[1], one.series_of[1], one.series_of[2]]
    today = float(day_number([now])[0])
    assert (person.start < today).all()
    assert ((person.start - day_number([now + 20 * DAY, now, now - DAY])) % 7).tolist() == [0, 0, 0]
    assert person.interests == (1,) and person.home == (31.08, 121.18)


def test_what_is_made_for_a_chosen_audience_ranks_higher_by_its_weight() -> None:
    one = numbers()
    today = float(day_number([MONDAY])[0])
    catalogue = Catalogue(
        one.world, nothing_counted(one, today), one.sessions([(1, MONDAY + DAY), (2, MONDAY + DAY)]), today
    )
    rows = catalogue.features(one.person([], ["seniors"], [], None, MONDAY))
    assert rows[ROW["made_for"]].tolist() == [1, 0]
    assert not catalogue.features(one.person([], [], [], None, MONDAY))[ROW["made_for"]].any()
    few = catalogue.narrowed(np.array([1]))
    assert len(few) == 1 and few.features(one.person([], ["seniors"], [], None, MONDAY))[ROW["made_for"]].tolist() == [
        0
    ]


def test_weights_in_use_are_at_least_what_was_decided_and_every_number_has_words() -> None:
    stored = Weights.from_json(FIRST_WEIGHTS.read_text())
    used = stored.with_decided()
    for stage in Stage:
        for name, at in ROW.items():
            assert used.stages[stage][at] == pytest.approx(max(stored.stages[stage][at], DECIDED.get(name, -np.inf)))
    assert set(WORDS) == {feature.name for feature in FEATURES}
    assert set(REASONS) == set(Reason) and set(STAGES) == set(Stage)


def test_bits_become_places() -> None:
    assert places_of(0b1000_0000_0101, 12).tolist() == [0, 2, 11]
    assert places_of(0b101, 2).tolist() == [0]
    assert places_of(0, 0).tolist() == []
