"""What a flow of money is: what is there before, and what is then done."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drills.town import Town
from market.base import clock
from market.base.errors import Refusal

Facts = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """What is there before an act: made once, on a copy of the stage before it, and copied for each life."""

    name: str
    make: Callable[[Town, Facts], Awaitable[Facts]]
    after: "Stage | None" = None


@dataclass(frozen=True)
class Flow:
    """`before` is what is there, `act` what is done on a copy of it, with the stage's facts.

    `calls`: whether the act asks Stripe to do something, so that Stripe may fail at it; `lapses`: whether it can
    not be done any more a day later, or is done otherwise then; `same`: whether it comes to the same whatever is
    heard first, and not merely to no more at Stripe. `known` are kinds of findings that are meant to
    be there in the end. `plays` makes a process one in which the part of a room is played that is not built yet:
    also the process that recovers.
    """

    name: str
    before: Stage
    act: Callable[[Town, Facts], Awaitable[None]]
    calls: bool = False
    lapses: bool = False
    same: bool = True
    known: tuple[str, ...] = ()
    plays: Callable[[], None] = lambda: None


@contextlib.contextmanager
def done_already(*refusals: type[Refusal]) -> Iterator[None]:
    """A second try may learn that the first one did it."""
    try:
        yield
    except refusals:
        return


async def not_before(moment: datetime) -> None:
    """Travel to a moment, unless it has gone by: whoever tries again later is later."""
    if await clock.now() < moment:
        await clock.travel_to(moment)
