"""Ages of people of whom only the month of birth is known, and what the law says of them."""

from __future__ import annotations

from datetime import date

OF_AGE = 18
OWN_ACCOUNT_FROM = 14
"""Under 14 a guardian acts for a child entirely (个人信息保护法 art. 31)."""
OLDEST_PROFILE = 17


def age_on(year: int, month: int, day: date) -> int:
    """Whole years on a day. In the month of birth the birthday counts as reached: nobody is turned away for it."""
    return day.year - year - (1 if day.month < month else 0)


def is_profile_age(year: int, month: int, today: date) -> bool:
    """Whether somebody born then is a minor already born, whom a guardian may describe."""
    return (year, month) <= (today.year, today.month) and age_on(year, month, today) <= OLDEST_PROFILE
