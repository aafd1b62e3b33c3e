from market.base.migration import raw

ID = "2026-11-28T13:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an intent that was published is not rewritten, and a bid is the last word before its end"

SQL = """
alter table relations.intents
  add constraint intents_persona foreign key (persona) references personas.personas (id),
  add constraint intents_chosen foreign key (chosen) references relations.bids (id);
alter table relations.bids
  add constraint bids_brand foreign key (brand) references accounts.brands (id);
create index intents_holder_ids on relations.intents (holder, id);
create index intents_open on relations.intents (until, md5(id::text)) where state = 'open';
create index bids_brand_ids on relations.bids (brand, id);

create function relations.intent_stands() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.holder, new.persona, new.category, new.budget_from, new.budget_to, new.versions, new.opened_at,
      new.opens_on, new.until)
     is distinct from
     (old.id, old.holder, old.persona, old.category, old.budget_from, old.budget_to, old.versions, old.opened_at,
      old.opens_on, old.until)
    or new.text <> old.text and new.text <> ''
    or new.details <> old.details and new.details <> '{}'
    or old.state = 'closed' and (new.state, new.chosen, new.decided_as, new.closed_at, new.closed_because)
      is distinct from (old.state, old.chosen, old.decided_as, old.closed_at, old.closed_because)
    or old.rated_at is not null and (new.fulfilled, new.rating, new.rated_at)
      is distinct from (old.fulfilled, old.rating, old.rated_at)
    or old.chosen is not null and new.chosen is not null and new.chosen <> old.chosen
  then
    raise exception using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
      constraint = 'intents_kept', message = 'what was looked for is not rewritten, nor chosen or rated twice';
  end if;
  return new;
end $$;
create trigger intents_kept before update on relations.intents
  for each row execute function relations.intent_stands();
create trigger intents_stay before delete or truncate on relations.intents
  for each statement execute function base.refuse_change();

create function relations.bid_stands() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  said constant boolean := tg_op = 'INSERT' or (new.state, new.terms, new.purposes, new.period, new.price_step,
      new.kind, new.benefit, new.words, new.place)
    is distinct from
    (old.state, old.terms, old.purposes, old.period, old.price_step, old.kind, old.benefit, old.words, old.place);
begin
  if tg_op = 'UPDATE' and (
      (new.id, new.intent, new.brand, new.made_at) is distinct from (old.id, old.intent, old.brand, old.made_at)
      or old.state in ('won', 'over') and said
      or new.state in ('won', 'over') and (new.terms, new.purposes, new.period, new.price_step, new.kind,
          new.benefit, new.words, new.place)
        is distinct from (old.terms, old.purposes, old.period, old.price_step, old.kind, old.benefit, old.words,
          old.place))
    or said and new.state in ('sealed', 'withdrawn') and not exists (
      select from relations.intents i where i.id = new.intent and i.state = 'open'
        and (base.now() at time zone 'Europe/Paris')::date between i.opens_on and i.until)
  then
    raise exception using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
      constraint = 'bids_kept', message = 'a bid is made and revised until the last day is over';
  end if;
  return new;
end $$;
create trigger bids_kept before insert or update on relations.bids
  for each row execute function relations.bid_stands();
create trigger bids_stay before delete or truncate on relations.bids
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
