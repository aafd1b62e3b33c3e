"""What a rental's consent says: its state, its events, and the receipts of both sides."""

import json
import uuid
from typing import Any

from contracts.keyset import KeySet
from contracts.verifier import verify
from contracts.verifier.report import Given, Report
from market.base import clock, signing
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.rentals.consents import files
from market.rentals.consents.queries import ConsentRow, events_of, of_rental
from tests.relations.helpers import brand_of


async def rental_of(agreement: uuid.UUID) -> uuid.UUID:
    found: uuid.UUID = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    return found


async def consent_of(agreement: uuid.UUID) -> ConsentRow:
    found = await of_rental(await rental_of(agreement))
    assert found
    return found


async def kinds(agreement: uuid.UUID) -> list[str]:
    """The events of its record, oldest first."""
    return [event.kind for event in await events_of((await consent_of(agreement)).id)]


async def state(agreement: uuid.UUID) -> str:
    return (await consent_of(agreement)).state


async def both(holder: Principal, brand: Principal, agreement: uuid.UUID) -> dict[str, bytes]:
    """The receipt of each side, verified without a doubt at the market's time."""
    assert holder.person
    found = {
        "holder": await files.of_holder(holder.person, agreement),
        "brand": await files.of_brand(brand_of(brand), agreement),
    }
    for data in found.values():
        report = await checked(data)
        assert report.verdict == "verified", (report.refusal, report.doubts)
    return found


async def checked(data: bytes) -> Report:
    keys = KeySet.of(each.key for each in await signing.published() if each.purpose == "record")
    return verify(data, Given(await clock.now(), keys))


def said(data: bytes) -> dict[str, Any]:
    """The receipt itself."""
    found: dict[str, Any] = json.loads(data)["receipt"]
    return found


async def open_consents() -> int:
    """Consents that hold by their record, whose rentals are over: there may never be one."""
    rows = await fetch(
        "select c.id from rentals.consents c join rentals.rentals r on r.id = c.rental"
        " where (c.state in ('requested', 'given', 'renewed'))"
        " <> (r.state in ('Inactive', 'Active', 'TemporarilySuspended'))"
        " or (c.state = 'requested') <> (r.state = 'Inactive')"
    )
    return len(rows)
