"""A status list as anybody fetches it, signed from what the database says.

It is signed when it is asked for: anew if a status has changed since, but not more often than every two seconds, and
if the last signature is five minutes old. So its cost follows what changes, not who asks; and nobody is handed a list
that is older, nor one that holds for less than its `ttl`.
"""

import re
from datetime import UTC, timedelta
from typing import Final

from contracts.credential import ISSUER
from contracts.status_index import SIZE
from contracts.status_list import INVALID, SUSPENDED, TTL, pack, publish
from market.base import signing
from market.base.database import Record, fetch, fetch_row, transaction
from market.rentals.credentials.lists import BASE
from market.rentals.errors import StatusListNotFound

BITS: Final = 2
AT_MOST_EVERY: Final = timedelta(seconds=2)

_NAME = re.compile(r"([0-9]{4}-[0-9]{2})-(0|[1-9][0-9]{0,5})")
_LOOK = (
    "select l.id, l.token, base.now() - l.signed_at as age, base.now() as now,"
    " exists (select from rentals.status_changes c where c.list = l.id) as changed"
    " from rentals.status_lists l where l.month = $1 and l.shard = $2"
)
_TOLD = (  # two arrays: they come in a fraction of the time that a full list's rows would take
    "select coalesce(array_agg(idx) filter (where status = 1), '{}') as invalid,"
    " coalesce(array_agg(idx) filter (where status = 2), '{}') as suspended"
    " from rentals.credentials where list = $1 and status <> 0"
)


async def token(name: str) -> str:
    """The list of this name (``2026-12-3``) as a Status List Token. Raises StatusListNotFound, SigningKeyLost."""
    month, shard = _parts(name)
    row = await _look(month, shard)
    if row["token"] is not None and _serves(row):
        return str(row["token"])
    async with transaction():
        # Locked first and looked at next: who waited finds what the other has signed.
        await fetch("select 1 from rentals.status_lists where id = $1 for no key update", row["id"])
        row = await _look(month, shard)
        if row["token"] is not None and _serves(row):
            return str(row["token"])
        return await _sign(row, f"{BASE}/{name}")


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


def _serves(row: Record) -> bool:
    """A clock that went back has signed in the future: that serves nobody."""
    age: timedelta = row["age"]
    return timedelta(0) <= age < (AT_MOST_EVERY if row["changed"] else TTL)


async def _sign(row: Record, uri: str) -> str:
    """The notes are taken away first and the statuses read after: what comes between is read, and signed once more."""
    await fetch("delete from rentals.status_changes where list = $1", row["id"])
    (told,) = await fetch(_TOLD, row["id"])
    statuses = dict.fromkeys(told["invalid"], INVALID) | dict.fromkeys(told["suspended"], SUSPENDED)
    key = await signing.signing_key("status")
    text = publish(uri, pack(statuses, SIZE, BITS), key, row["now"].astimezone(UTC))
    await fetch(
        "update rentals.status_lists set token = $2, signed_at = $3 where id = $1",
        row["id"],
        text,
        row["now"],
    )
    return text


def issuer_of(keys: list[signing.Published]) -> dict[str, object]:
    """The issuer's metadata: the keys of credentials and of status lists, each with its one use (sd-jwt-vc, 4)."""
    return {
        "issuer": ISSUER,
        "jwks": {"keys": [each.jwk() for each in keys if each.purpose in ("credential", "status")]},
    }
