"""What a drill is to the runner."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Final

from drills.ground import Ground

Broken = Callable[[], None]
"""Breaks the product of this process on purpose."""


def whole() -> None:
    """The product as it is."""


CRASHED: Final = "Traceback (most recent call last)"
"""How the account begins of a child that failed by itself."""
WALLS: Final = ("CheckViolationError", "InsufficientFunds")
"""Where a child was stopped by a wall that still stands, behind the one that was taken away."""
_WALL: Final = re.compile(rf"^[\w.]*({'|'.join(WALLS)}): ", re.MULTILINE)


def found_out(faults: Sequence[str]) -> list[str]:
    """Those of a control's faults that prove something: a crash may be of the control's own making, unless it is at a
    wall of the books.
    """
    return [it for it in faults if CRASHED not in it or _WALL.search(it)]


class Drill(ABC):
    """A drill on a ground. Synchronous: it works through children. `name` begins with its figure of safety."""

    name: str
    lanes: int = 2
    sampled: bool = True
    """Whether it is part of the sample at all."""
    fast: bool = False
    """Whether only a sample is asked for; set before `prepare`."""

    @abstractmethod
    def prepare(self, ground: Ground, seed: int) -> None:
        """Once, before anything else."""

    @abstractmethod
    def cases(self) -> Sequence[str]:
        """All cases in the order of the seed, in a `fast` drill a sample. Each word names one case."""

    def weight(self, case: str) -> int:
        """How many a case counts for."""
        return 1

    @abstractmethod
    def attack(self, case: str) -> list[str] | None:
        """What is wrong after the case: nothing, if it was survived. None where it could not be tried."""

    @abstractmethod
    def control(self) -> list[str]:
        """What is found wrong with a product that was broken on purpose: nothing would be a failure.

        It counts only if that product is found whole where nothing disturbs it, and never by a crash (`found_out`).
        """
