"""A brand as anybody may know it: what is registered, what was checked, and what it says of itself."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from market.base.clock import market_date
from market.base.database import Record, fetch_row
from market.base.errors import NotFound
from market.base.i18n import marked

SPEAKERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "management": marked("its management"),
        "data-protection": marked("its data protection officer"),
        "customer-service": marked("its customer service"),
        "studies": marked("its market research department"),
        "marketing": marked("its head of marketing"),
    }
)
"""Who may speak for a brand: a role, never a person's name, since people change and the page stands."""


@dataclass(frozen=True)
class Declared:
    """What a brand says of itself: who speaks for it (of `SPEAKERS`), what it intends (ids of purposes, in the
    vocabulary's order), and the market's day on which it said so last."""

    speaker: str
    intends: tuple[str, ...]
    on: date


@dataclass(frozen=True)
class PublicBrand:
    """What anybody may know of a brand that was approved; months as 2026-11.

    `vat_confirmed`: when the register of its country last confirmed its VAT number; None where none has. `address`: of
    who speaks for it, by post; None before it has said who, or where.
    """

    legal_name: str
    trading_name: str
    siren: str | None
    vat_number: str | None
    country: str
    stopped: bool
    since: str
    vat_confirmed: str | None
    declared: Declared | None
    address: str | None


async def public_brand(identity: uuid.UUID) -> PublicBrand:
    """Raises NotFound, as for none, for a brand that no operator has approved."""
    row = await fetch_row(
        "select legal_name, trading_name, siren, vat_number, country, state = 'stopped' as stopped,"
        " to_char(approved_at at time zone 'Europe/Paris', 'YYYY-MM') as since, case when vat_valid then"
        " to_char(vat_checked_at at time zone 'Europe/Paris', 'YYYY-MM') end as vat_confirmed,"
        " speaker, intends, declared_at, case when speaker is not null then contact_address end as address"
        " from accounts.brands where id = $1 and state in ('approved', 'stopped')",
        identity,
    )
    if row is None:
        raise NotFound()
    facts = {name: value for name, value in row.items() if name not in _SAID}
    return PublicBrand(**facts, declared=_declared(row))


async def declared_by(identity: uuid.UUID) -> Declared | None:
    """What a brand says of itself, also before it is approved. Raises NotFound."""
    row = await fetch_row("select speaker, intends, declared_at from accounts.brands where id = $1", identity)
    if row is None:
        raise NotFound()
    return _declared(row)


_SAID: Final = ("speaker", "intends", "declared_at")


def _declared(row: Record) -> Declared | None:
    if row["declared_at"] is None:
        return None
    return Declared(row["speaker"], tuple(json.loads(row["intends"])), market_date(row["declared_at"]))
