"""The platform's signature over a receipt, and over the last of the events that it tells of."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, JsonValue

from contracts.canonical import canonical
from contracts.keys import ALGORITHM, PrivateKey, PublicKey, b64url
from contracts.record import Head
from contracts.record_facts import Hex64
from contracts.variant import Value


class ReceiptSignature(Value):
    """The recorder has signed the receipt beside it, for a record of ``length`` events."""

    length: int = Field(ge=1)
    event_hash: Hex64
    kid: str
    alg: Literal["Ed25519"] = ALGORITHM
    value: str

    def check(self, receipt: Mapping[str, JsonValue], key: PublicKey) -> None:
        """Raises SignatureInvalid."""
        key.verify_text(self.value, _message(receipt, self))


def sign_receipt(receipt: Mapping[str, JsonValue], head: Head, key: PrivateKey) -> ReceiptSignature:
    """The platform's signature over a receipt of a record that ends in this head."""
    unsigned = ReceiptSignature(length=head.length, event_hash=head.event_hash.hex(), kid=key.kid, value="")
    return unsigned.model_copy(update={"value": b64url(key.sign(_message(receipt, unsigned)))})


def _message(receipt: Mapping[str, JsonValue], signature: ReceiptSignature) -> bytes:
    claimed = signature.model_dump(mode="json", exclude={"value"})
    return b"moi/consent-receipt/1\x00" + canonical({"receipt": dict(receipt), "signature": claimed})
