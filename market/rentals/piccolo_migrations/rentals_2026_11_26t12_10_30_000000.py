from market.base.migration import raw

ID = "2026-11-26T12:10:30:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "a consent stands where its last event put it, goes no forbidden way, and nothing of it is rewritten"
)

SQL = """
alter table rentals.consent_events
  add constraint consent_events_place unique (consent, seq, kind),
  add constraint consent_events_consent foreign key (consent) references rentals.consents (id);
alter table rentals.consents
  add constraint consents_of_rental foreign key (rental) references rentals.rentals (id),
  add constraint consents_event foreign key (id, seq, state)
    references rentals.consent_events (consent, seq, kind) deferrable initially deferred;

create trigger consent_events_append_only before update or delete or truncate on rentals.consent_events
  for each statement execute function base.refuse_change();
create trigger consents_stay before delete or truncate on rentals.consents
  for each statement execute function base.refuse_change();

create function rentals.consent_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (old.id, old.rental, old.record, old.receipt) is distinct from (new.id, new.rental, new.record, new.receipt)
    or old.starts_at is not null and (old.starts_at, old.ends_at) is distinct from (new.starts_at, new.ends_at)
    or new.seq <> old.seq + 1
    or (old.state, new.state) not in (
      ('requested', 'given'), ('requested', 'renewed'), ('requested', 'refused'), ('requested', 'expired'),
      ('requested', 'revoked'),
      ('given', 'expired'), ('given', 'withdrawn'), ('given', 'revoked'), ('given', 'invalidated'),
      ('renewed', 'expired'), ('renewed', 'withdrawn'), ('renewed', 'revoked'), ('renewed', 'invalidated'))
  then
    raise exception 'a consent does not go from % to % like this', old.state, new.state
      using errcode = 'check_violation', constraint = 'consents_moves', schema = 'rentals', table = 'consents';
  end if;
  return new;
end $$;
create trigger consents_moves before update on rentals.consents
  for each row execute function rentals.consent_moves();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
