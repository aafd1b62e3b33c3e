"""A drill from its control to its result, as far as the time allows."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from drills import children
from drills.case import Drill, found_out
from drills.ground import Ground
from drills.record import Result

Say = Callable[[str], None]
OFTEN = 10.0
"""Seconds after which what was found so far is handed on, lest it die with us."""


@dataclass(frozen=True)
class Asked:
    """What was asked for: `seconds` for each drill, `case` alone if it is given.

    Earlier parts have tried the cases at these positions (`done`), or else as many as weigh `skip`; and they have
    seen the control `caught`.
    """

    seed: int
    fast: bool = False
    seconds: float = 1e9
    case: str | None = None
    skip: int = 0
    done: frozenset[int] = frozenset()
    caught: bool = False
    commit: str = ""


@dataclass
class Done:
    """A drill's result and what was found wrong, by case."""

    result: Result
    faults: dict[str, list[str]] = field(default_factory=dict)
    untried: list[str] = field(default_factory=list)


Keep = Callable[[Result, Sequence[int]], None]
"""Takes what was found since it was last called, and the positions of the cases that this is about."""


@dataclass
class _Found:
    """What was found since the last time it was handed on."""

    since: float
    tried: int = 0
    survived: int = 0
    places: list[int] = field(default_factory=list)


def carry_out(drill: Drill, ground: Ground, asked: Asked, say: Say, keep: Keep | None = None) -> Done:
    """Prepare, see the control caught, then attack case after case; `keep` hears of them while it goes on."""
    began = time.monotonic()
    drill.fast = asked.fast
    drill.prepare(ground, asked.seed)
    caught = _control(drill, asked, say)
    left, skipped = _left(drill, asked)
    done = Done(Result(drill.name, 0, 0, caught, asked.seed, 0, asked.commit))
    found = _Found(began, places=skipped)

    def hand_on() -> None:
        now = time.monotonic()
        seconds = round(now - found.since, 1)
        part = Result(drill.name, found.tried, found.survived, caught, asked.seed, seconds, asked.commit)
        if keep is not None and found.places:
            keep(part, found.places)
        done.result = part.after(done.result)
        found.since, found.tried, found.survived, found.places = now, 0, 0, []

    try:
        for case, faults in _attacked(drill, list(left), began + asked.seconds):
            found.places.append(left[case])
            if faults is None:
                done.untried.append(case)
            else:
                found.tried += drill.weight(case)
                found.survived += 0 if faults else drill.weight(case)
            if faults:
                done.faults[case] = faults
                say(failure(drill, asked.seed, case, faults))
            if time.monotonic() - found.since > OFTEN:
                hand_on()
    finally:
        hand_on()
    return done


def _control(drill: Drill, asked: Asked, say: Say) -> bool:
    if asked.case is not None:
        return False
    if asked.caught:
        return True
    caught = found_out(drill.control())
    say(f"{drill.name}: control {'caught: ' + caught[0][-160:] if caught else 'NOT CAUGHT'}")
    return bool(caught)


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


def _left(drill: Drill, asked: Asked) -> tuple[dict[str, int], list[int]]:
    """The cases without those that earlier parts have tried, each with its position among all; and the positions
    that were skipped by weight."""
    if asked.case is not None:
        return {asked.case: 0}, []
    weight, left, skipped = 0, {}, []
    for place, case in enumerate(drill.cases()):
        if weight < asked.skip:
            weight += drill.weight(case)
            skipped.append(place)
        elif place not in asked.done:
            left[case] = place
    return left, skipped


def failure(drill: Drill, seed: int, case: str, faults: list[str]) -> str:
    """What went wrong, the seed, and the shortest way to see it again."""
    lines = "\n".join(f"    {it}" for it in faults[:12])
    return (
        f"{drill.name} FAILED at {case!r} (seed {seed}):\n{lines}\n"
        f"  again: make drill ONLY={drill.name!r} SEED={seed} CASE={case!r}"
    )
