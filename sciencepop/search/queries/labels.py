"""Names of vocabularies in both languages, as labels of things and as facts that are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sciencepop.core.reference import Reference
from sciencepop.search.rules.tokens import fact

Named = tuple[list[str], set[str]]


def named(reference: Reference, **codes: Iterable[str | None]) -> Named:
    """Labels and facts by codes: `named(reference, town=["310117103000"], topic=["botany"])`."""
    labels: list[str] = []
    facts: set[str] = set()
    for name, wanted in codes.items():
        rows = vocabulary(reference, name)
        for code in wanted:
            if not code:
                continue
            facts.add(fact(name, code))
            if code in rows:
                labels += [rows[code].name_zh, rows[code].name_en]
    return labels, facts


def vocabulary(reference: Reference, name: str) -> Mapping[str, Any]:
    """The rows behind a fact's name."""
    tables: dict[str, Mapping[str, Any]] = {
        "town": reference.towns,
        "audience": reference.audiences,
        "topic": reference.topics,
        "kind": reference.event_kinds,
        "access": reference.access,
        "base": reference.base_kinds,
    }
    return tables[name]
