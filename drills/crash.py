"""G1: a process of a money flow is killed at each of its points; the next ones pick up what it left."""

import re
from collections.abc import Sequence
from random import Random

from drills.case import Drill, found_out, whole
from drills.flows import FLOWS, Flow
from drills.ground import Ground
from drills.lives import Reference, die_at, go_on, refer
from drills.points import matters, torn

TELLING = re.compile(
    r"before (with header as|insert into (base[.]audit_entries|rentals[.]record)|update personas[.]slots)"
)
"""Points that the control tries first: before what most acts write last. A half without its posting, its audit row,
its entry in the record or its place shows at once."""
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
        return self._killed(case)

    def _killed(self, point: str, *, halves: bool = False) -> list[str] | None:
        with self.ground.copy_of(self.reference.before) as name:
            if not die_at(self.ground, self.reference, name, point, halves=halves):
                return None
            return go_on(self.ground, self.reference, name, whole)

    def control(self) -> list[str]:
        """A death that leaves what its transaction had written so far. Without the death nothing is broken at all."""
        between = torn(self.reference.points)
        for point in sorted(between, key=lambda it: TELLING.match(it) is None):
            found = found_out(self._killed(point, halves=True) or [])
            if found:
                return found
        return []


DRILLS = [Crash(flow) for flow in FLOWS]
