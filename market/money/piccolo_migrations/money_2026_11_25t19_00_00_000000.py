from market.base.migration import raw

ID = "2026-11-25T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "documents stay as they were issued, one for each thing, numbered without gaps"

SQL = """
alter table money.documents
  add constraint documents_order foreign key (order_id) references money.orders (id) on delete restrict,
  add constraint documents_order_line foreign key (order_line_id) references money.order_lines (id)
    on delete restrict,
  add constraint documents_corrects foreign key (corrects) references money.documents (id)
    on delete restrict;
create unique index documents_one_an_order on money.documents (order_id, kind)
  where order_id is not null and order_line_id is null;
create unique index documents_one_a_cause on money.documents (order_line_id, kind, cause)
  where order_line_id is not null and cause is not null;
create index documents_owner on money.documents (owner, issued_at, number);
create index documents_order on money.documents (order_id) where order_id is not null;

-- What was paid or closed lately is looked through for documents that are still to be issued.
create index payments_paid on money.payments (paid_at) where paid_at is not null;
create index order_lines_closed on money.order_lines (closed_at) where closed_at is not null;

create trigger documents_append_only before update or delete or truncate
  on money.documents for each statement execute function base.refuse_change();
create trigger document_series_append_only before update or delete or truncate
  on money.document_series for each statement execute function base.refuse_change();

-- The counter's row is locked by whoever takes a number, so the number before is committed or one's own.
create function money.check_documents() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if new.serial < 1 or new.serial > 1 and not exists (
      select from money.documents d where d.owner = new.owner and d.series = new.series
        and d.year = new.year and d.serial = new.serial - 1) then
    raise exception using errcode = 'check_violation', schema = 'money', table = 'documents',
      constraint = 'documents_no_gap', message = format('%s follows no number', new.number);
  end if;
  return new;
end $$;
create trigger documents_no_gap before insert on money.documents
  for each row execute function money.check_documents();
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
