"""A document as people read it: the content laid on the form, with the labels of its language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from market.base import filters
from market.base.i18n import Language, marked, translate
from market.money.documents.content import BrandContent, Line, Party, Tax, YearContent
from market.money.documents.kinds import Kind


@dataclass(frozen=True)
class Sheet:
    """What the form shows, in words. Columns and rows are of one length; `sums` stand above the `total`."""

    language: str
    title: str
    author: str
    heading: str
    facts: Sequence[tuple[str, str]]
    parties: Sequence[tuple[str, Sequence[str]]]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    sums: Sequence[tuple[str, str]]
    total: tuple[str, str]
    notes: Sequence[str]
    footer: str


HEADINGS: Final[Mapping[Kind, str]] = {
    Kind.INVOICE: marked("Invoice"),
    Kind.CREDIT_NOTE: marked("Credit note"),
    Kind.COLLECTION: marked("Collection statement"),
    Kind.COLLECTION_BACK: marked("Corrected collection statement"),
    Kind.YEAR: marked("Yearly statement"),
}

NUMBER, DATE, ABOUT = marked("Number"), marked("Date"), marked("Corrects")
SUPPLIED = marked("Date of the service")
REFERENCE = marked("Your reference")
SELLER, BUYER, ISSUER = marked("Seller"), marked("Customer"), marked("Issued by")
WHAT, NET, VAT, GROSS = marked("Service"), marked("Net"), marked("VAT"), marked("With VAT")
AMOUNT = marked("Amount")
QUANTITY, UNIT_NET = marked("Quantity"), marked("Unit price, net")
TOTAL_NET, TOTAL_GROSS = marked("Total net"), marked("Total with VAT")
TOTAL_VAT, NO_VAT = marked("VAT %(rate)s"), marked("VAT")
COLLECTED, GIVEN_BACK = marked("Collected for the holders"), marked("Goes back to you")
TO_REFUND = marked("Given back with VAT")
BRAND, BEGUN, PAID_BY_BRAND = marked("Brand"), marked("Begun on"), marked("Paid by the brand")
EARNED_GROSS = marked("Earned in the year, commission included")
COMMISSION, YOURS = marked("Commission"), marked("Your part")
BEFORE, EARNED, PAID_OUT, CAME_BACK = (
    marked("Not paid out when the year began"),
    marked("Earned in the year"),
    marked("Paid out in the year"),
    marked("Came back from your bank, of an earlier year"),
)
AFTER = marked("Not paid out when the year ended")
OTHER, HOLDER, REWARDS = marked("Other"), marked("Holder"), marked("rewards")


def sheet(content: BrandContent | YearContent) -> Sheet:
    """The form, filled in."""
    return _year(content) if isinstance(content, YearContent) else _brand(content)


def _brand(content: BrandContent) -> Sheet:
    language, taxed = content.language, content.tax is not None

    def say(words: str, **values: object) -> str:
        return translate(language, words, **values)

    def sum_(minor: int) -> str:
        return filters.money(minor, language, exact=True)

    return Sheet(
        language=language,
        title=content.number,
        author=content.seller.name,
        heading=say(HEADINGS[content.kind]),
        facts=_facts(content),
        parties=[
            (say(SELLER if taxed else ISSUER), _address(content.seller)),
            (say(BUYER), _address(content.buyer)),
        ],
        columns=_columns(content),
        rows=[[line.words, *_cells(content, line)] for line in content.lines],
        sums=_sums(content),
        total=(say(_TOTALS[content.kind]), sum_(content.gross)),
        notes=[*_mentions(content), content.terms],
        footer=_footer(content.seller),
    )


def _columns(content: BrandContent) -> list[str]:
    """What an invoice has of each line; the forms since 2 also how much of it, at which price and rate."""
    if content.tax is None:
        names = [WHAT, AMOUNT]
    elif content.form == 1:
        names = [WHAT, NET, VAT, GROSS]
    else:
        told = [translate(content.language, it) for it in (WHAT, QUANTITY, UNIT_NET, NET)]
        return [*told, _rate(content.tax, content.language), translate(content.language, GROSS)]
    return [translate(content.language, it) for it in names]


def _cells(content: BrandContent, line: Line) -> list[str]:
    """A line under those columns. One rental is one piece, as in the XML (BT-129, BT-146)."""
    sums = (line.net, line.vat, line.gross) if content.tax is not None else (line.gross,)
    told = [filters.money(it, content.language, exact=True) for it in sums]
    return ["1", told[0], *told] if content.tax is not None and content.form > 1 else told


def _rate(tax: Tax, language: Language) -> str:
    """The tax with its rate; what is not taxed here has none."""
    if not tax.rate_bps:
        return translate(language, NO_VAT)
    return translate(language, TOTAL_VAT, rate=filters.percent(tax.rate_bps, language))


_TOTALS: Final[Mapping[Kind, str]] = {
    Kind.INVOICE: TOTAL_GROSS,
    Kind.CREDIT_NOTE: TO_REFUND,
    Kind.COLLECTION: COLLECTED,
    Kind.COLLECTION_BACK: GIVEN_BACK,
}


def _facts(content: BrandContent) -> list[tuple[str, str]]:
    language = content.language
    found = [
        (NUMBER, content.number),
        (DATE, filters.day(content.issued_on, language, year=True)),
        (SUPPLIED, filters.day(content.supplied_on, language, year=True)),
    ]
    if content.corrects is not None:
        day = filters.day(content.corrects.issued_on, language, year=True)
        found.append((ABOUT, f"{content.corrects.number}, {day}"))
    if content.reference is not None:
        found.append((REFERENCE, content.reference))
    return [(translate(language, name), value) for name, value in found]


def _sums(content: BrandContent) -> list[tuple[str, str]]:
    if content.tax is None:
        return []
    language = content.language
    return [
        (translate(language, TOTAL_NET), filters.money(content.net, language, exact=True)),
        (_rate(content.tax, language), filters.money(content.vat, language, exact=True)),
    ]


def _mentions(content: BrandContent) -> list[str]:
    """The mentions that people read: what only machines need stays in the XML."""
    said = [note.words for note in content.notes if note.code != "BAR"]
    return said if content.tax is None or not content.tax.words else [content.tax.words, *said]


def _address(party: Party) -> list[str]:
    place = " ".join(it for it in (party.postcode, party.city) if it)
    numbers = [
        *([f"SIREN\u00a0{party.siren}"] if party.siren else []),
        *([party.vat_number] if party.vat_number else []),
    ]
    return [
        party.name,
        party.street,
        f"{place}, {party.country}",
        *([" · ".join(numbers)] if numbers else []),
    ]


def _footer(seller: Party) -> str:
    return " · ".join(
        it for it in (seller.name, seller.legal, f"SIREN\u00a0{seller.siren}", seller.vat_number) if it
    )


def _year(content: YearContent) -> Sheet:
    language = content.language

    def say(words: str) -> str:
        return translate(language, words)

    def sum_(minor: int) -> str:
        return filters.money(minor, language, exact=True)

    return Sheet(
        language=language,
        title=content.number,
        author=content.seller.name,
        heading=f"{say(HEADINGS[Kind.YEAR])} {content.year}",
        facts=[
            (say(NUMBER), content.number),
            (say(DATE), filters.day(content.issued_on, language, year=True)),
        ],
        parties=[
            (say(ISSUER), _address(content.seller)),
            (say(HOLDER), [content.addressee]) if content.addressee else ("", []),
        ],
        columns=[
            say(it)
            for it in (BRAND, BEGUN, PAID_BY_BRAND if content.form == 1 else EARNED_GROSS, COMMISSION, YOURS)
        ],
        rows=[
            [
                f"{line.brand or say(OTHER)}, {say(REWARDS)}" if line.rewards else line.brand or say(OTHER),
                filters.day(line.begun_on, language, short=True, year=True) if line.begun_on else "",
                *map(sum_, (line.gross, line.commission, line.net)),
            ]
            for line in content.lines
        ],
        sums=[
            (say(BEFORE), sum_(content.before)),
            (say(EARNED), sum_(content.net)),
            (say(PAID_OUT if content.paid_out >= 0 else CAME_BACK), sum_(-content.paid_out)),
        ],
        total=(say(AFTER), sum_(content.after)),
        notes=[content.words],
        footer=_footer(content.seller),
    )
