"""The VAT of our commissions: what is due for a month by the papers, and how that ties with the books.

The commission is a service that is invoiced and paid when an order is paid, so its VAT is due for the month of the
payment (CGI 269-2 c), whether or not its invoice could be issued then; to pay the tax according to debits never puts it
off. What a credit note gives back is deducted in the month of the note (CGI 272-1). `tax:vat` has it later: as days are
earned. Minor units of EUR; months and days are the market's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from market.base.database import fetch_at_length, transaction
from market.money.chart import Kind, own
from market.money.days.queries import of_account


@dataclass(frozen=True)
class Due:
    """What a month comes to under one category (UNTDID 5305) and rate (basis points): its invoices, the paid orders
    that have none yet (`waiting`: their brand gave no address), and its credit notes.
    """

    month: str
    category: str
    rate_bps: int
    invoices: int
    invoiced_net: int
    invoiced_vat: int
    waiting: int
    waiting_net: int
    waiting_vat: int
    credit_notes: int
    credited_net: int
    credited_vat: int

    @property
    def net(self) -> int:
        """The base to declare."""
        return self.invoiced_net + self.waiting_net - self.credited_net

    @property
    def vat(self) -> int:
        """The tax to declare; negative where more was given back than paid."""
        return self.invoiced_vat + self.waiting_vat - self.credited_vat


@dataclass(frozen=True)
class Standing:
    """All VAT to date. `papers`: invoices less credit notes; `unwritten`: on paid orders that have no papers yet;
    `booked`: in `tax:vat`; `unearned`: in what is in escrow and will be commission.
    """

    papers: int
    unwritten: int
    booked: int
    unearned: int

    @property
    def difference(self) -> int:
        """Nothing, once the credit notes of what ended have been issued."""
        return self.papers + self.unwritten - self.booked - self.unearned


# The VAT of a line's commission is a difference of two sums, as everywhere (rules.vat_of).
_PER_MONTH = """
with taxed as (
  select distinct order_id, vat_category, vat_bps from money.order_lines
), paper as (
  select d.kind, d.net, d.vat, l.vat_category, l.vat_bps, case
      when d.kind = 'credit_note' then d.issued_on
      else (p.paid_at at time zone 'Europe/Paris')::date end as due_on
    from money.documents d join money.payments p on p.order_id = d.order_id and p.status = 'succeeded'
    join taxed l on l.order_id = d.order_id
    where d.kind in ('invoice', 'credit_note') and d.currency = 'EUR'
), bought as (
  select l.order_id, l.vat_category, l.vat_bps, l.amount - l.amount * l.bps / 10000 as commission, l.commission_before
    from money.order_lines l
), waiting as (
  select 'waiting', sum(b.commission - v.vat), sum(v.vat), b.vat_category, b.vat_bps,
      (p.paid_at at time zone 'Europe/Paris')::date
    from money.orders o join money.payments p on p.order_id = o.id and p.status = 'succeeded'
    join bought b on b.order_id = o.id
    cross join lateral (select (2 * (b.commission_before + b.commission) * b.vat_bps + 10000 + b.vat_bps)
      / (2 * (10000 + b.vat_bps)) - (2 * b.commission_before * b.vat_bps + 10000 + b.vat_bps)
      / (2 * (10000 + b.vat_bps)) as vat) v
    where o.purpose = 'rental' and o.currency = 'EUR'
      and not exists (select from money.documents d where d.order_id = o.id and d.order_line_id is null)
    group by o.id, p.paid_at, b.vat_category, b.vat_bps having sum(b.commission) > 0
), each as (
  select * from paper union all select * from waiting
)
select to_char(due_on, 'YYYY-MM') as month, vat_category as category, vat_bps as rate_bps,
    count(*) filter (where kind = 'invoice')::int as invoices,
    coalesce(sum(net) filter (where kind = 'invoice'), 0)::bigint as invoiced_net,
    coalesce(sum(vat) filter (where kind = 'invoice'), 0)::bigint as invoiced_vat,
    count(*) filter (where kind = 'waiting')::int as waiting,
    coalesce(sum(net) filter (where kind = 'waiting'), 0)::bigint as waiting_net,
    coalesce(sum(vat) filter (where kind = 'waiting'), 0)::bigint as waiting_vat,
    count(*) filter (where kind = 'credit_note')::int as credit_notes,
    coalesce(sum(net) filter (where kind = 'credit_note'), 0)::bigint as credited_net,
    coalesce(sum(vat) filter (where kind = 'credit_note'), 0)::bigint as credited_vat
  from each group by 1, 2, 3 order by 1, 2, 3
"""

# The VAT in a line's commission, as bought, as earned, and as earned less what was given up: differences of sums.
_STANDING = """
with line as (
  select l.order_id, l.closed_at, v.vat[1] as bought, v.vat[2] as earned, v.vat[3] as kept
    from money.order_lines l join money.payments p on p.order_id = l.order_id and p.status = 'succeeded'
    cross join lateral (select array_agg((2 * (l.commission_before + c.part) * l.vat_bps + 10000 + l.vat_bps)
        / (2 * (10000 + l.vat_bps)) - (2 * l.commission_before * l.vat_bps + 10000 + l.vat_bps)
        / (2 * (10000 + l.vat_bps)) order by c.n) as vat
      from (values (1, l.amount - l.amount * l.bps / 10000), (2, l.earned - l.earned * l.bps / 10000),
        (3, l.earned - l.earned * l.bps / 10000 - l.forgone)) c (n, part)) v
)
select
  (select coalesce(sum(case kind when 'invoice' then vat when 'credit_note' then -vat end), 0)::bigint
    from money.documents where kind in ('invoice', 'credit_note')) as papers,
  (select coalesce(sum(case when closed_at is null then bought else kept end), 0)::bigint from line
    where not exists (select from money.documents d where d.order_id = line.order_id)) as unwritten,
  (select coalesce(sum(bought - earned), 0)::bigint from line where closed_at is null) as unearned
"""


async def due_by_month() -> Sequence[Due]:
    """What is to be declared, month by month, the earliest first."""
    rows = await fetch_at_length(_PER_MONTH)
    return [Due(**row) for row in rows]


async def standing() -> Standing:
    """How papers and books tie, all of one moment. It reads every line and every paper: on demand only."""
    async with transaction("repeatable_read", readonly=True):
        (row,) = await fetch_at_length(_STANDING)
        booked = sum(day.amount for day in await of_account(own(Kind.TAX_VAT)))
    return Standing(**row, booked=booked)
