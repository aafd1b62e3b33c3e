"""What a pack says: the published shape of its JSON, from which the PDF and the page are laid out.

It names no persona, no rental and no person; words stand in its `language`.
"""

from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from market.base.i18n import Language

SCHEMA: Final = "https://moi.example/ns/dpo-pack-1.json"


class Part(BaseModel):
    """A part of a pack: frozen, and without anything that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Company(Part):
    """A company as its register has it; `country` by ISO 3166-1. The address is null where it was not given, and
    so is where it is reached about personal data; of the platform that stands beside it.
    """

    name: str
    siren: str | None
    vat_number: str | None
    address: str | None
    country: str
    contact_address: str | None = None
    contact: str | None = None


class Platform(Part):
    """Who runs this market, in which role, and whom to write to; null where its operator has not said."""

    company: Company
    role: str
    privacy_contact: str | None
    notified: str | None = Field(
        description="Where and when the intermediation service was notified (DGA 11)."
    )


class Purpose(Part):
    """A purpose that the brand declared, with its basis in the GDPR."""

    id: str
    iri: str
    name: str
    plain: str
    lawful_basis: Literal["A6-1-a"]


class Trait(Part):
    """A category of personal data: a claim of the vocabulary, or "phrases", the sentences that a person chose."""

    id: str
    iri: str
    name: str


class Said(Part):
    """What the person says to the brand within a rental, by its kinds, and whether the contract binds it as the sheet.

    Contracts of before the fourth edition of the terms do not speak of it.
    """

    kinds: tuple[Trait, ...]
    bound: bool
    plain: str


class Rule(Part):
    """What may be done or never, and what keeps it."""

    id: str
    iri: str
    plain: str
    kept: Literal["technical", "evidential", "legal"]


class Contract(Part):
    """A sample of the contract in its three readings, with an invented persona and no signature."""

    plain: str
    legal: str
    machine: dict[str, Any]


class Case(Part):
    """What the brand rents under one edition of the terms."""

    edition: str
    name: str
    address: str
    begun: int = Field(description="Rentals that began; renewals count.")
    running: int
    purposes: tuple[Purpose, ...]
    actions: tuple[Rule, ...]
    prohibitions: tuple[Rule, ...]
    traits: tuple[Trait, ...]
    said: Said
    processors: tuple[str, ...] = Field(description="Named in the contracts.")
    reads_per_day: int
    invitations_per_month: int
    questions_per_month: int
    messages_per_month: int
    erase_within_days: int
    contract: Contract


class RegisterEntry(Part):
    """The entry for the brand's record of processing (GDPR 30(1), (a) to (g)), in words."""

    name: str
    controller: Company
    purposes: tuple[str, ...]
    lawful_basis: str
    persons: str
    personal_data: tuple[str, ...]
    source: str
    recipients: tuple[str, ...]
    transfers: str
    erasure: str
    security: str


class Transfers(Part):
    """Where the data are; the contract admits the Union alone. Null where the operator has not said."""

    contract: Literal["EU"] = "EU"
    hosted_by: str | None
    hosted_in: str | None
    inside: bool | None
    words: str


class Measure(Part):
    """A measure of security that holds here."""

    id: str
    words: str


class Duty(Part):
    """An obligation that binds the brand, from the compliance profile."""

    id: str
    law: str
    article: str
    title: str
    asks: str
    met: str
    left: str | None


class Pack(Part):
    """The whole of it. `basis`: what the brand has rented, or the whole roster where it has rented nothing yet."""

    format: Literal["moi.dpo-pack"] = "moi.dpo-pack"
    version: Literal[1] = 1
    conforms_to: Literal["https://moi.example/ns/dpo-pack-1.json"] = SCHEMA
    language: Language
    issued_on: date
    basis: Literal["rented", "roster"]
    profile_edition: int
    brand: Company
    platform: Platform
    register_entry: RegisterEntry
    cases: tuple[Case, ...]
    transfers: Transfers
    security: tuple[Measure, ...]
    rights: tuple[Duty, ...]
    duties: tuple[Duty, ...]
    missing: tuple[str, ...] = Field(description="What the operator of this market has not said.")


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of a pack."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        **Pack.model_json_schema(mode="serialization"),
    }
