"""A brand's word that it has erased its copies: what it says, who signed it, and that the platform received it.

The brand's own key signs where it has one; else the platform signs on its behalf, and says so. The platform signs
over that once more, as the recorder who received it on its day: a date of the brand's own making proves nothing.
All days are those of the agreement's zone.
"""

from datetime import date
from typing import Final, Literal, Self, get_args

from pydantic import Field, model_validator

from contracts.agreement import Party, UrnUuid4
from contracts.canonical import canonical, digest
from contracts.keys import ALGORITHM, PrivateKey, PublicKey, b64url
from contracts.record_facts import Hex64
from contracts.variant import Value

Copy = Literal["none", "files", "systems", "derived", "backups"]
"""What there was to erase: nothing beyond the page it was read on, files, records in systems, what was made out of
it (segments, scores), backups."""

Recipients = Literal["none", "reached"]
"""Nobody else had any of it; or each who did was told, and has erased it too."""

COPIES: Final[tuple[Copy, ...]] = get_args(Copy)
RECIPIENTS: Final[tuple[Recipients, ...]] = get_args(Recipients)
Signer = Literal["party", "platform"]


class Erasure(Value):
    """What the brand says: no copy is left, its own or a recipient's, of what this agreement let it read.

    ``covers`` are the agreements of the periods that this one renewed, latest first: their copies were held on.
    """

    agreement_id: UrnUuid4
    agreement_hash: Hex64
    """`contracts.agreement.body_hash`: of this text and no other."""
    brand: Party
    covers: tuple[UrnUuid4, ...] = ()
    ended_on: date
    delete_by: date
    """The last day on which copies might still be there."""
    erased: tuple[Copy, ...] = Field(min_length=1)
    recipients: Recipients
    on: date

    @property
    def late(self) -> bool:
        """Whether it was signed after the day by which copies had to be gone."""
        return self.on > self.delete_by

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        if list(self.erased) != [it for it in COPIES if it in self.erased]:
            raise ValueError("kinds of copies stand in their order, each once")
        if "none" in self.erased and (len(self.erased) > 1 or self.recipients != "none"):
            raise ValueError("where there was no copy, nothing was erased and nobody reached")
        if len({self.agreement_id, *self.covers}) != len(self.covers) + 1:
            raise ValueError("an agreement stands once")
        if not self.ended_on <= self.delete_by or self.on < self.ended_on:
            raise ValueError("copies are erased after the end")
        return self


class ErasureSignature(Value):
    """The brand's signature over what it says; ``by`` the platform where the brand has no key of its own."""

    by: Signer
    kid: str
    alg: Literal["Ed25519"] = ALGORITHM
    value: str


class ErasureReceived(Value):
    """The recorder's signature: it received the brand's on the day that this names."""

    kid: str
    alg: Literal["Ed25519"] = ALGORITHM
    value: str


def to_sign(said: Erasure, by: Signer, kid: str) -> bytes:
    """The bytes that are signed for the brand."""
    signature = ErasureSignature(by=by, kid=kid, value="").model_dump(mode="json", exclude={"value"})
    return b"moi/erasure/1\x00" + canonical({"said": said.model_dump(mode="json"), "signature": signature})


def sign_erasure(said: Erasure, by: Signer, key: PrivateKey) -> ErasureSignature:
    """The brand's signature, or the platform's on its behalf."""
    return ErasureSignature(by=by, kid=key.kid, value=b64url(key.sign(to_sign(said, by, key.kid))))


def check_erasure(said: Erasure, signature: ErasureSignature, key: PublicKey) -> None:
    """Raises SignatureInvalid."""
    key.verify_text(signature.value, to_sign(said, signature.by, signature.kid))


def receive(said: Erasure, signature: ErasureSignature, key: PrivateKey) -> ErasureReceived:
    """The recorder's signature over what was said and signed."""
    return ErasureReceived(kid=key.kid, value=b64url(key.sign(_received(said, signature, key.kid))))


def check_received(
    said: Erasure, signature: ErasureSignature, received: ErasureReceived, key: PublicKey
) -> None:
    """Raises SignatureInvalid."""
    key.verify_text(received.value, _received(said, signature, received.kid))


def erasure_hash(said: Erasure, signature: ErasureSignature) -> str:
    """SHA-256 in hex over what was said and signed: the record's event carries it."""
    return digest(_signed(said, signature)).hex()


def _signed(said: Erasure, signature: ErasureSignature) -> dict[str, object]:
    return {"said": said.model_dump(mode="json"), "signature": signature.model_dump(mode="json")}


def _received(said: Erasure, signature: ErasureSignature, kid: str) -> bytes:
    claimed = ErasureReceived(kid=kid, value="").model_dump(mode="json", exclude={"value"})
    return b"moi/erasure-received/1\x00" + canonical(_signed(said, signature) | {"received": claimed})
