"""V1 over DPO packs: brands that rented one persona have in their packs what strangers' brands have, and no more."""

from collections.abc import Sequence

import httpx
import pytest

from market.accounts.actions.keys import create_api_key
from market.base.access import Principal
from market.rentals.dpo import sample
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_program
from tests.market import Market, market
from tests.privacy.seen import Seen
from tests.privacy.test_two_brands import common
from tests.relations.helpers import brand_of
from tests.web.brands import reading

__all__ = ["market"]

FILES, PAGE = ("/v1/brand/dpo-pack", "/v1/brand/dpo-pack/file"), "/dpo-pack"


def ok_file(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 200
    return answer


async def _packs(market: Market, holders: Sequence[Principal], one: bool) -> list[Seen]:
    """Three brands that rent on one day, and each all that it is handed."""
    shared = await a_persona(holders[0], capacity=4)
    found = []
    for n, holder in enumerate(holders):
        brand = await a_brand(name=f"Marque {n}{one}")
        persona = shared if one else await a_persona(holder, capacity=4)
        agreement = await market.rented(brand, persona)
        key = (await create_api_key(brand, "CRM", frozenset({"rentals:read"})))[1]
        seen = Seen(brand_of(brand), str(agreement))
        async with a_program(market.app, key) as program:
            for path in FILES:
                await seen.keep(ok_file(await program.get(path)))
        async with reading(market, brand) as visitor:
            await seen.keep(ok_file(await visitor.get(PAGE)))
        found.append(seen)
    return found


async def pooled(market: Market) -> tuple[list[Seen], list[Seen]]:
    one = await a_holder()
    return (
        await _packs(market, [one] * 3, one=True),
        await _packs(market, [await a_holder() for _ in range(3)], one=False),
    )


async def test_packs_over_one_persona_share_what_strangers_packs_do(market: Market) -> None:
    one_persona, strangers = await pooled(market)
    assert common(one_persona) - common(strangers) == set()
    assert all(len(it.tokens) > 1000 for it in one_persona), "there was something to compare"


async def test_a_pack_names_no_agreement_and_no_other_brand(market: Market) -> None:
    one_persona, _ = await pooled(market)
    for seen in one_persona:
        others = [it for it in one_persona if it is not seen]
        assert seen.agreement.encode() not in seen.all
        assert not [it for it in others if it.agreement.encode() in seen.all]
        assert not [
            n for n in range(3) if f"Marque {n}True".encode() in seen.all and seen is not one_persona[n]
        ]


async def test_control_a_sample_under_an_id_of_the_persona_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await a_holder()
    monkeypatch.setattr(sample, "NOBODY", "urn:uuid:5f0c7a2e-93d1-4b57-8e11-2f60d9c4ab73")
    leaky = await _packs(market, [one] * 3, one=True)
    monkeypatch.undo()
    strangers = await _packs(market, [await a_holder() for _ in range(3)], one=False)
    assert common(leaky) - common(strangers)
