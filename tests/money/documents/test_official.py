"""Every kind of invoice by the official rules: XSD, EN 16931 and the French ones; and each rule can fail."""

from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.price import LADDER, price
from market.base.i18n import LANGUAGES
from market.money.documents import rules
from market.money.documents.cii import content_hash, invoice_xml
from market.money.documents.content import BrandContent, Earlier, Party
from tests.money.documents.builders import (
    BELGIAN,
    BOUGHT,
    BRITISH,
    FRENCH,
    GREEK,
    ISSUED,
    NORWEGIAN,
    SWISS,
    a_line,
    a_purchase,
    ended,
)
from tests.money.documents.official import EN_16931, by_schema, by_schematron, findings
from tests.money.documents.official import FRENCH as FRENCH_RULES

EARLIER = Earlier(number="F-7KQ2M-2026-0001", issued_on=BOUGHT)
CASES: dict[str, tuple[Party, str, int]] = {
    "France": (FRENCH, "S", 2000),
    "Belgium": (BELGIAN, "AE", 0),
    "Greece": (GREEK, "AE", 0),
    "Switzerland": (SWISS, "O", 0),
    "United Kingdom": (BRITISH, "O", 0),
    "Norway": (NORWEGIAN, "O", 0),
}


def an_invoice(case: str = "France", language: str = "fr", **changes: object) -> BrandContent:
    buyer, category, bps = CASES[case]
    line = a_line(vat_category=category, vat_bps=bps)
    return rules.invoice(
        a_purchase(line, buyer=buyer, language=language, **changes), "F-7KQ2M-2026-0001", ISSUED
    )


def a_credit_note(case: str = "France", language: str = "fr") -> BrandContent:
    buyer, category, bps = CASES[case]
    line = ended(vat_category=category, vat_bps=bps)
    purchase = a_purchase(line, buyer=buyer, language=language)
    return rules.credit_note(purchase, line, "A-7KQ2M-2026-0001", ISSUED, EARLIER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("make", [an_invoice, a_credit_note], ids=["invoice", "credit note"])
def test_the_official_rules_find_nothing(make, case: str, language: str) -> None:  # type: ignore[no-untyped-def]
    assert findings(invoice_xml(make(case, language))) == []


def test_a_seller_who_chose_debits_is_valid_too_and_says_so() -> None:
    xml = invoice_xml(an_invoice(debits=True))
    assert findings(xml) == []
    assert "d’après les débits" in xml.decode()
    assert "<ram:DueDateTypeCode>5<" in xml.decode()


def test_the_reference_of_a_brands_order_stands_where_its_books_look_for_it() -> None:
    xml = invoice_xml(an_invoice(reference="PO-2026/7"))
    assert findings(xml) == []
    order = ElementTree.fromstring(xml).find(".//{*}BuyerOrderReferencedDocument/{*}IssuerAssignedID")
    assert order is not None and order.text == "PO-2026/7"
    assert "BuyerOrderReferencedDocument" not in invoice_xml(an_invoice()).decode()


def test_an_address_without_postcode_is_valid() -> None:
    irish = BELGIAN.model_copy(update={"country": "IE", "postcode": None, "vat_number": "IE6433435F"})
    content = an_invoice("Belgium").model_copy(update={"buyer": irish})
    assert findings(invoice_xml(content)) == []


def test_an_order_of_six_hundred_lines_is_valid() -> None:
    lines = [a_line(commission_before=380 * number, label=f"moi-{number}") for number in range(600)]
    content = rules.invoice(a_purchase(*lines), "F-7KQ2M-2026-0001", ISSUED)
    assert findings(invoice_xml(content)) == []


def test_control_with_vat_rounded_line_by_line_six_hundred_lines_are_not_valid() -> None:
    """What cumulative differences are for: 3,80 EUR contain 63.33 cents, and EN 16931 taxes the sum."""
    lines = [a_line(label=f"moi-{number}") for number in range(600)]
    content = rules.invoice(a_purchase(*lines), "F-7KQ2M-2026-0001", ISSUED)
    assert {it.rule for it in by_schematron(invoice_xml(content), EN_16931)} >= {"BR-S-09"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    step=st.sampled_from(LADDER),
    period=st.sampled_from(["P1W", "P1M", "P3M"]),
    used=st.integers(0, 6),
    before=st.integers(0, 10**6),
)
def test_whatever_is_given_back_is_a_valid_credit_note(
    step: int, period: str, used: int, before: int
) -> None:
    line = ended(used, 7, amount=price(step, period).amount, period=period, commission_before=before)
    content = rules.credit_note(a_purchase(line), line, "A-7KQ2M-2026-0001", ISSUED, EARLIER)
    assert findings(invoice_xml(content)) == []


def test_the_same_content_is_the_same_invoice_to_the_byte() -> None:
    content = an_invoice()
    assert invoice_xml(content) == invoice_xml(BrandContent.model_validate_json(content.model_dump_json()))


def test_the_hash_is_of_what_is_said_not_of_how_it_is_indented() -> None:
    xml = invoice_xml(an_invoice())
    assert content_hash(xml.replace(b"  ", b"\t")) == content_hash(xml)
    assert content_hash(xml.replace(b"3.17", b"3.18")) != content_hash(xml)


def test_a_collection_statement_is_no_invoice() -> None:
    with pytest.raises(ValueError, match="no invoice"):
        invoice_xml(rules.collection(a_purchase(), "R-1", ISSUED))


BROKEN = {
    "a mention that the Code de commerce wants (penalties)": (b"PMD", b"AAI", "BR-FR-05_BT-22_PMD"),
    "a mention that the Code de commerce wants (40 EUR)": (b"PMT", b"AAI", "BR-FR-05_BT-22_PMT"),
    "a mention that the Code de commerce wants (discount)": (b">AAB<", b">AAI<", "BR-FR-05_BT-22_AAB"),
    "a SIREN of nine digits": (b'0002">000000018<', b'0002">00000001<', "BR-FR-10_BT-30"),
    "the buyer's SIREN at home": (b'0002">123456782<', b'0002"><', "BR-FR-11_BT-47"),
    "a mode of invoicing": (b">S2<", b">X9<", "BR-FR-08_BT-23"),
    "a rate that France has": (b">20.00<", b">19.00<", "BR-FR-16_BT-152"),
    "a number that France can read": (b">F-7KQ2M-2026-0001<", b">F 2026 0001<", "BR-FR-02_BT-1"),
    "the sum with VAT": (b"GrandTotalAmount>3.80", b"GrandTotalAmount>4.80", "BR-CO-15"),
    "the VAT of the breakdown": (b"CalculatedAmount>0.63", b"CalculatedAmount>2.63", "BR-S-09"),
    "the paid amount": (b"DuePayableAmount>0.00", b"DuePayableAmount>1.00", "BR-CO-16"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_control_an_invoice_that_lacks_it_is_caught(what: str) -> None:
    old, new, rule = BROKEN[what]
    xml = invoice_xml(an_invoice())
    assert old in xml, "the test breaks nothing"
    found = {it.rule for it in findings(xml.replace(old, new))}
    assert rule in found


def test_control_a_credit_note_without_its_invoice_is_caught() -> None:
    content = a_credit_note().model_copy(update={"corrects": None})
    assert {it.rule for it in by_schematron(invoice_xml(content), FRENCH_RULES)} == {"BR-FR-CO-05_BT-3"}


def test_control_a_vat_number_on_an_invoice_outside_the_tax_is_caught() -> None:
    content = an_invoice("France")
    assert content.tax is not None
    outside = content.model_copy(
        update={"tax": content.tax.model_copy(update={"category": "O", "reason": "VATEX-EU-O", "words": "-"})}
    )
    xml = invoice_xml(outside)
    assert {it.rule for it in by_schematron(xml, EN_16931)} >= {"BR-O-09"}


def test_control_the_schema_refuses_what_is_out_of_place() -> None:
    assert by_schema(invoice_xml(an_invoice()).replace(b"ram:TypeCode", b"ram:Typecode"))


def test_reverse_charge_says_the_mention_and_both_vat_numbers() -> None:
    xml = invoice_xml(an_invoice("Belgium")).decode()
    assert "Autoliquidation" in xml
    assert ">BE0403019261<" in xml
    assert "FR66000000018" in xml


def test_where_no_register_gives_an_electronic_address_europe_is_content_and_france_is_not() -> None:
    """A company outside Europe: BR-FR-12 wants an address of the directory, which it cannot have."""
    outside = SWISS.model_copy(update={"country": "US", "vat_number": None})
    xml = invoice_xml(an_invoice("Switzerland").model_copy(update={"buyer": outside}))
    assert by_schema(xml) == []
    assert by_schematron(xml, EN_16931) == []
    assert {it.rule for it in by_schematron(xml, FRENCH_RULES)} == {"BR-FR-12_BT-49"}


@pytest.mark.parametrize(
    ("case", "scheme", "address"),
    [
        ("Switzerland", "0183", "CHE107787577"),
        ("United Kingdom", "9932", "GB980780684"),
        ("Norway", "0192", "995525828"),
    ],
)
def test_a_company_outside_the_union_is_reached_by_its_number_in_a_register(
    case: str, scheme: str, address: str
) -> None:
    xml = invoice_xml(an_invoice(case))
    reached = ElementTree.fromstring(xml).find(".//{*}BuyerTradeParty/{*}URIUniversalCommunication/{*}URIID")
    assert reached is not None and (reached.get("schemeID"), reached.text) == (scheme, address)
    assert "SpecifiedTaxRegistration" not in xml.decode(), "BR-O-02: no VAT number of either side"


@pytest.mark.parametrize("country", ["EU", "XI"])
def test_control_a_buyer_of_no_country_is_caught(country: str) -> None:
    odd = BRITISH.model_copy(update={"country": country, "vat_number": f"{country}372000041"})
    xml = invoice_xml(an_invoice("United Kingdom").model_copy(update={"buyer": odd}))
    assert "BR-FR-12_BT-49" in {it.rule for it in findings(xml)}


def test_a_seller_without_a_legal_line_is_a_value_too() -> None:
    content = an_invoice()
    bare = content.model_copy(update={"seller": content.seller.model_copy(update={"legal": ""})})
    assert "ram:Description>SAS" not in invoice_xml(bare).decode()
