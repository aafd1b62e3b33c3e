"""A holder's yearly statement, from the ledger alone: what each rental brought, what was paid out.

A statement holds what was effective before its year's end and booked when it was made, and is in no earlier
one: what is booked late stands on the next, so that nothing is lost or told twice. It is made from the middle
of January on, once December is settled and nothing of the year was booked in the last hour.

Who has left has theirs too, for the books must explain whom they owe and paid. No name or address is left by then, so
it is addressed to the label under which the desk knows the account, in the language of the statement before.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import structlog

from market.accounts import queries as accounts
from market.base import audit, names, vault
from market.base.clock import MARKET_ZONE, market_date, now
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.errors import NotFound
from market.base.i18n import Language
from market.base.settings import settings
from market.money.documents import words
from market.money.documents.content import YearContent, YearLine
from market.money.documents.kinds import SERIES, Kind
from market.money.documents.numbers import take
from market.money.documents.seller import seller
from market.money.settlement.rules import Month
from market.money.settlement.turn import is_settled

ROOM: Final = "money"
CURRENCY: Final = "EUR"
FROM_DAY: Final = 15  # of January
SETTLED: Final = timedelta(hours=1)
"""What was booked so long ago is committed: no transaction takes longer."""
PAGE: Final = 200

log = structlog.get_logger()

# Each ledger transaction that changes what a holder has, with what it changes and the rental that it is about.
# $3, $4: effective before, booked until; $5, $6: the same of the statement before, whose part is left out.
_COVERED = """
with mine as (
  select e.transaction_id as id, sum(e.amount) as change from money.ledger_entries e
    join money.ledger_transactions t on t.id = e.transaction_id
    where e.subject = $1 and e.kind in ('holder:pending', 'holder:payable', 'holder:reserved')
      and e.currency = $2 and t.effective_at < $3 and t.created_at <= $4
      and not (t.effective_at < $5 and t.created_at <= $6)
    group by e.transaction_id having sum(e.amount) <> 0
), told as (
  select m.change, t.kind in ('payout.paid', 'payout.returned') as paid_out,
      coalesce((select case when count(distinct x.subject) = 1 then min(encode(x.subject, 'hex')) end
        from money.ledger_entries x where x.transaction_id = m.id and x.kind = 'rental:escrow'),
        (select encode(uuid_send(r.rental_id), 'hex') from money.rewards r
          where t.source_type = 'reward' and r.id = t.source_id)) as rental,
      t.kind = 'reward.paid' as rewards,
      (select coalesce(sum(x.amount), 0) from money.ledger_entries x where x.transaction_id = m.id
        and x.kind in ('platform:revenue', 'tax:vat')) as commission
    from mine m join money.ledger_transactions t on t.id = m.id
)
select rental, rewards, paid_out, sum(change)::bigint as change,
    sum(case when rental is null then 0 else commission end)::bigint as commission
  from told group by rental, rewards, paid_out order by min(rental) nulls last, rewards, paid_out
"""
_BEFORE = """
select coalesce(sum(e.amount), 0)::bigint from money.ledger_entries e
  join money.ledger_transactions t on t.id = e.transaction_id
  where e.subject = $1 and e.kind in ('holder:pending', 'holder:payable', 'holder:reserved')
    and e.currency = $2 and t.effective_at < $3 and t.created_at <= $4
"""
_RENTALS = """
select l.rental_id, o.brand, coalesce(l.starts_at, p.paid_at) as begun_at
  from money.order_lines l join money.orders o on o.id = l.order_id
  left join money.payments p on p.order_id = o.id and p.status = 'succeeded' where l.rental_id = any($1)
"""
# Holders whose money moved in the year and who have no statement of it.
_WITHOUT = """
select distinct b.subject from money.ledger_balances b
  where b.kind in ('holder:pending', 'holder:payable', 'holder:reserved') and b.subject > $4
    and not exists (select from money.documents d
      where d.owner = b.subject and d.kind = 'year' and d.year = $1)
    and exists (select from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id
      where e.subject = b.subject and e.kind = b.kind and t.effective_at >= $2 and t.effective_at < $3)
  order by b.subject limit $5
"""
# Whether something of a year ($1, $2) was booked since $3: a statement that is made now would lack it.
_LATELY = """
select exists (select from money.ledger_transactions
  where effective_at >= $1 and effective_at < $2 and created_at > $3)
"""


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of a year and of the next, in the market's zone; UTC."""
    first, after = (datetime(it, 1, 1, tzinfo=MARKET_ZONE).astimezone(UTC) for it in (year, year + 1))
    return first, after


def year_due(today: date) -> int | None:
    """The year whose statements are made on `today` (the market's); None in the first half of January."""
    return today.year - 1 if (today.month, today.day) >= (1, FROM_DAY) else None


async def sweep_years() -> int:
    """Make the statements of last year that are missing, once all of it is booked; returns how many."""
    moment = await now()
    year = year_due(market_date(moment))
    if year is None or not await is_settled(Month(year, 12)):
        return 0
    if await fetch_value(_LATELY, *bounds(year), moment - SETTLED):
        return 0
    made, last = 0, b""
    while rows := await fetch(_WITHOUT, year, *bounds(year), last, PAGE):
        made += sum([await _made(row["subject"], year) for row in rows])
        last = rows[-1]["subject"]
    return made


async def _made(holder: bytes, year: int) -> bool:
    """One holder's, whatever happens to the others'."""
    try:
        return await issue_year(holder, year)
    except Exception as error:
        log.error("documents.no_statement", error=type(error).__name__)
        return False


async def issue_year(holder: bytes, year: int) -> bool:
    """Make a holder's statement of a year, once. False when it stands, or the tag is nobody's."""
    to = await _addressee(holder)
    if to is None:
        return False
    try:
        async with transaction():
            number = await take(holder, SERIES[Kind.YEAR], year)
            if number.serial > 1:
                raise _Stands
            await _keep(holder, await _content(holder, year, number.text, to), number.serial)
    except _Stands:  # leaving the transaction so gives the number back
        return False
    return True


class _Stands(Exception):
    """A statement of this year was made before, or at the same moment."""


@dataclass(frozen=True)
class _To:
    """For whom a statement is: a language, and a label where no account is left to find it by."""

    language: Language
    label: str = ""


async def _addressee(holder: bytes) -> _To | None:
    """None for a tag that is nobody's."""
    try:
        language = await accounts.language_of(vault.person_of(ROOM, holder))
    except NotFound:
        return None
    if language is not None:
        return _To("en" if language == "en" else "fr")
    before = await fetch_value(
        "select language from money.documents where owner = $1 and kind = 'year' order by year desc limit 1",
        holder,
    )
    label = names.handle(names.sealed("holder", holder, names.for_operators()))
    return _To("en" if before == "en" else "fr", label)


async def _content(holder: bytes, year: int, number: str, to: _To) -> YearContent:
    moment = await now()
    first, after = bounds(year)
    until = moment - SETTLED
    before_end, before_until = await _earlier(holder, first)
    rows = await fetch(_COVERED, holder, CURRENCY, after, until, before_end, before_until)
    before = await fetch_value(_BEFORE, holder, CURRENCY, before_end, before_until)
    return YearContent(
        number=number,
        language=to.language,
        issued_on=market_date(moment),
        currency=CURRENCY,
        seller=seller(settings()),
        year=year,
        booked_until=until,
        lines=tuple(await _told([row for row in rows if not row["paid_out"]])),
        before=before,
        paid_out=-sum(row["change"] for row in rows if row["paid_out"]),
        words=words.yearly(to.language),
        addressee=to.label,
    )


async def _earlier(holder: bytes, first: datetime) -> tuple[datetime, datetime]:
    """What the statement before holds: (effective before, booked until). Without one, all before this year."""
    row = await fetch_row(
        "select year, snapshot from money.documents where owner = $1 and kind = 'year'"
        " order by year desc limit 1",
        holder,
    )
    if row is None:
        return first, datetime.max.replace(tzinfo=UTC)
    return bounds(row["year"])[1], YearContent.model_validate_json(row["snapshot"]).booked_until


async def _told(rows: list[Record]) -> list[YearLine]:
    """A line for each rental, one for its rewards, and one for what is about none."""
    rentals = [uuid.UUID(hex=row["rental"]) for row in rows if row["rental"] is not None]
    about = {row["rental_id"]: row for row in await fetch(_RENTALS, rentals)}
    lines = []
    for row in rows:
        found = about.get(uuid.UUID(hex=row["rental"])) if row["rental"] is not None else None
        begun_at = found["begun_at"] if found is not None else None
        lines.append(
            YearLine(
                brand=await _brand(found["brand"]) if found is not None else "",
                begun_on=market_date(begun_at) if begun_at is not None else None,
                gross=row["change"] + row["commission"],
                commission=row["commission"],
                net=row["change"],
                rewards=row["rewards"],
            )
        )
    return sorted(
        lines, key=lambda line: (line.begun_on is None, line.begun_on or date.min, line.brand, line.rewards)
    )


async def _brand(tag: bytes) -> str:
    try:
        return (await accounts.brand(vault.person_of(ROOM, tag))).legal_name
    except NotFound:
        return ""


async def _keep(holder: bytes, content: YearContent, serial: int) -> None:
    document = uuid.uuid4()
    await fetch(
        "insert into money.documents (id, owner, kind, series, year, serial, number, language, issued_at,"
        " issued_on, currency, net, vat, gross, snapshot)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, base.now(), $9, $10, $11, 0, $11, $12)",
        *(document, holder, content.kind, SERIES[Kind.YEAR], content.year, serial, content.number),
        *(content.language, content.issued_on, content.currency, max(content.net, 0)),
        content.model_dump_json(),
    )
    await audit.record(audit.SYSTEM, "document.issued", "document", document, kind=str(content.kind))
