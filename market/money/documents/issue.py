"""Issuing an order's documents, after the money was booked: any number of times, each document once.

An invoice waits until its brand has given an address, which the law wants on it. Each correction is a
transaction of its own, so that no number is held longer than one document takes. Lock order: the order or its
line, then the brand's counter.
"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from contracts import vat
from market.accounts import queries as accounts
from market.base import audit, vault
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.errors import NotFound
from market.base.settings import settings
from market.money.documents import rules
from market.money.documents.content import BrandContent, Earlier, Party
from market.money.documents.kinds import SERIES, TAXED, Kind
from market.money.documents.numbers import Number, take
from market.money.documents.rules import BoughtLine, Purchase, Unused
from market.money.documents.seller import seller

ROOM = "money"
CLOSED = "closed"
"""The cause of the corrections that follow when a line's money was divided."""

GIVEN_UP = "dispute"
"""And of those that follow when a bank took a payment back for good, by number."""

_NOTED = """
select coalesce(sum(gross), 0)::bigint as gross, count(*)::int as notes from money.documents
  where order_line_id = $1 and cause like $2
"""

Make = Callable[[str, date], BrandContent]


@dataclass(frozen=True)
class About:
    """What a document is about: an order, and for a correction the line, the cause and what it corrects."""

    order: uuid.UUID
    line: uuid.UUID | None = None
    cause: str | None = None
    corrects: uuid.UUID | None = None


async def issue_order(order: uuid.UUID) -> bool:
    """Issue what is missing for a paid order. False when it has to wait: unpaid, or its brand has no address.

    Raises contracts' errors for lines that no rule can tax.
    """
    found = await _purchase(order)
    if found is None:
        return False
    brand, purchase = found
    await _issue_first(brand, order, purchase)
    for line in await _to_correct(order):
        await _correct(brand, order, purchase, line)
    for line in await _to_give_up(order):
        await _note_given_up(brand, order, purchase, line)
    return True


async def _issue_first(brand: bytes, order: uuid.UUID, purchase: Purchase) -> None:
    """The invoice of the commission and the statement of what was collected, in one transaction."""
    async with transaction():
        await fetch("select 1 from money.orders where id = $1 for no key update", order)
        if await fetch_value(
            "select 1 from money.documents where order_id = $1 and order_line_id is null limit 1", order
        ):
            return
        about, shares = About(order), [line.bought() for line in purchase.lines]
        if any(share.net for share in shares):
            await _issue(brand, about, Kind.INVOICE, lambda number, day: rules.invoice(purchase, number, day))
        if any(share.fee for share in shares):
            await _issue(
                brand, about, Kind.COLLECTION, lambda number, day: rules.collection(purchase, number, day)
            )


async def _correct(brand: bytes, order: uuid.UUID, purchase: Purchase, line_id: uuid.UUID) -> None:
    """A credit note and what goes back of the collection, for a line that was closed with a refund."""
    async with transaction():
        await fetch("select 1 from money.order_lines where id = $1 for no key update", line_id)
        if await fetch_value(
            "select 1 from money.documents where order_line_id = $1 and cause = $2 limit 1", line_id, CLOSED
        ):
            return
        line = next(it for it in await _lines(order) if it.id == line_id)
        back = line.bought() - line.kept()
        if back.net:
            earlier, about, same = await _corrected(order, line_id, Kind.INVOICE, purchase)
            await _issue(
                brand,
                about,
                Kind.CREDIT_NOTE,
                lambda number, day: rules.credit_note(same, line, number, day, earlier),
            )
        if back.fee:
            earlier, about, same = await _corrected(order, line_id, Kind.COLLECTION, purchase)
            await _issue(
                brand,
                about,
                Kind.COLLECTION_BACK,
                lambda number, day: rules.collection_back(same, line, number, day, earlier),
            )


async def _note_given_up(brand: bytes, order: uuid.UUID, purchase: Purchase, line_id: uuid.UUID) -> None:
    """A credit note of the commission that went with a lost dispute; one for each dispute that took some."""
    async with transaction():
        await fetch("select 1 from money.order_lines where id = $1 for no key update", line_id)
        row = await fetch_row(_NOTED, line_id, GIVEN_UP + "%")
        line = next(it for it in await _lines(order) if it.id == line_id)
        if row is None or line.forgone <= row["gross"]:
            return
        share = line.given_up(row["gross"])
        cause = f"{GIVEN_UP}{row['notes'] + 1}"
        earlier, about, same = await _corrected(order, line_id, Kind.INVOICE, purchase, cause)
        await _issue(
            brand,
            about,
            Kind.CREDIT_NOTE,
            lambda number, day: rules.dispute_note(same, line, share, number, day, earlier),
        )


async def _corrected(
    order: uuid.UUID, line: uuid.UUID, kind: Kind, purchase: Purchase, cause: str = CLOSED
) -> tuple[Earlier, About, Purchase]:
    """The document that is corrected, and the purchase with the parties that stand on it."""
    row = await fetch_row(
        "select id, number, issued_on, snapshot from money.documents"
        " where order_id = $1 and kind = $2 and order_line_id is null",
        *(order, kind),
    )
    if row is None:
        raise LookupError(f"{kind} of {order}")
    first = BrandContent.model_validate_json(row["snapshot"])
    same = replace(purchase, seller=first.seller, buyer=first.buyer, debits=first.debits)
    about = About(order, line, cause, row["id"])
    return Earlier(number=row["number"], issued_on=row["issued_on"]), about, same


async def _issue(brand: bytes, about: About, kind: Kind, make: Make) -> None:
    """Take a number, make the content, keep it. Inside a transaction that holds the order or line."""
    now: datetime = await fetch_value("select base.now()")
    today = market_date(now)
    number = await take(brand, SERIES[kind], today.year)
    content = make(number.text, today)
    # Many lines take a while, and other work goes on meanwhile.
    xml_hash = await asyncio.to_thread(_xml_hash, content) if kind in TAXED else None
    await _keep(brand, about, number, now, content, xml_hash)


def _xml_hash(content: BrandContent) -> bytes:
    """What is kept of the invoice's XML. Loaded by those who issue alone: see `file.made`."""
    from market.money.documents.cii import content_hash, invoice_xml

    return content_hash(invoice_xml(content))


async def _keep(
    brand: bytes, about: About, number: Number, now: datetime, content: BrandContent, xml_hash: bytes | None
) -> None:
    document = uuid.uuid4()
    await fetch(
        "insert into money.documents (id, owner, kind, series, year, serial, number, language, issued_at,"
        " issued_on, currency, net, vat, gross, order_id, order_line_id, cause, corrects, snapshot, xml_hash)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        *(document, brand, content.kind, number.series, number.year, number.serial, number.text),
        *(content.language, now, content.issued_on, content.currency),
        *(content.net, content.vat, content.gross),
        *(about.order, about.line, about.cause, about.corrects),
        content.model_dump_json(),
        xml_hash,
    )
    await audit.record(audit.SYSTEM, "document.issued", "document", document, kind=str(content.kind))


async def _purchase(order: uuid.UUID) -> tuple[bytes, Purchase] | None:
    """A paid order as its documents need it, under its brand's tag; None while it has to wait."""
    row = await fetch_row(
        "select o.brand, o.currency, o.reference, p.paid_at, coalesce((select a.locale from money.payment_attempts a"
        " where a.payment_id = p.id order by a.number desc limit 1), 'fr') as language,"
        " (select max(l.vat_number) from money.order_lines l where l.order_id = o.id) as vat_number"
        " from money.orders o join money.payments p on p.order_id = o.id and p.status = 'succeeded'"
        " where o.id = $1 and o.purpose = 'rental'",
        order,
    )
    if row is None:
        return None
    buyer = await _buyer(row["brand"], row["vat_number"])
    if buyer is None:
        return None
    config = settings()
    return row["brand"], Purchase(
        currency=row["currency"],
        language="en" if row["language"] == "en" else "fr",
        paid_on=market_date(row["paid_at"]),
        seller=seller(config),
        buyer=buyer,
        debits=config.seller_vat_on_debits,
        lines=await _lines(order),
        reference=row["reference"],
    )


async def _buyer(brand: bytes, taxed_by: str | None) -> Party | None:
    """The company behind a brand's tag, as accounts know it; None without an address.

    Where a VAT number decided on the tax, it is that one (`taxed_by`), whatever the brand has given since.

    Raises CountryUnknown: what stands on an invoice is a country.
    """
    try:
        facts = await accounts.brand(vault.person_of(ROOM, brand))
    except NotFound:
        return None
    if facts.street is None or facts.city is None:
        return None
    if not vat.known(facts.country):
        raise vat.CountryUnknown(facts.country)
    return Party(
        name=facts.legal_name,
        street=facts.street,
        postcode=facts.postcode,
        city=facts.city,
        country=facts.country,
        siren=facts.siren,
        vat_number=taxed_by or facts.vat_number,
    )


# Of what was not used: what refunds that did not fail carry, and what is booked as repaid, waiting or taken. The rest
# is the brand's balance, because no card took it.
_LINES = """
select l.id, l.amount, l.bps, l.vat_bps, l.vat_category, l.commission_before, l.label, l.period, l.total_days,
    l.used_days, l.closed_at, l.forgone, l.amount - l.earned as unused, r.refunded, l.repaid, l.withheld, l.charged_back
  from money.order_lines l cross join lateral (select coalesce(sum(amount), 0)::bigint as refunded
    from money.refunds where order_line_id = l.id and status not in ('failed', 'canceled')) r
  where l.order_id = $1 order by l.commission_before, l.id
"""
_UNUSED = ("refunded", "repaid", "withheld", "charged_back")


async def _lines(order: uuid.UUID) -> list[BoughtLine]:
    return [_line(row) for row in await fetch(_LINES, order)]


def _line(row: Record) -> BoughtLine:
    facts = dict(row)
    closed_at, unused = facts.pop("closed_at"), facts.pop("unused")
    parts = {name: facts.pop(name) for name in _UNUSED}
    if closed_at is None:
        return BoughtLine(**facts)
    places = Unused(**parts, credited=unused - sum(parts.values()))
    return BoughtLine(**facts, unused=places, closed_on=market_date(closed_at))


async def _to_correct(order: uuid.UUID) -> list[uuid.UUID]:
    """Lines of an order that gave something back and have no document that says so."""
    rows = await fetch(
        "select l.id from money.order_lines l where l.order_id = $1 and l.closed_at is not null"
        " and l.earned < l.amount and not exists (select from money.documents d"
        " where d.order_line_id = l.id and d.cause = $2) order by l.closed_at, l.id",
        *(order, CLOSED),
    )
    return [row["id"] for row in rows]


async def _to_give_up(order: uuid.UUID) -> list[uuid.UUID]:
    """Lines of an order of whose commission more was given up than documents say."""
    rows = await fetch(
        "select l.id from money.order_lines l where l.order_id = $1 and l.forgone > coalesce((select sum(d.gross)"
        " from money.documents d where d.order_line_id = l.id and d.cause like $2), 0) order by l.id",
        *(order, GIVEN_UP + "%"),
    )
    return [row["id"] for row in rows]
