"""The demo's brand sends a campaign to all whom it rents: some have no invitation left, some say that they came. What
it sends more often it keeps as templates."""

from datetime import date, timedelta
from typing import Final

from market.base import names, vault
from market.base.clock import market_date, now
from market.base.database import fetch
from market.relations.actions.invite import KIND, react
from market.relations.actions.redeem import say_redeemed
from market.relations.benefits import Benefit
from market.relations.campaigns.actions import send_campaign
from market.relations.campaigns.queries import Candidate, candidates
from market.relations.rules import Invitation, Reaction
from market.relations.templates.actions import keep
from market.relations.templates.rules import Draft
from market.rentals.queries import ROOM
from seeds.stage import Stage

LABEL: Final = "Éclairages d’hiver"
VALID: Final = timedelta(days=12)
SHORTEST: Final = timedelta(days=6)
CAMILLE: Final = 0
"""Has not answered it yet."""


TEMPLATES: Final = {
    "Révision de printemps": Draft(
        kind="discount",
        title="Une révision à moitié prix",
        conditions="Une fois, du mardi au samedi, sur rendez-vous.",
        code="REVISION-50",
        link=None,
        benefit=Benefit(percent=50),
        days=21,
    ),
    "Essai du samedi": Draft(
        kind="experience",
        title="Une heure d’essai avec un mécanicien",
        conditions="Trois personnes à la fois, casque prêté.",
        code="ESSAI-SAMEDI",
        link=None,
        benefit=Benefit(where="À l’atelier, quai de la Fosse, Nantes", when="Le samedi à 10 h"),
        days=10,
    ),
}


async def keep_templates(stage: Stage) -> None:
    """What it sends more often."""
    for name, draft in TEMPLATES.items():
        await keep(stage.buyer(0), name, draft)


async def send_a_campaign(stage: Stage) -> None:
    """To all whom it still rents for a while, as a shop does at the end of November: valid while all of them run."""
    who, today = stage.buyer(0), market_date(await now())
    found = [(it, _last_day(it)) for it in await candidates(stage.brand_id(0))]
    invited = [(it, last) for it, last in found if last >= today + SHORTEST]
    if not any(it.left for it, _ in invited):
        return
    draft = Invitation(
        kind="discount",
        title="15 % sur les éclairages et les gilets",
        conditions="En boutique comme en ligne, une fois. Non cumulable avec une autre remise.",
        code="HIVER-15",
        link=None,
        valid_from=today,
        valid_until=min(today + VALID, *(last for _, last in invited)),
        benefit=Benefit(percent=15),
    )
    made = await send_campaign(who, LABEL, [it.rental.agreement for it, _ in invited], draft, "demo-campaign")
    await _answer(stage, [str(it) for it in made.sent])


def _last_day(it: Candidate) -> date:
    if it.rental.ends_at is None:
        raise RuntimeError("a rental that runs has an end")
    return market_date(it.rental.ends_at - timedelta(microseconds=1))


async def _answer(stage: Stage, reached: list[str]) -> None:
    """Every second one is interested; every third one has used the code, and the first of them says who."""
    people = {
        vault.tag(ROOM, it.person): (number, it)
        for number, it in stage.holders.items()
        if it.person and number != CAMILLE
    }
    rows = await fetch(
        "select i.id, r.agreement, r.holder from relations.invitations i join rentals.rentals r on r.id = i.rental"
        " where i.campaign is not null and r.agreement = any($1::uuid[]) order by r.id",
        reached,
    )
    answering = [row for row in rows if row["holder"] in people]
    answering.sort(key=lambda row: people[row["holder"]][0])  # by lot came who has a place of a casting
    for place, row in enumerate(answering):
        _, holder = people[row["holder"]]
        if place % 2 == 0:
            await react(holder, row["agreement"], row["id"], Reaction.INTERESTED)
        if place % 3 == 0:
            name = names.name(KIND, row["id"], names.for_agreement(row["agreement"]))
            await say_redeemed(holder, row["agreement"], name, told=place == 0)
