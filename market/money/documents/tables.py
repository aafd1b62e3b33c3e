"""The tables of documents. A document is written once; its content is the snapshot, its files are made of it."""

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Date, Integer, SmallInt, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.money.documents.kinds import CORRECTING, SERIES, TAXED, Kind

SCHEMA = "money"


def _listed(kinds: object) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))  # type: ignore[call-overload]


def _series_fits() -> str:
    return " or ".join(f"(kind = '{kind}' and series = '{SERIES[kind]}')" for kind in Kind)


class DocumentSeries(Table, tablename="document_series", schema=SCHEMA):
    """The word in one owner's numbers (a brand's or holder's tag), drawn by lot: it makes them unique, and
    tells nobody how many others there are."""

    owner = Bytea(primary_key=True, default=None, null=False)
    code = Varchar(5, null=False, default=None)

    document_series_code = Unique([code], name="document_series_code")
    document_series_owner = Check("octet_length(owner) = 32", name="document_series_owner")


class DocumentCounter(Table, tablename="document_counters", schema=SCHEMA):
    """The last number given in a series of one owner's and year; whoever takes the next holds the row."""

    id = UUID(primary_key=True, default=InnerId())
    owner = Bytea(null=False, default=None)
    series = Varchar(1, null=False, default=None)
    year = SmallInt(null=False, default=None)
    last = Integer(null=False, default=None)

    document_counters_series = Unique([owner, series, year], name="document_counters_series")
    document_counters_last = Check("last >= 1", name="document_counters_last")


class Document(Table, tablename="documents", schema=SCHEMA):
    """An issued document. Its id is random, because its owner sees it; amounts are minor units.

    `order_id` is of what it is about, `order_line_id` and `cause` of the line and the event that a correction
    is for, `corrects` the document that it corrects. `xml_hash` is the SHA-256 of what its EN 16931
    invoice says (cii.content_hash).
    """

    id = UUID(primary_key=True, default=UUID4())
    owner = Bytea(null=False, default=None)
    kind = Varchar(16, null=False, default=None)
    series = Varchar(1, null=False, default=None)
    year = SmallInt(null=False, default=None)
    serial = Integer(null=False, default=None)
    number = Varchar(35, null=False, default=None)
    language = Varchar(2, null=False, default=None)
    issued_at = Timestamptz(null=False, default=None)
    issued_on = Date(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    net = BigInt(null=False, default=None)
    vat = BigInt(null=False, default=None)
    gross = BigInt(null=False, default=None)
    order_id = UUID(null=True, default=None)
    order_line_id = UUID(null=True, default=None)
    cause = Varchar(64, null=True, default=None)
    corrects = UUID(null=True, default=None)
    snapshot = JSONB(null=False, default=None)
    xml_hash = Bytea(null=True, default=None)

    documents_number = Unique([number], name="documents_number")
    documents_serial = Unique([owner, series, year, serial], name="documents_serial")
    documents_series = Check(_series_fits(), name="documents_series")
    documents_language = Check("language in ('fr', 'en')", name="documents_language")
    documents_amounts = Check("net >= 0 and vat >= 0 and gross = net + vat", name="documents_amounts")
    documents_about = Check(
        f"(kind = '{Kind.YEAR}') = (order_id is null)"
        f" and (kind in ({_listed(CORRECTING)})) = (order_line_id is not null)"
        " and (order_line_id is null) = (cause is null) and (order_line_id is null) = (corrects is null)",
        name="documents_about",
    )
    documents_one_a_year = Check(f"kind <> '{Kind.YEAR}' or serial = 1", name="documents_one_a_year")
    documents_xml = Check(
        f"(kind in ({_listed(TAXED)})) = (xml_hash is not null)"
        " and (xml_hash is null or octet_length(xml_hash) = 32)",
        name="documents_xml",
    )


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    DocumentSeries: "select, insert",
    DocumentCounter: "select, insert, update",
    Document: "select, insert",
}
