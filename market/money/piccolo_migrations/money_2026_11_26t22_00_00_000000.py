from market.base.migration import raw

ID = "2026-11-26T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a dispute may be lost in part: what was refunded before comes back"

SQL = """
alter table money.disputes
  drop constraint disputes_moved,
  add constraint disputes_moved check (withdrawn in (0, amount) and reinstated between 0 and amount
    and (status not in ('won', 'restored') or reinstated in (0, amount))),
  drop constraint disputes_restored,
  add constraint disputes_restored check
    (given_back between 0 and case when status in ('lost', 'restored') then reinstated else 0 end);
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
