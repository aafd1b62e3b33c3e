"""G1: a process of a money flow is killed at each of its points; the next ones pick up what it left."""

from collections.abc import Callable, Sequence
from random import Random

from drills.case import Drill, whole
from drills.flows import FLOWS, Flow
from drills.ground import Ground
from drills.lives import Reference, die_at, go_on, refer
from drills.points import matters, torn

TRIES = 8
"""Of the control: so many points between the writes of a transaction, from all over the flow, before any other."""
SAMPLE = 3
"""Points of each flow in the sample: those that matter, drawn by the seed."""


class Crash(Drill):
    """One flow. Its cases are its points: first those that can leave something half done, then all others."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.name = flow, f"G1 {flow.name}"

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed = ground, seed
        self.reference: Reference = refer(ground, self.flow)

    def cases(self) -> Sequence[str]:
        dice = Random(f"{self.seed} {self.name}")
        points = list(dict.fromkeys(self.reference.points))
        first = [it for it in points if matters(it)]
        others = [it for it in points if not matters(it)]
        dice.shuffle(first)
        dice.shuffle(others)
        return first[:SAMPLE] if self.fast else first + others

    def attack(self, case: str) -> list[str] | None:
        return self._killed(case, whole)

    def _killed(self, point: str, broken: Callable[[], None]) -> list[str] | None:
        with self.ground.copy_of(self.reference.before) as name:
            if not die_at(self.ground, self.reference, name, point, broken):
                return None
            return go_on(self.ground, self.reference, name, broken)

    def control(self) -> list[str]:
        """A product whose transactions commit each statement by itself: a death leaves halves."""
        between = torn(self.reference.points)
        spread = between[:: max(1, len(between) // TRIES)]
        for point in [*spread, *(it for it in between if it not in spread)]:
            found = self._killed(point, _without_transactions)
            if found:
                return found
        return []


def _without_transactions() -> None:
    """Nothing is undone: each statement stands as soon as it was said."""
    from market.base.database import Transaction

    async def begin(self: object) -> None:
        return None

    async def commit(self: object) -> None:
        return None

    Transaction.begin = begin  # type: ignore[assignment,method-assign]
    Transaction.commit = commit  # type: ignore[assignment,method-assign]
    Transaction.rollback = commit  # type: ignore[assignment,method-assign]


DRILLS = [Crash(flow) for flow in FLOWS]
