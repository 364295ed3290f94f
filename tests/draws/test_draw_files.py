"""The files of a draw: the same bytes for the same sheets, and whatever was touched is found, here and in a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop import create_app
from sciencepop.core.config import Config
from sciencepop.core.draw_words import FACT, check_words, report_words
from sciencepop.draws.draw import Round, Sheet
from sciencepop.draws.draw_file import Fault, read_file
from sciencepop.draws.results import header_of, result_of
from sciencepop.draws.sheets import (
    code_of_allocator,
    commit,
    commitment_bytes,
    digest_of,
    input_bytes,
    pseudonym_of,
    written,
)
from sciencepop.draws.verify import Known, Report, verify
from tests.draws.rounds import name_of, plain_round, plain_sheet, random_round, random_sheets
from tests.feeds.readers import node, run

HERE = Path(__file__).parent
CLOSED = datetime(2027, 2, 20, 4, tzinfo=UTC)
ENTROPY = "双色球 2027021 02 07 11 19 28 30 + 09"


def sealed_file(terms: Round, sheets: list[Sheet]) -> bytes:
    promise = commit(
        terms, sheets, closed_at=CLOSED, entropy_source="双色球 2027021 期", entropy_due=CLOSED + timedelta(days=1)
    )
    return commitment_bytes(promise) + input_bytes(terms, sheets)


def drawn_file(terms: Round, sheets: list[Sheet], entropy: str = ENTROPY) -> bytes:
    sealed = sealed_file(terms, sheets)
    promise = read_file(sealed).commitment
    assert promise is not None
    return sealed + result_of(terms, sheets, header_of(promise, entropy)).body


def random_file(seed: int) -> bytes:
    random = Random(seed)
    terms = random_round(random, random.randint(1, 5))
    return drawn_file(terms, random_sheets(random, terms, random.randint(0, 25)))


def in_browser(*cases: tuple[bytes, Known, bytes]) -> list[Report]:
    """What the browser's modules say of files, in one start of Node.js."""
    given = [
        {
            "file": base64.b64encode(file).decode(),
            "code": base64.b64encode(code).decode(),
            "known": known._asdict(),
        }
        for file, known, code in cases
    ]
    reports = json.loads(run(node(), HERE / "draw_node.mjs", given=json.dumps(given).encode()))
    return [Report(tuple(Fault(**fault) for fault in report["faults"]), report["facts"]) for report in reports]


def test_the_lines_are_these_to_the_byte() -> None:
    sheets = [plain_sheet(2, "BA"), plain_sheet(1, "A")]
    first, second = sorted(name_of(number) for number in (1, 2))
    wishes = {name_of(1): "A", name_of(2): "BA"}
    rows = [
        '{"classes":[{"buckets":[{"code":"general","seats":1}],"code":"A","title":""},'
        '{"buckets":[{"code":"general","seats":2}],"code":"B","title":""}],'
        '"format":"sciencepop.draw/1","kind":"round","priorities":["none"],"round":"R1"}',
        *(
            f'{{"kind":"sheet","people":["{name}"],"wishes":['
            + ",".join(f'{{"buckets":[],"class":"{code}","priority":"none"}}' for code in wishes[name])
            + "]}"
            for name in (first, second)
        ),
    ]
    assert input_bytes(plain_round(1, 2), sheets).decode() == "".join(f"{row}\n" for row in rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.randoms())
def test_the_same_sheets_are_the_same_bytes_in_whatever_order_and_read_back_as_they_were(
    seed: int, shuffler: Random
) -> None:
    random = Random(seed)
    terms = random_round(random, 4)
    sheets = random_sheets(random, terms, 12)
    body = drawn_file(terms, sheets)
    shuffler.shuffle(sheets)
    assert drawn_file(terms, sheets) == body
    read = read_file(body)
    assert (read.terms, sorted(read.sheets)) == (terms, sorted(sheets))
    assert verify(body).faults == ()


def test_a_pseudonym_is_the_rounds_own() -> None:
    key = bytes(range(32))
    assert pseudonym_of(key, "person:7") == "e159d051d29e50345c043a4bdf9166b84e05d7c5ae694cd3a5d534ab5d4886d8"
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym_of(b"short", "person:7")


@pytest.mark.parametrize(
    "sheets",
    [
        [plain_sheet(1, "A"), plain_sheet(1, "B")],
        [plain_sheet(1, "AA")],
        [plain_sheet(1, "")],
        [plain_sheet(1, "Z")],
        [plain_sheet(1, "A")._replace(people=(name_of(1), name_of(2)))],
        [plain_sheet(1, "A")._replace(people=("Wang",))],
    ],
    ids=["twice", "class twice", "no wish", "no such class", "no seats for households", "no pseudonym"],
)
def test_sheets_that_break_a_rule_are_not_sealed(sheets: list[Sheet]) -> None:
    with pytest.raises(ValueError, match=r"two sheets|not written"):
        sealed_file(plain_round(1, 2), sheets)


def test_the_entropy_must_come_after_the_closing_and_be_a_text_of_one_line() -> None:
    with pytest.raises(ValueError, match="entropy"):
        commit(plain_round(1), [], closed_at=CLOSED, entropy_source="dice", entropy_due=CLOSED)
    with pytest.raises(ValueError, match="entropy"):
        drawn_file(plain_round(1), [], entropy="1\n2")


ELSEWHERE = "0" * 64
TERMS = plain_round(1, 2)
FILE = drawn_file(TERMS, [plain_sheet(number, "AB"[:: 1 if number % 2 else -1]) for number in range(5)])
SEALED = b"".join(FILE.splitlines(keepends=True)[:7])
CODE = code_of_allocator()


def lines_changed(change: Callable[[list[bytes]], Any]) -> bytes:
    lines = FILE.splitlines(keepends=True)
    change(lines)
    return b"".join(lines)


def swap(one: int, other: int) -> bytes:
    def change(lines: list[bytes]) -> None:
        lines[one - 1], lines[other - 1] = lines[other - 1], lines[one - 1]

    return lines_changed(change)


def replaced(line: int, before: str, after: str) -> bytes:
    def change(lines: list[bytes]) -> None:
        assert before.encode() in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(before.encode(), after.encode(), 1)

    return lines_changed(change)


def turn_wishes(lines: list[bytes]) -> None:
    row = json.loads(lines[3])
    row["wishes"].reverse()
    lines[3] = written(row).encode() + b"\n"


def place_the_last(lines: list[bytes]) -> None:
    place = {**json.loads(lines[14]), "bucket": "general", "class": "A", "wish": 1}
    lines[14] = written(place).encode() + b"\n"


def reseeded(line: bytes) -> bytes:
    return written({**json.loads(line), "seed": ELSEWHERE}).encode() + b"\n"


# The file's lines: 1 commitment, 2 round, 3 to 7 sheets, 8 result, 9 and 10 queues, 11 to 15 places, 16 seal.
TOUCHED: dict[str, tuple[bytes, Known, bytes, list[str]]] = {
    "untouched": (FILE, Known(), CODE, []),
    "what was kept": (FILE, Known(digest_of(FILE.split(b"\n")[0] + b"\n"), f" {ENTROPY} "), CODE, []),
    "not drawn yet": (SEALED, Known(), CODE, []),
    "a wish": (lines_changed(turn_wishes), Known(), CODE, ["input"]),
    "a class that is none": (replaced(4, '"class":"A"', '"class":"C"'), Known(), CODE, ["line"]),
    "a seat more": (replaced(2, '"seats":2', '"seats":3'), Known(), CODE, ["input"]),
    "a sheet less": (lines_changed(lambda lines: lines.pop(4)), Known(), CODE, ["input"]),
    "a sheet twice": (lines_changed(lambda lines: lines.insert(4, lines[4])), Known(), CODE, ["twice"]),
    "sheets swapped": (swap(4, 5), Known(), CODE, ["sorted"]),
    "another allocator": (FILE, Known(), CODE + b"\n", ["code"]),
    "code in the result": (
        replaced(8, digest_of(CODE), ELSEWHERE), Known(), CODE, ["code", "seal"],
    ),
    "other entropy": (FILE, Known(None, "08 14 22"), CODE, ["entropy"]),
    "entropy in the file": (replaced(8, "2027021 02", "2027021 03"), Known(), CODE, ["seed"]),
    "the seed": (lines_changed(lambda lines: lines.__setitem__(7, reseeded(lines[7]))), Known(), CODE, ["seed"]),
    "no entropy": (replaced(8, f'"entropy":"{ENTROPY}"', '"entropy":""'), Known(), CODE, ["line"]),
    "another commitment": (FILE, Known(ELSEWHERE), CODE, ["commitment"]),
    "a word of the commitment": (replaced(1, "2027021 期", "2027020 期"), Known(), CODE, ["promise"]),
    "no commitment": (lines_changed(lambda lines: lines.pop(0)), Known(), CODE, ["no_commitment"]),
    "another round": (replaced(8, '"round":"R1"', '"round":"R2"'), Known(), CODE, ["round"]),
    "places swapped": (swap(12, 13), Known(), CODE, ["reordered"]),
    "a place": (replaced(11, '"wish":1', '"wish":2'), Known(), CODE, ["place"]),
    "a place that is none": (lines_changed(place_the_last), Known(), CODE, ["no_place"]),
    "a cut-off": (replaced(9, '"taken":1', '"taken":0'), Known(), CODE, ["queue"]),
    "the seal": (replaced(16, '"digest":"', '"digest":"0'), Known(), CODE, ["seal"]),
    "no seal": (lines_changed(lambda lines: lines.pop()), Known(), CODE, ["incomplete"]),
    "one line too many": (FILE + b"{}\n", Known(), CODE, ["too_long"]),
    "cut off": (FILE[:-5], Known(), CODE, ["line"]),
    "spaces": (replaced(3, '"kind":', '"kind": '), Known(), CODE, ["line"]),
    "fractions": (replaced(2, '"seats":2', '"seats":2.0'), Known(), CODE, ["line"]),
    "huge numbers": (replaced(2, '"seats":2', '"seats":200001'), Known(), CODE, ["line"]),
    "Windows lines": (FILE.replace(b"\n", b"\r\n"), Known(), CODE, ["line"]),
    "a byte order mark": (b"\xef\xbb\xbf" + FILE, Known(), CODE, ["line"]),
    "not composed": (replaced(2, '"title":""', '"title":"e\u0301"'), Known(), CODE, ["line"]),
    "a lone half": (replaced(2, '"title":""', '"title":"\\ud800"'), Known(), CODE, ["line"]),
    "another alphabet": (b"\xff" + FILE, Known(), CODE, ["utf8"]),
    "nothing": (b"", Known(), CODE, ["line"]),
    "not a draw": (b"[" * 100_000 + b"\n", Known(), CODE, ["line"]),
}  # fmt: skip


@pytest.mark.parametrize("case", TOUCHED)
def test_whatever_was_touched_is_said(case: str) -> None:
    file, known, code, faults = TOUCHED[case]
    assert [fault.code for fault in verify(file, known, code=code).faults] == faults


def test_a_browser_says_the_same_of_every_touched_file_and_of_hundreds_of_random_ones() -> None:
    cases = [(file, known, code) for file, known, code, _faults in TOUCHED.values()]
    cases += [(random_file(seed), Known(), CODE) for seed in range(300)]
    expected = [verify(file, known, code=code) for file, known, code in cases]
    assert in_browser(*cases) == expected
    assert sum(not report.faults for report in expected) == 303


@pytest.fixture(scope="module")
def runner() -> FlaskCliRunner:
    """The commands of a site whose database cannot be reached: neither needs one."""
    app = create_app(Config(mode="test", secret_key="only-for-tests", database_url="sqlite:////nowhere/x.db"))
    return app.test_cli_runner()


def test_a_sealed_file_is_drawn_and_checked_at_the_terminal(runner: FlaskCliRunner, tmp_path: Path) -> None:
    sealed, drawn = tmp_path / "sealed.jsonl", tmp_path / "drawn.jsonl"
    sealed.write_bytes(SEALED)
    command = ["college", "draw", str(sealed), "--entropy", ENTROPY, "--output", str(drawn)]
    assert runner.invoke(args=command).exit_code == 0
    assert drawn.read_bytes() == FILE
    assert "已经存在" in runner.invoke(args=command).output
    right = runner.invoke(args=["college", "verify", str(drawn), "--entropy", ENTROPY])
    assert right.exit_code == 0
    assert right.output.startswith(f"全部相符：用开奖号码“{ENTROPY}”重新计算了 5 张志愿单、2 个班")
    drawn.write_bytes(swap(12, 13))
    wrong = runner.invoke(args=["college", "verify", str(drawn), "--entropy", "别的"])
    assert wrong.exit_code == 1
    assert "您输入的是“别的”" in wrong.output
    assert "从文件第 12 行开始" in wrong.output


def test_every_fault_has_a_sentence_without_holes(runner: FlaskCliRunner) -> None:
    with runner.app.test_request_context():
        words = check_words()
        said = {sentence for file, known, code, _faults in TOUCHED.values()
                for sentence in report_words(verify(file, known, code=code))}  # fmt: skip
    codes = {code for *_case, faults in TOUCHED.values() for code in faults}
    assert codes | {"right", "right_promise", "unreachable"} == set(words)
    assert not any(FACT.search(sentence) for sentence in said)
