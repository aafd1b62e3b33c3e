"""Complete rentals a second against the replay of one rental's captured SQL, and how many statements one takes.

A rental is complete when it is active and nothing is left to do for it: ordered and agreed, its payment opened
at the sandbox, paid there, its webhooks delivered and handled, its money in the ledger, its record written, its
notice sent. All of it runs in one process: who rents, the application that hears webhooks, the sandbox, its
postman, the queue's worker. The replay is one process too, with the same statements, commits and concurrency.
"""

import asyncio
import statistics
import time
import uuid

from benchmarks import stock
from benchmarks.captured import Capture, Tape, replay
from benchmarks.harness import Effort, Result, Scratch, interleaved, ratio, scratch
from benchmarks.market import market
from market.base.access import Principal
from market.base.database import DB, fetch, fetch_value
from market.base.settings import Settings

GOAL = 0.35
RENTERS, BRANDS = 8, 8
FASTEST = 150  # replays a second that no machine at hand passes


async def rented(
    config: Settings, brands: list[Principal], personas: list[uuid.UUID], seconds: float
) -> float:
    """Complete rentals a second by so many renters; the time ends when nothing is left to do."""
    async with market(config) as here:
        end, done = time.perf_counter() + seconds, 0

        async def renter(who: Principal) -> None:
            nonlocal done
            while time.perf_counter() < end:
                await here.rent(who, personas.pop())
                done += 1

        began = time.perf_counter()
        await asyncio.gather(*(renter(brands[number % len(brands)]) for number in range(RENTERS)))
        await here.quiet()
        return done / (time.perf_counter() - began)


async def captured(config: Settings, who: Principal, holder: Principal, persona: uuid.UUID) -> Tape:
    """Every statement of one rental, from the request until all is quiet."""
    version = await fetch_value("select version from personas.personas where id = $1", persona)
    assert who.seat and who.person and holder.person
    async with market(config) as here:
        with Capture() as capture:
            await here.rent(who, persona)
            await here.quiet()
    return capture.tape(persona, version, who.seat.brand, who.person, holder.person)


async def replayed(
    place: Scratch, tape: Tape, persona: uuid.UUID, personas: list[uuid.UUID], seconds: float
) -> float:
    """The tape with fresh ids, of which as many as can be needed are made before the time runs."""
    rented_then = await _version(persona)
    tapes = []
    for _ in range(int(seconds * FASTEST)):
        other = personas.pop()
        tapes.append(tape.fresh({str(persona): str(other), str(rented_then): str(await _version(other))}))
    figure = await replay(place.service, tapes, RENTERS, seconds)
    await fetch("delete from jobs.pgqueuer")  # what one replay took from another's place in the queue
    await fetch("update sandbox.deliveries set status = 'delivered' where status = 'due'")
    return figure


async def _version(persona: uuid.UUID) -> uuid.UUID:
    version: uuid.UUID = await fetch_value("select version from personas.personas where id = $1", persona)
    return version


async def _figures(place: Scratch, seconds: float, rounds: int) -> tuple[dict[str, list[float]], Tape]:
    config = stock.configure(place.home, place.service)
    await DB.open(place.service, minimum=RENTERS, maximum=16)
    try:
        operator = await stock.a_person("operator", operator=True)
        brands = [await stock.a_brand(number, operator) for number in range(BRANDS)]
        holder = await stock.a_person("holder", adult=True)
        persona = await stock.a_persona(holder)
        number = int(seconds * FASTEST) * (rounds + 1) * 2
        personas = await stock.copy_personas(persona, number)
        await stock.stand_under_one_card()
        await rented(config, brands, personas, 0.2)
        tape = await captured(config, brands[0], holder, persona)
        figures = await interleaved(
            {
                "ours": lambda: rented(config, brands, personas, seconds),
                "replay": lambda: replayed(place, tape, persona, personas, seconds),
            },
            rounds,
        )
        unpaid = await fetch_value("select count(*) from rentals.rentals where state <> 'Active'")
        if unpaid:
            raise RuntimeError(f"{unpaid} rentals were left incomplete")
        return figures, tape
    finally:
        await DB.close()


async def measure(effort: Effort) -> list[Result]:
    """The figure `rent`; its `how` reports the statements."""
    seconds, rounds = {Effort.FULL: (5.0, 7), Effort.FAST: (2.0, 5), Effort.SMOKE: (0.5, 1)}[effort]
    async with scratch() as place:
        figures, tape = await _figures(place, seconds, rounds)
    value = ratio(figures, "ours", "replay")
    each = {name: statistics.median(values) for name, values in figures.items()}
    how = (
        f"{each['ours']:.1f} complete rentals a second, {RENTERS} at a time, until no webhook and no job was left,"
        f" against {each['replay']:.1f} replays of one rental's captured SQL by as many connections:"
        f" {tape.statements} statements a rental, {tape.begins} transactions among them, {tape.foreign} of them the"
        " sandbox's own, which stands for Stripe. A rental includes the order, agreement and hold, the real Stripe"
        " client at the sandbox, the card-holder's payment, five signed webhooks over the application's own route,"
        " the queue's worker, activation, ledger, record, audit and the holder's notice. The replay leaves out looks"
        " at an empty queue and what a pool says when a connection comes back. One process each side, fsync on."
        f" Personas copied by set-based SQL, all else through the product's actions. Medians of {rounds} interleaved"
        f" rounds of {seconds:g} s."
    )
    return [Result("rent", round(value, 3), "ratio", f">= {GOAL}", value >= GOAL, how)]
