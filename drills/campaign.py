"""The full attack in parts: each goes on where those before it stopped, and several may run at once."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from drills import places, record
from drills.case import Drill
from drills.ground import Ground
from drills.record import LATEST, Result
from drills.run import Asked, Done, Say, carry_out


def campaign(drills: Sequence[Drill], ground: Ground, asked: Asked, say: Say, results: Path = LATEST) -> bool:
    """Each drill as far as its part of `asked.seconds` goes; what finishes early leaves its time to the others.

    What was tried before on this commit is not tried again, and its control not seen again. A drill that another
    part is at is left to it. Every few seconds what was found goes to `results`. Whether all is good.
    """
    end, good = time.monotonic() + asked.seconds, True
    for at, drill in enumerate(drills):
        each = max(0.0, end - time.monotonic()) / (len(drills) - at)
        with places.held(drill.name, asked.seed, asked.commit, results) as place:
            if place is None:
                say(f"{drill.name}: another part is at it")
                continue
            good &= _part(drill, ground, replace(asked, seconds=each), say, place, results)
    return good


def _part(drill: Drill, ground: Ground, asked: Asked, say: Say, place: places.Place, results: Path) -> bool:
    earlier = None if asked.fast else record.before(drill.name, asked.seed, asked.commit, results)
    if earlier is not None:
        skip = 0 if place.known else earlier.tried
        asked = replace(asked, skip=skip, done=frozenset(place.done), caught=earlier.control_caught)
    else:
        place.done.clear()

    def keep(part: Result, tried: Sequence[int]) -> None:
        if part.tried and not asked.fast:
            record.add(part, results)
        place.done.update(tried)
        place.keep()

    done = carry_out(drill, ground, asked, say, keep)
    if asked.fast and done.result.tried:
        record.add(done.result, results)
    say(told(done, earlier.tried if earlier else 0))
    finished = earlier is not None and earlier.good and not done.result.tried and not done.untried
    return done.result.good or finished


def told(done: Done, earlier: int = 0) -> str:
    """A result in a line."""
    result = done.result
    good = result.control_caught and result.tried == result.survived and (result.tried or earlier)
    return (
        f"{result.name:24} {result.survived}/{result.tried} survived"
        f"{f', {len(done.untried)} not reached' if done.untried else ''}"
        f"{f', {earlier} before' if earlier else ''}, {result.seconds:.0f} s: {'good' if good else 'BAD'}"
    )
