"""The attestation as both sides download it: the same file, which anybody verifies offline."""

from contracts.documents import ErasureDocument, jwks, written
from market.accounts import queries as accounts
from market.base import signing
from market.rentals.erasure.queries import attestation_of
from market.rentals.queries import RentalRow


async def attestation(row: RentalRow) -> bytes:
    """`moi.erasure` 1. Raises ErasureNotAttested."""
    kept = await attestation_of(row.id)
    own = await accounts.signing_key(row.brand, kept.signature.kid) if kept.signature.by == "party" else None
    return written(
        ErasureDocument(
            said=kept.said,
            signature=kept.signature,
            received=kept.received,
            platform_keys=jwks([it.key for it in await signing.published() if it.purpose == "record"]),
            party_keys=jwks([own.key] if own else []),
        )
    )
