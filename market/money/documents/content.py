"""What a document says: the snapshot that is kept, as values.

Amounts are minor units, and not negative, but for what of a year came back.

Words of legal weight are part of the content, in the document's language, so that they stay what they were;
the labels of the form around them are not.
"""

from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from contracts.vat import Category
from market.base.i18n import Language
from market.money.documents.kinds import Kind

Form = Literal[1, 2]
FORM: Final[Form] = 2
"""The form that documents are issued in now; what was issued in an earlier one is shown in that for ever.

Since 2 an invoice's page has each line's quantity, unit price and rate (CGI annexe II, 242 nonies A, I 8°), and a
yearly statement says that it tells what was earned, which brands may have paid in another year.
"""


class Part(BaseModel):
    """A part of a content: frozen, and without anything that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Party(Part):
    """A company on an invoice; `country` by ISO 3166-1, `legal` its form, capital and register."""

    name: str
    street: str
    postcode: str | None
    city: str
    country: str
    siren: str | None
    vat_number: str | None
    legal: str = ""


class Line(Part):
    """One rental: in words and under the name that this brand knows it by."""

    words: str
    label: str
    net: int
    vat: int
    gross: int


class Note(Part):
    """A mention that the law asks for, with its subject code (UNTDID 4451)."""

    code: str
    words: str


class Tax(Part):
    """How the commission was taxed at purchase: rate in basis points; the reason where there is no tax."""

    category: Category
    rate_bps: int
    reason: str | None
    words: str


class Earlier(Part):
    """The document that this one corrects."""

    number: str
    issued_on: date


class BrandContent(Part):
    """A brand's document. On a collection there is no tax: `net` is the sum collected for the holders.

    `supplied_on` is the day of the payment or of the end that it is about, `settled_on` the day on which all
    of it was paid, if it was; `debits` whether the seller pays the tax with the invoice. `reference` is the
    buyer's own for its purchase order (BT-13).
    """

    form: Form = FORM
    kind: Kind
    number: str
    language: Language
    issued_on: date
    supplied_on: date
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    tax: Tax | None
    notes: tuple[Note, ...]
    terms: str
    settled_on: date | None
    corrects: Earlier | None = None
    debits: bool = False
    reference: str | None = None

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def vat(self) -> int:
        return sum(line.vat for line in self.lines)

    @property
    def gross(self) -> int:
        return self.net + self.vat


class YearLine(Part):
    """What one rental brought a holder in the year: what was earned by its days (`gross`), our part, theirs.

    The brand paid it at the rental's beginning, which may be in another year. `rewards`: of its rewards alone, which
    are the holder's whole.
    """

    brand: str
    begun_on: date | None
    gross: int
    commission: int
    net: int
    rewards: bool = False


class YearContent(Part):
    """A holder's year; it names no persona. `before` is what was earned and not paid out when it began, `paid_out` what
    was paid in it without what came back: less than nothing where more came back, of an earlier year;
    `booked_until` how far into the books it looked (UTC). `addressee` is the desk's label of a holder who has left."""

    form: Form = FORM
    kind: Literal[Kind.YEAR] = Kind.YEAR
    number: str
    language: Language
    issued_on: date
    currency: str
    seller: Party
    year: int
    booked_until: datetime
    lines: tuple[YearLine, ...]
    before: int
    paid_out: int
    words: str
    addressee: str = ""

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def after(self) -> int:
        """What was earned and not paid out when the year ended."""
        return self.before + self.net - self.paid_out
