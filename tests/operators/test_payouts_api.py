"""`/v1/operator`: settlements and payouts by API, under the desk's own names."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from market.base import clock, names
from market.base.access import Principal
from market.base.jobs import drain
from market.money.settlement.rules import Month
from market.wiring import JOBS
from tests.accounts.people import browser
from tests.market import Market, market
from tests.money.payouts.paying import (
    IBAN,
    NAME,
    a_payee,
    an_operator,
    batch_of,
    client_money,
    payout_of,
    ready,
    requested,
    status_of,
    sums,
)
from tests.money.settlement.running import Running, run
from tests.relations.helpers import a_session

__all__ = ["market"]

BATCHES, PAYOUTS, MONTHS = "/v1/operator/payout-batches", "/v1/operator/payouts", "/v1/operator/settlements"


@pytest.fixture
async def paying(market: Market) -> AsyncIterator[Market]:
    with client_money():
        yield market


async def api(market: Market) -> str:
    return await a_session(await an_operator())


async def a_run(*amounts: int) -> list[Principal]:
    holders = [await a_payee() for _ in amounts]
    period = str(Month.of(await clock.now() + timedelta(days=15)))
    await requested(*zip(holders, amounts, strict=True), period=period)
    return holders


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_a_batch_is_listed_approved_exported_and_executed(paying: Market) -> None:
    one, two = await a_run(60_000, 50_000)
    async with (
        browser(paying.app, await api(paying)) as first,
        browser(paying.app, await api(paying)) as second,
    ):
        (batch,) = (await first.get(BATCHES)).json()
        assert (batch["payouts"], batch["amount"], batch["status"], batch["needed"]) == (
            2,
            110_000,
            "open",
            None,
        )
        at = f"{BATCHES}/{batch['id']}"
        inside = (await first.get(at)).json()
        assert [it["amount"] for it in inside["contents"]] == [60_000, 50_000]
        answer = await first.post(f"{at}/approval", json={"amount": 1})
        assert problem(answer) == (409, "batch-changed") and answer.json()["amount"] == 110_000
        answer = await first.post(f"{at}/approval", json={"amount": 110_000})
        assert answer.json() == {"given": 1, "needed": 2, "approved": False}
        assert problem(await first.post(f"{at}/approval", json={"amount": 110_000})) == (403, "same-operator")
        assert problem(await first.post(f"{at}/file")) == (409, "batch-not-movable")
        assert (await second.post(f"{at}/approval", json={"amount": 110_000})).json()["approved"] is True
        file = await first.post(f"{at}/file")
        assert file.status_code == 200 and IBAN.encode() in file.content
        assert (await second.post(f"{at}/file")).content == file.content
        assert (await first.post(f"{at}/acceptance")).json() == {"payouts": 2}
        assert (await first.post(f"{at}/execution")).json() == {"payouts": 2}
        assert problem(await first.post(f"{at}/execution")) == (409, "batch-not-movable")
        assert (await first.get(BATCHES)).json() == []
        everything = (await first.get(at)).text
    for told in (NAME, IBAN, str((await payout_of(one))["id"]), str(await batch_of(two))):
        assert told not in everything
    assert await paying.findings() == []


async def test_single_payouts_are_held_let_out_returned_and_called_off(paying: Market) -> None:
    one, two = await a_run(2000, 3000)
    desk = names.for_operators()
    first, second = [names.name("payout", (await payout_of(who))["id"], desk) for who in (one, two)]
    async with browser(paying.app, await api(paying)) as client:
        answer = await client.post(f"{PAYOUTS}/{first}/hold", json={"reason": ""})
        assert problem(answer) == (422, "hold-reason-missing")
        assert (await client.post(f"{PAYOUTS}/{first}/hold", json={"reason": "look"})).status_code == 204
        assert [it["why"] for it in (await client.get(PAYOUTS)).json()] == ["look"]
        assert (await client.post(f"{PAYOUTS}/{first}/approval")).json()["approved"] is True
        at = f"{BATCHES}/{names.name('batch', await batch_of(one), desk)}"
        assert (await client.post(f"{at}/file")).status_code == 200
        assert problem(await client.post(f"{PAYOUTS}/{first}/cancellation", json={"reason": "no"})) == (
            409,
            "payout-not-movable",
        )
        came = {"code": "AC04", "reference": (await payout_of(one))["reference"]}
        answer = await client.post(f"{PAYOUTS}/{first}/return", json=came | {"code": "ZZ99"})
        assert problem(answer) == (422, "return-code-unknown") and "AC04" in answer.json()["known"]
        answer = await client.post(f"{PAYOUTS}/{first}/return", json={"code": "AC04"})
        assert answer.status_code == 422, "the bank's message names a payment"
        assert (await client.post(f"{PAYOUTS}/{first}/return", json=came)).status_code == 204
        assert problem(await client.post(f"{PAYOUTS}/{first}/approval")) == (409, "payout-identity-missing")
        answer = await client.post(f"{PAYOUTS}/{second}/cancellation", json={"reason": "asked"})
        assert answer.status_code == 204
    assert (await status_of(one), await status_of(two)) == ("failed", "canceled")
    assert (await sums(one), await sums(two)) == ((2000, 0), (3000, 0))
    assert await paying.findings() == []


async def test_a_batch_is_called_off_or_refused_whole(paying: Market) -> None:
    one, two = await a_run(2000, 3000)
    at = f"{BATCHES}/{names.name('batch', await batch_of(one), names.for_operators())}"
    async with browser(paying.app, await api(paying)) as client:
        assert problem(await client.post(f"{at}/rejection", json={"code": "AM05"})) == (
            409,
            "batch-not-movable",
        )
        assert (await client.post(f"{at}/cancellation", json={"reason": "no"})).json() == {"payouts": 2}
    assert (await sums(one), await sums(two)) == ((2000, 0), (3000, 0))


async def test_a_month_is_foreseen_and_closed(paying: Market) -> None:
    who = await a_payee()
    await ready((who, 4000))
    period = str(Month.of(await clock.now()))
    async with browser(paying.app, await api(paying)) as client:
        assert problem(await client.get(f"{MONTHS}/{period}/preview")) == (409, "period-not-over")
        assert problem(await client.post(f"{MONTHS}/{period}/closing")) == (409, "period-not-over")
        assert problem(await client.post(f"{MONTHS}/2027-13/closing")) == (422, "period-unknown")
        await clock.travel_to(Month.named(period).ends_at + timedelta(hours=1))
    async with browser(paying.app, await api(paying)) as client:
        foreseen = (await client.get(f"{MONTHS}/{period}/preview")).json()
        assert (foreseen["period"], foreseen["payouts"], foreseen["payout_amount"]) == (period, 1, 4000)
        assert (await client.post(f"{MONTHS}/{period}/closing")).status_code == 202
        assert [it["closed_on"] for it in (await client.get(MONTHS)).json()] == [None]
        await drain(JOBS)
        (closed,) = (await client.get(MONTHS)).json()
        assert closed["period"] == period and closed["closed_on"]
        for answer in (
            await client.get(f"{MONTHS}/{period}/preview"),
            await client.post(f"{MONTHS}/{period}/closing"),
        ):
            assert problem(answer) == (409, "period-closed")
    assert await sums(who) == (0, 4000)


async def test_a_month_whose_turn_has_not_come_is_not_closed(paying: Market) -> None:
    began = await clock.now()
    await run(Running(began, period="P3M"))
    first = Month.of(began)
    later = first.following
    await clock.travel_to(later.ends_at + timedelta(hours=1))
    async with browser(paying.app, await api(paying)) as client:
        for answer in (
            await client.get(f"{MONTHS}/{later}/preview"),
            await client.post(f"{MONTHS}/{later}/closing"),
        ):
            assert problem(answer) == (409, "earlier-month-open")
            assert answer.json()["next"] == str(first)
        assert (await client.get(MONTHS)).json() == []
        for month in (first, later):
            assert (await client.post(f"{MONTHS}/{month}/closing")).status_code == 202
            await drain(JOBS)
