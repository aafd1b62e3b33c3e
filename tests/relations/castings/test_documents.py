"""What a place leaves behind is what any rental does: a contract, a record and a consent that anybody verifies."""

from datetime import timedelta

import pytest

from contracts.documents import record_file, written
from contracts.heads import entry, seal_day
from contracts.keyset import KeySet
from contracts.record import head
from contracts.seals import seal
from contracts.verifier import verify_all
from contracts.verifier.report import Given
from market.base import clock
from market.base.database import fetch_row, fetch_value, transaction
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.agreements import RECORDER, record_key
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.castings.casting import a_candidate, a_crowd, next_morning, reached, says_yes
from tests.relations.rewards.rewarding import put_in
from tests.rentals.consents.consenting import both, kinds

__all__ = ["market"]


@pytest.mark.parametrize("variant", ["standard", "accord", "exclusive"])
async def test_the_files_of_a_place_are_verified(market: Market, variant: str) -> None:
    """Also of somebody whose terms await their answer: saying yes to the casting was that answer."""
    brand = await a_brand()
    await put_in(market, brand, 100_00)
    await a_crowd()
    holder, persona = await a_candidate(variant=variant)
    await says_yes(holder, persona, await reached(brand))
    await next_morning()
    row = await fetch_row("select id, agreement from rentals.rentals")
    assert row
    await withdraw(holder, row["agreement"])
    await market.quiet()
    assert await market.findings() == []
    async with transaction():
        agreement = (await rentals.locked(row["id"])).agreed()
    events = await record.read(row["id"])
    assert [it.kind for it in events] == ["requested", "agreed", "activated", "ended"]
    key, identity, last = await record_key(), record.urn(row["agreement"]), events[-1].at
    later, keys = last + timedelta(days=2), KeySet.of([key.public])
    grown = entry(identity, events, None, bytes(16))
    day = seal_day(
        RECORDER.id, last.date(), [grown], before=None, keys=keys, key=key, noise=bytes(32), now=later
    )
    whole = seal(identity, head(events, identity), last.date(), "recorder", key)
    files = [
        written(record_file(side, agreement, events, seals=[whole], anchors=[day.anchor(grown)]))
        for side in ("holder", "brand")
    ]
    reports = verify_all(files, Given(later, keys, heads=(day.head,)))
    assert [it.verdict for it in reports] == ["verified"] * 2, reports
    assert await kinds(row["agreement"]) == [
        "instructed",
        "requested",
        "given",
        "withdrawn",
    ]
    await both(holder, brand, row["agreement"])


async def test_who_lists_after_it_was_published_was_asked_when_they_listed(market: Market) -> None:
    """A request is of no earlier than the offer that it is made of: their receipts say so, and are verified."""
    brand = await a_brand()
    await put_in(market, brand, 100_00)
    await a_crowd()
    casting = await reached(brand)
    await clock.travel(timedelta(days=2))
    holder, persona = await a_candidate()
    await says_yes(holder, persona, casting)
    await next_morning()
    agreement = await fetch_value("select agreement from rentals.rentals")
    await both(holder, brand, agreement)
    asked = await fetch_value("select min(at) from rentals.record_events where kind = 'requested'")
    assert asked == await fetch_value(
        "select created_at from personas.persona_versions where persona = $1", persona
    )
