"""Reads of requests and answers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.keys import PublicKey, b64url_decode
from contracts.proof.statement import Asker, Provenance
from market.accounts import queries as accounts
from market.base import names, vault
from market.base.database import Record, fetch, fetch_row
from market.base.names import Audience
from market.base.settings import settings
from market.proofs.errors import ProofRequestNotFound
from market.proofs.rules import Known, State, in_crowd, state_of, two_words
from market.proofs.sources import facts
from market.rentals.queries import ROOM as RENTALS

ROOM = "proofs"
PADDING = 512  # bytes: how much was asked shall not show in the length
PADS = {"asked": 96, "statement": 1024}  # bytes
MOST = 200  # answers on a page

_COLUMNS = (
    "id, code, nonce, key, brand, asked, state, expires_at, answered_at, challenge, taken_at,"
    " base.now() as now"
)


@dataclass(frozen=True)
class RequestRow:
    """A request as it stands `now`; times UTC."""

    id: uuid.UUID
    code: uuid.UUID
    nonce: str
    key: PublicKey
    brand: uuid.UUID | None
    predicates: tuple[str, ...]
    state: State
    expires_at: datetime
    challenge: str | None
    now: datetime

    @property
    def words(self) -> tuple[str, str]:
        """What both screens show."""
        return two_words(str(self.code))

    @property
    def seconds(self) -> int:
        """How many are left to answer it."""
        return max(0, int((self.expires_at - self.now).total_seconds()))


@dataclass(frozen=True)
class AnswerRow:
    """What a person was asked and answered. `asker` is None where nobody was identified; `proven` is empty where they
    declined."""

    at: datetime
    asker: Asker | None
    predicates: tuple[str, ...]
    proven: Mapping[str, Provenance]


async def request(code: uuid.UUID, *, lock: bool = False) -> RequestRow:
    """A request, by the id that its QR code carries. Raises ProofRequestNotFound."""
    row = await fetch_row(
        f"select {_COLUMNS} from proofs.requests where code = $1" + (" for update" if lock else ""), code
    )
    if row is None:
        raise ProofRequestNotFound()
    return _request(row)


def _request(row: Record) -> RequestRow:
    return RequestRow(
        id=row["id"],
        code=row["code"],
        nonce=row["nonce"],
        key=PublicKey(b64url_decode(row["key"])),
        brand=row["brand"],
        predicates=tuple(unsealed(row["code"], "asked", row["asked"]).split()),
        state=state_of(
            row["state"],
            taken=row["taken_at"] is not None,
            expires_at=row["expires_at"],
            answered_at=row["answered_at"],
            now=row["now"],
        ),
        expires_at=row["expires_at"],
        challenge=row["challenge"],
        now=row["now"],
    )


async def asker(brand: uuid.UUID | None) -> Asker | None:
    """Who asks, as the statement names it; None where nobody is identified, or the brand is not verified any more."""
    if brand is None:
        return None
    found = await accounts.brand(brand)
    if found.state != "approved":
        return None
    number = f"SIREN {found.siren}" if found.siren else f"{found.country} {found.vat_number}"
    return Asker(name=found.legal_name, registration=number)


async def known_of(person: uuid.UUID, brand: uuid.UUID | None) -> Known:
    """All that may speak for a holder before this asker. Raises Erased."""
    return Known(await facts(person), related=brand is not None and await _related(person, brand))


async def _related(person: uuid.UUID, brand: uuid.UUID) -> bool:
    """Every relation that ever began counts, over or not; a renewed one once."""
    row = await fetch_row(
        "select count(distinct holder) as holders, coalesce(bool_or(holder = $2), false) as among"
        " from rentals.rentals where brand = $1 and starts_at is not null",
        *(brand, vault.tag(RENTALS, person)),
    )
    assert row is not None
    return in_crowd(row["holders"], settings().crowd, among=row["among"])


def sealed(code: uuid.UUID, what: str, text: str) -> str:
    """A part of a request as its table keeps it, for the minutes that it lives: under the keyring, bound to its place.

    Lengths tell nothing. Nobody's own key: nobody is known to answer yet, or any more.
    """
    padded = text.encode().ljust(-(-len(text) // PADS[what]) * PADS[what])
    return names.sealed(f"proof-{what}", padded, _of_request(code))


def unsealed(code: uuid.UUID, what: str, text: str) -> str:
    """It again; raises NotFound for what was sealed elsewhere."""
    return names.opened(f"proof-{what}", text, _of_request(code)).decode().rstrip(" ")


def _of_request(code: uuid.UUID) -> Audience:
    return Audience(b"proof-request" + code.bytes)


def answer_place(identity: uuid.UUID) -> vault.Place:
    """Where an answer is sealed."""
    return vault.Place("answers", "sealed", identity)


async def answers_of(person: uuid.UUID, limit: int = MOST) -> Sequence[AnswerRow]:
    """What the person was asked and answered, newest first."""
    key = await vault.data_key(person)
    rows = await fetch(
        "select id, at, sealed from proofs.answers where holder = $1 order by at desc, id desc limit $2",
        *(vault.tag(ROOM, person), limit),
    )
    return [_answer(row["at"], key.unseal(answer_place(row["id"]), row["sealed"])) for row in rows]


def _answer(at: datetime, said: dict[str, Any]) -> AnswerRow:
    asker = Asker.model_validate(said["asker"]) if said["asker"] else None
    proven = {each: Provenance.model_validate(it) for each, it in said["proven"].items()}
    return AnswerRow(at, asker, tuple(said["predicates"]), proven)
