"""Pure decisions of a brand's public page: what it adds to the erasures that are counted (`rentals.erasure.kept`)."""

from dataclasses import dataclass

from market.rentals.erasure.kept import Kept, percent


@dataclass(frozen=True)
class Conduct(Kept):
    """How a brand keeps its word: with the number of rentals, of those that came due, that have a closing note."""

    notes: int

    @property
    def noted_percent(self) -> int | None:
        """Of what came due, how many rentals have a closing note, rounded down; None below the minimum."""
        return percent(self.notes, self.due)
