"""Pure decisions of a brand's public page: what it adds to the erasures that are counted (`rentals.erasure.kept`)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from market.relations.campaigns.rules import CROWD, STEP
from market.rentals.erasure.kept import Kept, percent

TIME_TO_ANSWER: Final = timedelta(days=3)
"""What a person writes later than this before the end of a rental need not be answered."""


@dataclass(frozen=True)
class Conduct(Kept):
    """How a brand keeps its word: with the number of rentals, of those that came due, that have a closing note; in more
    than how many of them a person wrote to it and what share of these it answered; and in more than how many relations
    it asked who somebody is; then more than how many told how it went with a bid of its that they had accepted, and
    what share of these found what they looked for, and gave it four or five of five. Of the last six nothing is said
    below a crowd."""

    notes: int
    written_to: int | None
    answered_percent: int | None
    asked_who: int | None
    rated: int | None
    found_percent: int | None
    well_percent: int | None

    @property
    def noted_percent(self) -> int | None:
        """Of what came due, how many rentals have a closing note, rounded down; None below the minimum."""
        return percent(self.notes, self.due)


def more_than(relations: int) -> int | None:
    """More than how many, as everybody may be told: nothing below a crowd, then in steps."""
    return (relations - 1) // STEP * STEP if relations >= CROWD else None


def share_of_crowd(part: int, whole: int) -> int | None:
    """The share in percent, rounded down to a step: nothing below a crowd, and only all is a hundred."""
    return part * 100 // whole // STEP * STEP if whole >= CROWD else None


def year_before(month: date) -> date:
    """The first day of the same month a year earlier: what a brand did before that is not held against it here."""
    return month.replace(year=month.year - 1)
