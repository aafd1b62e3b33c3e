from market.base.migration import raw

ID = "2026-11-22T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one open report each, invitations that are not rewritten"

SQL = """
create unique index reports_one_open on relations.reports (reporter, subject_kind, subject)
  where closed_at is null;
create index reports_open on relations.reports (created_at) where closed_at is null;

create function relations.refuse_rewriting() returns trigger language plpgsql as $$
begin
  if (new.id, new.rental, new.month, new.number, new.per_month, new.sealed, new.sent_at)
     is distinct from (old.id, old.rental, old.month, old.number, old.per_month, old.sealed, old.sent_at)
  then
    raise exception using errcode = 'insufficient_privilege', schema = tg_table_schema, table = tg_table_name,
      message = 'an invitation that was sent is not rewritten';
  end if;
  return new;
end $$;
create trigger invitations_not_rewritten before update on relations.invitations
  for each row execute function relations.refuse_rewriting();
create trigger invitations_kept before delete or truncate on relations.invitations
  for each statement execute function base.refuse_change();
create trigger reports_kept before delete or truncate on relations.reports
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
