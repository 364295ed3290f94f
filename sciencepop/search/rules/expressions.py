"""A question to the index: an expression of tokens, said to SQLite's FTS5 and to PostgreSQL's text search alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True)
class Token:
    """One token of the index; with `starts` every one that begins like it."""

    text: str
    starts: bool = False


@dataclass(frozen=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Some:
    parts: tuple[Expression, ...]


Expression = Token | All | Some


def every(parts: Iterable[Expression]) -> Expression:
    """All of these; of a single one itself."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else All(found)


def some(parts: Iterable[Expression]) -> Expression:
    """At least one of these."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else Some(found)


def at_least(count: int, parts: tuple[Expression, ...]) -> Expression:
    """So many of these, whichever."""
    if count >= len(parts):
        return every(parts)
    return some(every(chosen) for chosen in combinations(parts, count))


def to_fts5(asked: Expression) -> str:
    """In the query language of FTS5. Tokens are letters and digits, so nothing in them can be an operator."""
    if isinstance(asked, Token):
        return f'"{asked.text}"*' if asked.starts else f'"{asked.text}"'
    word = " AND " if isinstance(asked, All) else " OR "
    return "(" + word.join(to_fts5(part) for part in asked.parts) + ")"


def to_tsquery(asked: Expression) -> str:
    """As the text of a `tsquery`, whose lexemes are our tokens as they are."""
    if isinstance(asked, Token):
        return f"'{asked.text}':*" if asked.starts else f"'{asked.text}'"
    word = " & " if isinstance(asked, All) else " | "
    return "(" + word.join(to_tsquery(part) for part in asked.parts) + ")"
