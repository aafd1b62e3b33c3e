"""What the world has of proofs: a question that waits for its answer, and a trait that waits for an operator."""

import uuid
from dataclasses import dataclass

import asyncpg

from contracts.keys import PrivateKey
from market.base.access import VISITOR, Principal
from market.base.database import fetch_value
from market.personas.checks import actions as checks
from market.proofs.actions.ask import ask
from tests.conftest import FreshDatabase

KEY = PrivateKey(b"q" * 32)


@dataclass(frozen=True)
class Proofs:
    """`code` is the question's, `check` the inner id of a check of side A's persona."""

    code: uuid.UUID
    check: uuid.UUID


async def make_proofs(database: FreshDatabase, holder: Principal, persona: uuid.UUID) -> Proofs:
    """The question stays open for a day: this world is copied for many tests, and two minutes are soon over."""
    asked = await ask(VISITOR, KEY.public.jwk(), ["over-18"])
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("set session_replication_role = replica")
    await connection.execute("update proofs.requests set expires_at = expires_at + interval '1 day'")
    await connection.close()
    await checks.ask(holder, persona, "region")
    return Proofs(asked.code, await fetch_value("select id from personas.checks"))
