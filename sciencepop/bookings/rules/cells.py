"""Text that goes into tables for spreadsheets."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (CSV injection, OWASP): an apostrophe goes first."""
    return "'" + text if text.startswith(_FORMULA) else text
