"""Pure decisions of a brand's public page: what is counted, and from how many on a share is said."""

from dataclasses import dataclass
from datetime import date
from typing import Final

MINIMUM: Final = 5
"""Of fewer than this no share is said: one forgetful week would look like a habit."""


@dataclass(frozen=True)
class Conduct:
    """What came due before the first day of the month `before`, by how it stands now.

    A month at a time: who looks every day does not see on which one somebody switched a brand off.
    """

    before: date
    due: int
    in_time: int
    late: int
    notes: int

    @property
    def outstanding(self) -> int:
        """Due, and not signed to this day."""
        return self.due - self.in_time - self.late

    @property
    def breaches(self) -> int:
        """Not signed when the day was over, whatever came later."""
        return self.late + self.outstanding

    @property
    def kept_percent(self) -> int | None:
        """Of what came due, how much was signed in time, rounded down; None below the minimum."""
        return percent(self.in_time, self.due)

    @property
    def noted_percent(self) -> int | None:
        """Of what came due, how many rentals have a closing note, rounded down; None below the minimum."""
        return percent(self.notes, self.due)


def percent(part: int, whole: int) -> int | None:
    """The share in whole percent, rounded down: only all is a hundred."""
    return part * 100 // whole if whole >= MINIMUM else None


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)
