from market.base.migration import raw

ID = "2026-11-26T21:38:30:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "what is over for a brand before it is told stays as it was for it, and so does what it saw of the holder"
)

SQL = """
create or replace function rentals.negotiation_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (old.id, old.agreement, old.persona, old.version, old.holder, old.brand, old.consumer_pid, old.provider_pid)
      is distinct from (new.id, new.agreement, new.persona, new.version, new.holder, new.brand, new.consumer_pid,
        new.provider_pid)
    or (old.terms, old.period, old.price_step, old.purposes, old.message, old.requested_at)
      is distinct from (new.terms, new.period, new.price_step, new.purposes, new.message, new.requested_at)
    or old.put_at is not null and (old.put_at, old.decide_by) is distinct from (new.put_at, new.decide_by)
    or old.answered_at is not null and old.answered_at is distinct from new.answered_at
    or old.offered_terms is not null and (old.offered_terms, old.offered_period, old.offered_step)
      is distinct from (new.offered_terms, new.offered_period, new.offered_step)
    or old.ended_at is not null and (old.ended_at, old.ended_by, old.reason, old.due_at)
      is distinct from (new.ended_at, new.ended_by, new.reason, new.due_at)
    or old.closed_at is not null and (old.closed_at, old.closed_as) is distinct from (new.closed_at, new.closed_as)
    or old.holder_checked <> new.holder_checked
    or (old.order_id, old.rental) is distinct from (new.order_id, new.rental) and new.state <> 'AGREED'
  then
    raise exception 'what was said in a negotiation is not said otherwise afterwards'
      using errcode = 'check_violation', constraint = 'negotiations_kept', schema = 'rentals', table = 'negotiations';
  end if;
  if old.state <> new.state and (old.state, new.state) not in (
    ('REQUESTED', 'OFFERED'), ('REQUESTED', 'AGREED'), ('REQUESTED', 'TERMINATED'),
    ('OFFERED', 'ACCEPTED'), ('OFFERED', 'TERMINATED'), ('ACCEPTED', 'AGREED'), ('ACCEPTED', 'TERMINATED'))
  then
    raise exception 'a negotiation does not go from % to %', old.state, new.state
      using errcode = 'check_violation', constraint = 'negotiations_moves', schema = 'rentals', table = 'negotiations';
  end if;
  return new;
end $$;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
