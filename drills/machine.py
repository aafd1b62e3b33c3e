"""G2: sequences of all that can happen to money, drawn by Hypothesis, against the small model beside it."""

import re
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from drills import children
from drills.bugs import BUGS
from drills.case import Broken, Drill, whole
from drills.ground import Ground
from drills.rules import Money
from drills.rules.base import prepare
from drills.shown import FOUND_BY, SHOWN
from drills.town import town

BATCH, STEPS = 10, 50
A_FEW, SHORT = 2, 8
"""Sequences and steps of the sample."""
PLANTED = (100, 30)
"""So many sequences of so many steps look for a planted bug."""
SEARCHED = ("no refund", "a day too few", "the brand gets back")
"""Bugs that the search finds too, each in about a minute."""
SEARCHES = 4
"""So often it begins anew where it has met another consequence of the bug first."""


def sequences(machine: type[Money], number: int, examples: int, steps: int, shrink: bool) -> None:
    """Raises what the first failing sequence raises, shrunk, its steps printed."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=phases,
            deadline=None,
            database=None,
            verbosity=Verbosity.normal,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _told(failure: str) -> list[str]:
    """What broke, and the steps that lead there, without the frames between them."""
    lines = [line for line in failure.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.match(line)]
    steps = [line.removeprefix("| ").strip() for line in lines if "state." in line or "state =" in line]
    return [*errors[-1:], *steps]


def _named(wrong: Sequence[str], bug: str) -> list[str]:
    """What was found, if it is what this bug does: any other failure may be of the bug's own making."""
    return list(wrong) if wrong and re.search(FOUND_BY[bug], wrong[0]) else []


_ERROR = re.compile(r"^[\w.]*(Error|Exception|Unreachable|Refused|Faults?)\b.*")


class Modelled(Drill):
    """A case is a seed of ten sequences."""

    name = "G2 model of money"

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed = ground, seed
        self.before = ground.copied("market")

        async def start() -> dict[str, Any]:
            async with town(ground, self.before) as place:
                return await prepare(place)

        self.facts = children.run(start)

    def cases(self) -> Sequence[str]:
        return [str(self.seed * 100_000 + n) for n in range(1 if self.fast else 2000)]

    def weight(self, case: str) -> int:
        return A_FEW if self.fast else BATCH

    def attack(self, case: str) -> list[str] | None:
        steps = SHORT if self.fast else STEPS
        return self._sequences(int(case), whole, self.weight(case), steps, shrink=not self.fast)

    def _sequences(self, number: int, broken: Broken, examples: int, steps: int, shrink: bool) -> list[str]:
        """In a child: what broke, with the steps that lead there."""

        def live() -> None:
            broken()
            Money.ground, Money.before, Money.facts = self.ground, self.before, self.facts
            sequences(Money, number, examples, steps, shrink)

        try:
            children.run_plain(live, patience=3600)
        except children.ChildFailed as failed:
            return _told(str(failed))
        return []

    def control(self) -> list[str]:
        """Each planted bug is found by the few steps that show it; some by the search too, but not in a sample."""
        found = {name: _named(self.shown(name), name) for name in BUGS}
        if not self.fast:
            found |= {f"{name}, by search": _named(self.searched(name), name) for name in SEARCHED}
        missed = [name for name, wrong in found.items() if not wrong]
        if missed:
            print("not found:", ", ".join(missed), flush=True)
        return [] if missed else [f"{name}: {wrong[0]}" for name, wrong in found.items()]

    def searched(self, bug: str) -> list[str]:
        """What the search for this bug finds, from another place each time that it meets something else first."""
        found: list[str] = []
        for number in range(self.seed, self.seed + SEARCHES):
            found = self._sequences(number, BUGS[bug], *PLANTED, shrink=False)
            if _named(found, bug):
                break
        return found

    def shown(self, bug: str, planted: bool = True) -> list[str]:
        """What the few steps find that show this bug; not `planted`, the product is whole."""

        def live() -> None:
            (BUGS[bug] if planted else whole)()
            Money.ground, Money.before, Money.facts = self.ground, self.before, self.facts
            machine = Money()
            SHOWN[bug](machine)
            machine.the_model_agrees()
            machine.teardown()

        try:
            children.run_plain(live)
        except children.ChildFailed as failed:
            return _told(str(failed))
        return []


DRILLS = [Modelled()]
