"""What a brand keeps: personas under its lasting names, and where they were found.

The address of a card says what the persona is, and outlives the card: it is sealed under the holder's key, bound
to its row, and gone when the holder leaves for good.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import names, vault
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_row
from market.base.ids import new_id
from market.base.vault import Place
from market.catalogue.people import Shown, free_under, shown
from market.personas.queries import ROOM

_KEPT = """
select s.id, s.persona, s.address_sealed, s.saved_at, p.holder
from catalogue.saved_cards s join personas.personas p on p.id = s.persona
"""


@dataclass(frozen=True)
class Saved:
    """A kept persona. `available`: it stands under that card now, with a place for this brand.

    `address` is None of one that is not available, whatever the reason: one that went with its holder's key would
    show who left, and whose personas belong together. `saved_on`: a date in the market's zone.
    """

    persona: Shown
    address: str | None
    available: bool
    saved_on: date


async def saved(brand: uuid.UUID) -> list[Saved]:
    """What the brand keeps, latest first."""
    rows = await fetch(f"{_KEPT} where s.brand = $1 order by s.id desc", brand)
    addresses = await _addresses(rows)
    free = await free_under([(persona, it) for persona, it in addresses.items() if it], brand)
    lasting = names.for_brand(brand)
    return [
        Saved(
            shown(row["persona"], lasting, saved=True),
            addresses[row["persona"]] if row["persona"] in free else None,
            row["persona"] in free,
            market_date(row["saved_at"]),
        )
        for row in rows
    ]


async def keep(brand: uuid.UUID, persona: uuid.UUID, address: str) -> bool:
    """Write that the brand keeps this persona, found at `address`; False when that stands already.

    Inside the caller's transaction. Raises Erased.
    """
    row = await fetch_row(f"{_KEPT} where s.brand = $1 and s.persona = $2 for update of s", brand, persona)
    if row and (await _addresses([row]))[persona] == address:
        return False
    found = row["id"] if row else new_id()
    made = await fetch(
        "insert into catalogue.saved_cards (id, brand, persona, address_sealed, saved_at)"
        " values ($1, $2, $3, $4, base.now()) on conflict (brand, persona)"
        " do update set address_sealed = excluded.address_sealed where saved_cards.id = excluded.id returning id",
        *(found, brand, persona, await _sealed(found, persona, address)),
    )
    return bool(made)  # else another request of the brand's was faster


async def _sealed(row: uuid.UUID, persona: uuid.UUID, address: str) -> bytes:
    (found,) = await fetch("select holder from personas.personas where id = $1", persona)
    key = (await vault.keys_of(ROOM, {found["holder"]})).get(found["holder"])
    if key is None:
        raise vault.Erased()
    return key.seal(_place(row), {"address": address})


async def _addresses(rows: list[Record]) -> dict[uuid.UUID, str | None]:
    """Persona -> the address it was found at, None where that or its key is gone."""
    keys = await vault.keys_of(ROOM, {row["holder"] for row in rows})
    return {row["persona"]: _address(row, keys.get(row["holder"])) for row in rows}


def _address(row: Record, key: vault.DataKey | None) -> str | None:
    if key is None or row["address_sealed"] is None:
        return None
    return str(key.unseal(_place(row["id"]), row["address_sealed"])["address"])


def _place(row: uuid.UUID) -> Place:
    return Place("saved_cards", "address", row)
