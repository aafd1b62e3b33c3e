"""Pure decisions about proofs: what is known of a person proves, and whether a request can still be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from contracts.proof.predicates import MAJORITY, Predicate, follows
from contracts.proof.statement import DECLARED, RECORDED, Provenance
from contracts.vocabulary import CLAIMS
from market.base.names import handle
from market.proofs.errors import ProofAnswered, ProofDeclined, ProofRequestExpired

LIFE = timedelta(seconds=120)
"""From the question to the answer; and from the answer until it is fetched."""

KEPT = timedelta(minutes=15)
"""How long after its own end a request is remembered, so that who comes late is told so."""

State = Literal["open", "answered", "declined", "taken", "expired"]


@dataclass(frozen=True)
class Fact:
    """An answer of a person about themselves: a claim's own code. `by` and `month` (2026-11): who verified it, when."""

    claim: str
    value: str
    by: Literal["operator"] | None = None
    month: str | None = None

    def same(self, other: "Fact") -> bool:
        """Whether both are one answer, in today's codes."""
        present = CLAIMS[self.claim].present
        return self.claim == other.claim and present(self.value) == present(other.value)

    @property
    def provenance(self) -> Provenance:
        """On whose word it is."""
        if self.by is None:
            return DECLARED
        return Provenance(basis="verified", by=self.by, month=self.month)


@dataclass(frozen=True)
class Known:
    """What is known of a holder. `related`: they are or were in a relation with the brand that asks, in a crowd."""

    facts: Sequence[Fact]
    related: bool = False


def proves(predicate: Predicate, known: Known, on: date) -> Provenance | None:
    """On whose word this is proven of a holder on a day of the market's zone; None where it is not.

    What was verified speaks before what was only said, while they say it still: a check is of the answer that was
    checked. Who says two things of themselves has said nothing: all that speaks must say the same. A holder has
    declared to be of age, if nothing else.
    """
    if predicate.about == "relation":
        return RECORDED if known.related else None
    speaking = _speaking([fact for fact in known.facts if fact.claim == predicate.claim])
    if not speaking:
        return DECLARED if predicate.about == "age" and predicate.needs == MAJORITY else None
    if not all(follows(predicate, fact.value, on) for fact in speaking):
        return None
    return max(speaking, key=lambda fact: fact.month or "").provenance


def _speaking(said: Sequence[Fact]) -> Sequence[Fact]:
    """Of what is known for one claim: what was verified and is said still, or else what is said.

    Where nothing is said any more, in no persona, what was verified of one that is retired speaks alone.
    """
    now = [fact for fact in said if fact.by is None]
    verified = [fact for fact in said if fact.by is not None]
    return [it for it in verified if not now or any(it.same(each) for each in now)] or now


def in_crowd(holders: int, crowd: int, *, among: bool) -> bool:
    """Whether a relation may be told: who tells it is one of so many holders that the brand cannot know which."""
    return among and holders >= crowd


def state_of(
    state: str, *, taken: bool, expires_at: datetime, answered_at: datetime | None, now: datetime
) -> State:
    """How a request stands: an open one ends with its two minutes, an answer that nobody fetched two minutes later."""
    if state == "answered" and taken:
        return "taken"
    until = expires_at if answered_at is None else answered_at + LIFE
    if state in ("open", "answered") and now >= until:
        return "expired"
    return "open" if state == "open" else "answered" if state == "answered" else "declined"


def check_open(state: State) -> None:
    """Raises ProofRequestExpired, ProofAnswered for a request that is not to be answered."""
    if state == "expired":
        raise ProofRequestExpired()
    if state != "open":
        raise ProofAnswered()


def check_answered(state: State) -> None:
    """Raises ProofRequestExpired, ProofDeclined where there is no statement to give."""
    if state == "expired":
        raise ProofRequestExpired()
    if state == "declined":
        raise ProofDeclined()


def two_words(code: str) -> tuple[str, str]:
    """What both screens show, to be compared: made of the request's random id."""
    one, other = handle(code).split("-")
    return one, other


def challenge_line(code: str, challenge: str) -> str:
    """What the asker signs to be given the statement, as one line; like nothing else that is signed here."""
    return f"moi.proof.1.{code}.{challenge}"
