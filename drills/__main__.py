"""`python -m drills`: attack the product and write `drills/latest.json`. Exit code 1 if anything did not hold."""

import argparse
import logging
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence

import structlog

from drills import children
from drills.campaign import campaign, told
from drills.case import Drill
from drills.flows import FLOWS
from drills.ground import Ground, ground
from drills.lives import made_ready, warm
from drills.races import RACES
from drills.record import FAST_SEED, add, commit
from drills.run import Asked, Done, carry_out

SEED = 1
"""The campaign's, unless another is asked for."""
ENOUGH = 80.0
"""Seconds after which a sample begins no further case but the first of each drill: none is ever left out."""


def everything() -> list[Drill]:
    """All drills in their order."""
    from drills import crash, faults, machine, races, the_year, webhooks

    return [*crash.DRILLS, *machine.DRILLS, *races.DRILLS, *webhooks.DRILLS, *faults.DRILLS, *the_year.DRILLS]


def chosen(only: str | None, drills: Sequence[Drill]) -> list[Drill]:
    """Those whose name is `only`, or begins with it."""
    found = [it for it in drills if only is None or it.name == only]
    return found or [it for it in drills if only and it.name.split()[0].lower() == only.lower()]


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    drills = chosen(asked.only, everything())
    if not drills:
        print(f"no drill is called {asked.only}; there are:", *(it.name for it in everything()), sep="\n  ")
        return 2
    seed = asked.seed if asked.seed is not None else (FAST_SEED if asked.fast else SEED)
    # The product says in its log what it meets here on purpose.
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # asked to end: what was found is kept, the server goes
    began, at = time.monotonic(), commit()
    with ground() as place:
        warm(place)
        if asked.fast and not asked.only:
            good = _sample([it for it in drills if it.sampled], place, seed, at, began)
        else:
            good = _campaign(drills, place, seed, at, asked)
    _say(f"{time.monotonic() - began:.0f} s")
    return 0 if good else 1


def _sample(drills: Sequence[Drill], place: Ground, seed: int, at: str, began: float) -> bool:
    """A little of each, two drills at a time: first one of each figure, then the others."""
    made_ready(place, FLOWS, [it.before for it in RACES], lanes=2)  # once, before the lanes part
    named = {it.name: it for it in _mixed(drills)}

    def one(name: str) -> Done:
        left = began + ENOUGH - time.monotonic()
        drill = named[name]
        drill.lanes = 1
        return carry_out(drill, place, Asked(seed, fast=True, seconds=max(0.0, left), commit=at), _say)

    good = True
    for _, done in children.lanes(2, list(named), one, float("inf")):
        _say(told(done))
        good &= done.result.good
        if done.result.tried:
            add(done.result)
    return good


def _mixed(drills: Sequence[Drill]) -> list[Drill]:
    """The first of each figure, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    places = []
    for drill in drills:
        figure = drill.name.split()[0]
        places.append((seen[figure], len(places), drill))
        seen[figure] += 1
    return [drill for _, _, drill in sorted(places, key=lambda it: it[:2])]


def _campaign(drills: Sequence[Drill], place: Ground, seed: int, at: str, asked: argparse.Namespace) -> bool:
    if asked.case:
        (done,) = [carry_out(it, place, Asked(seed, case=asked.case, commit=at), _say) for it in drills[:1]]
        good = done.result.tried == done.result.survived == 1
        never = not done.result.tried
        _say(f"{drills[0].name}: {'survived' if good else 'never came there' if never else 'FAILED'}")
        return good
    return campaign(drills, place, Asked(seed, asked.fast, asked.seconds or 1e9, commit=at), _say)


def _say(text: str) -> None:
    if text:
        print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="a sample of everything, in minutes")
    parser.add_argument("--only", metavar="NAME", help="one drill, or all of one figure: G1, 'G1 rent', year")
    parser.add_argument(
        "--seconds", type=float, help="stop after so long; called again it goes on from there"
    )
    parser.add_argument("--seed", type=int, help="another order, other choices")
    parser.add_argument("--case", metavar="CASE", help="this case of ONLY alone")
    return parser


if __name__ == "__main__":
    sys.exit(main())
