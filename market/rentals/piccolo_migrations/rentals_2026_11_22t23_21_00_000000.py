from market.base.migration import raw

ID = "2026-11-22T23:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the read: entitlement, log and sheet in one statement"

# The function belongs to the owner and checks everything itself: key, scope, brand, state, clock, purpose,
# quota. A row of the answer without the outcome 'ok' carries no sheet and has left no row in the log.
#
# PL/pgSQL and a generic plan, because planning it costs more than running it; the clock is read once, because
# each reading is a query. What a rental was read today is kept as a number: counting the log cost more than
# all the rest of a read. Counters are locked in the order of rentals, keys only if nobody else holds them, so
# that no two batches wait for each other.
SQL = """
alter table rentals.read_counts set (fillfactor = 50);

create function rentals.read_sheets(
  numbers int[], keys bytea[], brands uuid[], agreements uuid[], purposes text[], channels text[]
) returns table (number int, outcome text, version uuid, holder bytea, sheet bytea)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  moment constant timestamptz := base.now();
  today constant timestamp := moment at time zone 'Europe/Paris';
begin
return query with asked as (
  select * from unnest(numbers, keys, brands, agreements, purposes, channels)
    as a (number, key, brand, agreement, purpose, channel)
), used as (
  update accounts.api_keys k set last_used_at = moment from (
    select s.id from accounts.api_keys s
    where s.hash = any (keys) and (s.last_used_at is null or s.last_used_at < moment - interval '5 minutes')
    for no key update skip locked
  ) stale where k.id = stale.id and k.revoked_at is null
), known as (
  select a.number, a.agreement, a.purpose, a.channel,
    case when a.key is null then a.brand else k.brand end as reader,
    a.key is null or 'rentals:read' = any (k.scopes) as scoped
  from asked a left join accounts.api_keys k on k.hash = a.key and k.revoked_at is null
), judged as (
  select w.number, w.purpose, w.channel, r.id, r.version, r.holder, r.starts_at, r.reads_per_day, case
    when w.reader is null then 'bad-key'
    when not w.scoped then 'no-scope'
    when r.id is null then 'not-found'
    when b.state <> 'approved' then 'not-approved'
    when r.state in ('Expired', 'Terminated') or r.ends_at <= moment then 'ended'
    when r.state <> 'Active' or r.starts_at > moment then 'not-active'
    when not r.purposes ? w.purpose then 'purpose'
    else 'ok' end as outcome
  from known w
  left join rentals.rentals r on r.agreement = w.agreement and r.brand = w.reader
  left join accounts.brands b on b.id = w.reader
), counted as (
  insert into rentals.read_counts as c (rental, day, reads)
  select j.id, date_bin('1 day', today, j.starts_at at time zone 'Europe/Paris') at time zone 'Europe/Paris',
    count(*)
  from judged j where j.outcome = 'ok' group by j.id, j.starts_at order by j.id
  on conflict (rental) do update set day = greatest(c.day, excluded.day),
    reads = excluded.reads + case when c.day < excluded.day then 0 else c.reads end
  returning rental, reads
), answered as (
  select j.*, case
    when c.reads >= j.reads_per_day + row_number() over (partition by j.id, j.outcome order by j.number desc)
    then 'quota' else j.outcome end as answer
  from judged j left join counted c on c.rental = j.id and j.outcome = 'ok'
), logged as (
  insert into rentals.reads (rental, at, purpose, channel)
  select a.id, moment, a.purpose, a.channel from answered a where a.answer = 'ok'
)
select a.number, a.answer, v.id, a.holder, v.sheet
from answered a left join personas.persona_versions v on v.id = a.version and a.answer = 'ok';
end $$;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
