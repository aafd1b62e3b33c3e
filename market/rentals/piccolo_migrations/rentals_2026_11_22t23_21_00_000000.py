from market.base.migration import raw

ID = "2026-11-22T23:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the read: entitlement, log and sheet in one statement"

# The function belongs to the owner and checks everything itself: key, scope, brand, state, clock, purpose,
# quota. A row of the answer without the outcome 'ok' carries no sheet and has left no row in the log.
SQL = """
create function rentals.read_sheets(
  numbers int[], keys bytea[], brands uuid[], agreements uuid[], purposes text[], channels text[]
) returns table (number int, outcome text, version uuid, holder bytea, sheet bytea)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
with asked as (
  select * from unnest(numbers, keys, brands, agreements, purposes, channels)
    as a (number, key, brand, agreement, purpose, channel)
), used as (
  update accounts.api_keys k set last_used_at = base.now() from asked a
  where k.hash = a.key and k.revoked_at is null
    and (k.last_used_at is null or k.last_used_at < base.now() - interval '5 minutes')
), known as (
  select a.number, a.agreement, a.purpose, a.channel,
    case when a.key is null then a.brand else k.brand end as reader,
    a.key is null or 'rentals:read' = any (k.scopes) as scoped
  from asked a left join accounts.api_keys k on k.hash = a.key and k.revoked_at is null
), found as (
  select w.*, r.id, r.version, r.holder, r.state, r.starts_at, r.ends_at, r.reads_per_day,
    r.purposes as agreed, b.state as brand_state,
    row_number() over (partition by r.id order by w.number) as nth
  from known w
  left join rentals.rentals r on r.agreement = w.agreement and r.brand = w.reader
  left join accounts.brands b on b.id = w.reader
), judged as (
  select f.*, case
    when f.reader is null then 'bad-key'
    when not f.scoped then 'no-scope'
    when f.id is null then 'not-found'
    when f.brand_state <> 'approved' then 'not-approved'
    when f.state in ('Expired', 'Terminated') or f.ends_at <= base.now() then 'ended'
    when f.state <> 'Active' or f.starts_at > base.now() then 'not-active'
    when not f.agreed ? f.purpose then 'purpose'
    when f.nth + (
      select count(*) from (
        select 1 from rentals.reads l where l.rental = f.id and l.at >= date_bin(
          '1 day', base.now() at time zone 'Europe/Paris', f.starts_at at time zone 'Europe/Paris'
        ) at time zone 'Europe/Paris' limit f.reads_per_day
      ) today
    ) > f.reads_per_day then 'quota'
    else 'ok' end as outcome
  from found f
), logged as (
  insert into rentals.reads (rental, at, purpose, channel)
  select j.id, base.now(), j.purpose, j.channel from judged j where j.outcome = 'ok'
)
select j.number, j.outcome, v.id, j.holder, v.sheet
from judged j left join personas.persona_versions v on v.id = j.version and j.outcome = 'ok'
$$;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
