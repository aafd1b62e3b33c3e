"""The shape of terms: the rules of a variant, and how each of them is kept.

Readings, ODRL and the code that decides read the same object. Every rule says how it is kept:
``technical`` (the service refuses), ``evidential`` (a record shows it), ``legal`` (the contract alone).

Errors::

    ValueError
    ├── PeriodNotOffered     the variant does not offer this period
    └── PurposeNotAdmitted   the variant does not admit this purpose
"""

from collections.abc import Iterable
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.period import PERIODS, known_period
from contracts.vocabulary import ACTIONS, CLAIMS, PROHIBITIONS, PURPOSES, Text

Enforcement = Literal["technical", "evidential", "legal"]

Scheme = Literal[1, 2, 3]
"""How the readings of terms are made, and so what an agreement's hash is over: an agreement keeps its own.

1: plain and machine. 2: legal, too; the plain reading names the terms, the machine one words them.
3: every rule is in all three, with what keeps it (`contracts.standing`).
"""
SCHEME: Final[Scheme] = 3
"""The one under which agreements are signed now."""


class PeriodNotOffered(ValueError):
    """The variant does not offer this period."""

    def __init__(self, variant: str, period: str) -> None:
        super().__init__(f"{variant} does not offer {period}")
        self.variant = variant
        self.period = period


class PurposeNotAdmitted(ValueError):
    """The variant does not admit this purpose; None: no purpose was given at all."""

    def __init__(self, variant: str, purpose: str | None) -> None:
        super().__init__(f"{variant} does not admit {purpose!r}")
        self.variant = variant
        self.purpose = purpose


class Value(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Rule(Value):
    """An action or a prohibition of the vocabulary, and how it is kept.

    ``said``: what is read is the sheet and what the person says; earlier editions speak of the sheet alone.
    """

    term: str
    enforcement: Enforcement
    said: bool = Field(default=False, exclude_if=lambda said: not said)


class Purposes(Value):
    """What a brand may rent for; it declares at least one of them."""

    admitted: tuple[str, ...] = Field(min_length=1)
    enforcement: Enforcement


Told = Literal["redemption", "receipt"]
"""What a person lets be known beside what they say: that a code was redeemed, the day on which a message was read."""
Kind = Literal["answer", "message", "reaction", Told]
"""What a person says within a rental: to a question, in the conversation, to an invitation; and what they let be known.
"""
Recorded = Literal["day", "reference", "number", "taken_back", "reaction", "commitment"]
"""What the brand's copy of the record keeps of what the person says (`contracts.record_kinds`)."""


class Contact(Value):
    """Invitations per rental month, whether each month includes one question, and messages of the brand per month.

    Without messages there is no conversation, in neither direction; what was written before there were any says nothing
    of them, so that its hash stays. ``said`` is what keeps what the person says from being shown but while the rental
    runs, and binds that as the sheet is bound (`contracts.standing.over_said`); terms of before say nothing of it.
    ``rewarded_per_month``: so many questions beyond the included one, each with a reward. ``told``: what the person may
    let be known beside what they say. ``recorded``: what of it the brand's copy of the record keeps, and no more.
    """

    invitations_per_month: int = Field(ge=0)
    question: bool
    messages_per_month: int = Field(default=0, ge=0, exclude_if=lambda messages: messages == 0)
    enforcement: Enforcement
    said: Enforcement | None = Field(default=None, exclude_if=lambda said: said is None)
    rewarded_per_month: int = Field(default=0, ge=0, exclude_if=lambda more: more == 0)
    told: tuple[Told, ...] = Field(default=(), exclude_if=lambda told: not told)
    recorded: tuple[Recorded, ...] = Field(default=(), exclude_if=lambda recorded: not recorded)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the person may say under these terms, whether or not they bind it."""
        may: tuple[tuple[Kind, bool], ...] = (
            ("answer", self.question),
            ("message", self.messages_per_month > 0),
            ("reaction", self.invitations_per_month > 0),
        )
        return (*(kind for kind, allowed in may if allowed), *self.told)

    @property
    def heard(self) -> tuple[Kind, ...]:
        """What the brand may hear of the person, whether or not these terms speak of it."""
        lets: tuple[tuple[Told, int], ...] = (
            ("redemption", self.invitations_per_month),
            ("receipt", self.messages_per_month),
        )
        return tuple(dict.fromkeys((*self.kinds, *(told for told, allowed in lets if allowed))))

    @property
    def questions_per_month(self) -> int:
        """How many may be asked in a rental month, the included one among them."""
        return int(self.question) + self.rewarded_per_month


class Retention(Value):
    """Local days after the end within which the brand erases its copies and signs for it."""

    days: int = Field(ge=1)
    enforcement: Enforcement


class Disclosure(Value):
    """The claims that a rental shows, equal for the whole class; at least so many have an answer."""

    claims: tuple[str, ...] = Field(min_length=1)
    answered: int = Field(ge=1)
    enforcement: Enforcement


class ReadQuota(Value):
    """Reads of the sheet per rental day."""

    per_day: int = Field(ge=1)
    enforcement: Enforcement


class Brands(Value):
    """The kinds of brand that may rent."""

    kinds: tuple[Literal["verified"], ...] = Field(min_length=1)
    enforcement: Enforcement


class Terms(Value):
    """A roster variant. A change of any rule is a new ``version``."""

    id: str
    version: int = Field(ge=1)
    name: Text
    summary: Text
    periods: tuple[str, ...] = Field(min_length=1)
    purposes: Purposes
    actions: tuple[Rule, ...] = Field(min_length=1)
    prohibitions: tuple[Rule, ...]
    contact: Contact
    retention: Retention
    disclosure: Disclosure
    reads: ReadQuota
    brands: Brands
    exclusive: bool = False
    """While a brand rents under them, no other rents the persona."""
    instant: bool = True
    """Proffering them is the consent; else each rental awaits the holder's own answer."""
    use_ends: Enforcement | None = Field(default=None, exclude_if=lambda kept: kept is None)
    """What keeps use from outlasting the term, apart from access and contact; editions of before say one for all."""
    passed_on: Enforcement | None = Field(default=None, exclude_if=lambda kept: kept is None)
    """What shows that copies fall under the contract that follows without a gap; editions of before do not say so."""

    @property
    def edition(self) -> str:
        """The name of this version among all that were published, as "standard-1"."""
        return f"{self.id}-{self.version}"

    @property
    def iri(self) -> str:
        """The address of this version, shared by all who proffer it: it links nobody."""
        return f"https://moi.example/terms/{self.edition}"

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        """Every id is in the vocabulary, none twice, and the actions match the contact they need."""
        for ids, known in (
            (self.periods, PERIODS),
            (self.purposes.admitted, PURPOSES),
            (self.disclosure.claims, CLAIMS),
            (tuple(rule.term for rule in self.actions), ACTIONS),
            (tuple(rule.term for rule in self.prohibitions), PROHIBITIONS),
        ):
            if len(set(ids)) < len(ids) or not set(ids) <= set(known):
                raise ValueError(f"unknown or repeated ids among {ids}")
        if self.disclosure.answered > len(self.disclosure.claims):
            raise ValueError("more answers asked for than claims disclosed")
        actions = {rule.term for rule in self.actions}
        if ("contact" in actions) != (self.contact.invitations_per_month > 0):
            raise ValueError("contact is an action exactly when there are invitations")
        if ("ask" in actions) != self.contact.question:
            raise ValueError("ask is an action exactly when a question is included")
        if ("message" in actions) != (self.contact.messages_per_month > 0):
            raise ValueError("message is an action exactly when there are messages")
        self._check_said()
        return self

    def _check_said(self) -> None:
        """What terms say of what the person says fits what the person can say under them."""
        contact, read = self.contact, [rule.term for rule in self.actions if rule.said]
        if contact.rewarded_per_month and not contact.question:
            raise ValueError("no question is beyond the included one where none is included")
        if contact.said is not None and not contact.kinds:
            raise ValueError("nothing is said where nothing is asked, sent or written")
        if contact.said is None and (
            contact.told or contact.recorded or read or self.use_ends or self.passed_on
        ):
            raise ValueError("these rules are worded for terms that bind what the person says")
        for told, replied in (
            ("redemption", contact.invitations_per_month),
            ("receipt", contact.messages_per_month),
        ):
            if told in contact.told and not replied:
                raise ValueError(f"there is nothing that a {told} could be of")
        for listed in (contact.told, contact.recorded):
            if len(set(listed)) < len(listed):
                raise ValueError(f"repeated among {listed}")
        if read not in ([], ["read"]) or any(rule.said for rule in self.prohibitions):
            raise ValueError("reading alone says of itself that it covers what the person says")

    def offer_period(self, period: str) -> str:
        """Give the period back, or raise UnknownPeriod or PeriodNotOffered."""
        known_period(period)
        if period not in self.periods:
            raise PeriodNotOffered(self.id, period)
        return period

    def admit(self, purposes: Iterable[str]) -> tuple[str, ...]:
        """The declared purposes in the order of the terms, each once; raises PurposeNotAdmitted."""
        declared = set(purposes)
        if not declared:
            raise PurposeNotAdmitted(self.id, None)
        for purpose in sorted(declared - set(self.purposes.admitted)):
            raise PurposeNotAdmitted(self.id, purpose)
        return tuple(purpose for purpose in self.purposes.admitted if purpose in declared)
