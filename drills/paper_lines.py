"""Whether documents say what the agreements say, line by line, and whether the page says what the document does.

Twice: a document's content is compared with what `contracts` alone computes from the agreement, and the sums that
people read are taken from the PDF's own text. The room of money is asked which document is about which rental, and
nothing else.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from contracts import vat
from contracts.agreement import Agreement
from contracts.price import Money, Proration, proration, vat_included
from drills.by_contract import divided
from market.base.database import fetch
from market.money.documents.content import BrandContent, YearContent
from market.money.documents.kinds import TAXED, Kind
from market.rentals.agreements import HOLDER_BPS

MONEY = re.compile("(\u2212?)(?:€([\\d,]+\\.\\d\\d)|([\\d\u00a0]+,\\d\\d)\u00a0€)")
"""A sum with its cents as people read it, in English or in French; prices without cents stand in sentences only."""


class Sums(NamedTuple):
    """A line of a document, minor units."""

    net: int
    vat: int
    gross: int


Said = dict[tuple[str, str], Sums]
"""What is said of a rental's line, by kind and cause of the document: of all that lost disputes took, the sum."""

# Every line of a paid order of rentals with its agreement, and whether a bank has taken its payment for good.
_LINES = """
select l.id, l.order_id, r.document::text as document, r.starts_at, r.ended_at, r.end_reason,
    exists (select from money.disputes d where d.payment_id = p.id and d.status = 'lost') as lost
  from money.order_lines l join rentals.rentals r on r.id = l.rental_id
  join money.payments p on p.order_id = l.order_id and p.status = 'succeeded'
  where not exists (select from rentals.casting_places c where c.rental = l.rental_id) order by l.order_id, l.id
"""
# Every place that was paid for before anybody was there, with the agreement of who took it, or none.
_PLACES = """
select l.order_id, l.id, l.amount, c.state, r.document::text as document, r.starts_at, r.ended_at, r.end_reason,
    false as lost
  from rentals.casting_places c join money.order_lines l on l.rental_id = c.rental
  left join rentals.rentals r on r.id = c.rental order by l.order_id, l.commission_before, l.id
"""
_DOCUMENTS = """
select number, kind, cause, order_id, order_line_id, net, vat, gross, snapshot from money.documents
  where kind <> 'year' order by number
"""


async def by_agreement() -> list[str]:
    """What brands' documents say of their rentals, where that is not what the agreements say."""
    said: dict[Any, Said] = defaultdict(dict)
    wrong, rates = [], {}
    places = await fetch(_PLACES)
    placed = {it: row["order_id"] for row in places for it in (row["order_id"], row["id"])}
    for row in await fetch(_DOCUMENTS):
        content = BrandContent.model_validate_json(row["snapshot"])
        if (row["net"], row["vat"], row["gross"]) != (content.net, content.vat, content.gross):
            wrong.append(f"{row['number']}: is kept with other sums than it says")
        rates[row["order_id"]] = rate_of(content)
        about = row["order_line_id"] or row["order_id"]
        _add(said[placed.get(about, about)], row, content, several=about in placed)
    for row in await fetch(_LINES):
        if row["order_id"] not in rates:
            continue  # papers.all_valid says so
        has = said.pop(row["order_id"], {}) | said.pop(row["id"], {})
        wrong += _differences(row["order_id"], has, _should(row, rates[row["order_id"]]))
    for order, of_order in groupby(places, key=lambda row: row["order_id"]):
        if order in rates:
            should = _together(of_order, rates[order])
            wrong += _differences(order, said.pop(order, {}), should)
    return wrong + [f"documents about {it}, which nobody paid" for it in said]


def _differences(order: Any, has: Said, should: Said) -> list[str]:
    return [
        f"{kind} of {order} ({cause}): says {has.get((kind, cause))}"
        f" instead of {should.get((kind, cause))} by contract"
        for kind, cause in sorted(has.keys() | should.keys())
        if has.get((kind, cause)) != should.get((kind, cause))
    ]


def _together(places: Iterable[Any], rate: int) -> Said:
    """What is to be said of an order's places, in their order: the VAT is that of all commissions together, so that the
    cents that rounding leaves are told once."""
    found: Said = {}
    before = Money(0)
    for row in places:
        bought, kept = _of_place(row)
        for key, sums in _said(bought, kept, rate, before).items():
            found[key] = _sum(found.get(key, Sums(0, 0, 0)), sums)
        before = Money(before.amount + bought.platform.amount)
    return found


def _of_place(row: Any) -> tuple[Proration, Proration]:
    """How a place's price was divided, and in the end: by the agreement of who took it, or as what went back."""
    if row["document"] is not None:
        agreed = Agreement.model_validate_json(row["document"])
        bought = proration(agreed.price, 1, 1, agreed.holder_bps)
        return bought, _kept(agreed, row) or bought
    price = Money(row["amount"])
    bought, nothing = proration(price, 1, 1, HOLDER_BPS), proration(price, 1, 0, HOLDER_BPS)
    return bought, nothing if row["state"] == "returned" else bought


def _sum(one: Sums, other: Sums) -> Sums:
    return Sums(*(it + more for it, more in zip(one, other, strict=True)))


def rate_of(content: BrandContent) -> int:
    """At which rate (basis points) the commission is taxed by the law of the buyer's country on that day."""
    return vat.treat(content.buyer.country, content.buyer.vat_number, "good", content.supplied_on).rate_bps


def _add(said: Said, row: Any, content: BrandContent, *, several: bool) -> None:
    """An order of rentals has one each in a year: a second line is one that nothing expects, unless it is of places."""
    cause = re.sub(r"\d+$", "", row["cause"] or "")
    for line in content.lines:
        sums, key = Sums(line.net, line.vat, line.gross), (str(content.kind), cause)
        before = said.get(key, Sums(0, 0, 0))
        if key in said and cause != "dispute" and not several:
            key = (key[0], f"{cause}, again")
        said[key] = _sum(before, sums)


def _should(row: Any, rate: int) -> Said:
    """What is to be said of a line by its agreement."""
    agreed = Agreement.model_validate_json(row["document"])
    bought = proration(agreed.price, 1, 1, agreed.holder_bps)
    kept = _kept(agreed, row) or bought
    found = _said(bought, kept, rate, Money(0))
    if row["lost"]:
        lost = _commission(kept.platform, Money(0), rate, Money(0))
        found |= {(str(Kind.CREDIT_NOTE), "dispute"): lost} if lost.gross else {}
    return found


def _said(bought: Proration, kept: Proration, rate: int, before: Money) -> Said:
    """What is said of a price that was paid, and of what was kept of it; `before`: commissions of the same order."""
    back = bought.holder.amount - kept.holder.amount
    found = {
        (Kind.INVOICE, ""): _commission(bought.platform, Money(0), rate, before),
        (Kind.COLLECTION, ""): Sums(bought.holder.amount, 0, bought.holder.amount),
        (Kind.CREDIT_NOTE, "closed"): _commission(bought.platform, kept.platform, rate, before),
        (Kind.COLLECTION_BACK, "closed"): Sums(back, 0, back),
    }
    return {(str(kind), cause): sums for (kind, cause), sums in found.items() if sums.gross}


def _kept(agreed: Agreement, row: Any) -> Proration | None:
    """How the price was divided in the end; None while it runs. What never began is given back whole."""
    if row["starts_at"] is None:
        return proration(agreed.price, 1, 0, agreed.holder_bps)
    return divided(agreed, row) if row["ended_at"] is not None else None


def _commission(had: Money, keeps: Money, rate: int, before: Money) -> Sums:
    """The difference of two commissions, each with the VAT that it and those `before` it contain."""
    tax = _tax(before, had, rate) - _tax(before, keeps, rate)
    gross = had.amount - keeps.amount
    return Sums(gross - tax, tax, gross)


def _tax(before: Money, commission: Money, rate: int) -> int:
    return vat_included(Money(before.amount + commission.amount), rate).amount


def misread(content: BrandContent | YearContent, words: str) -> list[str]:
    """Where the sums in a PDF's text are not those of its document, in the order in which they are read.

    The same sum may stand there more often: a line's net is its price for one, too.
    """
    should = _year_read(content) if isinstance(content, YearContent) else _brand_read(content)
    missing, read = list(should), []
    for it in sums_in(words):
        if not missing:
            break
        read.append(it)
        if it == missing[0]:
            missing.pop(0)
        elif it not in should:
            break
    return [f"one reads {read} and not {list(should)}"] if missing else []


def sums_in(words: str) -> list[int]:
    """The sums with cents that stand in a text, minor units."""
    return [
        int(re.sub(r"\D", "", english or french)) * (-1 if minus else 1)
        for minus, english, french in MONEY.findall(words)
    ]


def _brand_read(content: BrandContent) -> Sequence[int]:
    """Row by row, then the totals."""
    if content.kind in TAXED:
        rows: Iterable[Sequence[int]] = [(it.net, it.vat, it.gross) for it in content.lines]
        return [*(it for row in rows for it in row), content.net, content.vat, content.gross]
    return [*(it.gross for it in content.lines), content.gross]


def _year_read(content: YearContent) -> Sequence[int]:
    rows = [it for line in content.lines for it in (line.gross, line.commission, line.net)]
    return [*rows, content.before, content.net, -content.paid_out, content.after]


def different(name: str, has: Iterable[Any], should: Iterable[Any]) -> list[str]:
    """What one of two has and the other lacks, each as often as it is there."""
    one, other = Counter(has), Counter(should)
    return [f"{name} says {it}, which is not so" for it in (one - other).elements()] + [
        f"{name} does not say {it}" for it in (other - one).elements()
    ]
