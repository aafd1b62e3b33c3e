"""The kinds of event that a record knows: what each says, whose act it is, and what it does to the agreement.

A kind that is not here is refused by name (KindUnknown), and a fact that its kind does not have too
(FactsUnknown): a record is not understood by half. What one side must not learn at all, as that the other only
silenced contact for a while, stands in no shared record.
"""

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError

from contracts.agreement import ENDED_BY, UrnUuid4
from contracts.commitments import FACT
from contracts.malformed import wrong
from contracts.period import require_utc
from contracts.record_agreeing import Agreed, CounterOffered, Requested
from contracts.record_facts import Actor, Facts, Hex64
from contracts.states import EndedBy
from contracts.variant import Value

_Instant = Annotated[AwareDatetime, AfterValidator(require_utc)]
F = TypeVar("F", bound=Value)


class KindUnknown(ValueError):
    """This version of the verifier knows no such kind of event."""

    def __init__(self, seq: int, kind: str) -> None:
        super().__init__(f"event {seq} is of the unknown kind {kind!r}")
        self.seq = seq
        self.kind = kind


class FactsUnknown(ValueError):
    """The event does not say what its kind says, no less and no more."""

    def __init__(self, seq: int, kind: str, where: str, reason: str) -> None:
        super().__init__(f"event {seq} ({kind}): {where}: {reason}")
        self.seq = seq
        self.kind = kind
        self.where = where
        self.reason = reason


class Activated(Facts):
    """The brand has paid; the period is [starts_at, ends_at), which for a renewal lies ahead."""

    starts_at: _Instant
    ends_at: _Instant

    @property
    def actor(self) -> Actor:
        return "brand"

    @property
    def move(self) -> str:
        return "activate"


class Abandoned(Facts):
    """It has not begun: it was not paid in time, or was paid and the persona could not be rented any more."""

    reason: Literal["not_paid", "not_available"] | None = None
    """Older records have none where it was not paid."""

    @property
    def written(self) -> frozenset[str]:
        return frozenset({"reason"})

    @property
    def move(self) -> str:
        return "abandon"


class Disputed(Facts):
    """The brand's bank contests the payment: access is closed for now."""

    @property
    def actor(self) -> Actor:
        return "bank"

    @property
    def move(self) -> str:
        return "suspend"


class DisputeWon(Facts):
    """The payment stands: access is open again."""

    @property
    def actor(self) -> Actor:
        return "bank"

    @property
    def move(self) -> str:
        return "resume"


class Ended(Facts):
    """It is over; ``used_days`` are the rental days that had begun.

    Until 28 November 2026 they were all days of the period where the brand ended it.
    """

    by: EndedBy
    reason: str
    used_days: int = Field(ge=0)

    _MOVES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {by: move for move, by in ENDED_BY.items() if move != "abandon"}
    )

    @property
    def actor(self) -> Actor:
        return self.by

    @property
    def move(self) -> str:
        return self._MOVES[self.by]


class Invited(Facts):
    """The ``number``-th invitation of a rental month; ``content`` commits to its words."""

    invitation: str
    month: int = Field(ge=1)
    number: int = Field(ge=1)
    content: Hex64

    @property
    def actor(self) -> Actor:
        return "brand"


class Reacted(Facts):
    """The holder answers an invitation, or answers otherwise."""

    invitation: str
    reaction: Literal["interested", "not_for_me", "not_now"]

    @property
    def actor(self) -> Actor:
        return "person"


class Asked(Facts):
    """The ``number``-th question of a rental month, for one of the purposes; ``content`` commits to its words.

    It may be answered to the end of the day ``until``, of the contract's zone.
    """

    question: str
    month: int = Field(ge=1)
    number: int = Field(ge=1)
    purpose: str
    until: date
    content: Hex64

    @property
    def actor(self) -> Actor:
        return "brand"


class Answered(Facts):
    """The holder answers a question, for the ``number``-th time: the last answer stands. ``content`` commits to it.

    Of a question that was declined, or left, there is no event: the one looks like the other.
    """

    question: str
    number: int = Field(ge=1)
    content: Hex64

    @property
    def actor(self) -> Actor:
        return "person"


class AnswerTakenBack(Facts):
    """The holder takes an answer back: from then on there is none."""

    question: str

    @property
    def actor(self) -> Actor:
        return "person"


class Messaged(Facts):
    """Somebody writes: the ``number``-th message of that side in a rental month.

    ``content`` commits to its words, and to the digest of its image where it has one.

    Whether it is read stands nowhere here.
    """

    message: str
    by: Literal["brand", "person"]
    month: int = Field(ge=1)
    number: int = Field(ge=1)
    content: Hex64

    @property
    def actor(self) -> Actor:
        return self.by


class RenewalNoticed(Facts):
    """Both wanted another period: the agreement ``by`` is frozen for it."""

    by: UrnUuid4
    terms_hash: Hex64


class Renewed(Facts):
    """The next period is paid, under the agreement ``by``."""

    by: UrnUuid4


class RenewalCalledOff(Facts):
    """There is no next period, by someone's word."""

    by: EndedBy

    @property
    def actor(self) -> Actor:
        return self.by


class ErasureAttested(Facts):
    """The brand has signed that it erased its copies."""

    late: bool
    attestation: Hex64 | None = None
    """`contracts.erasure.erasure_hash` of what it signed. Older records have none."""

    @property
    def written(self) -> frozenset[str]:
        return frozenset({"attestation"})

    @property
    def actor(self) -> Actor:
        return "brand"


class ErasureBreached(Facts):
    """The day by which copies had to be gone is over, and the brand has not signed."""

    delete_by: date


class ClosingNoted(Facts):
    """What the brand did with the rental: its ``number``-th word on it, the last of which stands.

    ``content`` commits to all that it says, and to words of its own where it wrote some.
    """

    number: int = Field(ge=1)
    used_for: tuple[str, ...] = Field(min_length=1)
    outcome: str
    content: Hex64

    @property
    def actor(self) -> Actor:
        return "brand"


KINDS: Final[Mapping[str, type[Facts]]] = MappingProxyType(
    {
        "requested": Requested,
        "counter_offered": CounterOffered,
        "agreed": Agreed,
        "activated": Activated,
        "abandoned": Abandoned,
        "disputed": Disputed,
        "dispute_won": DisputeWon,
        "ended": Ended,
        "invited": Invited,
        "reacted": Reacted,
        "asked": Asked,
        "answered": Answered,
        "answer_taken_back": AnswerTakenBack,
        "messaged": Messaged,
        "renewal_noticed": RenewalNoticed,
        "renewed": Renewed,
        "renewal_called_off": RenewalCalledOff,
        "erasure_attested": ErasureAttested,
        "erasure_breached": ErasureBreached,
        "closing_note": ClosingNoted,
    }
)


def facts_of(seq: int, kind: str, facts: Mapping[str, object]) -> Facts:
    """The facts of an event as its kind has them. Raises KindUnknown, FactsUnknown."""
    return read_facts(KINDS, seq, kind, facts)


def read_facts(kinds: Mapping[str, type[F]], seq: int, kind: str, facts: Mapping[str, object]) -> F:
    """The facts of an event as its kind has them in this table of kinds. Raises KindUnknown, FactsUnknown."""
    if kind not in kinds:
        raise KindUnknown(seq, kind)
    try:
        return kinds[kind].model_validate_json(json.dumps(dict(facts)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "facts"
        raise FactsUnknown(seq, kind, where, wrong(first)) from None


def shown_to_brand(kind: str, facts: Mapping[str, object]) -> frozenset[str] | None:
    """The names of the fields that a brand's copy opens; None for an event that it can be told nothing of.

    An exact time only where the act was its own.
    """
    if kind not in KINDS:
        return None
    told = {"kind", "day"} | {FACT + name for name in facts if name in KINDS[kind].model_fields}
    if facts_of(0, kind, facts).actor == "brand":
        told.add("at")
    return frozenset(told)
