"""What a lecturer is owed: lessons given, at the rate of the pay class on the day of the lesson."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True)
class Rate:
    """Whole yuan a lesson of a pay class, from one day until another, both included; None is without end."""

    pay_class: str
    from_on: date
    until_on: date | None
    yuan: int


def rate_on(rates: Iterable[Rate], pay_class: str, day: date) -> Rate | None:
    """The rate of a day; None where there is none, which is owed nothing and said so."""
    for rate in rates:
        if rate.pay_class == pay_class and rate.from_on <= day and (rate.until_on is None or day <= rate.until_on):
            return rate
    return None


def fault_of(rates: list[Rate]) -> str:
    """What is wrong with a table of rates, or "": two rates of a class on one day would make a sum a matter of luck."""
    ordered = sorted(rates, key=lambda rate: (rate.pay_class, rate.from_on))
    for first, second in pairwise(ordered):
        if first.pay_class == second.pay_class and (first.until_on is None or second.from_on <= first.until_on):
            return f"two rates of {first.pay_class} hold on {second.from_on}"
    backwards = [rate for rate in rates if rate.yuan < 0 or (rate.until_on and rate.until_on < rate.from_on)]
    return f"the rate of {backwards[0].pay_class} from {backwards[0].from_on} is impossible" if backwards else ""
