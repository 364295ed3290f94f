"""PDF files by Typst, made in the worker (docs/adr/0026). `papers/<name>.typ` says how they look.

A paper gets its facts as JSON and never as source, so nothing that somebody wrote is taken for a command. It is written
as PDF/UA-1: a screen reader can read it, and a character that no font has is an error instead of an empty box. A paper
of free texts would never be made for a smile in one of them, so there 〓 may stand in, as printers set it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime
from typing import Any

from sciencepop.core.config import ROOT
from sciencepop.core.qr import qr_file

PAPERS = ROOT / "papers"
STAND_IN = "〓"
MOST_STAND_INS = 60
"""So many different ones in one paper."""
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class NotPrintable(Exception):
    """A paper that cannot be made of these facts: what Typst says of it, for the operator."""


def make_pdf(paper: str, facts: dict[str, Any], *, made_at: datetime, link: str = "", stands_in: bool = False) -> bytes:
    """The file of a paper. The same facts at the same moment give the same bytes; `link` is drawn as a QR code.

    With `stands_in` STAND_IN is set for what no font has. Raises NotPrintable.
    """
    inputs = {"facts": json.dumps(facts, ensure_ascii=False), "qr": qr_file(link) if link else ""}
    for _each in range(MOST_STAND_INS if stands_in else 0):
        try:
            return _compile(paper, inputs, made_at)
        except NotPrintable as trouble:
            missing = _missing(str(trouble))
            text = _with_stand_in(inputs["facts"], missing) if missing else inputs["facts"]
            if text == inputs["facts"]:
                raise
            inputs["facts"] = text
    return _compile(paper, inputs, made_at)


def _compile(paper: str, inputs: dict[str, str], made_at: datetime) -> bytes:
    import typst  # a web process never needs it
    from pylopdf_fonts_zh_cn import serif_path

    try:
        return bytes(
            typst.compile(
                str(PAPERS / f"{paper}.typ"),
                root=str(PAPERS),
                font_paths=[str(serif_path().parent)],
                ignore_system_fonts=True,
                sys_inputs=inputs,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=made_at,
            )
        )
    except typst.TypstError as error:
        raise NotPrintable(f"{paper}: {error.message}") from error


def _missing(trouble: str) -> str:
    """The characters that no font has, of which Typst tells the first; '' where it tells of something else."""
    found = _MISSING.search(trouble)
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""


def _with_stand_in(text: str, missing: str) -> str:
    """The text with STAND_IN for some characters, and without the marks that were set upon them."""
    kept: list[str] = []
    for char in text.replace(missing, STAND_IN):
        if not (kept and kept[-1] == STAND_IN and _is_mark(char)):
            kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M") or char == "\u200d"
