from market.base.migration import raw

ID = "2026-11-27T04:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "a campaign is kept as it was sent, and what is said of a code is taken back once and never rewritten"
)

SQL = """
create index campaigns_brand on relations.campaigns (brand, id desc);
create index invitations_campaign on relations.invitations (campaign) where campaign is not null;
create index redemptions_invitation on relations.redemptions (invitation);
create unique index redemptions_one_stands on relations.redemptions (invitation) where taken_back_at is null;
alter table relations.campaign_skips
  add constraint campaign_skips_rental foreign key (rental) references rentals.rentals (id);

create or replace function relations.refuse_rewriting() returns trigger language plpgsql as $$
begin
  if (new.id, new.rental, new.month, new.number, new.per_month, new.sealed, new.sent_at, new.campaign)
     is distinct from
     (old.id, old.rental, old.month, old.number, old.per_month, old.sealed, old.sent_at, old.campaign)
  then
    raise exception using errcode = 'insufficient_privilege', schema = tg_table_schema, table = tg_table_name,
      message = 'an invitation that was sent is not rewritten';
  end if;
  return new;
end $$;

create function relations.saying_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.invitation, new.told, new.said_at) is distinct from (old.id, old.invitation, old.told, old.said_at)
    or old.taken_back_at is not null or new.taken_back_at is null
  then
    raise exception 'what was said of a code is only taken back, once' using errcode = 'check_violation',
      constraint = 'redemptions_moves', schema = 'relations', table = 'redemptions';
  end if;
  return new;
end $$;
create trigger redemptions_moves before update on relations.redemptions
  for each row execute function relations.saying_moves();
create trigger redemptions_kept before delete or truncate on relations.redemptions
  for each statement execute function base.refuse_change();
create trigger campaigns_kept before update or delete or truncate on relations.campaigns
  for each statement execute function base.refuse_change();
create trigger campaign_skips_kept before update or delete or truncate on relations.campaign_skips
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
