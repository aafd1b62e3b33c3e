"""Builders: who asks with a key of its own, who answers with a password, and the proof that comes of it."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from contracts import jws
from contracts.keys import PrivateKey, b64url, b64url_decode
from contracts.sdjwt import Challenge
from contracts.verifier import verify
from contracts.verifier.report import Given, Report
from market.base import clock, signing
from market.base.access import VISITOR, Principal
from market.proofs import queries
from market.proofs.actions import answer, take
from market.proofs.actions.ask import Asked, ask
from market.proofs.rules import challenge_line
from tests.accounts.people import PASSWORD, person, signed_in

ADA = "ada@example.org"


def fresh_key() -> PrivateKey:
    return PrivateKey(os.urandom(32))


@dataclass
class Merchant:
    """Somebody who asks. Each question has a key of its own."""

    who: Principal = VISITOR
    key: PrivateKey = field(default_factory=fresh_key)

    async def asks(self, *predicates: str) -> Asked:
        return await ask(self.who, self.key.public.jwk(), predicates or ("over-18",))

    async def signature(self, code: uuid.UUID) -> str:
        row = await queries.request(code)
        assert row.challenge is not None
        return b64url(self.key.sign(challenge_line(str(code), row.challenge).encode()))

    async def fetches(self, code: uuid.UUID) -> Any:
        """The statement's payload and all around it, as the file has it."""
        return (await take.take(code, await self.signature(code))).model_dump(mode="json")


async def a_holder_with_a_password(email: str = ADA) -> Principal:
    await person(email)
    return await signed_in(email)


async def approves(who: Principal, code: uuid.UUID) -> None:
    await answer.approve(who, code, PASSWORD)


async def verified(data: bytes, at: datetime | None = None) -> Report:
    """What the offline verifier says of a proof's file, with the published keys."""
    _, payload, _ = json.loads(data)["statement"].split(".")
    said = json.loads(b64url_decode(payload))
    asked = Challenge(audience=said["aud"], nonce=said["nonce"])
    keys = await signing.key_set("proof")
    return verify(data, Given(at or await clock.now(), proof_keys=keys, challenge=asked))


async def asked_by(client: httpx.AsyncClient, key: PrivateKey, *predicates: str) -> httpx.Response:
    """A question by the API."""
    wanted = list(predicates or ("over-18",))
    return await client.post("/v1/proofs", json={"jwk": public(key), "predicates": wanted})


def public(key: PrivateKey) -> dict[str, str]:
    """As a browser exports it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": key.public.jwk()["x"]}


def payload_of(file: dict[str, Any]) -> dict[str, Any]:
    """The statement inside a proof's file, unproven."""
    found: dict[str, Any] = json.loads(json.dumps(dict(jws.read(file["statement"]).payload)))
    return found
