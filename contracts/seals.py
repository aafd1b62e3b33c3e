"""A signature over a record as it stands: the platform's at each download, the brand's where it has a key.

It says that the record of this agreement has this many events and this last hash. It carries the UTC day, not
the time: what is signed when the holder acts must not tell the brand when that was.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from contracts.agreement import UrnUuid4
from contracts.canonical import canonical
from contracts.keys import ALGORITHM, PrivateKey, PublicKey, b64url
from contracts.record import Head
from contracts.record_facts import Hex64
from contracts.variant import Value

Signer = Literal["recorder", "second_party"]


class Seal(Value):
    """``party`` has signed that the record stood at ``length`` events on ``day`` (UTC)."""

    agreement_id: UrnUuid4
    length: int = Field(ge=1)
    event_hash: Hex64
    day: date
    party: Signer
    kid: str
    alg: Literal["Ed25519"] = ALGORITHM
    value: str

    @property
    def place(self) -> tuple[int, str, date, str]:
        """Where it stands among the seals of a file."""
        return (self.length, self.party, self.day, self.kid)

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return b"moi/seal/1\x00" + canonical(self.model_dump(mode="json", exclude={"value"}))

    def check_signature(self, key: PublicKey) -> None:
        """Raises SignatureInvalid."""
        key.verify_text(self.value, self.message)


def seal(agreement_id: str, head: Head, day: date, party: Signer, key: PrivateKey) -> Seal:
    """The signature of ``party`` over the record's head on ``day`` (UTC)."""
    unsigned = Seal(
        agreement_id=agreement_id,
        length=head.length,
        event_hash=head.event_hash.hex(),
        day=day,
        party=party,
        kid=key.kid,
        value="",
    )
    return unsigned.model_copy(update={"value": b64url(key.sign(unsigned.message))})
