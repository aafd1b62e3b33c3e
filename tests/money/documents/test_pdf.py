"""The files: PDF/A-3b by what ISO 19005-3 asks of a structure, the invoice inside, the same bytes each time.

No validator of PDF/A can be had from the registries that we use, so each demand is looked for by itself.
"""

import io
from dataclasses import replace
from typing import Any

import pytest
from facturx import get_facturx_xml_from_pdf
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from market.money.documents import pdf, rules
from market.money.documents.cii import invoice_xml
from market.money.documents.content import FORM, BrandContent, Earlier, Line
from market.money.documents.pdf import UNSHOWN, MetadataUnknown, printed
from market.money.documents.sheet import sheet
from tests.money.documents.builders import (
    BOUGHT,
    GREEK,
    ISSUED,
    a_line,
    a_purchase,
    ended,
)
from tests.money.documents.official import by_schema

XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
EARLIER = Earlier(number="F-7KQ2M-2026-0001", issued_on=BOUGHT)


def an_invoice(**changes: Any) -> BrandContent:
    return rules.invoice(a_purchase(**changes), "F-7KQ2M-2026-0001", ISSUED)


def file_of(content: BrandContent) -> bytes:
    return printed(sheet(content), content.issued_on, invoice_xml(content) if content.tax else None)


def others() -> list[BrandContent]:
    line = ended()
    purchase = a_purchase(line)
    return [
        rules.credit_note(purchase, line, "A-7KQ2M-2026-0001", ISSUED, EARLIER),
        rules.collection(purchase, "R-7KQ2M-2026-0001", ISSUED),
        rules.collection_back(purchase, line, "R-7KQ2M-2026-0002", ISSUED, EARLIER),
    ]


def words_of(made: bytes) -> str:
    """The text of the file, spaces collapsed."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def metadata_of(reader: PdfReader) -> etree._Element:
    stream = reader.root_object["/Metadata"].get_object()
    assert "/Filter" not in stream, "metadata is plain"  # type: ignore[operator]
    return etree.fromstring(stream.get_data())  # type: ignore[union-attr]


def against_pdf_a(made: bytes) -> list[str]:
    """What of ISO 19005-3, conformance B, a file's structure lacks."""
    reader = PdfReader(io.BytesIO(made))
    root, lacks = reader.root_object, []
    if made[:8] != b"%PDF-1.7" or made[9:10] != b"%" or any(byte < 128 for byte in made[10:14]):
        lacks.append("6.1.2 header with a comment of four high bytes")
    if "/ID" not in reader.trailer or "/Encrypt" in reader.trailer:
        lacks.append("6.1.3 trailer with an id, not encrypted")
    intents = root.get("/OutputIntents", [])
    if [it.get_object()["/S"] for it in intents] != ["/GTS_PDFA1"] or not all(
        it.get_object()["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp" for it in intents
    ):
        lacks.append("6.2.3 output intent with an ICC profile")
    lacks += [f"6.2.11 font {name} is not embedded" for name in not_embedded(reader)]
    lacks += [f"6.2.10 {name}" for name in ("/AA", "/OpenAction", "/AcroForm", "/XFA") if name in root]
    said = metadata_of(reader)
    identified = [said.findtext(f".//pdfaid:{name}", namespaces=XMP) for name in ("part", "conformance")]
    if identified != ["3", "B"]:
        lacks.append(f"6.6.4 identification {identified}")
    lacks += undeclared(said)
    info = reader.metadata
    assert info is not None
    for name, value in (("CreateDate", info.creation_date), ("ModifyDate", info.modification_date)):
        if value is None or said.findtext(f".//xmp:{name}", namespaces=XMP) != value.isoformat():
            lacks.append(f"6.6.3 {name} says two things")
    for attached in root.get("/AF", []):
        file = attached.get_object()
        embedded = file["/EF"]["/F"].get_object()
        if not {"/F", "/UF", "/AFRelationship", "/Desc"} <= set(file) or "/Subtype" not in embedded:
            lacks.append("6.8 attached file is not described")
        if "/ModDate" not in embedded["/Params"]:
            lacks.append("6.8 attached file has no date")
    return lacks


def not_embedded(reader: PdfReader) -> list[str]:
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            whole: DictionaryObject = font.get_object()
            inner = whole["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()  # type: ignore[index]
            if not {"/FontFile2", "/FontFile3"} & set(inner) or "/ToUnicode" not in whole:
                found.append(str(whole["/BaseFont"]))
    return found


def undeclared(said: etree._Element) -> list[str]:
    """6.6.2.3: what no standard defines is described by an extension schema, property by property."""
    described = {
        (schema.findtext("pdfaSchema:namespaceURI", namespaces=XMP), name.text)
        for schema in said.iterfind(".//rdf:li[pdfaSchema:namespaceURI]", XMP)
        for name in schema.iterfind(".//pdfaProperty:name", XMP)
    }
    used = {
        (XMP["fx"], etree.QName(it).localname)
        for it in said.iter("*")
        if etree.QName(it).namespace == XMP["fx"]
    }
    return [f"6.6.2.3 {name} is not described" for _, name in sorted(used - described)]


def test_an_invoice_is_pdf_a_3b_and_says_that_it_is_a_factur_x() -> None:
    made = file_of(an_invoice())
    assert against_pdf_a(made) == []
    said = metadata_of(PdfReader(io.BytesIO(made)))
    assert {
        name: said.findtext(f".//fx:{name}", namespaces=XMP)
        for name in ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")
    } == {
        "DocumentType": "INVOICE",
        "DocumentFileName": "factur-x.xml",
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }


@pytest.mark.parametrize("content", others(), ids=lambda it: str(it.kind))
def test_every_document_is_pdf_a_3b(content: BrandContent) -> None:
    assert against_pdf_a(file_of(content)) == []


def test_the_invoice_inside_is_the_one_that_was_made_and_other_programs_find_it() -> None:
    content = an_invoice()
    made = file_of(content)
    name, xml = get_facturx_xml_from_pdf(made, check_xsd=False)
    assert name == "factur-x.xml"
    assert xml == invoice_xml(content)
    assert by_schema(xml) == []
    (attached,) = PdfReader(io.BytesIO(made)).root_object["/AF"]  # type: ignore[misc]
    assert attached.get_object()["/AFRelationship"] == "/Alternative"


def test_what_is_no_invoice_has_nothing_inside() -> None:
    made = file_of(rules.collection(a_purchase(), "R-7KQ2M-2026-0001", ISSUED))
    assert "/AF" not in PdfReader(io.BytesIO(made)).root_object
    assert b"factur-x" not in made


@pytest.mark.parametrize("content", [an_invoice(), *others()], ids=lambda it: str(it.kind))
def test_the_same_content_is_the_same_file_to_the_byte(content: BrandContent) -> None:
    assert file_of(content) == file_of(BrandContent.model_validate_json(content.model_dump_json()))


def test_a_file_tells_no_time_but_the_documents_day() -> None:
    made = file_of(an_invoice())
    info = PdfReader(io.BytesIO(made)).metadata
    assert info is not None
    assert info.creation_date is not None
    assert info.creation_date.date() == ISSUED
    assert info.creation_date.time().isoformat() == "00:00:00"


def test_people_read_what_machines_read() -> None:
    shown = words_of(file_of(an_invoice()))
    for words in (
        "Facture",
        "F-7KQ2M-2026-0001",
        "3,17 €",
        "0,63 €",
        "3,80 €",
        "TVA 20 %",
        "SIREN 123456782",
    ):
        assert words in shown, words
    for words in ("trois fois le taux d’intérêt légal", "40 €", "Pas d’escompte", "RCS Paris 000 000 018"):
        assert words in shown, words
    english = words_of(file_of(an_invoice(language="en")))
    for words in ("Invoice", "€3.17", "€3.80", "three times the French statutory interest rate"):
        assert words in english, words


@pytest.mark.parametrize(
    ("language", "columns"),
    [
        ("fr", ["Prestation", "Quantité", "Prix unitaire HT", "Net", "TVA 20 %", "TTC"]),
        ("en", ["Service", "Quantity", "Unit price, net", "Net", "VAT 20%", "With VAT"]),
    ],
)
def test_the_page_has_each_lines_quantity_unit_price_and_rate(language: str, columns: list[str]) -> None:
    """CGI annexe II, 242 nonies A, I 8°; code de commerce L441-9."""
    laid = sheet(an_invoice(language=language))
    assert [it.replace("\u00a0", " ").replace("\u202f", " ") for it in laid.columns] == columns
    (row,) = laid.rows
    assert row[1] == "1" and row[2] == row[3] and len(row) == len(columns)
    shown = words_of(file_of(an_invoice(language=language)))
    assert all(it in shown for it in columns), shown
    note = sheet(others()[0])
    assert note.columns[1:3] == sheet(an_invoice()).columns[1:3] and note.rows[0][1] == "1"


def test_what_was_issued_in_the_first_form_is_shown_in_it_for_ever() -> None:
    kept = an_invoice().model_copy(update={"form": 1}).model_dump_json()
    old = BrandContent.model_validate_json(kept)
    assert old.form == 1 and an_invoice().form == FORM == 2
    assert sheet(old).columns == ["Prestation", "Net", "TVA", "TTC"]
    assert "Quantité" not in words_of(file_of(old))
    assert file_of(old) == file_of(BrandContent.model_validate_json(kept))
    collected = others()[1]
    assert sheet(collected) == sheet(collected.model_copy(update={"form": 1})), "no invoice: nothing is new"


def test_a_credit_note_names_its_invoice_and_a_statement_says_what_it_is_not() -> None:
    note, collected, back = (words_of(file_of(it)) for it in others())
    assert "Avoir" in note
    assert "F-7KQ2M-2026-0001" in note
    assert "12,87 €" in note
    assert "n’est pas une facture" in collected
    assert "15,20 €" in collected
    assert "10,30 €" in back


def test_names_in_greek_letters_are_drawn_and_what_no_font_has_is_a_box() -> None:
    content = an_invoice(buyer=GREEK)
    assert "Ποδήλατα" in words_of(file_of(content))
    strange = content.model_copy(
        update={"lines": (Line(words="漢字 😀 مرحبا", label="", net=317, vat=63, gross=380),)}
    )
    made = file_of(strange)
    assert UNSHOWN in words_of(made)
    assert against_pdf_a(made) == []
    assert "漢字".encode() in get_facturx_xml_from_pdf(made, check_xsd=False)[1]


def test_every_sign_that_the_form_lets_through_is_drawn() -> None:
    signs = [chr(code) for code in range(0x20, 0x2300) if pdf.drawn(chr(code))]
    assert len(signs) > 900
    line = Line(words=" ".join(signs), label="", net=317, vat=63, gross=380)
    content = rules.collection(a_purchase(), "R-1", ISSUED)
    file_of(content.model_copy(update={"lines": (line,)}))


def test_an_order_of_a_thousand_lines_has_its_pages_numbered() -> None:
    lines = [a_line(commission_before=380 * number) for number in range(1000)]
    content = rules.invoice(a_purchase(*lines), "F-7KQ2M-2026-0001", ISSUED)
    reader = PdfReader(io.BytesIO(file_of(content)))
    last = len(reader.pages)
    assert last > 10
    assert f"{last} / {last}" in reader.pages[-1].extract_text()


def test_control_without_the_description_of_its_properties_a_file_is_no_pdf_a(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_EXTENSION", "")
    assert any("6.6.2.3" in it for it in against_pdf_a(file_of(an_invoice())))


def test_control_a_plain_pdf_is_no_pdf_a(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "STANDARD", "1.7")
    lacks = against_pdf_a(file_of(rules.collection(a_purchase(), "R-1", ISSUED)))
    assert any("6.6.4" in it for it in lacks)
    assert any("6.2.3" in it for it in lacks)


def test_metadata_that_we_do_not_know_stops_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SCHEMAS", "<something:else>")
    with pytest.raises(MetadataUnknown):
        file_of(an_invoice())


@pytest.mark.parametrize("letter", ["W", "w", "Ω"])
def test_a_word_that_nothing_breaks_stays_on_the_page(letter: str) -> None:
    """What a brand is called or where it is may be one word of 160 letters: it is broken at the edge of its column."""
    plain = a_purchase()
    buyer = plain.buyer.model_copy(update={"name": letter * 160, "street": letter * 80, "city": letter * 80})
    made = file_of(rules.invoice(replace(plain, buyer=buyer), "F-7KQ2M-2026-0001", ISSUED))
    lines = [line for page in PdfReader(io.BytesIO(made)).pages for line in page.extract_text().splitlines()]
    assert sum(line.count(letter) for line in lines) >= 320, "no letter is lost"
    assert max(line.count(letter) for line in lines) <= 40, "what a column holds"
