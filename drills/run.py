"""A drill from its control to its result, as far as the time allows."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from drills import children
from drills.case import Drill
from drills.ground import Ground
from drills.record import Result

Say = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What was asked for: `seconds` for each drill, `case` alone if it is given, `skip` cases done before."""

    seed: int
    fast: bool = False
    seconds: float = 1e9
    case: str | None = None
    skip: int = 0
    commit: str = ""


@dataclass
class Done:
    """A drill's result and what was found wrong, by case."""

    result: Result
    faults: dict[str, list[str]] = field(default_factory=dict)
    untried: list[str] = field(default_factory=list)


def carry_out(drill: Drill, ground: Ground, asked: Asked, say: Say) -> Done:
    """Prepare, see the control caught, then attack case after case."""
    began = time.monotonic()
    drill.fast = asked.fast
    drill.prepare(ground, asked.seed)
    caught = drill.control() if asked.case is None else []
    say(
        f"{drill.name}: control {'caught: ' + caught[0][-160:] if caught else 'NOT CAUGHT'}"
        if asked.case is None
        else ""
    )
    cases = [asked.case] if asked.case else _left(drill, asked)
    tried, survived = 0, 0
    done = Done(Result(drill.name, 0, 0, bool(caught), asked.seed, 0, asked.commit))
    for case, faults in _attacked(drill, cases, began + asked.seconds):
        if faults is None:
            done.untried.append(case)
            continue
        tried, survived = tried + drill.weight(case), survived + (0 if faults else drill.weight(case))
        if faults:
            done.faults[case] = faults
            say(failure(drill, asked.seed, case, faults))
    done.result = Result(
        drill.name,
        tried,
        survived,
        bool(caught),
        asked.seed,
        round(time.monotonic() - began, 1),
        asked.commit,
    )
    return done


def _attacked(drill: Drill, cases: Sequence[str], end: float) -> Iterator[tuple[str, list[str] | None]]:
    """Case after case until `end`. One that this run did not come by is no answer: until there is a first one, the
    next is tried whatever the time."""
    answered, left = False, list(cases)
    for case, faults in children.lanes(min(drill.lanes, len(cases)) or 1, cases, drill.attack, end):
        answered |= faults is not None
        left.remove(case)
        yield case, faults
    while left and not answered:
        case = left.pop(0)
        for _, faults in children.lanes(1, [case], drill.attack, float("inf")):
            answered |= faults is not None
            yield case, faults


def _left(drill: Drill, asked: Asked) -> list[str]:
    """The cases without those that earlier parts have tried."""
    cases, skipped = list(drill.cases()), 0
    while cases and skipped < asked.skip:
        skipped += drill.weight(cases.pop(0))
    return cases


def failure(drill: Drill, seed: int, case: str, faults: list[str]) -> str:
    """What went wrong, the seed, and the shortest way to see it again."""
    lines = "\n".join(f"    {it}" for it in faults[:12])
    return (
        f"{drill.name} FAILED at {case!r} (seed {seed}):\n{lines}\n"
        f"  again: make drill ONLY={drill.name!r} SEED={seed} CASE={case!r}"
    )
