"""Builders of credentials and status lists for tests; keys and randomness are always the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from contracts.agreement import Agreement
from contracts.credential import Credential, Said, Sheet, credential, sign_credential, verify_rented
from contracts.jws import sign, trusting
from contracts.keys import PrivateKey, SignatureInvalid, b64url, b64url_decode
from contracts.sdjwt import Challenge, bind, parse, present
from contracts.status_index import SIZE
from contracts.status_list import Published, Reference, pack, publish, read_list
from tests.contracts.builders import an_agreement

VECTORS = Path(__file__).parent / "vectors"

ISSUER = PrivateKey(bytes(range(32)))
"""The key of credentials."""
LISTS = PrivateKey(bytes(range(1, 33)))
"""The key of status lists."""
BRAND = PrivateKey(bytes(range(2, 34)))
STRANGER = PrivateKey(bytes(range(3, 35)))

TRUSTED = trusting([ISSUER.public])
TRUSTED_LISTS = trusting([LISTS.public])

AT = datetime(2026, 10, 27, 9, 30, tzinfo=UTC)
"""A week into the rental that `an_agreement` begins."""
LIST = "https://moi.example/status/2026-11-2"
INDEX = 41_077
CHALLENGE = Challenge(audience="https://verifier.example", nonce="n-0S6_WzA2Mj")


def vectors(name: str) -> Any:
    """The examples of a specification, as data."""
    return json.loads((VECTORS / f"{name}.json").read_text())


class Entropy:
    """Bytes that look random and are the same at every run."""

    def __init__(self, seed: str = "") -> None:
        self.seed = seed
        self.drawn = 0

    def __call__(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_128(f"{self.seed}/{self.drawn}".encode()).digest(count)


def a_sheet(agreement: Agreement, said: Mapping[str, Said | None] | None = None, **fields: Any) -> Sheet:
    """The sheet of that agreement's terms: these claims are said, the others are not."""
    said = {"region": Said("normandie"), "passion": Said("velo", "like")} if said is None else said
    return Sheet({claim: said.get(claim) for claim in agreement.terms.disclosure.claims}, **fields)


def a_credential(agreement: Agreement | None = None, sheet: Sheet | None = None, **fields: Any) -> Credential:
    agreement = agreement or an_agreement()
    given: dict[str, Any] = {"holder": BRAND.public, "status": Reference(LIST, INDEX), "at": AT} | fields
    return credential(agreement, sheet or a_sheet(agreement), **given)


def a_token(seed: str = "", **fields: Any) -> str:
    """As a brand receives it."""
    return sign_credential(a_credential(**fields), ISSUER, Entropy(seed))


def a_presentation(*paths: tuple[str, ...], token: str | None = None, at: datetime = AT) -> str:
    """As a brand shows it to the verifier of `CHALLENGE`."""
    shown = present(token or a_token(), paths or (("claims", "region"),))
    return bind(shown, BRAND, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=at)


def a_list(statuses: Mapping[int, int] | None = None, at: datetime = AT, uri: str = LIST) -> str:
    return publish(uri, pack(statuses or {}, SIZE, 2), LISTS, at)


def a_published(statuses: Mapping[int, int] | None = None, at: datetime = AT, **fields: Any) -> Published:
    return read_list(a_list(statuses, at, **fields), keys=TRUSTED_LISTS, at=at, longest=None)


NOBODY_ENDED = a_published()


def verified(text: str, **changes: Any) -> Any:
    """What a strict verifier reads of a presentation."""
    asked: dict[str, Any] = {
        "keys": TRUSTED,
        "at": AT,
        "challenge": CHALLENGE,
        "published": NOBODY_ENDED,
    }
    if "at" in changes and "published" not in changes:
        asked["published"] = a_published(at=changes["at"])
    return verify_rented(text, **asked | changes)


def forged(
    text: str, key: PrivateKey = ISSUER, header: Mapping[str, object] | None = None, **claims: Any
) -> str:
    """The same SD-JWT with other signed claims (None: without it) or header, signed anew with that key."""
    parts = parse(text)
    opened, payload = (json.loads(b64url_decode(part)) for part in parts.token.split(".")[:2])
    payload = {name: value for name, value in (payload | claims).items() if value is not None}
    token = sign({**opened, **(header or {})}, payload, key)
    return "".join(f"{part}~" for part in (token, *parts.disclosures))


def raw_token(header: Mapping[str, object], payload: Mapping[str, object], key: PrivateKey = ISSUER) -> str:
    """Signed as it stands: also with a header or JSON that we would never write."""
    message = ".".join(b64url(json.dumps(part).encode()) for part in (header, payload))
    return f"{message}.{b64url(key.sign(message.encode()))}"


def later(**spans: float) -> datetime:
    return AT + timedelta(**spans)


class P256:
    """A key of the specifications' examples (ES256, RFC 7518, section 3.4)."""

    algorithms = frozenset({"ES256"})

    def __init__(self, jwk: Mapping[str, Any]) -> None:
        x, y = (int.from_bytes(b64url_decode(jwk[name])) for name in ("x", "y"))
        self.key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    def verify(self, signature: bytes, message: bytes) -> None:
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        try:
            self.key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise SignatureInvalid("P-256") from None
