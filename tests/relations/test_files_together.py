"""All that the market issues of a rental is given together and contradicts nothing, however the rental went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from contracts.sdjwt import bind
from contracts.verifier import verify_all
from contracts.verifier.report import Given
from market.base import audit, clock, signing
from market.base.database import transaction
from market.rentals import queries
from market.rentals.actions.end import end, end_early, withdraw
from market.rentals.consents import files as consents
from market.rentals.credentials import published
from market.rentals.erasure import files as erasures
from market.rentals.erasure.attest import attest_erasure
from market.rentals.jobs import sweep_expired
from market.rentals.sealing import files
from tests.market import Market, market
from tests.rentals.credentials.holding import CHALLENGE, name_of, text_of
from tests.rentals.credentials.holding import a_rented as a_rented_with_key
from tests.rentals.erasure.erasing import ERASED, Over, a_rented
from tests.rentals.renewal.renewing import Renewing
from tests.rentals.renewal.renewing import a_rental as a_renewing

__all__ = ["market"]


async def of_both_sides(over: Any) -> list[bytes]:
    assert over.brand.seat and over.holder.person
    brand, person = over.brand.seat.brand, over.holder.person
    row = await queries.of_brand(brand, over.agreement)
    return [
        await files.agreement(row),
        await files.record_of_brand(brand, over.agreement),
        await files.record_of_holder(person, over.agreement),
        await consents.of_brand(brand, over.agreement),
        await consents.of_holder(person, over.agreement),
    ]


async def attested(over: Over) -> bytes:
    await attest_erasure(over.brand, over.agreement, ERASED)
    return await erasures.attestation(await over.row())


async def refusals(given: list[bytes], **more: Any) -> list[Any]:
    now = await clock.now() + timedelta(seconds=1)
    return [it.refusal for it in verify_all(given, Given(now, await signing.key_set("record"), **more))]


async def _stopped(over: Over) -> None:
    async with transaction():
        await end(over.rental, "stop", audit.SYSTEM)


async def _over(over: Over) -> None:
    row = await over.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at + timedelta(hours=3))
    await sweep_expired()


ENDS: dict[str, Callable[[Over], Awaitable[object]]] = {
    "switched off": lambda it: withdraw(it.holder, it.agreement),
    "ended early": lambda it: end_early(it.brand, it.agreement),
    "stopped": _stopped,
    "over": _over,
}


@pytest.mark.parametrize("how", ENDS)
async def test_whoever_ends_it_its_files_agree(market: Market, how: str) -> None:
    over = await a_rented(market)
    before = await of_both_sides(over)
    assert await refusals(before) == [None] * 5
    await clock.travel(timedelta(days=2))
    await ENDS[how](over)
    after = await of_both_sides(over)
    assert await refusals(after) == [None] * 5
    await clock.travel(timedelta(days=3))
    last = [*(await of_both_sides(over)), await attested(over)]
    assert await refusals(last) == [None] * 6
    await clock.travel(timedelta(days=3))
    for files_ in (await of_both_sides(over), after[:1], [after[1], last[3]], [last[2], last[4]]):
        assert await refusals([*files_, last[-1]]) == [None] * (len(files_) + 1)
    assert await refusals([last[1], after[3]]) == [None] * 2, (
        "a newer record, a receipt of the day of the end"
    )


async def test_the_periods_of_a_renewed_rental_agree_too(market: Market) -> None:
    it: Renewing = await (await a_renewing(market)).paid()
    first = Over(market, it.holder, it.brand, it.agreement, it.rental)
    following = await it.following()
    assert following
    last = Over(market, it.holder, it.brand, following.agreement, following.id)
    ahead = [*(await of_both_sides(first)), *(await of_both_sides(last))]
    assert await refusals(ahead) == [None] * 10
    row = await it.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at + timedelta(days=5))
    await sweep_expired()
    await withdraw(it.holder, last.agreement)
    await clock.travel(timedelta(days=40))
    await market.sweep()
    statement = await attested(last)
    await clock.travel(timedelta(days=4))
    given = [*(await of_both_sides(first)), *(await of_both_sides(last)), statement]
    assert await refusals(given) == [None] * 11


async def test_a_period_that_was_paid_ahead_and_called_off_agrees(market: Market) -> None:
    it: Renewing = await (await a_renewing(market)).paid()
    following = await it.following()
    assert following
    await withdraw(it.holder, it.agreement)
    await clock.travel(timedelta(days=3))
    last = Over(market, it.holder, it.brand, following.agreement, following.id)
    given = [*(await of_both_sides(it)), *(await of_both_sides(last))]
    assert await refusals(given) == [None] * 10


async def test_a_credential_agrees_with_all_of_it(market: Market) -> None:
    it = await a_rented_with_key(market)
    text, now = await text_of(it), await clock.now()
    shown = bind(text, it.key, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=now)
    beside = await of_both_sides(it.relation)
    keys = {
        "credential_keys": await signing.key_set("credential"),
        "status_keys": await signing.key_set("status"),
        "challenge": CHALLENGE,
    }
    listed = await published.token(name_of(text))
    given = [*beside, shown.encode(), listed.encode()]
    assert await refusals(given, **keys) == [None] * 7
