"""What a brand has rented, by edition of the terms: of its own rentals alone."""

import json
import uuid

from contracts.terms import EDITIONS
from market.base.database import fetch
from market.rentals.dpo.case import Rented

# The clock decides what has begun and what runs, as everywhere.
_RENTED = """
with own as materialized (
  select r.id, r.requested_at, r.purposes, r.period, (r.document ->> 'price_step')::int as price_step,
    r.document -> 'terms' ->> 'id' || '-' || (r.document -> 'terms' ->> 'version') as edition,
    r.document -> 'recipients' as recipients,
    r.state in ('Active', 'TemporarilySuspended') and r.ends_at > base.now() as running
  from rentals.rentals r where r.brand = $1 and r.starts_at <= base.now()
)
select o.edition, count(*) as begun, count(*) filter (where o.running) as running,
  (array_agg(o.period order by o.requested_at desc, o.id))[1] as period,
  (array_agg(o.price_step order by o.requested_at desc, o.id))[1] as price_step,
  (select json_agg(distinct p) from own i, jsonb_array_elements_text(i.purposes) p where i.edition = o.edition)
    as purposes,
  (select json_agg(distinct p ->> 'name') from own i, jsonb_array_elements(i.recipients) p
    where i.edition = o.edition) as recipients
from own o group by o.edition
"""


async def rented_by(brand: uuid.UUID) -> list[Rented]:
    """What began for this brand, edition by edition, in the order in which they were published."""
    rows = {row["edition"]: row for row in await fetch(_RENTED, brand)}
    return [
        Rented(
            terms=terms,
            purposes=terms.admit(json.loads(row["purposes"])),
            processors=tuple(sorted(json.loads(row["recipients"] or "[]"))),
            period=row["period"],
            price_step=row["price_step"],
            begun=row["begun"],
            running=row["running"],
        )
        for edition, terms in EDITIONS.items()
        if (row := rows.get(edition)) is not None
    ]
