"""A casting closes: what nobody took goes back, whoever waits hears that it is over, and the brand how it went."""

from typing import Literal

from market.accounts.post import tell_brand, tell_tagged
from market.accounts.public import public_brand
from market.base import audit
from market.base.database import fetch
from market.base.errors import NotFound
from market.base.settings import settings
from market.relations.castings.letters import CASTING_CLOSED, CASTING_OVER
from market.relations.castings.queries import KIND, CastingRow
from market.relations.queries import ROOM
from market.rentals.casting.actions import give_back

Because = Literal["filled", "until", "brand", "stopped"]


async def close(row: CastingRow, because: Because, actor: audit.Actor) -> None:
    """Close a locked casting; again changes nothing. Inside the caller's transaction."""
    if row.state == "closed":
        return
    await fetch(
        "update relations.castings set state = 'closed', closed_at = base.now(), closed_because = $2 where id = $1",
        *(row.id, because),
    )
    await give_back(row.id)
    over = await fetch(
        "update relations.casting_acceptances set state = 'over' where casting = $1 and state = 'waiting'"
        " returning holder",
        row.id,
    )
    await fetch("delete from relations.casting_marks where casting = $1", row.id)
    await audit.record(actor, "casting.closed", KIND, row.id, because=because)
    await tell_over(row, [it["holder"] for it in over])
    if because != "brand":
        link = f"{settings().url}/castings"
        await tell_brand(
            row.brand,
            CASTING_CLOSED,
            title=row.brief.title,
            taken=row.taken,
            places=row.brief.places,
            link=link,
        )


async def tell_over(row: CastingRow, holders: list[bytes]) -> None:
    """Tell those who said yes that it is over without them; no more than that, whatever the reason."""
    for holder in holders:
        try:
            name = (await public_brand(row.brand)).trading_name
            await tell_tagged(ROOM, holder, CASTING_OVER, brand=name, link=f"{settings().url}/casting-calls")
        except NotFound:  # erased meanwhile
            continue
