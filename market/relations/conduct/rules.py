"""Pure decisions of a brand's public page: what it adds to the erasures that are counted (`rentals.erasure.kept`)."""

from dataclasses import dataclass
from datetime import date

from market.relations.campaigns.rules import CROWD, STEP
from market.rentals.erasure.kept import Kept, percent


@dataclass(frozen=True)
class Conduct(Kept):
    """How a brand keeps its word: with the number of rentals, of those that came due, that have a closing note, and
    in more than how many relations it asked who somebody is, where anything is said of that."""

    notes: int
    asked_who: int | None

    @property
    def noted_percent(self) -> int | None:
        """Of what came due, how many rentals have a closing note, rounded down; None below the minimum."""
        return percent(self.notes, self.due)


def more_than(relations: int) -> int | None:
    """More than how many, as everybody may be told: nothing below a crowd, then in steps."""
    return (relations - 1) // STEP * STEP if relations >= CROWD else None


def year_before(month: date) -> date:
    """The first day of the same month a year earlier: what a brand did before that is not held against it here."""
    return month.replace(year=month.year - 1)
