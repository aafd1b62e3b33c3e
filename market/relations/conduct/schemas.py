"""The API's shape of a brand's public page. Months are written 2026-11."""

from datetime import date

from pydantic import Field

from contracts import charter
from market.accounts.charter import Signed
from market.accounts.public import PublicBrand
from market.relations.campaigns.rules import CROWD, STEP
from market.relations.conduct.queries import BrandPage
from market.relations.conduct.rules import TIME_TO_ANSWER
from market.relations.schemas import Shape
from market.rentals.erasure.kept import MINIMUM


class CheckedOut(Shape):
    """What was checked of a brand, and in which month."""

    approved: str = Field(
        description="When an operator approved it, who is to compare its name with the public register."
    )
    vat_register: str | None = Field(
        None, description="The register of its country confirmed the VAT number; null where none was asked."
    )


class DeclaredOut(Shape):
    """What a brand says of itself."""

    speaker: str = Field(description="The role that speaks for it.")
    address: str | None = Field(description="Of that role, by post.")
    intends: list[str] = Field(description="Ids of purposes. Those of each contract bind, not these.")
    said_on: date


class CharterOut(Shape):
    """The latest edition of the charter that a brand has signed, and the market's day on which it did."""

    edition: int
    digest: str = Field(description="Of that edition, as `/.well-known/moi-charter` has it.")
    signed_on: date
    current: bool = Field(description="Whether it is the edition of today.")


class ConductOut(Shape):
    """What came due before the month `before`, by how it stands now."""

    before: str
    due: int
    signed_in_time: int
    signed_late: int
    outstanding: int
    breaches: int = Field(description="Not signed when the day was over: late and outstanding ones.")
    closing_notes: int
    kept_percent: int | None = Field(
        description=f"signed_in_time / due, rounded down; null while due is below {MINIMUM}."
    )
    noted_percent: int | None = Field(
        description=f"closing_notes / due, rounded down; null while due is below {MINIMUM}."
    )
    written_to_more_than: int | None = Field(
        description="In more than so many of the rentals that came due, the person wrote to it, at least "
        f"{TIME_TO_ANSWER.days} days before the end. In steps of {STEP}; null below {CROWD}."
    )
    answered_percent: int | None = Field(
        description="Rentals in which it wrote after that / rentals in which the person wrote, rounded down to a "
        f"multiple of {STEP}; null below {CROWD} in which one wrote."
    )
    asked_who_more_than: int | None = Field(
        description="In the twelve months before `before`, it wrote in more than so many relations what asks who the "
        f"person is; that was refused and reached nobody. In steps of {STEP}; null below {CROWD}."
    )
    rated_more_than: int | None = Field(
        description="Before `before`, more than so many personas told how it went with what it had bid on what they "
        f"look for; the last word of each. In steps of {STEP}; null below {CROWD}."
    )
    found_percent: int | None = Field(
        description="Those who found it, wholly or in part / those who told, rounded down to a multiple of "
        f"{STEP}; null below {CROWD} who told."
    )
    well_percent: int | None = Field(description="Likewise those who gave it four or five of five.")


class BrandOut(Shape):
    """A brand in public."""

    id: str
    legal_name: str
    trading_name: str
    siren: str | None
    vat_number: str | None
    country: str
    stopped: bool = Field(description="An operator has stopped it: it rents nothing any more.")
    since: str
    checked: CheckedOut
    declared: DeclaredOut | None = Field(description="Null while it has said nothing of itself.")
    charter: CharterOut | None = Field(description="Null while it has signed none.")
    conduct: ConductOut

    @classmethod
    def of(cls, it: BrandPage) -> "BrandOut":
        brand, conduct = it.brand, it.conduct
        facts = ("legal_name", "trading_name", "siren", "vat_number", "country", "stopped")
        counts = ("due", "outstanding", "breaches")
        shares = ("kept_percent", "noted_percent", "answered_percent", "found_percent", "well_percent")
        return cls(
            id=it.name,
            since=brand.since,
            declared=_declared(brand),
            charter=_charter(it.charter.signed),
            checked=CheckedOut(approved=brand.since, vat_register=brand.vat_confirmed),
            conduct=ConductOut(
                before=f"{conduct.before:%Y-%m}",
                signed_in_time=conduct.in_time,
                signed_late=conduct.late,
                closing_notes=conduct.notes,
                written_to_more_than=conduct.written_to,
                asked_who_more_than=conduct.asked_who,
                rated_more_than=conduct.rated,
                **{name: getattr(conduct, name) for name in counts + shares},
            ),
            **{name: getattr(brand, name) for name in facts},
        )


def _declared(brand: PublicBrand) -> DeclaredOut | None:
    said = brand.declared
    if said is None:
        return None
    return DeclaredOut(
        speaker=said.speaker, address=brand.address, intends=list(said.intends), said_on=said.on
    )


def _charter(signed: Signed | None) -> CharterOut | None:
    if signed is None:
        return None
    return CharterOut(
        edition=signed.edition,
        digest=charter.digest_of(charter.EDITIONS[signed.edition]),
        signed_on=signed.on,
        current=signed.edition == charter.current().edition,
    )
