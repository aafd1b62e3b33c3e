"""V1 over an authority's file: a brand that got it would find no name that it holds, and nobody else's lines."""

import uuid
from datetime import UTC, timedelta

from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.access import Principal
from market.operators.intermediation import queries
from market.operators.intermediation.actions import export_log
from market.operators.intermediation.schemas import LogLine
from market.rentals.actions.end import withdraw
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_program, ok
from tests.market import Market, market
from tests.operators.helpers import an_operator
from tests.privacy.tokens import tokens
from tests.world import SCOPES

__all__ = ["market"]

HELD = ("", "/files/agreement", "/files/record", "/files/consent")


def encoded(content: bytes) -> set[bytes]:
    """Every 32 bits that a name, a hash or an id in it stands for."""
    return {it for it in tokens(content) if it.startswith(b"\0")}


async def held_by(market: Market, brand: Principal, agreement: uuid.UUID) -> bytes:
    """All that a brand holds of a rental."""
    _, key = await create_api_key(brand, "CRM", frozenset(SCOPES))
    async with a_program(market.app, key) as program:
        answers = [await program.get(f"/v1/rentals/{agreement}{it}") for it in HELD]
        assert all(it.status_code == 200 for it in answers)
        listed = await program.get("/v1/rentals")
        assert ok(listed)
        return b"\n".join(it.content for it in (*answers, listed))


async def test_two_brands_over_one_persona_find_nothing_that_joins_them(market: Market) -> None:
    holder = await a_holder()
    persona = await a_persona(holder, capacity=2)
    brands = [await a_brand(name="Cycles Garonne"), await a_brand(name="Velours")]
    agreements = [await market.rented(brand, persona) for brand in brands]
    for brand, agreement in zip(brands, agreements, strict=True):
        await market.read(brand, agreement)
        await withdraw(holder, agreement)
    held = [
        await held_by(market, brand, agreement) for brand, agreement in zip(brands, agreements, strict=True)
    ]
    day = (await clock.now()).astimezone(UTC).date()
    await clock.travel(timedelta(days=2))
    it = await export_log(await an_operator(), day - timedelta(days=1), day + timedelta(days=1), "ARCEP")
    found = [LogLine.of(line) async for line in queries.lines(it)]
    lines = {
        name: "\n".join(line.model_dump_json() for line in found if line.brand == name).encode()
        for name in ("Cycles Garonne", "Velours", None)
    }
    one, other, listing = (encoded(text) for text in lines.values())
    assert len(one) >= 60 and len(other) >= 60 and len(listing) >= 30, "there was something to compare"
    assert one & other == one & listing == other & listing == set()
    for content in held:
        assert encoded(content) & (one | other | listing) == set(), (
            "nothing that a brand holds leads into the file"
        )
    assert encoded(held[0]) & encoded(f"urn:uuid:{agreements[0]}".encode()), "the control: it would be found"
