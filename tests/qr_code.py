"""What a telephone reads from a page: the codes in a picture of a PDF."""

from __future__ import annotations

import pypdfium2
import zxingcpp

SCALE = 150 / 72
"""Dots for each point: what a cheap printer gives."""


def read_codes(content: bytes) -> list[str]:
    """What the QR codes of a PDF say, page after page."""
    pages = pypdfium2.PdfDocument(content)
    pictures = (page.render(scale=SCALE).to_numpy() for page in pages)
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]
