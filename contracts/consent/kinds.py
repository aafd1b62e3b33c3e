"""The kinds of event in a consent's record: what each says, whose act it is, and what it does to the consent.

A record begins with what the person had said beforehand, the *standing instruction* of an instant offer, and the
request that it answers. The instruction serves every brand that rents under it: its time, and even its day, is the
same for all of them, so that a brand's copy shows what it says and never when (`shown_to_brand`).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from contracts.agreement import UrnUuid4
from contracts.commitments import FACT
from contracts.copies import PartEvent, WholeEvent, part, whole
from contracts.period import require_utc
from contracts.record import Event
from contracts.record_facts import Hex64
from contracts.record_kinds import read_facts
from contracts.variant import Value

Actor = Literal["person", "brand", "operator", "clock"]

_Instant = Annotated[AwareDatetime, AfterValidator(require_utc)]
_Purposes = Annotated[tuple[str, ...], Field(min_length=1)]


class Reached(Value):
    """Where somebody is reached about personal data: a postal address on one line; a mailbox, or a page."""

    address: str = Field(min_length=1)
    contact: str = Field(min_length=1)


class Said(Value):
    """What an event says beside its kind and time."""

    @property
    def actor(self) -> Actor:
        """Whose act the event is."""
        return "person"

    @property
    def move(self) -> str | None:
        """The event of the consent's machine (`contracts.states.CONSENT`) that this is, if it is one."""
        return None

    @property
    def written(self) -> frozenset[str]:
        """Of the facts that may be absent, those that every event of today says (`contracts.record_facts`)."""
        return frozenset()

    @property
    def hidden(self) -> frozenset[str]:
        """What a brand's copy holds back, beside the exact time of what was not the brand's act."""
        return frozenset()


class Instructed(Said):
    """The person published an offer: whoever is of these kinds may rent for these purposes.

    By ``approval`` each rental awaits the person's own answer; else this is a standing instruction, and enough.
    """

    terms: str
    """The edition of the roster, as "standard-2"."""
    purposes: _Purposes
    brands: tuple[Literal["verified"], ...] = Field(min_length=1)
    answer: Literal["instant", "approval"] = "instant"

    @property
    def written(self) -> frozenset[str]:
        return frozenset({"answer"})

    @property
    def hidden(self) -> frozenset[str]:
        return frozenset({"day"})


class CounterOffered(Said):
    """The person answered a brand with other terms than those they had published; the request after it takes them."""

    terms: str
    """The edition of the roster, as "exclusive-2"."""


class RenewalInstructed(Said):
    """The person wants periods to follow: said of this rental (``relation``), or for all of a persona (``offer``)."""

    scope: Literal["relation", "offer"]

    @property
    def hidden(self) -> frozenset[str]:
        # A word for all of a persona's rentals is the same word to each of them.
        return frozenset({"day", f"{FACT}scope"})


class Requested(Said):
    """The brand asks for it, by renting; of a renewal the notice does. ``agreement_hash`` ties it to one contract.

    ``controller_address`` and ``controller_contact``: where the brand is reached about the person's data (GDPR,
    articles 13(1)(a) and 14(1)(a)). Requests of before brands had to say so have neither.
    """

    agreement: UrnUuid4
    agreement_hash: Hex64
    purposes: _Purposes
    renews: UrnUuid4 | None = None
    """The agreement whose renewal this is."""
    controller_address: str | None = Field(None, min_length=1)
    controller_contact: str | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _reached_by_both(self) -> Self:
        if (self.controller_address is None) != (self.controller_contact is None):
            raise ValueError("a controller is reached at an address and by a contact")
        return self

    @property
    def actor(self) -> Actor:
        return "brand" if self.renews is None else "clock"

    @property
    def reached(self) -> Reached | None:
        """Where the brand is reached about the person's data, where it said so."""
        if self.controller_address is None or self.controller_contact is None:
            return None
        return Reached(address=self.controller_address, contact=self.controller_contact)


class Given(Said):
    """It holds for these purposes in [starts_at, ends_at): the request is answered, and paid for.

    The person's word is the instruction's, and the moment that at which the brand paid; or it is their own about this
    rental (``approved``), and the moment theirs (``approved_at`` too; in older records that of the payment).
    """

    purposes: _Purposes
    starts_at: _Instant
    ends_at: _Instant
    approved: Literal[True] | None = None
    approved_at: _Instant | None = None

    @property
    def hidden(self) -> frozenset[str]:
        # When the person answered was not the brand's act; that they did, it knows.
        return frozenset({f"{FACT}approved_at"})

    @property
    def move(self) -> str:
        return "give"


class Renewed(Given):
    """It holds for a following period, by the person's instruction to renew."""

    @property
    def move(self) -> str:
        return "renew"


class Refused(Said):
    """The person called off what was requested and had not begun."""

    @property
    def move(self) -> str:
        return "refuse"


class Withdrawn(Said):
    """The person switched off."""

    @property
    def move(self) -> str:
        return "withdraw"


class Expired(Said):
    """The period is over, or the request was not paid for in time."""

    @property
    def actor(self) -> Actor:
        return "clock"

    @property
    def move(self) -> str:
        return "expire"


class Revoked(Said):
    """Another than the person ended it."""

    by: Literal["brand", "operator"]

    @property
    def actor(self) -> Actor:
        return self.by

    @property
    def move(self) -> str:
        return "revoke"


class Invalidated(Said):
    """It was found not to have been a consent at all."""

    reason: str = Field(pattern=r"^[a-z-]+$")

    @property
    def actor(self) -> Actor:
        return "operator"

    @property
    def move(self) -> str:
        return "invalidate"


KINDS: Final[Mapping[str, type[Said]]] = MappingProxyType(
    {
        "instructed": Instructed,
        "counter_offered": CounterOffered,
        "renewal_instructed": RenewalInstructed,
        "requested": Requested,
        "given": Given,
        "renewed": Renewed,
        "refused": Refused,
        "withdrawn": Withdrawn,
        "expired": Expired,
        "revoked": Revoked,
        "invalidated": Invalidated,
    }
)


def said(seq: int, kind: str, facts: Mapping[str, object]) -> Said:
    """The facts of an event as its kind has them. Raises KindUnknown, FactsUnknown."""
    return read_facts(KINDS, seq, kind, facts)


def shown_to_brand(kind: str, facts: Mapping[str, object]) -> frozenset[str]:
    """The names of the fields that a brand's copy opens. Raises KindUnknown, FactsUnknown.

    An exact time only where it is the brand's own act, or the moment of its payment: not where the person answered.
    """
    return opened_to_brand(said(0, kind, facts), facts)


def opened_to_brand(it: Said, facts: Iterable[str]) -> frozenset[str]:
    """The same, of an event that says these ``facts``."""
    told = {"kind", "day"} | {FACT + name for name in facts}
    if it.actor == "brand" or (isinstance(it, Given) and it.approved is None):
        told.add("at")
    return frozenset(told) - it.hidden


def for_brand(event: Event) -> WholeEvent | PartEvent:
    """The event as the brand downloads it. Raises RecordTampered, KindUnknown, FactsUnknown."""
    copy, shown = whole(event), shown_to_brand(event.kind, event.facts)
    return copy if shown == set(copy.values) else part(copy, shown)
