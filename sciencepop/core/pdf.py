"""PDF files by Typst, made in the worker (docs/adr/0026). `papers/<name>.typ` says how they look.

A paper gets its facts as JSON and never as source, so nothing that somebody wrote is taken for a command. It is written
as PDF/UA-1: a screen reader can read it, and a character that no font has is an error instead of an empty box.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sciencepop.core.config import ROOT
from sciencepop.core.qr import qr_file

PAPERS = ROOT / "papers"


class NotPrintable(Exception):
    """A paper that cannot be made of these facts: what Typst says of it, for the operator."""


def make_pdf(paper: str, facts: dict[str, Any], *, made_at: datetime, link: str = "") -> bytes:
    """The file of a paper. The same facts at the same moment give the same bytes; `link` is drawn as a QR code.

    Raises NotPrintable.
    """
    import typst  # a web process never needs it
    from pylopdf_fonts_zh_cn import serif_path

    inputs = {"facts": json.dumps(facts, ensure_ascii=False), "qr": qr_file(link) if link else ""}
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
