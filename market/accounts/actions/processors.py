"""Who processes for a brand what it rents: named before it rents, and in the contracts that begin from then on."""

import json
from collections.abc import Sequence

from market.accounts import processor_names
from market.accounts.actions.keys import seat_of
from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, transaction


async def name_processors(who: Principal, names: Sequence[str]) -> tuple[str, ...]:
    """All of them anew; a contract that was concluded, or asked for, keeps those that it names.

    Raises ProcessorNameNotValid, TooManyProcessors.
    """
    brand, named = seat_of(who).brand, processor_names.processors(names)
    async with transaction():
        await fetch("update accounts.brands set processors = $2 where id = $1", brand, json.dumps(named))
        await audit.record(who.actor, "brand.processors_named", "brand", brand, count=len(named))
    return named
