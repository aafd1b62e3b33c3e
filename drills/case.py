"""What a drill is to the runner."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from drills.ground import Ground

Broken = Callable[[], None]
"""Breaks the product of this process on purpose."""


def whole() -> None:
    """The product as it is."""


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
        """What is found wrong with a product that was broken on purpose: nothing would be a failure."""
