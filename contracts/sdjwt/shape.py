"""The text of an SD-JWT, ``<token>~<disclosure>~…~[<key binding>]`` (RFC 9901, section 4).

Errors::

    ValueError
    ├── NothingHidden                no disclosure stands at the path that a holder wants to show
    └── TokenRefused                 from contracts.refusals
        ├── DisclosureMalformed      not a salt, a name and a value (or a salt and a value)
        ├── DisclosureRepeated       one disclosure twice
        ├── DisclosureForeign        nothing that is signed speaks of it
        ├── DisclosureMisplaced      a member's where an element stands, or the other way round
        ├── DigestRepeated           one digest in two places
        ├── ClaimOverwritten         a disclosure bears the name of a claim that is there
        ├── NameReserved             ``_sd``, ``...`` or ``_sd_alg`` where they must not stand
        ├── HashUnknown              ``_sd_alg`` names no hash that is used here
        ├── HolderUnnamed            there is no key (``cnf``) that a holder could prove
        ├── HolderUnproven           a proof was asked for, and there is none
        ├── ProofUnasked             a proof that nobody asked for: it stays unread, so it is not let pass
        ├── PresentationAltered      the proof is of another presentation
        ├── PresentationStale        the proof was made too long ago
        ├── AudienceRefused          the proof was made for another verifier
        └── NonceRefused             the proof answers another question: it was replayed
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.jws import MOST_CHARACTERS, decoded, read_json
from contracts.keys import b64url
from contracts.refusals import TokenMalformed, TokenRefused

HASHES: Final = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
"""By the names of IANA's Named Information Hash Algorithm registry; ours is the first."""

HASH: Final = "sha-256"
MOST_DISCLOSURES: Final = 1000
RESERVED: Final = frozenset({"_sd", "...", "_sd_alg"})

Path = tuple[str | int, ...]
"""From the payload down: names of members, and the issuer's positions of elements."""


class NothingHidden(ValueError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no disclosure at {'/'.join(map(str, path))}")
        self.path = path


class DisclosureMalformed(TokenRefused):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:40]} is no disclosure")
        self.text = text


class DisclosureRepeated(TokenRefused):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:40]} stands twice")
        self.text = text


class DisclosureForeign(TokenRefused):
    def __init__(self, texts: tuple[str, ...]) -> None:
        super().__init__(f"{len(texts)} disclosures that nothing signed speaks of")
        self.texts = texts


class DisclosureMisplaced(TokenRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"a disclosure of another kind at {'/'.join(map(str, path))}")
        self.path = path


class DigestRepeated(TokenRefused):
    def __init__(self, digest: str) -> None:
        super().__init__(f"the digest {digest} stands twice")
        self.digest = digest


class ClaimOverwritten(TokenRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"two claims at {'/'.join(map(str, path))}")
        self.path = path


class NameReserved(TokenRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"a reserved name at {'/'.join(map(str, path))}")
        self.path = path


class HashUnknown(TokenRefused):
    def __init__(self, name: object) -> None:
        super().__init__(f"the hash {name!r} is not one of {', '.join(HASHES)}")
        self.name = name


class HolderUnnamed(TokenRefused):
    def __init__(self) -> None:
        super().__init__("no holder's key is named")


class HolderUnproven(TokenRefused):
    def __init__(self) -> None:
        super().__init__("no proof of the holder's key")


class ProofUnasked(TokenRefused):
    def __init__(self) -> None:
        super().__init__("a proof of the holder's key that was not asked for")


class PresentationAltered(TokenRefused):
    def __init__(self) -> None:
        super().__init__("the proof is of another presentation")


class PresentationStale(TokenRefused):
    def __init__(self, made_at: datetime) -> None:
        super().__init__(f"the proof was made at {made_at}")
        self.made_at = made_at


class AudienceRefused(TokenRefused):
    def __init__(self, audience: object) -> None:
        super().__init__(f"made for {audience!r}")
        self.audience = audience


class NonceRefused(TokenRefused):
    def __init__(self, nonce: object) -> None:
        super().__init__("answers another question")
        self.nonce = nonce


@dataclass(frozen=True, slots=True)
class Parts:
    """What the tildes divide. ``proof`` is the key binding token, if there is one."""

    token: str
    disclosures: tuple[str, ...]
    proof: str | None

    @property
    def presented(self) -> str:
        """All that comes before the proof, with its last tilde: what the proof is of."""
        return "".join(f"{part}~" for part in (self.token, *self.disclosures))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A salt and a value; the name is None where the value is an element of an array."""

    text: str
    name: str | None
    value: object


def parse(text: str) -> Parts:
    """Raises TokenMalformed; the parts themselves are not looked at."""
    if len(text) > MOST_CHARACTERS or not text.isascii():
        raise TokenMalformed("token", "too long, or not ASCII")
    token, *rest = text.split("~")
    if not rest:
        raise TokenMalformed("token", "no tilde: not an SD-JWT")
    *disclosures, proof = rest
    if len(disclosures) > MOST_DISCLOSURES or not all(disclosures):
        raise TokenMalformed("token", "too many disclosures, or an empty one")
    return Parts(token, tuple(disclosures), proof or None)


def read_disclosure(text: str) -> Disclosure:
    """Raises DisclosureMalformed, NameReserved (RFC 9901, section 7.1, 3.c)."""
    try:
        value = read_json(decoded(text, "disclosure"), "disclosure")
    except TokenMalformed:
        raise DisclosureMalformed(text) from None
    if not isinstance(value, list) or len(value) not in (2, 3) or not isinstance(value[0], str):
        raise DisclosureMalformed(text)
    if len(value) == 2:
        return Disclosure(text, None, value[1])
    name = value[1]
    if not isinstance(name, str):
        raise DisclosureMalformed(text)
    if name in RESERVED:
        raise NameReserved((name,))
    return Disclosure(text, name, value[2])


def hash_name(payload: Mapping[str, object]) -> str:
    """Raises HashUnknown (RFC 9901, section 4.1.1)."""
    name = payload.get("_sd_alg", HASH)
    if not isinstance(name, str) or name not in HASHES:
        raise HashUnknown(name)
    return name


def digest(text: str, name: str) -> str:
    """The digest of a disclosure, or of a presentation: over its characters, not what they encode."""
    return b64url(HASHES[name](text.encode("ascii")).digest())
