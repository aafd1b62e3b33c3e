"""How a holder stands to the charter."""

import uuid
from dataclasses import dataclass
from datetime import date

from contracts import charter
from contracts.charter import Standing
from market.base import vault
from market.base.clock import market_date
from market.base.database import fetch_row
from market.personas.queries import ROOM

_OF = """
select base.now() as now,
  (select min(v.created_at) from personas.personas p join personas.persona_versions v on v.persona = p.id
   where p.holder = $1) as listed_at,
  (select max(s.edition) from personas.charter_signatures s where s.holder = $1) as edition,
  (select s.signed_at from personas.charter_signatures s where s.holder = $1 order by s.edition desc limit 1)
    as signed_at
"""


@dataclass(frozen=True)
class Charter:
    """The latest edition that a holder signed, with the market's day, and how they stand to the one of today.

    Who has never listed a persona (`listed`) was not here before: they sign with the first one.
    """

    edition: int | None
    signed_on: date | None
    standing: Standing
    listed: bool

    @property
    def waits(self) -> bool:
        """Whether there is an edition to sign for somebody who takes part already."""
        return self.standing != "signed" and (self.listed or self.edition is not None)


async def of_holder(person: uuid.UUID) -> Charter:
    """For the holder alone."""
    row = await fetch_row(_OF, vault.tag(ROOM, person))
    assert row is not None
    listed, signed = (market_date(row[it]) if row[it] else None for it in ("listed_at", "signed_at"))
    stands = charter.standing(charter.current(), row["edition"], listed, market_date(row["now"]))
    return Charter(row["edition"], signed, stands, listed is not None)
