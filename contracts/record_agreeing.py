"""The kinds of event by which an agreement comes about: what was asked, what was offered instead, what was agreed."""

from typing import Literal

from pydantic import Field

from contracts.agreement import UrnUuid4
from contracts.record_facts import Actor, Facts, Hex64


class Bargained(Facts):
    """What one side puts to the other: terms (an edition, as "accord-2"), a period, its whole price (minor units)."""

    terms: str = Field(min_length=1)
    period: str = Field(min_length=1)
    price: int = Field(ge=0)
    currency: Literal["EUR"]


class Requested(Bargained):
    """The brand asks for what its holder has to answer; where this stands, the record begins with it."""

    purposes: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        return "brand"


class CounterOffered(Bargained):
    """The person offers otherwise, once; the purposes are those that were asked for."""

    @property
    def actor(self) -> Actor:
        return "person"


class Agreed(Facts):
    """The brand rents, the person accepts its request, or the notice of a renewal has frozen its terms (``renews``)."""

    terms_hash: Hex64
    purposes: tuple[str, ...]
    agreement_hash: Hex64 | None = None
    """`contracts.agreement.body` as hashed: ties the record to one text. Older records have none."""
    renews: UrnUuid4 | None = None
    number: int | None = Field(default=None, ge=2)
    consent: Literal["RenewedConsentGiven"] | None = None
    answered: Literal["person"] | None = None
    """The person concluded it by accepting what the brand had asked for; else the brand's act did."""

    @property
    def written(self) -> frozenset[str]:
        always = frozenset({"agreement_hash"})
        return always if self.renews is None else always | {"number", "consent"}

    @property
    def actor(self) -> Actor:
        if self.answered is not None:
            return self.answered
        return "brand" if self.renews is None else "clock"
