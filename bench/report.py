"""Results: one line and one JSON entry each."""

from __future__ import annotations

import json
import statistics
from typing import Any

from bench.load import Sample
from bench.servers import OUT


class Report:
    """Collects `name → value, unit, runs, detail`, prints as it goes, and writes bench/out/latest.json."""

    def __init__(self) -> None:
        self.results: dict[str, dict[str, Any]] = {}

    def ratio(self, name: str, unit: str, pairs: list[tuple[Sample, Sample]], database: str) -> None:
        """Subject against ceiling, requests a second, median of the pairs."""
        runs = [round(subject.per_second / ceiling.per_second, 3) for ceiling, subject in pairs]
        subjects = [subject for _ceiling, subject in pairs]
        detail = {
            "rps": round(statistics.median(s.per_second for s in subjects)),
            "p50_ms": round(statistics.median(s.p50 for s in subjects), 2),
            "p99_ms": round(statistics.median(s.p99 for s in subjects), 2),
            "ceiling_rps": round(statistics.median(c.per_second for c, _s in pairs)),
            "ceiling_p50_ms": round(statistics.median(c.p50 for c, _s in pairs), 2),
            "errors": sum(s.errors for s in subjects),
        }
        self.add(name, round(statistics.median(runs), 3), unit, runs, database, detail)

    def add(
        self,
        name: str,
        value: Any,
        unit: str,
        runs: list[Any],
        database: str = "",
        detail: dict[str, Any] | None = None,
    ) -> None:
        """The value of PostgreSQL, or of the only database, is the entry's; SQLite's stands in its detail."""
        entry = self.results.setdefault(name, {"value": value, "unit": unit, "runs": runs, "detail": {}})
        if database != "sqlite":
            entry.update(value=value, unit=unit, runs=runs)
        facts = {"value": value, **(detail or {})}
        if database:
            entry["detail"][database] = facts
        else:
            entry["detail"].update(facts)
        words = "  ".join(f"{key} {fact}" for key, fact in (detail or {}).items())
        print(f"{name:<18} {database:<11} {value:>9} {unit:<14} {words}", flush=True)

    def write(self) -> None:
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / "latest.json").write_text(json.dumps(self.results, ensure_ascii=False, indent=1) + "\n")
