"""The verbs of the feature; each commits once."""

from sciencepop.statistics.services.entering import enter
from sciencepop.statistics.services.freezing import confirm, freeze, give_back
from sciencepop.statistics.services.planning import (
    IndicatorWish,
    YearWish,
    add_indicator,
    count_years,
    end_delegate,
    end_indicator,
    name_delegate,
    set_years,
)

__all__ = [
    "IndicatorWish",
    "YearWish",
    "add_indicator",
    "confirm",
    "count_years",
    "end_delegate",
    "end_indicator",
    "enter",
    "freeze",
    "give_back",
    "name_delegate",
    "set_years",
]
