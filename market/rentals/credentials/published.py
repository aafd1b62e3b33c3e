"""A status list as anybody fetches it, signed from what the database says.

It is signed once in each slot of five minutes (UTC), when it is first asked for, as of the slot's beginning: so its
`iat` says, and so do its statuses. Of a change it tells the five minutes, and no second by which two brands could find
that they rented one persona; and nobody is handed a list that holds for less than its `ttl`.
"""

import re
import uuid
from datetime import UTC
from typing import Final

from contracts.credential import ISSUER
from contracts.status_index import SIZE
from contracts.status_list import INVALID, SUSPENDED, pack, publish
from market.base import signing
from market.base.database import Record, fetch, fetch_row, transaction
from market.rentals.credentials.lists import BASE
from market.rentals.errors import StatusListNotFound

BITS: Final = 2

_NAME = re.compile(r"([0-9]{4}-[0-9]{2})-(0|[1-9][0-9]{0,5})")
_LOOK = (
    "select id, token, signed_at = rentals.status_slot() as serves"
    " from rentals.status_lists where month = $1 and shard = $2"
)
# The slot is asked for in the statement that reads: nothing that it sees is of a later one, unless the clock went back.
# Two arrays: they come in a fraction of the time that a full list's rows would take.
_TOLD = (
    "with slot as materialized (select rentals.status_slot() as began),"
    " told as (select idx, case changed_in when (select began from slot) then former else status end as status"
    " from rentals.credentials where list = $1 and (status <> 0 or former <> 0))"
    " select (select began from slot) as began,"
    " coalesce(array_agg(idx) filter (where status = 1), '{}') as invalid,"
    " coalesce(array_agg(idx) filter (where status = 2), '{}') as suspended from told"
)


async def token(name: str) -> str:
    """The list of this name (``2026-12-3``) as a Status List Token. Raises StatusListNotFound, SigningKeyLost."""
    month, shard = _parts(name)
    row = await _look(month, shard)
    if row["serves"]:
        return str(row["token"])
    async with transaction():
        # Locked first and looked at next: who waited finds what the other has signed.
        await fetch("select 1 from rentals.status_lists where id = $1 for no key update", row["id"])
        row = await _look(month, shard)
        if row["serves"]:
            return str(row["token"])
        return await _sign(row["id"], f"{BASE}/{name}")


def _parts(name: str) -> tuple[str, int]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise StatusListNotFound()
    return found[1], int(found[2])


async def _look(month: str, shard: int) -> Record:
    row = await fetch_row(_LOOK, month, shard)
    if row is None:
        raise StatusListNotFound()
    return row


async def _sign(which: uuid.UUID, uri: str) -> str:
    """What is committed after the statuses were read is told by the next slot's token."""
    (told,) = await fetch(_TOLD, which)
    statuses = dict.fromkeys(told["invalid"], INVALID) | dict.fromkeys(told["suspended"], SUSPENDED)
    key = await signing.signing_key("status")
    text = publish(uri, pack(statuses, SIZE, BITS), key, told["began"].astimezone(UTC))
    await fetch(
        "update rentals.status_lists set token = $2, signed_at = $3 where id = $1", which, text, told["began"]
    )
    return text


def issuer_of(keys: list[signing.Published]) -> dict[str, object]:
    """The issuer's metadata: the keys of credentials and of status lists, each with its one use (sd-jwt-vc, 4)."""
    return {
        "issuer": ISSUER,
        "jwks": {"keys": [each.jwk() for each in keys if each.purpose in ("credential", "status")]},
    }
