"""A holder chooses what to show, and proves that it holds the key (RFC 9901, sections 4.3 and 7.2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from contracts.jws import numeric, read, sign
from contracts.keys import PrivateKey
from contracts.sdjwt.shape import NothingHidden, Path, ProofUnasked, digest, hash_name, parse
from contracts.sdjwt.unfold import unfold

PROOF_TYPE: Final = "kb+jwt"


def present(text: str, wanted: Iterable[Path]) -> str:
    """The same token with the disclosures at these paths, and with those that these stand inside; no others.

    Raises NothingHidden for a path that hides nothing, ProofUnasked where a proof is there already, and
    what `unfold` raises: whoever issued it, a holder does not pass on what no verifier will accept.
    """
    parts = parse(text)
    if parts.proof is not None:
        raise ProofUnasked
    places = unfold(read(parts.token).payload, parts.disclosures).places
    paths = set(wanted)
    for path in sorted(paths - set(places.values()), key=str):
        raise NothingHidden(path)
    kept = (
        disclosure
        for disclosure in parts.disclosures
        if any(path[: len(places[disclosure])] == places[disclosure] for path in paths)
    )
    return "".join(f"{part}~" for part in (parts.token, *kept))


def bind(presented: str, key: PrivateKey, *, audience: str, nonce: str, at: datetime) -> str:
    """The presentation with the holder's proof, for this verifier and its question alone; ``at`` in UTC."""
    parts = parse(presented)
    if parts.proof is not None:
        raise ProofUnasked
    algorithm = hash_name(read(parts.token).payload)
    payload = {
        "aud": audience,
        "iat": numeric(at),
        "nonce": nonce,
        "sd_hash": digest(presented, algorithm),
    }
    return presented + sign({"typ": PROOF_TYPE}, payload, key)
