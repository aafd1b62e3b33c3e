"""Selective disclosure for JSON Web Tokens (RFC 9901), and credentials over it (draft-ietf-oauth-sd-jwt-vc).

shape.py     the text: issuer's token, disclosures, key binding; what may be refused, by name
issue.py     an issuer hides values behind salted digests and signs
unfold.py    digests and disclosures become claims again
present.py   a holder chooses what to show, and proves that it holds the key
verify.py    a verifier believes none of it before all of it is proven
vc.py        the rules of a credential (typ ``dc+sd-jwt``)
"""

from contracts.sdjwt.issue import Hidden, Padded, issue
from contracts.sdjwt.present import bind, present
from contracts.sdjwt.shape import (
    AudienceRefused,
    ClaimOverwritten,
    DigestRepeated,
    DisclosureForeign,
    DisclosureMalformed,
    DisclosureMisplaced,
    DisclosureRepeated,
    HashUnknown,
    HolderUnnamed,
    HolderUnproven,
    NameReserved,
    NonceRefused,
    NothingHidden,
    Path,
    PresentationAltered,
    PresentationStale,
    ProofUnasked,
    parse,
)
from contracts.sdjwt.verify import Challenge, Proven, verify

__all__ = [
    "AudienceRefused",
    "Challenge",
    "ClaimOverwritten",
    "DigestRepeated",
    "DisclosureForeign",
    "DisclosureMalformed",
    "DisclosureMisplaced",
    "DisclosureRepeated",
    "HashUnknown",
    "Hidden",
    "HolderUnnamed",
    "HolderUnproven",
    "NameReserved",
    "NonceRefused",
    "NothingHidden",
    "Padded",
    "Path",
    "PresentationAltered",
    "PresentationStale",
    "ProofUnasked",
    "Proven",
    "bind",
    "issue",
    "parse",
    "present",
    "verify",
]
