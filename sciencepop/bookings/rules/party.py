"""Who comes: how many, with names or not, the booker or not, and which children."""

from __future__ import annotations

from dataclasses import dataclass

from sciencepop.accounts.rules.ages import OWN_ACCOUNT_FROM


@dataclass(frozen=True)
class Party:
    """`seats` in all; `ages` of those children among them who have a profile, on the day of the occurrence.

    `comes` says whether the booker is one of the party; `names` is how many names were given.
    """

    seats: int = 1
    comes: bool = True
    ages: tuple[int, ...] = ()
    names: int = 0

    @property
    def grown_up(self) -> int:
        """Seats that are for nobody with a child's profile."""
        return self.seats - len(self.ages)

    @property
    def minors(self) -> int:
        """Children under fourteen."""
        return sum(age < OWN_ACCOUNT_FROM for age in self.ages)

    @property
    def smallest(self) -> int:
        """How many seats the people who are named need at least."""
        return len(self.ages) + (1 if self.comes else 0)


ALONE = Party()


def is_fit(age: int, youngest: int | None, oldest: int | None) -> bool:
    """Whether a child of this age may take part; None leaves an end open."""
    return (youngest is None or age >= youngest) and (oldest is None or age <= oldest)
