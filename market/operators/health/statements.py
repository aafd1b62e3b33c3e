"""What the market is counted by."""

KEEP = """
insert into operators.market_figures (days, counted_at, figures) values ($1, base.now(), $2)
on conflict (days) do update set counted_at = excluded.counted_at, figures = excluded.figures
"""

# Personas that were first published within the time, and when the first rental of each began.
FIRST_RENTALS = """
with published as (
  select persona, min(created_at) as at from personas.persona_versions group by persona
  having min(created_at) >= base.now() - $1::interval
), rented as (
  select persona, min(starts_at) as at from rentals.rentals where starts_at is not null group by persona
)
select count(*) as personas, count(distinct p.holder) as holders, count(r.at) as rented,
  count(distinct p.holder) filter (where r.at is not null) as rented_holders,
  (percentile_disc(0.5) within group (order by extract(epoch from r.at - v.at)) filter (where r.at is not null)
    / 86400)::int as median
from published v join personas.personas p on p.id = v.persona left join rented r on r.persona = v.persona
where p.state <> 'erased'
"""

# Brands whose rentals began within the time; those with another order before, then or earlier, came back.
BRANDS = """
select count(*) as brands, count(*) filter (where cardinality(orders) > 1 or exists (
    select from rentals.rentals e where e.brand = b.brand and e.starts_at < base.now() - $1::interval
      and e.order_id <> all(b.orders))) as repeated
from (
  select brand, array_agg(distinct order_id) as orders from rentals.rentals
  where starts_at >= base.now() - $1::interval group by brand) b
"""

ANSWERS = """
select count(*) as sent, count(a.id) as answered, count(*) filter (where a.kind = 'interested') as interested,
  count(distinct r.holder) as holders
from relations.invitations i join rentals.rentals r on r.id = i.rental
left join relations.reactions a on a.invitation = i.id
where i.sent_at >= base.now() - $1::interval
"""
