"""What files are taken, by their bytes: a table of honest and hostile ones, no database."""

from __future__ import annotations

import io
import zipfile

import pytest

from sciencepop.core.file_kinds import (
    DOCUMENTS,
    DOCX,
    JPEG,
    PDF,
    PNG,
    XLSX,
    FileProblem,
    clean_filename,
    examine,
    media_type_of,
)

MOST = 7 * 1024 * 1024
TYPES = {"[Content_Types].xml": b"<Types/>"}


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


WORD = package({**TYPES, "word/document.xml": b"<w/>"})
BOMB = package({**TYPES, "word/document.xml": b"\0" * (101 * 1024 * 1024)})
LYING = BOMB.replace((101 * 1024 * 1024).to_bytes(4, "little"), (4).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 ...", PDF),
        (b"\xff\xd8\xff\xe0", JPEG),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (WORD, DOCX),
        (package({**TYPES, "xl/workbook.xml": b"<x/>"}), XLSX),
        (b"", FileProblem.EMPTY),
        (b"%PDF-" + b"0" * MOST, FileProblem.TOO_BIG),
        (b"MZ\x90\x00 an executable under another name", FileProblem.KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", FileProblem.KIND),
        (b"<!doctype html><script>alert(1)</script>", FileProblem.KIND),
        (package({"run.exe": b"MZ"}), FileProblem.KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document", FileProblem.OLD_OFFICE),
        (BOMB, FileProblem.BOMB),
        (LYING, FileProblem.BROKEN),
        (package({str(number): b"" for number in range(4001)}), FileProblem.BOMB),
        (package({**TYPES, "word/document.xml": b"", "word/vbaProject.bin": b""}), FileProblem.MACROS),
        (package({**TYPES, "word/document.xml": b"", "../../etc/cron.d/x": b""}), FileProblem.BROKEN),
        (WORD[:-30], FileProblem.BROKEN),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_are_told_by_their_bytes(content: bytes, found: str) -> None:
    assert examine(content, DOCUMENTS, MOST) == found


def test_names_lead_nowhere_and_end_as_their_content() -> None:
    assert clean_filename("../../etc/cron.d/报告.pdf.exe", DOCX) == "报告.pdf.docx"
    assert clean_filename("..\\..\\", PDF) == "file.pdf"
    assert media_type_of(WORD) is None, "where only papers are taken, Office files are not"
