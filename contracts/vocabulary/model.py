"""The shapes of the vocabulary, and what no claim may be about.

A claim has a closed list of codes and a ladder that makes them coarser. What would name a person, or fall
under articles 9 and 10 of the GDPR, is refused when the claim is built, not when somebody answers it.

    VocabularyError
    ├── UnknownClaim      no claim or phrase has this id
    ├── UnknownValue      the claim has no such code
    └── UnknownStep       the claim's ladder has no such step
    RefusedConcept        (a ValueError: a defect of the vocabulary itself, seen when it is loaded)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, StringConstraints, model_validator
from pydantic.dataclasses import dataclass

Language = Literal["fr", "en"]

DPV = "https://w3id.org/dpv#"
PD = "https://w3id.org/dpv/pd#"
ODRL = "http://www.w3.org/ns/odrl/2/"
PR = "https://moi.example/ns#"
"""Our own profile; its terms always name the nearest standard term as `broader`."""


def _pd(names: str) -> frozenset[str]:
    return frozenset(PD + name for name in names.split())


FORBIDDEN_ROOTS = frozenset({f"{DPV}SensitivePersonalData", f"{DPV}IdentifyingPersonalData"}) | _pd(
    """
    Accent AgeExact Authenticating BirthDate BirthPlace Citizenship Contact Criminal CurrentLocation
    DeviceBased Dialect DigitalFingerprint Ethnicity FinancialAccount Gender GroupMembership Identifier
    Identifying Nationality PersonalDocuments SkinTone TravelHistory UserAgent
    """
)
"""The branches of DPV 2.3 that no claim may enter: special categories (GDPR art. 9, which DPV files under
SensitivePersonalData), offences (art. 10), what identifies or reaches a person or a device, and what stands
in for origin. Gender is left out too: no brand's purpose here needs it."""

FORBIDDEN = FORBIDDEN_ROOTS | _pd(
    """
    AccountIdentifier BankAccount Biometric BirthCountry BloodType BrowserFingerprint City
    CreditCardNumber CriminalCharge CriminalConviction CriminalOffence CriminalPardon DNACode
    DeviceApplications DeviceOperatingSystem DeviceSoftware Disability DrugTestResult EmailAddress
    EmailAddressPersonal EmailAddressWork EthnicOrigin FacialExpression FacialPrint FamilyHealthHistory
    Fetish FinancialAccountNumber Fingerprint GPSCoordinate Genetic Health HealthHistory HealthRecord
    HouseNumber IPAddress IndividualHealthHistory Locality MACAddress MedicalHealth MentalHealth Name
    OfficialID PINCode Passport Password PaymentCard PaymentCardExpiry PaymentCardNumber
    PhilosophicalBelief PhysicalAddress PhysicalHealth Picture PoliticalAffiliation PoliticalOpinion
    PostalCode Prescription Proclivity Race Region Religion ReligiousBelief Retina RoomNumber SecretText
    Sexual SexualHistory SexualPreference Street TelephoneNumber TradeUnionMembership UID Username
    VehicalLicenseNumber VehicalLicenseRegistration VehicleLicense Vulnerability
    """
)
"""Every personal-data term of those branches, root or descendant. Spelt out, because the contract must refuse
them where the standard's files are not at hand; a test derives the list from them again."""

_OWN_TERM = re.compile(re.escape(PR) + r"[A-Za-z][A-Za-z0-9-]*")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""An id that may stand in an address: lower-case ASCII words joined by hyphens."""

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False, pattern=r"^\S(.*\S)?$")]

Ascent = Annotated[Mapping[str, str], AfterValidator(MappingProxyType)]
"""From each finer code to its coarser one, read-only."""

_CLOSED = ConfigDict(extra="forbid")


class VocabularyError(Exception):
    """What was said is not in the vocabulary."""


class UnknownClaim(VocabularyError):
    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim


class UnknownValue(VocabularyError):
    def __init__(self, claim: str, value: str) -> None:
        super().__init__(claim, value)
        self.claim = claim
        self.value = value


class UnknownStep(VocabularyError):
    def __init__(self, claim: str, step: int) -> None:
        super().__init__(claim, step)
        self.claim = claim
        self.step = step


class RefusedConcept(ValueError):
    """A claim about something that no persona may say, whatever its holder wants."""

    def __init__(self, iri: str) -> None:
        super().__init__(f"no claim may be about {iri}")
        self.iri = iri


def refuse_concept(iri: str, broader: str | None) -> None:
    """An allowed DPV personal-data term passes, or a term of ours under one; else raises RefusedConcept."""
    own = bool(_OWN_TERM.fullmatch(iri))
    nearest = broader if own else iri
    if nearest is None or not nearest.startswith(PD) or nearest in FORBIDDEN:
        raise RefusedConcept(nearest or iri)
    if not own and broader is not None:
        raise ValueError(f"{iri} is DPV's own term: its broader term is DPV's to say")


@dataclass(frozen=True, config=_CLOSED)
class Text:
    """One meaning in both languages of the market."""

    fr: Words
    en: Words

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, config=_CLOSED)
class Code:
    """One answer of a claim. `said` is the wording inside a sentence, where `text` would not fit there."""

    id: Slug
    text: Text
    said: Text | None = None

    def inside(self, language: Language) -> str:
        """The wording inside a sentence: `said`, else `text` without its capital."""
        if self.said is not None:
            return self.said.in_(language)
        words = self.text.in_(language)
        return words[0].lower() + words[1:]


@dataclass(frozen=True, config=_CLOSED)
class Group:
    id: Slug
    text: Text


@dataclass(frozen=True, config=_CLOSED)
class Step:
    """One rung of a ladder. `of` maps every code of the rung below to one of this rung; empty at step 0."""

    id: Slug
    text: Text
    codes: tuple[Code, ...]
    of: Ascent = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, config=_CLOSED)
class Claim:
    """An attribute of a persona: one code at most.

    `ladder[0]` holds the claim's own codes, the last step the coarsest. `order` is the place on the card
    (None: only disclosed on rental), `card` the steps that a card may say, coarse to fine. `phrase` is a verb
    in the third person with `{value}` where the answer goes. `retired` are own codes of earlier days, each with
    the present one that is true of all who chose it: what was answered then is still read.
    """

    id: Slug
    group: Slug
    iri: str
    text: Text
    question: Text
    codes: tuple[Code, ...]
    ladder: tuple[Step, ...]
    order: int | None = None
    card: tuple[int, ...] = ()
    phrase: Text | None = None
    broader: str | None = None
    retired: Ascent = field(default_factory=lambda: MappingProxyType({}))

    @model_validator(mode="after")
    def _holds_together(self) -> Claim:
        refuse_concept(self.iri, self.broader)
        if not self.ladder or self.ladder[0].codes != self.codes or self.ladder[0].of:
            raise ValueError(f"{self.id}: step 0 is not the claim's own codes")
        for step in self.ladder:
            if len({code.id for code in step.codes}) != len(step.codes) or len(step.codes) < 2:
                raise ValueError(f"{self.id}, {step.id}: codes must differ, and be two at least")
        for finer, coarser in zip(self.ladder, self.ladder[1:], strict=False):
            _check_rung(self.id, finer, coarser)
        falls = all(a > b for a, b in zip(self.card, self.card[1:], strict=False))
        if (self.order is None) == bool(self.card) or not falls:
            raise ValueError(f"{self.id}: a card needs an order and steps from coarse to fine")
        if not all(0 <= step < len(self.ladder) for step in self.card):
            raise ValueError(f"{self.id}: a card may only say steps of the ladder")
        if self.phrase is not None and not all(
            s.count("{value}") == 1 for s in (self.phrase.fr, self.phrase.en)
        ):
            raise ValueError(f"{self.id}: a phrase has one {{value}} in each language")
        present = {code.id for code in self.codes}
        if not set(self.retired.values()) <= present or set(self.retired) & present:
            raise ValueError(f"{self.id}: a retired code has a present one, and is none")
        return self

    def present(self, code: str) -> str:
        """The own code of today for one of any day; others come back as they are."""
        return self.retired.get(code, code)

    def at(self, step: int, code: str) -> str:
        """The claim's own code, made coarser up to that step. Raises UnknownValue, UnknownStep."""
        if not 0 <= step < len(self.ladder):
            raise UnknownStep(self.id, step)
        if all(own.id != code for own in self.codes):
            raise UnknownValue(self.id, code)
        for rung in self.ladder[1 : step + 1]:
            code = rung.of[code]
        return code

    def code(self, code: str) -> Code:
        """The code of that id, own or coarser, a retired one as its present one. Raises UnknownValue."""
        code = self.present(code)
        for step in self.ladder:
            for known in step.codes:
                if known.id == code:
                    return known
        raise UnknownValue(self.id, code)


def _check_rung(claim: str, finer: Step, coarser: Step) -> None:
    """Every finer code has one coarser code and every coarser code is reached; a code that stands on both
    rungs means the same people on both, so that its id alone can stand in an address."""
    if set(coarser.of) != {code.id for code in finer.codes}:
        raise ValueError(f"{claim}, {coarser.id}: not every finer code has its coarser one")
    if set(coarser.of.values()) != {code.id for code in coarser.codes}:
        raise ValueError(f"{claim}, {coarser.id}: a coarser code stands for nothing")
    below = {code.id: code for code in finer.codes}
    for code in coarser.codes:
        if code.id in below and (
            below[code.id] != code or [f for f, c in coarser.of.items() if c == code.id] != [code.id]
        ):
            raise ValueError(f"{claim}, {coarser.id}: {code.id} means two things")


@dataclass(frozen=True, config=_CLOSED)
class Phrase:
    """A curated sentence in the first person: a claim whose only answer is itself.

    A set of values holds it under its own id, with its own id as the code. `order` is its place on the card.
    """

    id: Slug
    group: Slug
    text: Text
    order: int | None = None
    broader: str = f"{PD}Preference"

    @model_validator(mode="after")
    def _is_allowed(self) -> Phrase:
        refuse_concept(self.iri, self.broader)
        return self

    @property
    def iri(self) -> str:
        return f"{PR}phrase-{self.id}"

    @property
    def code(self) -> Code:
        return Code(self.id, self.text)


@dataclass(frozen=True, config=_CLOSED)
class Term:
    """A purpose or an action: `text` is its name, `plain` the sentence that both parties read.

    `broader` is the nearest standard term: `skos:broader` of a purpose, `odrl:includedIn` of an action.
    """

    id: Slug
    iri: str
    broader: str | None
    text: Text
    plain: Text
