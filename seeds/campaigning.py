"""The demo's brand sends a campaign to all whom it rents: some have no invitation left, some say that they came."""

from datetime import timedelta
from typing import Final

from market.base import names, vault
from market.base.clock import market_date, now
from market.base.database import fetch
from market.relations.actions.invite import KIND, react
from market.relations.actions.redeem import say_redeemed
from market.relations.benefits import Benefit
from market.relations.campaigns.actions import send_campaign
from market.relations.campaigns.queries import candidates
from market.relations.rules import Invitation, Reaction
from market.rentals.queries import ROOM
from seeds.stage import Stage

LABEL: Final = "Éclairages d’hiver"
VALID: Final = timedelta(days=12)
CAMILLE: Final = 0
"""Has not answered it yet."""


async def send_a_campaign(stage: Stage) -> None:
    """To everybody, as a shop does at the end of November."""
    who, today = stage.buyer(0), market_date(await now())
    draft = Invitation(
        kind="discount",
        title="15 % sur les éclairages et les gilets",
        conditions="En boutique comme en ligne, une fois. Non cumulable avec une autre remise.",
        code="HIVER-15",
        link=None,
        valid_from=today,
        valid_until=today + VALID,
        benefit=Benefit(percent=15),
    )
    running = [it.rental.agreement for it in await candidates(stage.brand_id(0))]
    if any(it.left for it in await candidates(stage.brand_id(0))):
        made = await send_campaign(who, LABEL, running, draft, "demo-campaign")
        await _answer(stage, [str(it) for it in made.sent])


async def _answer(stage: Stage, reached: list[str]) -> None:
    """Every second one is interested; every third one has used the code, and the first of them says who."""
    people = {
        vault.tag(ROOM, it.person): it
        for number, it in stage.holders.items()
        if it.person and number != CAMILLE
    }
    rows = await fetch(
        "select i.id, r.agreement, r.holder from relations.invitations i join rentals.rentals r on r.id = i.rental"
        " where i.campaign is not null and r.agreement = any($1::uuid[]) order by r.id",
        reached,
    )
    answering = [row for row in rows if row["holder"] in people]
    for place, row in enumerate(answering):
        holder = people[row["holder"]]
        if place % 2 == 0:
            await react(holder, row["agreement"], row["id"], Reaction.INTERESTED)
        if place % 3 == 0:
            name = names.name(KIND, row["id"], names.for_agreement(row["agreement"]))
            await say_redeemed(holder, row["agreement"], name, told=place == 0)
