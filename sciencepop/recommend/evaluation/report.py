"""One row a method, and below it what must hold."""

from __future__ import annotations

from math import isnan

import numpy as np

from sciencepop.recommend.evaluation.evaluate import MODEL, OURS, Result
from sciencepop.recommend.evaluation.meetup import date_of

_KNOWN = ("some", "often")
_HEAD = (
    "method",
    "NDCG@10",
    "95%-interval",
    "Recall@10",
    "MRR",
    "visits>=5",
    "visits1-4",
    "new",
    "one-interest",
    "novel-org",
    "coverage",
    "Gini",
    "starved%",
    "zero%",
    "cost%",
)


def report(result: Result) -> str:
    """The table; NDCG, recall and MRR are of people with history, exposure is of everybody's lists."""
    random = np.random.default_rng(1)
    plain = result.answers[MODEL].mean("ndcg", *_KNOWN)
    lines = [_line(_HEAD)]
    for method, answers in result.answers.items():
        low, high = answers.interval(random, *_KNOWN)
        mine = answers.mean("ndcg", *_KNOWN)
        lines.append(
            _line(
                (
                    method,
                    _number(mine),
                    f"[{_number(low)},{_number(high)}]",
                    _number(answers.mean("recall", *_KNOWN)),
                    _number(answers.mean("reciprocal", *_KNOWN)),
                    *(_number(answers.mean("ndcg", group)) for group in ("often", "some", "new", "one")),
                    _number(answers.mean("novel", *_KNOWN)),
                    *(f"{answers.fairness(what):.3f}" for what in ("coverage", "gini")),
                    *(f"{100 * answers.fairness(what):.1f}" for what in ("starved", "zero")),
                    f"{100 * (1 - mine / plain):.1f}" if method == OURS and plain > 0 else "-",
                )
            )
        )
    return "\n".join([*lines, "", *_notes(result)])


def _number(value: float) -> str:
    """Where nobody was asked there is none."""
    return "-" if isnan(value) else f"{value:.3f}"


def _line(cells: tuple[str, ...]) -> str:
    name, *numbers = cells
    return f"{name:<19}" + " ".join(f"{cell:>13}" if at == 1 else f"{cell:>9}" for at, cell in enumerate(numbers))


def _notes(result: Result) -> list[str]:
    asked = result.answers[OURS]
    groups = {group: asked.group.count(group) for group in ("often", "some", "new")}
    got, most = result.leak
    share = 100 * result.faithful / max(result.reasons, 1)
    return [
        f"fortnights from: {', '.join(date_of(at) for at in result.asked)}",
        *(f"note: {note}" for note in result.notes),
        f"questions: {groups['often']} of people with 5 visits or more, {groups['some']} with fewer,"
        f" {groups['new']} new; trained on {result.trained_on} lists before the last anchor",
        f"least exposure of a base, of an equal share: {asked.fairness('least'):.2f}"
        f" (before re-ranking {result.answers[MODEL].fairness('least'):.2f})",
        f"explanations: {result.reasons} reasons for {result.picks} places, {share:.1f} % faithful;"
        f" {100 * result.explained / max(result.picks, 1):.0f} % of places have one",
        f"leak detector: {got:.4f} with permuted labels, chance allows {most:.4f}: {'ok' if got <= most else 'LEAK'}",
    ]
