"""A brand's address and VAT number: what stands on its invoices."""

import uuid
from dataclasses import dataclass

import asyncpg

from market.accounts import rules
from market.accounts.actions import vat_numbers
from market.accounts.actions.keys import seat_of
from market.accounts.queries import brand_held
from market.accounts.refusals import BrandNumberTaken
from market.base import audit, events, jobs
from market.base.access import Principal
from market.base.database import fetch, transaction


@dataclass(frozen=True)
class BillingChanged:
    """A brand has said where its invoices go."""

    brand: uuid.UUID


async def set_billing(who: Principal, street: str, postcode: str, city: str, vat_number: str) -> None:
    """Keep the address, and the VAT number; a new number is asked after at its register.

    Raises NameNotValid, PostcodeNotValid, NumberNotValid, NumbersDisagree, NumberOfAnotherCountry,
    NumberMissing, BrandNumberTaken.
    """
    brand = seat_of(who).brand
    address = rules.address(street, postcode, city)
    async with transaction():
        await fetch("select 1 from accounts.brands where id = $1 for update", brand)
        before = await brand_held(brand)
        number = rules.own_vat_number(vat_number, before.country, before.siren)
        changed = number != before.vat_number
        await _keep(brand, address, number, changed)
        if changed and number is not None and before.country != "FR":
            await jobs.enqueue(vat_numbers.JOB, brand=brand)
        await audit.record(who.actor, "brand.billing_changed", "brand", brand, vat_number=changed)
        await events.raise_event(BillingChanged(brand))


async def _keep(brand: uuid.UUID, address: rules.Address, number: str | None, changed: bool) -> None:
    try:
        await fetch(
            "update accounts.brands set street = $2, postcode = $3, city = $4, vat_number = $5,"
            " vat_checked_at = case when $6 then null else vat_checked_at end,"
            " vat_valid = case when $6 then null else vat_valid end where id = $1",
            *(brand, address.street, address.postcode, address.city, number, changed),
        )
    except asyncpg.UniqueViolationError as error:
        raise BrandNumberTaken(number="vat_number") from error
