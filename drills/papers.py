"""Every document is made and validated: invoices by the official rules, all by the agreements, what is read in them
by what they say, the bank's file by its schema."""

import functools
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import sepaxml
from lxml import etree
from pypdf import PdfReader

from drills.paper_lines import by_agreement, misread
from drills.paper_years import Became, yearly
from market.base.database import fetch
from market.money.documents.content import BrandContent, YearContent
from market.money.documents.file import made
from market.money.documents.kinds import TAXED, Kind
from market.money.documents.queries import Kept
from tests.money.documents.official import findings

SCHEMA = "pain.001.001.09"
NAMESPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"


async def all_valid(rewards: Sequence[Became] = ()) -> tuple[int, list[str]]:
    """How many documents were made, and what is wrong with them or with the sums they show."""
    rows = await fetch("select number, kind, snapshot, xml_hash from money.documents order by number")
    wrong = []
    for row in rows:
        kept = Kept(row["number"], Kind(row["kind"]), row["snapshot"], row["xml_hash"])
        wrong += [f"{kept.number}: {it}" for it in _wrong_with(kept)]
    return len(rows), wrong + await by_agreement() + await yearly(rewards) + await _sums() + await _gaps()


def _wrong_with(kept: Kept) -> list[str]:
    content = made(kept)
    reader = PdfReader(io.BytesIO(content))
    attached = [bytes(it[0]) for it in reader.attachments.values()]
    found = [] if content.startswith(b"%PDF-1.7") and len(reader.pages) else ["is no PDF"]
    if (kept.kind in TAXED) != (len(attached) == 1):
        found.append(f"has {len(attached)} invoices inside")
    words = "\n".join(page.extract_text() for page in reader.pages)
    found += misread(content_of(kept), words)
    return found + [str(it) for xml in attached for it in findings(xml)]


def content_of(kept: Kept) -> BrandContent | YearContent:
    """What a document says, as it was kept."""
    kind = YearContent if kept.kind is Kind.YEAR else BrandContent
    return kind.model_validate_json(kept.snapshot)


async def _sums() -> list[str]:
    """Invoices less credit notes are the platform's revenue and VAT; paid orders without papers are none."""
    (row,) = await fetch(
        "select (select coalesce(sum(case kind when 'invoice' then net when 'credit_note' then -net end), 0)"
        " from money.documents)::bigint as net, (select coalesce(sum(case kind when 'invoice' then vat"
        " when 'credit_note' then -vat end), 0) from money.documents)::bigint as vat,"
        " (select coalesce(sum(amount), 0) from money.ledger_entries where kind = 'platform:revenue')::bigint"
        " as revenue, (select coalesce(sum(amount), 0) from money.ledger_entries where kind = 'tax:vat')::bigint"
        " as tax, (select count(*) from money.payments p join money.orders o on o.id = p.order_id"
        " where p.status = 'succeeded' and o.purpose = 'rental' and not exists"
        " (select from money.documents d where d.order_id = p.order_id)) as missing"
    )
    found = [f"{row['missing']} paid orders have no documents"] if row["missing"] else []
    if (row["net"], row["vat"]) != (row["revenue"], row["tax"]):
        found.append(
            f"the papers say {row['net']} and {row['vat']}, the books {row['revenue']} and {row['tax']}"
        )
    return found


async def _gaps() -> list[str]:
    """Numbers run without gaps in each owner's series."""
    rows = await fetch(
        "select series, year, count(*) as n, max(serial) as last from money.documents"
        " group by owner, series, year having count(*) <> max(serial)"
    )
    return [
        f"series {row['series']} of {row['year']}: {row['n']} documents up to {row['last']}" for row in rows
    ]


Transfer = tuple[str, str, str]
"""Amount in euros, whose account it goes to, its IBAN."""


def wrong_with_sepa(content: bytes, due: Mapping[str, Transfer]) -> list[str]:
    """The bank's file fits its schema, and under each reference pays what is due to the account of who is owed it."""
    tree = etree.fromstring(content)
    schema = _schema()
    if not schema.validate(tree):
        return [f"the bank's file: {error}" for error in schema.error_log]
    paths = (("PmtId", "EndToEndId"), ("Amt", "InstdAmt"), ("Cdtr", "Nm"), ("CdtrAcct", "Id", "IBAN"))
    said = [tuple(_text(it, *path) for path in paths) for it in tree.iter(f"{NAMESPACE}CdtTrfTxInf")]
    wanted = [(reference, *transfer) for reference, transfer in due.items()]
    return [f"the bank's file pays {it}" for it in set(said) - set(wanted)] + [
        f"the bank's file lacks {it}" for it in set(wanted) - set(said)
    ] or ["the bank's file pays something twice"] * (len(said) != len(wanted))


def _text(node: etree._Element, *path: str) -> str:
    return str(node.findtext("/".join(f"{NAMESPACE}{step}" for step in path)))


@functools.cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd"))
