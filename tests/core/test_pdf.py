"""Papers: what is written is text, never a command; and a file that was promised is made once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sciencepop.core import documents
from sciencepop.core.documents import Document, Paper
from sciencepop.core.pdf import NotPrintable, make_pdf
from tests.conftest import NOW
from tests.qr_code import read_codes

LINK = "http://localhost/proof/ABC"


def facts(name: str) -> dict[str, Any]:
    """What a proof of service says."""
    entry = {"on": "2026-10-03", "what": "科技节开幕", "role": "讲解", "minutes": 90}
    issuer = {"name": "松江区科学技术协会", "responsible": "", "handler": "小王", "contact": "021"}
    return {
        "serial": "ZY-2026-000001",
        "code": "ABC",
        "code_shown": "ABC",
        "is_sample": True,
        "volunteer": {"name": name, "number": ""},
        "service": {"span": "2026年10月", "hours": "1.5", "entries": [entry]},
        "issuer": issuer,
        "issued_on": "2026-10-10",
        "published": "2026-10-02",
        "notes": "",
        "link": LINK,
        "digest": "0" * 64,
    }


def test_the_same_facts_give_the_same_file_and_rare_characters_and_commands_are_just_text() -> None:
    name = '张𬭎 #read("/etc/passwd") *a* ${x}'
    first, second = (make_pdf("service_proof", facts(name), made_at=NOW, link=LINK) for _ in range(2))
    assert first == second
    assert read_codes(first) == [LINK]
    assert first.startswith(b"%PDF-1.7") and b"/Lang(zh" in first.replace(b" ", b"")


def test_a_character_that_no_font_has_is_an_error_and_no_empty_box() -> None:
    with pytest.raises(NotPrintable, match="could not be displayed"):
        make_pdf("service_proof", facts("张😀"), made_at=NOW, link=LINK)


def test_in_free_texts_a_sign_stands_for_what_no_font_has_and_other_troubles_are_still_told() -> None:
    said = [facts(name) for name in ("张😀🇨🇳\U0010ffff👩\u200d🚀สั", "张〓〓〓〓〓〓〓")]
    first, second = (make_pdf("service_proof", one, made_at=NOW, link=LINK, stands_in=True) for one in said)
    assert first == second
    with pytest.raises(NotPrintable, match="does not contain key"):
        make_pdf("service_proof", {}, made_at=NOW, stands_in=True)


@pytest.fixture
def papers() -> Iterator[dict[str, Paper]]:
    """A kind of file that reads its facts here."""
    known: dict[str, Paper] = {}
    documents.register("test", lambda _session, code: known.get(code))
    yield known
    documents._readers.pop("test")


def test_a_file_that_was_promised_is_made_by_the_worker(session: Session, papers: dict[str, Paper]) -> None:
    papers["A"] = Paper("service_proof", facts("张三"), NOW, LINK)
    documents.want(session, "test", "A", now=NOW)
    session.commit()
    assert documents.find_content(session, "test", "A") is None
    assert [documents.make_wanted(NOW), documents.make_wanted(NOW)] == [1, 0]
    assert (documents.find_content(session, "test", "A") or b"").startswith(b"%PDF")
    assert documents.checks() == []


def test_a_file_that_cannot_be_made_is_given_up_and_told(session: Session, papers: dict[str, Paper]) -> None:
    papers["B"] = Paper("service_proof", facts("😀"), NOW, LINK)
    documents.want(session, "test", "B", now=NOW)
    session.commit()
    for minute in range(5):
        assert documents.make_wanted(NOW + timedelta(minutes=minute)) == 0
    assert session.query(Document.tries).filter_by(code="B").scalar() == documents.MOST_TRIES
    (sentence,) = documents.checks()
    assert sentence.startswith("Document test B cannot be made: service_proof: PDF/UA-1 error")
