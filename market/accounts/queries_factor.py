"""Reads of the operators and their second factors."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from market.accounts import factor
from market.accounts.post import addresses_of
from market.accounts.secrets import factor_place
from market.base import vault
from market.base.database import fetch
from market.base.errors import NotFound
from market.base.settings import settings


@dataclass(frozen=True)
class Operator:
    """Who runs the market, as the others see them; `factor_since` is None before it is set up. Times UTC."""

    person: uuid.UUID
    email: str
    factor_since: datetime | None
    codes_left: int


async def operators() -> list[Operator]:
    """Everyone who runs the market and was not shut out, in the order they came."""
    rows = await fetch(
        "select p.id, f.confirmed_at, (select count(*) from accounts.recovery_codes c"
        "   where c.person = p.id and c.used_at is null) as codes_left"
        " from accounts.people p left join accounts.second_factors f on f.person = p.id"
        " where p.operator and p.disabled_at is null order by p.id"
    )
    addresses = await addresses_of({row["id"] for row in rows})
    return [
        Operator(row["id"], addresses.get(row["id"], ""), row["confirmed_at"], row["codes_left"])
        for row in rows
    ]


@dataclass(frozen=True)
class LocalCode:
    """An operator's code of this moment, for the local mailbox; None until the next step where all are used."""

    email: str
    code: str | None


async def local_codes() -> list[LocalCode]:
    """On a person's own machine there is no telephone: the codes that are good now. Raises NotFound elsewhere."""
    if not settings().local:
        raise NotFound()
    rows = await fetch(
        "select f.person, f.sealed, f.last_step from accounts.second_factors f"
        " join accounts.people p on p.id = f.person and p.disabled_at is null"
        " where f.confirmed_at is not null order by f.person"
    )
    people = {row["person"] for row in rows}
    keys, addresses = await vault.data_keys(people), await addresses_of(people)
    at = datetime.now(UTC)
    return [
        LocalCode(
            addresses[row["person"]],
            factor.usable_code(
                keys[row["person"]].unseal(factor_place(row["person"]), row["sealed"])["secret"],
                row["last_step"],
                at,
            ),
        )
        for row in rows
        if row["person"] in addresses
    ]


async def factor_in_force(person: uuid.UUID) -> bool:
    """Whether the person has a second factor that was confirmed."""
    return bool(
        await fetch(
            "select 1 from accounts.second_factors where person = $1 and confirmed_at is not null", person
        )
    )


async def recovery_codes_left(person: uuid.UUID) -> int:
    """How many recovery codes were not used."""
    (row,) = await fetch(
        "select count(*) as left from accounts.recovery_codes where person = $1 and used_at is null", person
    )
    return int(row["left"])
