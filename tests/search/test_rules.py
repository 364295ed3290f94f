"""How texts become tokens, and questions become what is asked of the index."""

from __future__ import annotations

from datetime import date

import pytest

from sciencepop.core.config import ROOT
from sciencepop.core.reference import Reference
from sciencepop.programme.rules.search import Search
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.asking import ask, ask_nearly
from sciencepop.search.rules.evaluating import Answer, Likeness, compare
from sciencepop.search.rules.expressions import Token, at_least, every, some, to_fts5, to_tsquery
from sciencepop.search.rules.highlight import excerpt, mark
from sciencepop.search.rules.question import Question, read_question, runs_of
from sciencepop.search.rules.spelling import count_slips, near_words
from sciencepop.search.rules.tokens import age_facts, normal, sound_tokens, tokens_of
from sciencepop.search.words import Vocabulary
from tests.core.test_almanac import ALMANAC, SEASONS

REFERENCE = Reference(ROOT / "data" / "district.toml")
VOCABULARY = Vocabulary(REFERENCE)
WORDS = VOCABULARY.words
SATURDAY = date(2026, 10, 10)


def parts(text: str) -> list[str]:
    return [f"{part.means.value}:{part.text}" for part in read_question(text, WORDS).parts]


def test_a_text_is_found_by_hanzi_pairs_words_sounds_and_facts() -> None:
    found = tokens_of(["辰山AI"], ["Möbius 展"], {"xfree"}, sounds_of(REFERENCE)).split()
    wanted = "t辰 t山 t辰山 tai b辰 b山 b辰山 bai bmobius b展 pchenshan pshan ics is xfree"
    assert found == sorted(wanted.split())
    assert normal("ＣＰＲ Möbius 松江植物園") == "cpr mobius 松江植物园"
    assert age_facts(16, None) == {"xage16", "xage17", "xage18"}


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("上海辰山植物园", "pchenshanzhiwuyuan", "icszwy"),
        ("长三角G60科创走廊", "pchangsanjiao", "icsj"),
        ("音乐公园", "pyinyuegongyuan", "iyygy"),
        ("佘山", "psheshan", "iss"),
    ],
)
def test_names_are_heard_as_they_are_read_here(name: str, full: str, initials: str) -> None:
    found = sound_tokens(name, sounds_of(REFERENCE))
    assert (full in found, initials in found) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周末 亲子 佘山 免费", ["when:周末", "fact:亲子", "fact:佘山", "free:免费"]),
        ("周末亲子观星", ["when:周末", "fact:亲子", "fact:观星"]),
        ("我想看蚂蚁的展", ["stop:我", "stop:想", "stop:看", "same:蚂蚁", "stop:的", "text:展"]),
        ("展", ["fact:展"]),
        ("7岁 机器人", ["age:7岁", "fact:机器人"]),
        ("robots this weekend, free of charge", ["fact:robots", "when:this weekend", "free:free of charge"]),
        ("10月24日下午", ["when:10月24日", "part:下午"]),
        ("“； DROP TABLE'", ["text:drop", "text:table"]),
        ("999岁", ["text:999岁"]),
        ("", []),
    ],
)
def test_a_question_is_read_in_parts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周末 免费", Search(when="weekend", free=True)),
        ("周三晚上 8岁", Search(first=date(2026, 10, 14), last=date(2026, 10, 14), parts=("evening",), age=8)),
        ("10月9日", Search(first=date(2027, 10, 9), last=date(2027, 10, 9))),
        ("后天有余位", Search(first=date(2026, 10, 12), last=date(2026, 10, 12), seats=True)),
        ("2月30日", Search(first=SATURDAY, last=SATURDAY)),
        ("辰山", Search()),
    ],
)
def test_words_are_filters_of_the_list_of_events(text: str, expected: Search) -> None:
    assert read_question(text, WORDS).search(SATURDAY) == expected


@pytest.mark.parametrize(
    ("on", "text", "expected"),
    [
        ("2026-09-10", "国庆亲子", ("2026-10-01", "2026-10-07")),
        ("2026-10-05", "golden week", ("2026-10-05", "2026-10-07")),
        ("2026-11-26", "国庆", ("2027-10-01", "2027-10-03")),  # the law's own days where no notice is known
        ("2026-05-20", "暑假 机器人", ("2026-07-01", "2026-08-31")),
        ("2026-02-10", "寒暑假", ("2026-02-10", "2026-02-27")),
        ("2026-11-26", "寒假", None),  # nobody has told it yet: it is looked for as it stands
        ("2026-11-26", "寒假期间 winter holidays", None),
        ("2026-03-01", "清明前后观察植物", ("2026-03-29", "2026-04-13")),
        ("2026-11-26", "冬至 星空", ("2026-12-15", "2026-12-30")),
        ("2026-12-20", "冬至", ("2026-12-20", "2026-12-30")),
        ("2026-05-20", "dragon boat festival", ("2026-06-14", "2026-06-21")),
        ("2026-09-01", "节假日", ("2026-09-25", "2026-09-27")),
        ("2026-10-02", "下周末", ("2026-10-11", "2026-10-11")),  # on Saturday people work
        ("2026-11-26", "next weekend", ("2026-12-05", "2026-12-06")),
        ("2026-11-26", "清明上河图", None),
        ("2026-11-26", "雨水花园", None),
    ],
)
def test_words_of_the_calendar_are_filters_by_days(on: str, text: str, expected: tuple[str, str] | None) -> None:
    today = date.fromisoformat(on)
    search = read_question(text, VOCABULARY.words_on(today, ALMANAC, SEASONS)).search(today)
    assert (str(search.first), str(search.last)) == (expected or ("None", "None"))


def test_a_part_can_be_taken_out_and_facets_are_those_of_the_list() -> None:
    question = read_question("周末亲子 佘山", WORDS)
    assert question.without(question.parts[0]).text == "亲子 佘山"
    facets = question.facets(SATURDAY)
    assert (facets.towns, facets.audiences) == (("310117103000",), ("preschool-family", "teenagers"))
    assert runs_of(read_question("辰山植物园 robots", WORDS)) == ["辰山植物园", "robots"]


def test_both_databases_are_asked_the_same() -> None:
    asked = every([some([Token("b植物"), Token("pzhiwu", starts=True)]), Token("xfree")])
    assert to_fts5(asked) == '(("b植物" OR "pzhiwu"*) AND "xfree")'
    assert to_tsquery(asked) == "(('b植物' | 'pzhiwu':*) & 'xfree')"
    assert to_tsquery(at_least(2, (Token("a"), Token("b"), Token("c")))) == "(('a' & 'b') | ('a' & 'c') | ('b' & 'c'))"
    question = read_question("泗水湖 免费", WORDS)
    search = question.search(SATURDAY)
    exact = ask(question, search, SATURDAY).everywhere
    assert exact is not None
    assert to_tsquery(exact) == "(('b泗水' & 'b水湖') & 'xfree')"
    nearly = [to_tsquery(one) for one in ask_nearly(question, search, SATURDAY)]
    assert nearly[0] == "(('b泗水' | 'b水湖') & 'xfree')"
    assert ask(Question(()), Search(), SATURDAY).everywhere is None


def test_slips_of_the_fingers_are_counted() -> None:
    pairs = {("chenshan", "chenshna"): 1, ("robot", "robt"): 1, ("star", "stars"): 1, ("ant", "bee"): 3, ("a", "a"): 0}
    assert {pair: count_slips(*pair, 3) for pair in pairs} == pairs
    assert near_words("astronmy", ["astronomy", "botany", "gastronomy"]) == ["astronomy"]
    assert near_words("ab", ["abc"]) == []


def test_what_was_looked_for_is_marked() -> None:
    assert mark("辰山看Stars", ["辰山", "star"]) == [("辰山", True), ("看", False), ("Star", True), ("s", False)]
    assert mark("smart", ["art"]) == [("smart", False)]
    assert excerpt("前" * 60 + "蚂蚁" + "后" * 90, ["蚂蚁"], 40).startswith("…前前")


def test_two_lists_of_answers_are_compared() -> None:
    mine = {"a": Answer(["event 1", "base 2"], ["辰山植物园"]), "b": Answer([], [])}
    assert compare(mine, mine) == Likeness(2, 2, 2, 1.0, 1.0, [])
    other = {"a": Answer(["base 2", "event 3"], []), "b": Answer([], [])}
    assert compare(mine, other) == Likeness(2, 1, 1, 0.5, 0.75, ["a"])
    assert (mine["a"].has("广富林|辰山"), mine["a"].has("广富林")) == (True, False)
