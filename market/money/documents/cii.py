"""The invoice as data: UN/CEFACT CII D22B in the profile EN 16931 of Factur-X 1.09, by drafthorse.

The same content gives the same bytes: they are what the law calls the invoice. The hash that is kept is of
what they say (Canonical XML 2.0), so that a library may come to indent or to name a prefix in another way.
BT-n are the business terms of EN 16931-1; the French ones are those of AFNOR XP Z12-012.
"""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.payment import PaymentTerms
from drafthorse.models.tradelines import LineItem

from contracts.price import CURRENCIES
from market.money.documents.content import BrandContent, Line, Party, Tax
from market.money.documents.kinds import Kind

PROFILE: Final = "urn:cen.eu:en16931:2017"
SCHEMA: Final = "FACTUR-X_EN16931"

TYPE: Final = {Kind.INVOICE: "380", Kind.CREDIT_NOTE: "381"}
# BT-23, a service: paid already, or to be settled.
PROCESS: Final = {Kind.INVOICE: "S2", Kind.CREDIT_NOTE: "S1"}
PIECE: Final = "C62"
# BT-8 (UNTDID 2475): the tax is due with the invoice, or when it is paid.
WITH_INVOICE, WHEN_PAID = "5", "72"

SIREN_SCHEME: Final = "0002"
ANNUAIRE_SCHEME: Final = "0225"  # electronic addresses of the French directory, by SIREN
VAT_SCHEMES: Final = {
    "AT": "9914",
    "BE": "9925",
    "BG": "9926",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "DK": "9902",
    "EE": "9931",
    "ES": "9920",
    "FI": "0213",
    "FR": "9957",
    "GB": "9932",
    "GR": "9933",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "IT": "0211",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "SE": "9955",
    "SI": "9949",
    "SK": "9950",
}
"""Electronic addresses by VAT number (CEF EAS list), for companies that have no SIREN."""

REGISTER_SCHEMES: Final = {"CH": ("0183", 0, 12), "NO": ("0192", 2, 11)}
"""And by what the VAT number has of the number in the country's register: CHE107787577, 995525828."""


def invoice_xml(content: BrandContent) -> bytes:
    """The XML of an invoice or credit note, valid by the profile's XSD; UTF-8.

    Raises ValueError for a document that is none, lxml's XMLSyntaxError for what the schema refuses.
    """
    if content.tax is None or content.kind not in TYPE:
        raise ValueError(f"{content.kind} is no invoice")
    document = Document()
    document.context.guideline_parameter.id = PROFILE
    document.context.business_parameter.id = PROCESS[content.kind]
    document.header.id = content.number
    document.header.type_code = TYPE[content.kind]
    document.header.issue_date_time = _at(content.issued_on)
    for note in content.notes:
        document.header.notes.add(IncludedNote(content=note.words, subject_code=note.code))
    _parties(document, content)
    for number, line in enumerate(content.lines, 1):
        document.trade.items.add(_line(number, line, content.tax, content.currency))
    document.trade.delivery.event.occurrence = _at(content.supplied_on)
    _settlement(document, content, content.tax)
    xml: bytes = document.serialize(schema=SCHEMA)
    return xml


def content_hash(xml: bytes) -> bytes:
    """SHA-256 of the canonical form of an XML, blanks between elements left out."""
    canonical = ElementTree.canonicalize(xml.decode(), strip_text=True, rewrite_prefixes=True)
    return hashlib.sha256(canonical.encode()).digest()


def _parties(document: Document, content: BrandContent) -> None:
    agreement = document.trade.agreement
    # Services outside the scope of the tax show no VAT number of either side (BR-O-02).
    taxed = content.tax is not None and content.tax.category != "O"
    _party(agreement.seller, content.seller, taxed)
    _party(agreement.buyer, content.buyer, taxed)
    if content.reference is not None:  # BT-13
        agreement.buyer_order.issuer_assigned_id = content.reference


def _party(element: TradeParty, party: Party, taxed: bool) -> None:
    element.name = party.name
    if party.siren is not None:
        element.legal_organization.id = (SIREN_SCHEME, party.siren)
    if party.legal:
        element.description = party.legal
    element.address.postcode = party.postcode or ""
    element.address.line_one = party.street
    element.address.city_name = party.city
    element.address.country_id = party.country
    reached = _electronic_address(party)
    if reached is not None:
        element.electronic_address.uri_ID = reached
    if party.vat_number is not None and taxed:
        element.tax_registrations.add(TaxRegistration(id=("VA", party.vat_number)))


def _electronic_address(party: Party) -> tuple[str, str] | None:
    """(scheme, identifier) of BT-34 and BT-49."""
    if party.siren is not None:
        return ANNUAIRE_SCHEME, party.siren
    if party.vat_number is not None and party.country in REGISTER_SCHEMES:
        scheme, since, until = REGISTER_SCHEMES[party.country]
        return scheme, party.vat_number[since:until]
    if party.vat_number is not None and party.country in VAT_SCHEMES:
        return VAT_SCHEMES[party.country], party.vat_number
    return None


def _line(number: int, line: Line, tax: Tax, currency: str) -> LineItem:
    item = LineItem()
    item.document.line_id = str(number)
    item.product.name = line.words
    item.agreement.net.amount = _amount(line.net, currency)
    item.delivery.billed_quantity = (Decimal(1), PIECE)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = tax.category
    if tax.category != "O":  # BR-O-05
        item.settlement.trade_tax.rate_applicable_percent = _percent(tax.rate_bps)
    item.settlement.monetary_summation.total_amount = _amount(line.net, currency)
    return item


def _settlement(document: Document, content: BrandContent, tax: Tax) -> None:
    settlement, currency = document.trade.settlement, content.currency
    settlement.currency_code = currency
    settlement.trade_tax.add(_breakdown(content, tax))
    terms = PaymentTerms(description=content.terms)
    if content.settled_on is not None:  # BR-FR-CO-09: of what is paid, the day it was
        terms.due = _at(content.settled_on)
    settlement.terms.add(terms)
    gross = _amount(content.gross, currency)
    paid = content.settled_on is not None
    total = settlement.monetary_summation
    total.line_total = _amount(content.net, currency)
    total.tax_basis_total = _amount(content.net, currency)
    total.tax_total = (_amount(content.vat, currency), currency)
    total.grand_total = gross
    if paid:
        total.prepaid_total = gross
    total.due_amount = _amount(0, currency) if paid else gross
    if content.corrects is not None:
        settlement.invoice_referenced_document.issuer_assigned_id = content.corrects.number
        settlement.invoice_referenced_document.issue_date_time = _at(content.corrects.issued_on)


def _breakdown(content: BrandContent, tax: Tax) -> ApplicableTradeTax:
    element = ApplicableTradeTax()
    element.calculated_amount = _amount(content.vat, content.currency)
    element.type_code = "VAT"
    element.basis_amount = _amount(content.net, content.currency)
    element.category_code = tax.category
    if tax.reason is not None:
        element.exemption_reason = tax.words
        element.exemption_reason_code = tax.reason
    if tax.category != "O":
        element.rate_applicable_percent = _percent(tax.rate_bps)
    if tax.category == "S":
        element.due_date_type_code = WITH_INVOICE if content.debits else WHEN_PAID
    return element


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-CURRENCIES[currency])


def _percent(bps: int) -> Decimal:
    return Decimal(bps).scaleb(-2)
