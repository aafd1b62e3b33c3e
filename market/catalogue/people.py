"""The personas under a card, as one brand sees them on one day; and what a name of theirs leads back to.

Whoever is hidden, full, edited since the snapshot, erased or in the asking brand is simply not there: no answer
says which.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Protocol

from market.accounts.queries import member_tags
from market.base import names
from market.base.database import fetch, fetch_row
from market.base.errors import NotFound
from market.base.keyring import keyring
from market.catalogue import queries
from market.catalogue.codes import Saying, finest_of
from market.catalogue.order import order_key
from market.personas.queries import ROOM
from market.personas.slots import PLACES, PersonaUnavailable

KIND = "persona"
MOST = 24

# A persona stands under a card in one version, and with a place for this brand: $1 brand, $2 its members' tags.
_FREE = f"""
  p.state = 'listed' and p.version = d.version and p.holder <> all ($2::bytea[])
  and p.capacity > (
    select {PLACES} from personas.slots s where s.persona = p.id and s.released_at is null
      and coalesce(s.ends_at, s.held_until) > base.now())
  and not exists (
    select 1 from personas.slots s where s.persona = p.id and s.brand = $1 and s.released_at is null
      and coalesce(s.ends_at, s.held_until) > base.now())
"""
_CARDS = """
  catalogue.current k
  join catalogue.classes c on c.snapshot = k.snapshot
  join catalogue.cards d on d.class = c.id and d.snapshot = k.snapshot
  join personas.personas p on p.id = d.persona
"""
_UNDER = f"""
select p.id, v.persona is not null as saved from {_CARDS}
left join catalogue.saved_cards v on v.brand = $1 and v.persona = p.id
where c.address = $3 and {_FREE}
"""


@dataclass(frozen=True)
class Shown:
    """A persona before one brand. `mask_seed`: 16 bytes that draw its face. `saved`: the name lasts."""

    name: str
    handle: str
    mask_seed: bytes
    saved: bool


def shown(persona: uuid.UUID, audience: names.Audience, *, saved: bool) -> Shown:
    """A persona under its name for `audience`; handle and face follow from the name alone."""
    name = names.name(KIND, persona, audience)
    return Shown(name, names.handle(name), names.mask_seed(name), saved)


async def personas_under(address: str, brand: uuid.UUID, day: date, limit: int = 12) -> list[Shown]:
    """Some personas of the card that this brand could rent now, in its order of the day.

    `day` in the market's zone. Raises CardUnknown.
    """
    await queries.card(address)
    rows = await fetch(_UNDER, brand, list(await member_tags(brand, ROOM)), address)
    key = keyring().derive("order")
    first = nsmallest(
        max(1, min(limit, MOST)), rows, key=lambda row: order_key(key, brand.bytes, day, row["id"].bytes)
    )
    today, lasting = names.for_brand_today(brand, day), names.for_brand(brand)
    return [shown(row["id"], lasting if row["saved"] else today, saved=row["saved"]) for row in first]


def resolve(name: str, brand: uuid.UUID, day: date) -> uuid.UUID:
    """The persona behind a name that this brand was shown today, saved or rented; raises PersonaUnavailable."""
    for audience in (names.for_brand_today(brand, day), names.for_brand(brand)):
        try:
            return names.inner_id(KIND, name, audience)
        except NotFound:
            continue
    raise PersonaUnavailable()


def lasting_name(name: str, brand: uuid.UUID, day: date) -> str:
    """The name that a persona keeps before this brand, where `name` is the one it has for today; else empty."""
    try:
        persona = names.inner_id(KIND, name, names.for_brand_today(brand, day))
    except NotFound:
        return ""
    return names.name(KIND, persona, names.for_brand(brand))


async def free_under(addresses: Sequence[tuple[uuid.UUID, str]], brand: uuid.UUID) -> set[uuid.UUID]:
    """Of these (persona, address) those that stand under that card now, with a place for this brand."""
    rows = await fetch(
        f"select p.id from {_CARDS} join unnest($3::uuid[], $4::text[]) a (persona, address)"
        f" on a.persona = d.persona and a.address = c.address where {_FREE}",
        *(brand, list(await member_tags(brand, ROOM))),
        *([persona for persona, _ in addresses], [address for _, address in addresses]),
    )
    return {row["id"] for row in rows}


class AskedFor(Protocol):
    """An event: somebody wants to rent this persona, and listens for the card it stands under."""

    @property
    def persona(self) -> uuid.UUID: ...

    def stands_under(self, address: str, said: Iterable[tuple[str, int, str]]) -> None: ...


async def tell_the_card(event: AskedFor) -> None:
    """A persona is rented only while it stands, as it is, under a card of the day: the event learns which.

    Raises PersonaUnavailable.
    """
    row = await fetch_row(
        "select c.address, c.vector::text as vector from catalogue.current k"
        " join catalogue.cards d on d.snapshot = k.snapshot join catalogue.classes c on c.id = d.class"
        " join personas.personas p on p.id = d.persona and p.version = d.version where d.persona = $1",
        event.persona,
    )
    if row is None:
        raise PersonaUnavailable()
    event.stands_under(row["address"], finest_of(Saying(*it) for it in json.loads(row["vector"])))
