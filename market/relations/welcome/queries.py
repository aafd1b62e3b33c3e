"""Reads of what holders would welcome: each holder's own list, and the crowd's figure for the operators."""

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from market.accounts.public import public_brand
from market.base import names, vault
from market.base.clock import market_date
from market.base.database import Record, fetch
from market.base.errors import NotFound
from market.base.keyring import keyring
from market.relations.conduct.queries import KIND as BRAND
from market.relations.conduct.queries import name_of
from market.relations.queries import ROOM

KIND, WANTED = "wish", "wanted-brand"


@dataclass(frozen=True)
class Welcomed:
    """A brand on a holder's own list. `page` is the public name of a registered one; else `host` is its website."""

    id: uuid.UUID
    label: str
    page: str | None
    host: str | None
    since: datetime


def place(wish: uuid.UUID) -> vault.Place:
    """Where the words of a wish are sealed."""
    return vault.Place("wishes", "sealed", wish)


def digest_of(said: Mapping[str, Any]) -> bytes:
    """The brand that a wish means, alike for everybody: keyed, so that nobody finds it by trying names."""
    which = f"brand:{said['brand']}" if "brand" in said else f"host:{said['host']}"
    return hmac.digest(keyring().derive("wish"), which.encode(), "sha256")


def outward(person: uuid.UUID, wish: uuid.UUID) -> str:
    """A wish's name before its holder."""
    return names.name(KIND, wish, names.for_person(person))


def inner(person: uuid.UUID, name: str) -> uuid.UUID:
    """The wish of this name; raises NotFound, for another holder's too."""
    return names.inner_id(KIND, name, names.for_person(person))


async def of_holder(person: uuid.UUID) -> list[Welcomed]:
    """The holder's own list, the latest first. Raises Erased."""
    rows = await fetch(
        "select id, sealed, since from relations.wishes where holder = $1 order by id desc",
        vault.tag(ROOM, person),
    )
    if not rows:
        return []
    key = await vault.data_key(person)
    return [
        await _welcomed(row["id"], key.unseal(place(row["id"]), row["sealed"]), row["since"]) for row in rows
    ]


async def _welcomed(wish: uuid.UUID, said: Mapping[str, Any], since: datetime) -> Welcomed:
    if "brand" not in said:
        return Welcomed(wish, said["name"], None, said["host"], since)
    brand = uuid.UUID(said["brand"])
    return Welcomed(wish, await trading_name(brand), name_of(brand), None, since)


async def trading_name(brand: uuid.UUID) -> str:
    """A registered brand's name; "" for one that is public no more."""
    try:
        return (await public_brand(brand)).trading_name
    except NotFound:
        return ""


async def of_brand(person: uuid.UUID, page: str) -> str | None:
    """The name of the holder's own wish for the registered brand of a page; None without one. Raises NotFound."""
    brand = names.inner_id(BRAND, page, names.for_everybody())
    rows = await fetch(
        "select id from relations.wishes where holder = $1 and wanted = $2",
        *(vault.tag(ROOM, person), digest_of({"brand": str(brand)})),
    )
    return outward(person, rows[0]["id"]) if rows else None


@dataclass(frozen=True)
class Wanted:
    """A brand that at least so many persons would welcome, for the desk. `page`: the public name of a registered one;
    `invited_on`: the market's day on which it was written to."""

    id: uuid.UUID
    label: str
    page: str | None
    host: str | None
    at_least: int
    counted_on: date
    invited_on: date | None


_WANTED = """
select w.id, w.brand, w.host, w.name, w.at_least, w.counted_on, i.sent_at
  from relations.wanted_brands w left join relations.wanted_invitations i on i.wanted = w.id
"""


async def wanted() -> list[Wanted]:
    """What crowds want, the most wanted first."""
    rows = await fetch(f"{_WANTED} order by w.at_least desc, w.host nulls first, w.id")
    return [await _wanted(row) for row in rows]


async def one_wanted(identity: uuid.UUID) -> Wanted:
    """One of them; raises NotFound."""
    rows = await fetch(f"{_WANTED} where w.id = $1", identity)
    if not rows:
        raise NotFound()
    return await _wanted(rows[0])


async def _wanted(row: Record) -> Wanted:
    brand: uuid.UUID | None = row["brand"]
    return Wanted(
        id=row["id"],
        label=(await trading_name(brand)) if brand else row["name"] or row["host"],
        page=name_of(brand) if brand else None,
        host=row["host"],
        at_least=row["at_least"],
        counted_on=row["counted_on"],
        invited_on=market_date(row["sent_at"]) if row["sent_at"] else None,
    )
