"""A document's file: PDF/A-3b by Typst, with the invoice's XML inside where there is one (Factur-X 1.09).

The same content gives the same bytes: the times in the file are the document's own, and nothing is looked up.
No network and no fonts of the machine are used.
"""

import functools
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, cast

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import StreamObject

from market.money.documents.sheet import Sheet

FORMS: Final = Path(__file__).parent / "forms"
STANDARD: Final = "a-3b"
HEADER: Final = "%PDF-1.7"
UNSHOWN: Final = "\u25a1"
# Latin, Greek, Cyrillic and their signs: what the form's fonts can draw. A glyph that is missing is no PDF/A.
_SHOWN: Final = re.compile(
    "[\u0020-\u007e\u00a0-\u024f\u0370-\u045f\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2212\u25a1]"
)


def printed(sheet: Sheet, issued_on: date, xml: bytes | None = None) -> bytes:
    """The file of a sheet. With `xml` (EN 16931) it is an invoice by Factur-X. Blocks: call it in a thread."""
    data = {**shown_in(asdict(sheet)), "xml": None if xml is None else xml.decode()}
    whole = typeset(FORMS / "form1.typ", data, issued_on)
    return whole if xml is None else _said_to_be_factur_x(whole)


def typeset(form: Path, data: Mapping[str, object], on: date) -> bytes:
    """A form with its words as PDF/A-3b, dated to the day. Its folder is all that it sees. Blocks, too."""
    compiler = typst.Compiler(root=form.parent, font_paths=_fonts())
    made = compiler.compile(
        input=str(form),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp()),
    )
    return cast(bytes, made)  # one file: it went to no path, and is in no pieces


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FORMS / "fonts")])


def drawn(sign: str) -> bool:
    """Whether the form's fonts have this sign."""
    return _SHOWN.match(sign) is not None and not unicodedata.category(sign).startswith("C")


def shown_in(parts: Mapping[str, object]) -> dict[str, object]:
    """The words of a form's data, with what no font of ours can draw replaced."""
    return {key: _shown(value) for key, value in parts.items()}


def _shown(value: object) -> object:
    """The words with what no font of the form can draw replaced, in whatever they are nested."""
    if isinstance(value, str):
        return "".join(sign if drawn(sign) else UNSHOWN for sign in value)
    if isinstance(value, dict):
        return shown_in(value)
    return [_shown(it) for it in value] if isinstance(value, list | tuple) else value


# Factur-X 1.09, section 6.2: four properties, and the extension schema without which PDF/A refuses them.
_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES = (
    ("DocumentFileName", "factur-x.xml", "name of the embedded XML invoice file"),
    ("DocumentType", "INVOICE", "INVOICE"),
    ("Version", "1.0", "version of the XML schema of the invoice"),
    ("ConformanceLevel", "EN 16931", "profile of the embedded XML invoice"),
)
_DESCRIPTION = (
    f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">'
    + "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value, _ in _PROPERTIES)
    + "</rdf:Description>"
)
_EXTENSION = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    + "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
        for name, _, words in _PROPERTIES
    )
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
)
_SCHEMAS, _END = "<pdfaExtension:schemas><rdf:Bag>", "</rdf:RDF>"


class MetadataUnknown(RuntimeError):
    """Typst wrote metadata in a way that we do not know: its version changed."""


def _said_to_be_factur_x(made: bytes) -> bytes:
    """The file with its metadata saying that it is an invoice; Typst has no way to say it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    writer.pdf_header = HEADER
    metadata = cast(StreamObject, writer.root_object["/Metadata"].get_object())
    old = metadata.get_data().decode()
    if old.count(_SCHEMAS) != 1 or old.count(_END) != 1:
        raise MetadataUnknown(old[:200])
    new = old.replace(_SCHEMAS, _SCHEMAS + _EXTENSION).replace(_END, _DESCRIPTION + _END)
    metadata.set_data(new.encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
