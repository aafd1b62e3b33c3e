"""The person answers: proves it, or declines. There is one answer to a request, and nothing ties it to them.

What they see of it afterwards, who asked what, is sealed under their key; the audit row is about that, and not about
the request, which knows no person and is soon forgotten.
"""

import secrets
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from contracts.proof.predicates import PREDICATES
from contracts.proof.statement import Asker, Provenance, Statement, sign_statement
from market.accounts.actions.leave import confirm_password, hold_person
from market.accounts.actions.people import person_of
from market.base import audit, signing, vault
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.proofs import queries
from market.proofs.errors import AskerNotVerified, CannotBeProven
from market.proofs.queries import PADDING, ROOM, RequestRow, answer_place, sealed
from market.proofs.rules import Known, check_open, proves

# The one way in which a request is answered: what was answered, or is over, is no more.
_ANSWER = """
update proofs.requests set state = $2, answered_at = base.now(), challenge = $3, statement = $4
where code = $1 and state = 'open' and expires_at > base.now() returning id
"""


async def approve(who: Principal, code: uuid.UUID, password: str) -> None:
    """Prove to who asked what they asked; confirmed by the password.

    Raises ProofRequestNotFound, ProofRequestExpired, ProofAnswered, AskerNotVerified, CannotBeProven, WrongCredentials,
    TooManyAttempts, Erased.
    """
    person = person_of(who)
    check_open((await queries.request(code)).state)  # nobody's password is asked for what is over
    confirmed = await confirm_password(who, password)
    async with transaction():
        await hold_person(person, confirmed)
        row = await queries.request(code)
        check_open(row.state)
        asker = await verified_asker(row)
        proven = _proven(row, await queries.known_of(person, row.brand))
        token = sign_statement(_statement(row, proven, asker), await signing.signing_key("proof"))
        await _close(row, "answered", secrets.token_urlsafe(32), token)
        await _keep(who, person, row, asker, proven)


async def decline(who: Principal, code: uuid.UUID) -> None:
    """Prove nothing. Who asked is told no more than that. Raises ProofRequestNotFound, ProofRequestExpired,
    ProofAnswered."""
    person = person_of(who)
    async with transaction():
        row = await queries.request(code)
        await _close(row, "declined", None, None)
        await _keep(who, person, row, await queries.asker(row.brand), {})


async def verified_asker(row: RequestRow) -> Asker | None:
    """Who asks; None for nobody. Raises AskerNotVerified for a brand that was stopped since."""
    asker = await queries.asker(row.brand)
    if row.brand is not None and asker is None:
        raise AskerNotVerified()
    return asker


def provenance_of(row: RequestRow, known: Known) -> dict[str, Provenance | None]:
    """On whose word each predicate is proven; None where it is not."""
    today = market_date(row.now)
    return {each: proves(PREDICATES[each], known, today) for each in row.predicates}


def _proven(row: RequestRow, known: Known) -> dict[str, Provenance]:
    found = provenance_of(row, known)
    missing = [each for each, provenance in found.items() if provenance is None]
    if missing:
        raise CannotBeProven(predicates=missing)
    return {each: provenance for each, provenance in found.items() if provenance is not None}


def _statement(row: RequestRow, proven: Mapping[str, Provenance], asker: Asker | None) -> Statement:
    at: datetime = row.now.astimezone(UTC).replace(microsecond=0)
    return Statement(audience=row.key.kid, nonce=row.nonce, issued_at=at, proven=proven, asker=asker)


async def _close(row: RequestRow, state: str, challenge: str | None, statement: str | None) -> None:
    """Raises ProofAnswered, ProofRequestExpired for who comes second, or late."""
    kept = sealed(row.code, "statement", statement) if statement is not None else None
    if not await fetch(_ANSWER, row.code, state, challenge, kept):
        now = await queries.request(row.code)
        check_open(now.state)
        raise RuntimeError("an open request could not be answered")


async def _keep(
    who: Principal,
    person: uuid.UUID,
    row: RequestRow,
    asker: Asker | None,
    proven: Mapping[str, Provenance],
) -> None:
    """The person's own log: who asked what, and what they proved."""
    identity, key = new_id(), await vault.data_key(person)
    said = {
        "asker": asker.model_dump() if asker else None,
        "predicates": list(row.predicates),
        "proven": {each: it.model_dump(exclude_none=True) for each, it in proven.items()},
    }
    await fetch(
        "insert into proofs.answers (id, holder, at, sealed) values ($1, $2, base.now(), $3)",
        *(identity, vault.tag(ROOM, person), key.seal(answer_place(identity), said, PADDING)),
    )
    act = "proof.given" if proven else "proof.declined"
    await audit.record(who.actor, act, "proof_answer", identity)
