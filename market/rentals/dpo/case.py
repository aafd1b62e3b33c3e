"""Pure: what a pack is made of, as values: what was rented, what the settings say, and who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from contracts.compliance import Profile
from contracts.terms import ROSTER
from contracts.variant import Terms
from market.accounts.queries import BrandFacts
from market.base.i18n import Language, translate
from market.base.settings import Settings
from market.money.documents.content import Party


@dataclass(frozen=True)
class Rented:
    """What a brand rented under one edition; period and price step (minor units) are those of the latest rental."""

    terms: Terms
    purposes: tuple[str, ...]
    processors: tuple[str, ...]
    period: str
    price_step: int
    begun: int
    running: int


@dataclass(frozen=True)
class Installation:
    """What the settings of this market say; None where its operator has not said."""

    hosted_by: str | None
    hosted_in: str | None
    privacy_contact: str | None
    notified: str | None
    holds: frozenset[Literal["always", "https", "smtps"]]


def installation(config: Settings) -> Installation:
    """The facts that only the operator of an installation knows, and which measures hold in it."""
    smtp = config.smtp_url.get_secret_value() if config.smtp_url else ""
    found: set[Literal["always", "https", "smtps"]] = {"always"}
    if config.url.startswith("https://"):
        found.add("https")
    if smtp.startswith("smtps://"):
        found.add("smtps")
    return Installation(
        hosted_by=config.hosted_by,
        hosted_in=config.hosted_in,
        privacy_contact=config.privacy_contact,
        notified=config.dga_notified,
        holds=frozenset(found),
    )


STEP: Final = 1900


def roster(processors: tuple[str, ...]) -> tuple[Rented, ...]:
    """The case of a brand that has rented nothing: every variant of today, with all that it admits, and those that
    process for the brand: its first contract will name them.
    """
    return tuple(
        Rented(terms, terms.purposes.admitted, processors, terms.periods[0], STEP, 0, 0)
        for terms in ROSTER.values()
    )


@dataclass(frozen=True)
class Asked:
    """All that a pack is made of; `day` is the market's."""

    brand: BrandFacts
    platform: Party
    rented: Sequence[Rented]
    here: Installation
    profile: Profile
    day: date
    language: Language

    def say(self, message: str, **values: object) -> str:
        return translate(self.language, message, **values)
