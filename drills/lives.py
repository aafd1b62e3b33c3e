"""One flow lived once: undisturbed for reference, or disturbed and then recovered from."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from drills import calm, children
from drills.children import Say
from drills.flows import FLOWS, Facts, Flow, Stage
from drills.ground import Ground
from drills.points import Points, watch
from drills.town import Town, town
from market.base.i18n import LANGUAGES, translations

LAZY = (
    *("schwifty", "xmlschema", "stripe._customer", "stripe._customer_service", "stripe._checkout_service"),
    *(
        "stripe.checkout._session",
        "stripe.checkout._session_service",
        "stripe._dispute",
        "stripe._dispute_service",
    ),
    *("stripe._payment_method", "stripe._payment_method_service", "stripe._setup_intent", "stripe._account"),
    *("stripe._refund", "stripe._charge", "stripe._payment_intent", "stripe._balance_transaction"),
)
"""What is imported where it is first needed: with the letters' words, most of what a short life would do."""


@dataclass(frozen=True)
class Reference:
    """What is there before (a database to copy, and facts), what an undisturbed life passes and comes to."""

    flow: Flow
    before: str
    facts: Facts
    points: tuple[str, ...]
    end: Mapping[str, Any]


def staged(ground: Ground, stage: Stage) -> tuple[str, Facts]:
    """The stage's database and facts, made at the first need. Raises ChildFailed."""
    if stage.name not in ground.stages:
        before, facts = staged(ground, stage.after) if stage.after else ("market", {})
        name = ground.copied(before)

        async def make() -> Facts:
            async with town(ground, name) as place:
                return await stage.make(place, facts)

        ground.stages[stage.name] = name, children.run(make)
    return ground.stages[stage.name]


def refer(ground: Ground, flow: Flow) -> Reference:
    """A flow's undisturbed life, lived at the first need. Raises ChildFailed; RuntimeError if it ends badly."""
    if flow.name not in ground.references:
        ground.references[flow.name] = _lived(ground, flow)
    found: Reference = ground.references[flow.name]
    return found


def made_ready(ground: Ground, flows: Sequence[Flow], stages: Sequence[Stage], lanes: int) -> None:
    """All stages of these, and the flows' undisturbed lives, made side by side. Raises ChildFailed."""
    every = {it.name: it for root in (*(flow.before for flow in flows), *stages) for it in _chain(root)}
    while ready := [it.name for it in every.values() if _next_to_make(ground, it)]:
        for name, made in children.lanes(lanes, ready, lambda it: staged(ground, every[it]), float("inf")):
            ground.stages[name] = made
    named = {it.name: it for it in flows}
    for name, lived in children.lanes(
        lanes, list(named), lambda it: _told(refer(ground, named[it])), float("inf")
    ):
        ground.references[name] = Reference(named[name], *lived)


def _told(lived: Reference) -> tuple[Any, ...]:
    """What of a life another process can be told: a flow is code."""
    return lived.before, lived.facts, lived.points, lived.end


def _next_to_make(ground: Ground, stage: Stage) -> bool:
    before = stage.after is None or stage.after.name in ground.stages
    return before and stage.name not in ground.stages


def _chain(stage: Stage) -> list[Stage]:
    return [*(_chain(stage.after) if stage.after else ()), stage]


def _lived(ground: Ground, flow: Flow) -> Reference:
    before, facts = staged(ground, flow.before)

    async def live() -> tuple[list[str], list[str], Mapping[str, Any]]:
        flow.plays()
        points = Points()
        watch(points)
        async with town(ground, name) as place:
            points.armed = True
            await flow.act(place, facts)
            points.armed = False
            await calm.recover(place)
            return points.seen, await calm.examine(flow.known), await calm.state()

    with ground.copy_of(before) as name:
        seen, faults, end = children.run(live)
    if faults:
        raise RuntimeError(f"{flow.name} ends badly undisturbed: {faults}")
    return Reference(flow, before, facts, tuple(seen), end)


def warm(ground: Ground) -> None:
    """Live once in this very process, so that its children find everything imported and compiled."""
    for name in LAZY:
        import_module(name)
    for language in LANGUAGES:
        translations(language)
    flow = next(it for it in FLOWS if it.name == "withdraw")
    before, facts = staged(ground, flow.before)

    async def live() -> None:
        async with town(ground, name) as place:
            await flow.act(place, facts)
            await calm.recover(place)
            await calm.examine()

    with ground.copy_of(before) as name:
        asyncio.run(live())
    gc.collect()
    gc.freeze()


def die_at(ground: Ground, reference: Reference, name: str, point: str, *, halves: bool = False) -> bool:
    """Live on this copy until `point`, where the process is killed; False if the life never came there.

    With `halves` what its transaction had written stands, as if there were none: where that cannot be, as a constraint
    looks at the whole, the life never came there either.
    """

    async def live(say: Say) -> None:
        reference.flow.plays()
        points = Points(point, say, halves=halves)
        watch(points)
        async with town(ground, name) as place:
            points.armed = True
            await reference.flow.act(place, reference.facts)

    try:
        return isinstance(children.watched(live), children.Killed)
    except children.ChildFailed:
        if halves:
            return False
        raise


def go_on(
    ground: Ground,
    reference: Reference,
    name: str,
    broken: Callable[[], None],
    meanwhile: Callable[[Town], Awaitable[None]] | None = None,
    exact: bool = True,
) -> list[str]:
    """Life after a disturbance: a new worker recovers, everything holds; the client asks again, and it comes to
    what an undisturbed life comes to, or without `exact` to no more at Stripe. What is wrong.
    """

    known = reference.flow.known

    async def live() -> list[str]:
        broken()
        reference.flow.plays()
        async with town(ground, name) as place:
            if meanwhile is not None:
                await meanwhile(place)
            await calm.recover(place)
            faults = [f"recovered, {it}" for it in await calm.examine(known)]
            await reference.flow.act(place, reference.facts)
            await calm.recover(place)
            faults += [f"tried again, {it}" for it in await calm.examine(known)]
            compared = calm.differences if exact and reference.flow.same else calm.excess
            return faults + compared(reference.end, await calm.state())

    try:
        return children.run(live)
    except children.ChildFailed as failed:
        return [str(failed)]
