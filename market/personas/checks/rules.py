"""Pure decisions about checks: what can be checked, and what a mark stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.proof.predicates import BIRTH, REGION
from market.base.errors import Conflict, Invalid
from market.personas.rules import Draft, Stance

CHECKABLE = (BIRTH, REGION)
"""The claims that a document shows: of other traits there is none."""

VERIFIED, REFUSED = "verified", "refused"


class NotCheckable(Invalid):
    """No document shows this trait: it is not checked."""


class NothingToCheck(Conflict):
    """The trait is not said, or not as "it's me": there is nothing to check."""


class CheckedAlready(Conflict):
    """This very answer was verified, or a check of the trait waits for an operator."""


class CheckDecided(Conflict):
    """The check was decided, or withdrawn, before."""


@dataclass(frozen=True)
class Verified:
    """An answer that was verified: a claim's own code, and the month (UTC, as 2026-11)."""

    claim: str
    value: str
    month: str


def month_of(at: datetime) -> str:
    """The UTC month of an instant."""
    return f"{at.astimezone(UTC):%Y-%m}"


def answer_to_check(draft: Draft, claim: str) -> str:
    """The answer that can be checked. Raises NotCheckable, NothingToCheck."""
    if claim not in CHECKABLE:
        raise NotCheckable(field="claim", known=list(CHECKABLE))
    trait = draft.traits.get(claim)
    if trait is None or trait.stance is not Stance.ME or trait.value is None:
        raise NothingToCheck(field="claim")
    return trait.value


def marks(draft: Draft, verified: Iterable[Verified]) -> Mapping[str, str]:
    """The month by claim, of what the draft says still as it was verified: another answer has no mark."""
    return {
        it.claim: it.month
        for it in verified
        if (trait := draft.traits.get(it.claim)) is not None
        and trait.stance is Stance.ME
        and trait.value == it.value
    }
