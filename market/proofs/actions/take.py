"""Who asked fetches the statement: with a signature of the key that was made for the question, and once."""

import uuid

from contracts.documents import ProofDocument, proof_file
from contracts.keys import SignatureInvalid
from market.base import audit, signing
from market.base.database import fetch, transaction
from market.proofs import queries
from market.proofs.errors import ProofKeyNotShown, ProofNotAnswered, ProofTaken
from market.proofs.queries import RequestRow, unsealed
from market.proofs.rules import challenge_line, check_answered


async def take(code: uuid.UUID, signature: str) -> ProofDocument:
    """The proof as a file (`moi.proof` 1), to the holder of the key. `signature`: base64url, over the challenge's line.

    Raises ProofRequestNotFound, ProofRequestExpired, ProofNotAnswered, ProofDeclined, ProofTaken, ProofKeyNotShown.
    """
    async with transaction():
        row = await queries.request(code, lock=True)
        _check_shown(row, signature)
        [before] = await fetch("select statement from proofs.requests where id = $1", row.id)
        await fetch(
            "update proofs.requests set statement = null, taken_at = base.now() where id = $1", row.id
        )
        await audit.record(audit.SYSTEM, "proof.fetched", "proof_request", row.id)
        keys = [each.key for each in await signing.published() if each.purpose == "proof"]
    return proof_file(unsealed(row.code, "statement", before["statement"]), row.key, keys)


def _check_shown(row: RequestRow, signature: str) -> None:
    check_answered(row.state)
    if row.state == "taken":
        raise ProofTaken()
    if row.challenge is None:
        raise ProofNotAnswered()
    line = challenge_line(str(row.code), row.challenge).encode()
    try:
        row.key.verify_text(signature, line)
    except SignatureInvalid as error:
        raise ProofKeyNotShown(field="signature") from error
