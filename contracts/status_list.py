"""Token Status List (draft-ietf-oauth-status-list-21): a few bits for each credential, signed together.

A list is signed anew every five minutes and each signature holds for ten at most, so that a list that somebody kept
cannot hide an end for longer. It tells nothing of a credential that has expired: ``exp`` comes first.

Errors::

    ValueError
    ├── NotIssuable                   from contracts.refusals: no such index, or a status too large for its bits
    └── TokenRefused                  from contracts.refusals
        ├── StatusListMalformed       not bits in zlib, or more than anybody has to unpack
        ├── StatusListForeign         the list of another address
        ├── StatusListTooLong         signed for longer than it may be
        ├── StatusIndexBeyond         the list has no such index
        └── CredentialEnded           what the list says of the credential is not VALID
            ├── CredentialRevoked     for good
            ├── CredentialSuspended   for now
            └── StatusUnknown         in a way that this reader does not know
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contracts.jws import (
    SKEW,
    Keys,
    check_times,
    decoded,
    numeric,
    prove,
    read,
    required_text,
    required_time,
    sign,
    time_of,
)
from contracts.keys import PrivateKey, b64url
from contracts.refusals import (
    ClaimMalformed,
    ClaimMissing,
    NotIssuable,
    TokenExpired,
    TokenFromTheFuture,
    TokenMalformed,
    TokenRefused,
)

TYPE: Final = "statuslist+jwt"
WIDTHS: Final = (1, 2, 4, 8)

VALID: Final = 0
INVALID: Final = 1
SUSPENDED: Final = 2

TTL: Final = timedelta(seconds=300)
"""How long a copy serves before a fresh one should be asked for; it is signed anew as often."""

LIFE: Final = timedelta(minutes=10)
"""How long a signature holds."""

_MOST_BYTES: Final = 1 << 24


class StatusListMalformed(TokenRefused):
    def __init__(self, reason: str) -> None:
        super().__init__(f"the status list: {reason}")
        self.reason = reason


class StatusListForeign(TokenRefused):
    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"the list {found}, not {expected}")
        self.expected = expected
        self.found = found


class StatusListTooLong(TokenRefused):
    def __init__(self, life: timedelta) -> None:
        super().__init__(f"signed for {life}")
        self.life = life


class StatusIndexBeyond(TokenRefused):
    def __init__(self, index: int) -> None:
        super().__init__(f"the list has no index {index}")
        self.index = index


class CredentialEnded(TokenRefused):
    """``status`` is the number that the list holds."""

    def __init__(self, status: int) -> None:
        super().__init__(f"its status is {status}")
        self.status = status


class CredentialRevoked(CredentialEnded):
    """INVALID: ended, by whomever."""


class CredentialSuspended(CredentialEnded):
    """SUSPENDED: not to be used now."""


class StatusUnknown(CredentialEnded):
    """Whatever it means, it is not VALID."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a credential's status stands (section 6.1): a place in the list at ``uri``."""

    uri: str
    index: int

    def claim(self) -> dict[str, object]:
        """The ``status`` claim."""
        return {"status_list": {"idx": self.index, "uri": self.uri}}


@dataclass(frozen=True, slots=True)
class StatusList:
    """Statuses of ``bits`` each, packed from the least significant bit of each byte on (section 4.1)."""

    bits: int
    packed: bytes

    @property
    def size(self) -> int:
        return len(self.packed) * 8 // self.bits

    def __getitem__(self, index: int) -> int:
        """Raises StatusIndexBeyond."""
        if not 0 <= index < self.size:
            raise StatusIndexBeyond(index)
        byte, place = divmod(index * self.bits, 8)
        return self.packed[byte] >> place & (1 << self.bits) - 1


@dataclass(frozen=True, slots=True)
class Published:
    """A list whose signature was right; times in UTC. ``expires_at`` is None where it names none."""

    uri: str
    statuses: StatusList
    issued_at: datetime
    expires_at: datetime | None
    ttl: timedelta | None

    def fresh_until(self, fetched_at: datetime) -> datetime | None:
        """Until when a copy fetched then may serve (section 13.7); None: the list does not say."""
        ends = [self.expires_at] if self.expires_at else []
        return min([*ends, fetched_at + self.ttl] if self.ttl else ends, default=None)


def pack(statuses: Mapping[int, int], size: int, bits: int) -> StatusList:
    """A list of ``size`` places, all VALID but for those that are named. Raises NotIssuable."""
    if bits not in WIDTHS or size <= 0 or size * bits % 8:
        raise NotIssuable(f"{size} statuses of {bits} bits")
    packed = bytearray(size * bits // 8)
    for index, status in statuses.items():
        if not 0 <= index < size or not 0 <= status < 1 << bits:
            raise NotIssuable(f"status {status} at {index}")
        byte, place = divmod(index * bits, 8)
        packed[byte] |= status << place
    return StatusList(bits, bytes(packed))


def encode(statuses: StatusList) -> dict[str, object]:
    """The ``status_list`` claim (section 4.2)."""
    return {"bits": statuses.bits, "lst": b64url(zlib.compress(statuses.packed, 9))}


def decode(claim: object) -> StatusList:
    """Raises StatusListMalformed; what would unpack to more than 16 MiB is not unpacked."""
    members = claim if isinstance(claim, dict) else {}
    bits, text = members.get("bits"), members.get("lst")
    if not isinstance(bits, int) or isinstance(bits, bool) or bits not in WIDTHS or not isinstance(text, str):
        raise StatusListMalformed("no bits, or no list")
    unpacking = zlib.decompressobj()
    try:
        packed = unpacking.decompress(decoded(text, "lst"), _MOST_BYTES)
    except (zlib.error, TokenMalformed):
        raise StatusListMalformed("not zlib in base64url") from None
    if not unpacking.eof or unpacking.unused_data:
        raise StatusListMalformed("cut short, too long, or followed by something")
    return StatusList(bits, packed)


def publish(uri: str, statuses: StatusList, key: PrivateKey, at: datetime) -> str:
    """The list as a token (section 5.1), signed at ``at`` (UTC) for ten minutes."""
    payload = {
        "exp": numeric(at + LIFE),
        "iat": numeric(at),
        "status_list": encode(statuses),
        "sub": uri,
        "ttl": int(TTL.total_seconds()),
    }
    return sign({"kid": key.kid, "typ": TYPE}, payload, key)


def read_list(text: str, *, keys: Keys, at: datetime, longest: timedelta | None) -> Published:
    """A list that holds at ``at`` (UTC); None: one of another issuer, whose lists may hold as long as they say.

    Raises TokenRefused, each refusal by its name; TokenExpired for a copy that is too old.
    """
    payload = prove(read(text), TYPE, keys)
    check_times(payload, at)
    issued_at, expires_at = required_time(payload, "iat"), time_of(payload, "exp")
    if longest is not None:
        life = required_time(payload, "exp") - issued_at
        if life > longest:
            raise StatusListTooLong(life)
    uri = required_text(payload, "sub")
    return Published(uri, decode(payload.get("status_list")), issued_at, expires_at, _ttl(payload))


def reference_of(claims: Mapping[str, object]) -> Reference:
    """Where the status of these claims stands. Raises ClaimMissing, ClaimMalformed."""
    if "status" not in claims:
        raise ClaimMissing("status")
    status = claims["status"]
    found = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(found, dict):
        raise ClaimMalformed("status")
    index, uri = found.get("idx"), found.get("uri")
    if not isinstance(index, int) or isinstance(index, bool) or index < 0 or not isinstance(uri, str):
        raise ClaimMalformed("status")
    return Reference(uri, index)


def check_status(published: Published, reference: Reference, at: datetime) -> None:
    """Let pass what is VALID at ``at`` (UTC; section 8.3). A list that somebody kept is looked at again.

    Raises StatusListForeign, TokenExpired, TokenFromTheFuture, StatusIndexBeyond, CredentialEnded.
    """
    if published.uri != reference.uri:
        raise StatusListForeign(reference.uri, published.uri)
    if published.expires_at is not None and at >= published.expires_at:
        raise TokenExpired(published.expires_at)
    if at + SKEW < published.issued_at:
        raise TokenFromTheFuture(published.issued_at)
    status = published.statuses[reference.index]
    if status == VALID:
        return
    ended = {INVALID: CredentialRevoked, SUSPENDED: CredentialSuspended}
    raise ended.get(status, StatusUnknown)(status)


def _ttl(payload: Mapping[str, object]) -> timedelta | None:
    if "ttl" not in payload:
        return None
    seconds = payload["ttl"]
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 1 << 32:
        raise ClaimMalformed("ttl")
    return timedelta(seconds=seconds)
