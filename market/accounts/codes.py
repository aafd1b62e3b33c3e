"""Codes sent by mail: issued in a transaction, redeemed once by a conditional update, stored as hashes."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from market.accounts.refusals import CodeNotValid
from market.accounts.secrets import hash_key, new_secret
from market.base.database import fetch, fetch_row

Purpose = Literal["verify", "join", "reset", "factor"]

FACTOR: Purpose = "factor"


@dataclass(frozen=True)
class Code:
    """A code as it was issued, and what its person has by now."""

    hash: bytes
    person: uuid.UUID
    purpose: Purpose
    password_hash: str | None  # the one chosen with this sign-up
    brand: uuid.UUID | None
    current_hash: str | None  # the password the person has already


async def issue(
    person: uuid.UUID,
    purpose: Purpose,
    life: timedelta,
    *,
    password_hash: str | None = None,
    adult: bool = False,
    brand: uuid.UUID | None = None,
) -> str:
    """A fresh code in clear, for the letter alone."""
    text = new_secret()
    await fetch(
        "insert into accounts.one_time_codes"
        " (hash, person, purpose, password_hash, adult_declared_at, brand, created_at, expires_at)"
        " values ($1, $2, $3, $4, case when $5 then base.now() end, $6, base.now(),"
        " base.now() + $7::interval)",
        hash_key(text),
        person,
        purpose,
        password_hash,
        adult,
        brand,
        life,
    )
    return text


async def look(text: str, *purposes: Purpose) -> Code:
    """The code, still unused; raises CodeNotValid. Looking uses nothing up."""
    row = await fetch_row(
        "select c.hash, c.person, c.purpose, c.password_hash, c.brand, p.password_hash as current_hash"
        " from accounts.one_time_codes c join accounts.people p on p.id = c.person"
        " where c.hash = $1 and c.purpose = any($2) and c.used_at is null and c.expires_at > base.now()"
        " and p.disabled_at is null and (c.purpose <> 'verify' or p.password_hash is null)",
        hash_key(text),
        list(purposes),
    )
    if row is None:
        raise CodeNotValid(field="code")
    return Code(**row)


async def redeem(code: Code) -> None:
    """Use the code up, once, whoever else tries at this moment; raises CodeNotValid."""
    row = await fetch_row(
        "update accounts.one_time_codes set used_at = base.now()"
        " where hash = $1 and used_at is null and expires_at > base.now() returning hash",
        code.hash,
    )
    if row is None:
        raise CodeNotValid(field="code")


async def void(person: uuid.UUID, *purposes: Purpose) -> None:
    """Make the person's unused codes for these purposes worthless."""
    await fetch(
        "update accounts.one_time_codes set used_at = base.now()"
        " where person = $1 and used_at is null and purpose = any($2)",
        person,
        list(purposes),
    )
