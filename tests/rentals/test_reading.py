"""P1 and P2 for reads: only while the rental runs by the database clock, and every read is in the log."""

import asyncio
import json
import os
import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, vault
from market.base.database import DB, fetch, fetch_value, transaction
from market.base.errors import NotFound, Refusal
from market.rentals import queries, reading
from market.rentals.actions.end import withdraw
from market.rentals.errors import (
    BrandNotApproved,
    PurposeNotAgreed,
    RentalAlreadyEnded,
    RentalNotActive,
    RentalNotFound,
    TooManyReads,
)
from tests.factories import CYCLIST, a_brand, a_holder, a_persona
from tests.market import Market, market

__all__ = ["market"]


async def test_a_read_shows_the_sheet_and_the_holder_sees_the_read(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await market.rented(brand, await a_persona(holder))
    sheet = json.loads(await market.read(brand, agreement))
    assert sheet["claims"]["region"] == {"value": CYCLIST["region"], "stance": "me"}
    assert sheet["claims"]["budget-loisirs"] is None
    (line,) = await queries.reads_of_holder(holder.person)  # type: ignore[arg-type]
    assert (line.agreement, line.purpose, line.channel) == (agreement, "benefits", "page")


async def test_two_brands_read_the_same_sheet_to_the_byte(market: Market) -> None:
    persona = await a_persona(await a_holder(), capacity=2)
    sheets = set()
    for name in ("Cycles Garonne", "Velours"):
        brand = await a_brand(name=name)
        sheets.add(await market.read(brand, await market.rented(brand, persona)))
    assert len(sheets) == 1


async def test_with_the_worker_dead_access_ends_at_the_end_of_the_period(market: Market) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr]
    assert row.ends_at
    await clock.travel_to(row.ends_at - timedelta(seconds=2))
    assert await market.read(brand, agreement)
    await clock.travel_to(row.ends_at)
    with pytest.raises(RentalAlreadyEnded):
        await market.read(brand, agreement)
    assert await market.state(agreement) == "Active", "nobody recorded the end, and it ended all the same"


async def test_before_the_payment_nothing_is_read(market: Market) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    requested = await market.request(brand, persona)
    with pytest.raises(RentalNotActive):
        await market.read(brand, requested.agreement)
    assert await fetch_value("select count(*) from rentals.reads") == 0


async def test_another_brands_rental_and_no_rental_give_the_same_answer(market: Market) -> None:
    agreement = await market.rented(await a_brand(), await a_persona(await a_holder()))
    stranger = await a_brand(name="Velours")
    answers = []
    for asked in (agreement, uuid.uuid4()):
        with pytest.raises(RentalNotFound) as refused:
            await market.read(stranger, asked)
        answers.append(str(refused.value.facts))
    assert answers[0] == answers[1]


async def test_a_purpose_that_was_not_agreed_is_refused_and_not_logged(market: Market) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    with pytest.raises(PurposeNotAgreed):
        await market.read(brand, agreement, "market-research")
    assert await fetch_value("select count(*) from rentals.reads") == 0


async def test_a_stopped_brand_reads_nothing(market: Market, owner: object) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    async with transaction():
        await fetch("update accounts.brands set state = 'stopped' where id = $1", brand.seat.brand)  # type: ignore[union-attr]
    with pytest.raises(BrandNotApproved):
        await market.read(brand, agreement)


async def test_the_days_quota_of_the_terms_holds_within_one_batch_too(market: Market) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    async with transaction():
        await fetch("update rentals.rentals set reads_per_day = 5")
    results = await asyncio.gather(
        *(market.read(brand, agreement) for _ in range(12)), return_exceptions=True
    )
    assert sum(isinstance(result, bytes) for result in results) == 5
    assert sum(isinstance(result, TooManyReads) for result in results) == 7
    await clock.travel(timedelta(days=1))
    assert await market.read(brand, agreement)


async def test_a_batch_answers_each_reader_for_itself(market: Market) -> None:
    brands = [await a_brand(name=f"Marque {n}") for n in range(4)]
    regions = ["bretagne", "corse", "normandie", "occitanie"]
    agreements = [
        await market.rented(brand, await a_persona(await a_holder(), {**CYCLIST, "region": region}))
        for brand, region in zip(brands, regions, strict=True)
    ]
    asked = [(brand, agreement) for agreement in agreements for brand in brands] * 5
    results = await asyncio.gather(*(market.read(*pair) for pair in asked), return_exceptions=True)
    for (brand, agreement), result in zip(asked, results, strict=True):
        if brands.index(brand) == agreements.index(agreement):
            assert isinstance(result, bytes)
            assert json.loads(result)["claims"]["region"]["value"] == regions[brands.index(brand)]
        else:
            assert isinstance(result, RentalNotFound)


async def test_a_cancelled_reader_takes_nobody_elses_answer(market: Market) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    tasks = [asyncio.create_task(market.read(brand, agreement)) for _ in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, bytes) for result in results[1::2])


async def test_a_database_error_reaches_every_reader_of_the_batch(market: Market, owner: object) -> None:
    import asyncpg

    assert isinstance(owner, asyncpg.Connection)
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    await owner.execute("revoke execute on all functions in schema rentals from moi_service")
    results = await asyncio.gather(*(market.read(brand, agreement) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(result, asyncpg.InsufficientPrivilegeError) for result in results)
    await owner.execute("grant execute on all functions in schema rentals to moi_service")
    assert await market.read(brand, agreement)


async def test_no_read_that_starts_after_a_withdrawal_commits_succeeds(market: Market) -> None:
    """G9 in small: readers hammer while the holder switches off; the moment of the commit divides them."""
    holder, brand = await a_holder(), await a_brand()
    agreement = await market.rented(brand, await a_persona(holder))
    over = False
    late: list[object] = []
    early = 0

    async def reader() -> None:
        nonlocal early
        for _ in range(40):
            started_after = over
            try:
                await market.read(brand, agreement)
                if started_after:
                    late.append("read")
                else:
                    early += 1
            except RentalAlreadyEnded:
                pass
            await asyncio.sleep(0)

    async def switch_off() -> None:
        nonlocal over
        await asyncio.sleep(0.02)
        await withdraw(holder, agreement)
        over = True

    await asyncio.gather(switch_off(), *(reader() for _ in range(8)))
    assert early > 0
    assert late == []


async def test_an_erased_holders_sheet_cannot_be_read(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await market.rented(brand, await a_persona(holder))
    async with transaction():
        await vault.destroy_key(holder.person)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await market.read(brand, agreement)


async def test_too_many_waiting_readers_are_sent_away(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_WAITING", 0)
    brand = await a_brand()
    with pytest.raises((reading.TooManyWaiting, Refusal)):
        await market.read(brand, uuid.uuid4())


async def test_a_read_that_comes_as_the_last_runner_goes_is_answered(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_RUNNERS", 1)
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    for later in range(40):  # turns of the loop after the first one was answered: one of them is the moment
        await market.read(brand, agreement)
        for _ in range(later):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await market.read(brand, agreement)
        await asyncio.sleep(0.01)


async def test_a_connection_that_breaks_while_it_is_kept_costs_nobody_an_answer(
    market: Market, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LINGER", 30)
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    await market.read(brand, agreement)
    assert len(reading._coalescer()._lingering) == 1
    superuser = await asyncpg.connect(market.database.superuser)
    try:
        await superuser.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and usename = 'moi_service'"
        )
    finally:
        await superuser.close()
    await asyncio.sleep(0.1)
    monkeypatch.setattr(reading, "LINGER", 0.01)
    async with asyncio.timeout(5):
        assert await market.read(brand, agreement)


async def test_a_connection_is_kept_for_a_moment_and_given_back(market: Market) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    pool = DB.require_pool()
    free = pool.get_idle_size()
    await market.read(brand, agreement)
    assert pool.get_idle_size() == free - 1
    async with asyncio.timeout(5):
        while pool.get_idle_size() < free:
            await asyncio.sleep(reading.LINGER)
    assert reading._coalescer()._runners == set()


@pytest.mark.parametrize("purpose", ["\0", "x" * 5000, "\ud800", ""])
async def test_a_made_up_purpose_is_refused_and_spoils_no_read_beside_it(
    market: Market, purpose: str
) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    reads = [market.read(brand, agreement, it) for it in ("benefits", purpose) * 8]
    results = await asyncio.gather(*reads, return_exceptions=True)
    assert all(isinstance(it, bytes) for it in results[::2])
    assert all(isinstance(it, PurposeNotAgreed) for it in results[1::2])
    assert await fetch_value("select count(*) from rentals.reads") == 8


async def test_what_breaks_a_batch_is_answered_alone(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second wall: whatever text reached the statement, the others have their answers."""
    monkeypatch.setattr(reading, "PURPOSES", {"benefits": None, "\0": None})
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    reads = [market.read(brand, agreement, it) for it in ("benefits", "\0") * 4]
    results = await asyncio.gather(*reads, return_exceptions=True)
    assert all(isinstance(it, bytes) for it in results[::2])
    assert all(isinstance(it, asyncpg.DataError) for it in results[1::2])


async def alone(*asked: object) -> list[list[object]]:
    """The answer of the function for one read, without the sheet's bytes but with whether there is one."""
    rows = await fetch(reading.ONE, *asked)
    return [[*[*row.values()][:4], row["sheet"] is not None] for row in rows]


async def beside_another(*asked: object) -> list[list[object]]:
    """The same by the function for many, beside a read that nobody is entitled to."""
    other = [None, uuid.uuid4(), uuid.uuid4(), "benefits", "page"]
    columns = [[one, two] for one, two in zip(asked, other, strict=True)]
    rows = await fetch(reading.MANY, [0, 1], *columns)
    return [[*[*row.values()][:4], row["sheet"] is not None] for row in rows if row["number"] == 0]


async def test_one_read_and_many_are_judged_alike(market: Market) -> None:
    """Every outcome by both functions: what one of them lets pass, counts or logs, the other does too."""
    brand = await a_brand()
    holder = await a_holder()
    mine, unpaid, lapsed, ended = [
        await market.rented(brand, await a_persona(holder, {**CYCLIST, "region": region}))
        for region in ("bretagne", "corse", "occitanie", "normandie")
    ]
    stopped = await a_brand(name="Arrêtée")
    theirs = await market.rented(stopped, await a_persona(await a_holder()))
    assert brand.seat and stopped.seat
    seat, other = brand.seat.brand, stopped.seat.brand
    good, poor, gone = [os.urandom(32) for _ in range(3)]
    async with transaction():
        await fetch("update accounts.brands set state = 'stopped' where id = $1", other)
        await fetch(
            "update rentals.rentals set state = 'Inactive', held_until = base.now() + $2 where agreement = $1",
            *(unpaid, timedelta(minutes=15)),
        )
        await fetch(
            "update rentals.rentals set state = 'Inactive', held_until = base.now() where agreement = $1",
            lapsed,
        )
        await fetch("update rentals.rentals set ends_at = base.now() where agreement = $1", ended)
        for key, scopes, revoked in (
            (good, ["rentals:read"], False),
            (poor, ["rentals:write"], False),
            (gone, ["rentals:read"], True),
        ):
            await fetch(
                "insert into accounts.api_keys (id, brand, name, prefix, hash, scopes, created_at, revoked_at)"
                " values ($1, $2, 'till', 'moi_', $3, $4, base.now(), case when $5 then base.now() end)",
                *(uuid.uuid4(), seat, key, scopes, revoked),
            )
    situations = {
        (None, seat, mine, "benefits", "page"): "ok",
        (good, None, mine, "benefits", "api"): "ok",
        (good, other, mine, "benefits", "api"): "ok",  # the key says which brand
        (poor, None, mine, "benefits", "api"): "no-scope",
        (gone, None, mine, "benefits", "api"): "bad-key",
        (b"never", None, mine, "benefits", "api"): "bad-key",
        (None, None, mine, "benefits", "page"): "bad-key",
        (good, None, theirs, "benefits", "api"): "not-found",
        (None, uuid.uuid4(), mine, "benefits", "page"): "not-found",
        (None, seat, uuid.uuid4(), "benefits", "page"): "not-found",
        (None, other, theirs, "benefits", "page"): "not-approved",
        (None, seat, unpaid, "benefits", "page"): "not-active",
        (None, seat, ended, "benefits", "page"): "ended",
        (None, seat, lapsed, "benefits", "page"): "ended",  # as it is called everywhere else
        (None, seat, mine, "", "page"): "purpose",
    }
    for asked, outcome in situations.items():
        one, many = await alone(*asked), await beside_another(*asked)
        assert one == many and one[0][1] == outcome, (asked, one, many)
    assert await fetch_value("select count(*) from rentals.reads") == 6
    assert await fetch_value("select sum(reads) from rentals.read_counts") == 6
    used = await fetch("select hash from accounts.api_keys where last_used_at is not null")
    assert {row["hash"] for row in used} == {good, poor}, "a key that was shown is a key that was used"


async def test_the_days_quota_holds_for_reads_one_by_one(market: Market) -> None:
    brand = await a_brand()
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    async with transaction():
        await fetch("update rentals.rentals set reads_per_day = 2")
    for _ in range(2):
        await market.read(brand, agreement)
    with pytest.raises(TooManyReads):
        await market.read(brand, agreement)
    assert await fetch_value("select count(*) from rentals.reads") == 2
    await clock.travel(timedelta(days=1))
    assert await market.read(brand, agreement)
