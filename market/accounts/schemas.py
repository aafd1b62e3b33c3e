"""The API's models of accounts. What is not named here is refused."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt

from market.base.access import Role

Language = Literal["fr", "en"]


class Body(BaseModel):
    """Anything sent to us: no field that we do not know."""

    model_config = ConfigDict(extra="forbid", str_max_length=1024)


class HolderSignUp(Body):
    """A private adult opens an account."""

    email: str
    password: SecretStr
    language: Language = "fr"
    adult: StrictBool


class BrandFacts(Body):
    """A company; a SIREN or a VAT number is needed."""

    legal_name: str
    trading_name: str = ""
    siren: str = ""
    vat_number: str = ""
    charter: StrictInt = Field(
        description="The edition of the charter (`/charter`) that the company signs with this: that of today."
    )


class BrandSignUp(BrandFacts):
    """A brand's first member opens an account for it."""

    email: str
    password: SecretStr
    language: Language = "fr"


class SignIn(Body):
    """An address and its password."""

    email: str
    password: SecretStr


class FactorCode(Body):
    """A code of the authenticator's, or a recovery code."""

    code: SecretStr


class FactorDue(BaseModel):
    """Signed in by half. `factor`: give a code; `enrolment`: a letter leads to setting one up, on a page."""

    due: Literal["factor", "enrolment"]


class Confirmation(Body):
    """The mailed code, with the password chosen at sign-up (or, for one invited, a new one)."""

    code: str
    password: SecretStr


class ResetRequest(Body):
    """The address to mail a link to."""

    email: str


class PasswordChange(Body):
    """One's own password, and the next."""

    old: SecretStr
    new: SecretStr


class SeatChoice(Body):
    """A brand by the name that `/v1/me` gives it, or null to act for oneself."""

    brand: str | None


class AdultDeclaration(Body):
    """A holder declares to be an adult."""

    adult: StrictBool


class Invitation(Body):
    """An address to invite to the brand."""

    email: str
    role: Role


class RoleChange(Body):
    """The role a member gets."""

    role: Role


class KeyRequest(Body):
    """A name to know the key by, and what it may do."""

    name: str
    scopes: list[str] = Field(max_length=20)


class Billing(Body):
    """Where invoices go, and the VAT number that stands on them; empty where the company needs none."""

    street: str
    postcode: str = ""
    city: str
    vat_number: str = ""


class Contact(Body):
    """Where a brand is reached about the data of the people it rents from (GDPR, articles 13(1)(a) and 14(1)(a))."""

    contact_address: str = Field(description="The post's, on one line.")
    contact: str = Field(description="An e-mail address.")


class Declaration(Body):
    """What the brand says of itself on its public page: all of it anew."""

    speaker: Literal["management", "data-protection", "customer-service", "studies", "marketing"] = Field(
        description="The role that speaks for it. The postal address of its contact is shown with it."
    )
    intends: list[str] = Field(max_length=20, description="Ids of the purposes for which it means to rent.")


class CharterSigning(Body):
    """The edition of the charter that the brand signs: that of today."""

    edition: StrictInt


class CharterSigned(BaseModel):
    """The latest edition that the brand has signed, and the market's day on which it did."""

    edition: int
    on: date


class CharterView(BaseModel):
    """How the brand stands to the charter."""

    current: int
    published_on: date
    due_on: date = Field(description="From this day on, who was here before the edition must have signed it.")
    standing: Literal["signed", "term", "unsigned"] = Field(
        description="`unsigned`: until an owner signs, it rents nobody new and writes to nobody."
    )
    signed: CharterSigned | None


class Accepted(BaseModel):
    """We act if it can be; the answer is the same if not."""

    next: Literal["look-at-your-mail"] = "look-at-your-mail"


class SeatView(BaseModel):
    """A brand one belongs to."""

    name: str
    trading_name: str
    legal_name: str
    state: str
    role: Role
    current: bool


class MeView(BaseModel):
    """The signed-in person."""

    email: str
    language: str
    holder: bool
    operator: bool
    brands: list[SeatView]


class Processors(Body):
    """Who processes for the brand what it rents, by name: all of them anew."""

    names: list[str] = Field(max_length=100)


class BrandView(BaseModel):
    """The brand in whose seat one is. `vat_valid` is null until the register has answered, and where none is
    asked: in France and outside of the Union."""

    legal_name: str
    trading_name: str
    siren: str | None
    vat_number: str | None
    country: str
    state: str
    street: str | None
    postcode: str | None
    city: str | None
    vat_valid: bool | None
    processors: list[str] = Field(description="Named in the contracts that begin from now on.")
    contact_address: str | None = Field(
        description="Where it is reached about people's data: needed to rent."
    )
    contact: str | None = Field(description="A mailbox for the same.")


class MemberView(BaseModel):
    """A place in the brand; not joined while it is an invitation."""

    name: str
    email: str
    role: Role
    joined: bool
    you: bool


class KeyView(BaseModel):
    """A key, as it may be seen again."""

    name: str
    label: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyView(BaseModel):
    """A fresh key: `key` is shown this once."""

    name: str
    label: str
    key: str
    scopes: list[str]


class SigningKeyView(BaseModel):
    """A key of the brand's own: its thumbprint (RFC 7638) and public half; current while neither date is there."""

    kid: str
    jwk: dict[str, str]
    current: bool
    began_at: datetime
    replaced_at: datetime | None
    revoked_at: datetime | None


class ChallengeView(BaseModel):
    """What to sign, as UTF-8, with the private key of the key that is registered, before `expires_at`."""

    challenge: str
    expires_at: datetime


class SigningKeyRequest(Body):
    """A public key as a JSON Web Key, the challenge, and its signature over that (base64url)."""

    jwk: dict[str, Any]
    challenge: str = Field(max_length=512)
    signature: str = Field(max_length=512)
