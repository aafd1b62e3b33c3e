"""Reads of sheets a second, and the time of one, against a bare handler that selects the same bytes by key.

Ours authenticates an API key, decides on state, clock, purpose and quota, writes the holder's log durably,
and unseals. The counterpart does one `SELECT body FROM sheets WHERE agreement = $1` through a pool.
"""

import statistics
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg

from benchmarks import stock
from benchmarks.harness import Effort, Result, Scratch, interleaved, ratio, scratch
from benchmarks.market import market
from benchmarks.serving import Request, Serving, loaded, serving, written
from benchmarks.stock import PURPOSE, Running
from market.base.access import Principal
from market.base.database import DB, fetch
from market.rentals.reading import Asked, read

RENTALS, BRANDS, CONNECTIONS = 2000, 20, 32
GOAL, GOAL_LATENCY = 1.0, 1.6


async def provide(place: Scratch, rentals: int = RENTALS) -> list[Running]:
    """Running rentals to read, and the bytes of each one's sheet in the counterpart's table."""
    config = stock.configure(place.home, place.service)
    await DB.open(place.service, maximum=16)
    try:
        operator = await stock.a_person("operator", operator=True)
        brands = [await stock.a_brand(number, operator) for number in range(BRANDS)]
        persona = await stock.a_persona(await stock.a_person("holder", adult=True))
        personas = await stock.copy_personas(persona, rentals)
        await stock.stand_under_one_card()
        async with market(config) as here:
            agreement = await here.rent(brands[0], persona)
            await here.quiet()
        running = await stock.copy_rentals(agreement, personas, brands)
        await _counterpart(place, running, await _sheet(brands[0], agreement))
        return running
    finally:
        await DB.close()


async def _sheet(who: Principal, agreement: object) -> bytes:
    assert who.seat
    (row,) = await fetch("select agreement from rentals.rentals where agreement = $1", agreement)
    return await read(Asked(row["agreement"], PURPOSE, "page", brand=who.seat.brand))


async def _counterpart(place: Scratch, running: list[Running], body: bytes) -> None:
    owner = await asyncpg.connect(place.owner)
    await owner.execute(
        "create schema bare; create table bare.sheets (agreement uuid primary key, body bytea)"
    )
    await owner.execute(
        "insert into bare.sheets select id, $2 from unnest($1::uuid[]) id",
        [r.agreement for r in running],
        body,
    )
    await owner.execute("vacuum analyze")
    await owner.close()


def sides(running: list[Running]) -> dict[str, list[Request]]:
    """What the client asks each server for, in the same order."""
    return {
        "ours": [(f"/v1/rentals/{r.agreement}/sheet?purpose={PURPOSE}", r.key) for r in running],
        "bare": [(f"/sheets/{r.agreement}", "") for r in running],
    }


async def logged(place: Scratch) -> int:
    """How many reads stand in the holders' logs."""
    owner = await asyncpg.connect(place.owner)
    try:
        return int(await owner.fetchval("select count(*) from rentals.reads"))
    finally:
        await owner.close()


async def measure(effort: Effort) -> list[Result]:
    """The figures `read` and `read_latency`."""
    seconds, rounds = {Effort.FULL: (5.0, 9), Effort.FAST: (2.0, 5), Effort.SMOKE: (0.2, 1)}[effort]
    async with scratch() as place:
        running = await provide(place)
        asked = sides(running)
        already, done = await logged(place), 0
        async with (
            serving("market", "web") as ours,
            serving("benchmarks.bare", BARE_DSN=place.owner) as bare,
        ):
            with written(asked["ours"]) as our_requests, written(asked["bare"]) as bare_requests:

                async def throughput(server: Serving, requests: Path) -> float:
                    nonlocal done
                    seen = await loaded(server.port, CONNECTIONS, seconds, requests)
                    done += seen.done if server is ours else 0
                    return seen.per_second

                async def latency(server: Serving, requests: Path) -> float:
                    nonlocal done
                    seen = await loaded(server.port, 1, seconds / 2, requests)
                    done += seen.done if server is ours else 0
                    return seen.median

                def pair(
                    figure: Callable[[Serving, Path], Awaitable[float]],
                ) -> dict[str, Callable[[], Awaitable[float]]]:
                    return {
                        "ours": lambda: figure(ours, our_requests),
                        "bare": lambda: figure(bare, bare_requests),
                    }

                many = await interleaved(pair(throughput), rounds)
                one = await interleaved(pair(latency), rounds)
        if await logged(place) - already != done:
            raise RuntimeError(f"{done} sheets were handed out, not as many are in the log")
    return _results(many, one, seconds, rounds)


def _results(
    many: dict[str, list[float]], one: dict[str, list[float]], seconds: float, rounds: int
) -> list[Result]:
    value, slower = ratio(many, "ours", "bare"), ratio(one, "ours", "bare")
    each = {name: statistics.median(values) for name, values in many.items()}
    alone = {name: statistics.median(values) * 1e3 for name, values in one.items()}
    shape = (
        f" One granian worker each on one durable PostgreSQL; the client is a process of its own on raw"
        f" keep-alive sockets. {RENTALS} running rentals of as many holders, read by {BRANDS} brands' keys: one"
        " rental, the persona, brands and keys made through the product's actions, the other rentals, personas"
        " and holders' keys copied by set-based SQL, each with a key and a sealed sheet of its own. Every read"
        f" was checked to be a 200, and their number to stand in the log. Medians of {rounds} interleaved rounds"
    )
    return [
        Result(
            "read",
            round(value, 3),
            "ratio",
            f">= {GOAL}",
            value >= GOAL,
            f"{each['ours']:.0f} authenticated, entitled, durably logged and unsealed reads a second over"
            f" HTTP against {each['bare']:.0f} of a bare Litestar handler doing one asyncpg SELECT of the same"
            f" bytes by key, {CONNECTIONS} connections." + shape + f" of {seconds:g} s.",
        ),
        Result(
            "read_latency",
            round(slower, 3),
            "ratio",
            f"<= {GOAL_LATENCY}",
            slower <= GOAL_LATENCY,
            f"{alone['ours']:.2f} ms, the median time of the same read at one connection, against"
            f" {alone['bare']:.2f} ms of the bare handler. Nothing to share at one connection: the read pays its"
            " own commit." + shape + f" of {seconds / 2:g} s.",
        ),
    ]
