"""What brands declare in tests, rentals that are over, and what a verifier finds who never asks us."""

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from contracts.erasure import ErasureSignature, sign_erasure
from contracts.keys import PrivateKey
from contracts.keyset import KeySet
from contracts.record import Event, verify_chain
from contracts.verifier import verify_all
from contracts.verifier.report import Given, Report
from market.base import clock, mail, signing
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import fetch_row
from market.rentals import queries, record
from market.rentals.actions.end import withdraw
from market.rentals.erasure.attest import OwnSignature, to_sign
from market.rentals.erasure.jobs import sweep_erasures
from market.rentals.erasure.rules import Declared, Duty, duty_of
from market.rentals.queries import RentalRow
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import with_mailbox

ERASED = Declared(("files", "systems"), "none")


@dataclass
class Over:
    """A rental of a brand that everybody in it can be written to."""

    market: Market
    holder: Principal
    brand: Principal
    agreement: uuid.UUID
    rental: uuid.UUID

    @property
    def brand_id(self) -> uuid.UUID:
        assert self.brand.seat
        return self.brand.seat.brand

    async def row(self) -> RentalRow:
        return await queries.of_brand(self.brand_id, self.agreement)

    async def duty(self) -> Duty:
        return duty_of(await self.row())

    async def kept(self) -> dict[str, Any]:
        """The row of the duty."""
        row = await fetch_row("select * from rentals.erasure_duties where rental = $1", self.rental)
        assert row
        return dict(row)

    async def events(self) -> list[Event]:
        """What happened once it was over, from a record that is whole."""
        found = await record.read(self.rental)
        verify_chain(record.urn(self.agreement), found)
        return [it for it in found if it.seq >= 2]

    async def day(self, on: date, hour: int = 12) -> None:
        """Travel to a day of the market's, and let the worker do what is due."""
        await clock.travel_to(datetime(on.year, on.month, on.day, hour, tzinfo=MARKET_ZONE))
        await sweep_erasures()
        await self.market.quiet()

    async def switched_off(self) -> "Over":
        await withdraw(self.holder, self.agreement)
        await self.market.quiet()
        return self


async def a_rented(market: Market, brand: Principal | None = None) -> Over:
    """A running rental."""
    holder = await with_mailbox(await a_holder(), "holder@example.org")
    brand = brand or await with_mailbox(await a_brand(), "brand@example.org")
    agreement = await market.rented(brand, await a_persona(holder))
    assert brand.seat
    row = await queries.of_brand(brand.seat.brand, agreement)
    return Over(market, holder, brand, agreement, row.id)


async def letters() -> list[tuple[str, str]]:
    """(kind, to whom) of the letters about what follows an end, oldest first."""
    found = reversed(await mail.kept())
    return [(it.kind, it.address.split("@")[0]) for it in found if it.kind.startswith("erasure")]


async def own_signature(over: Over, key: PrivateKey, declared: Declared = ERASED) -> OwnSignature:
    """As a brand's own software does it: ask what is to be signed, sign it."""
    said, current = await to_sign(over.brand_id, over.agreement, declared)
    signature: ErasureSignature = sign_erasure(said, "party", key)
    return OwnSignature(current.kid, said.on, signature.value)


async def verified(*files: bytes, keys: tuple[PrivateKey, ...] = ()) -> list[Report]:
    """What the offline verifier finds with the platform's keys, and those brands told it theirs."""
    given = Given(
        await clock.now() + timedelta(seconds=1),
        await signing.key_set("record"),
        KeySet.of([it.public for it in keys]) if keys else None,
    )
    return verify_all(list(files), given)


def facts_of(events: list[Event]) -> list[tuple[str, Any]]:
    """Each event with what it says of the date."""
    return [(it.kind, it.facts.get("late", it.facts.get("delete_by"))) for it in events]


def told(report: Report) -> str:
    return json.dumps([it.en for it in report.proven])
