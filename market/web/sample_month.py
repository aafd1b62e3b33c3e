"""A sample month, for a visitor without an account: what the holder reads, and what the brand reads of it.

The brand and its offers are invented; the words, the parts of the page and what is held back are those of real ones.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Request, Response, get

from contracts.price import price, proration
from contracts.vocabulary.model import Text
from market.base.access import PUBLIC, needs
from market.base.clock import market_date, now
from market.base.i18n import Language
from market.base.pages import language_of, page
from market.relations.benefits import KINDS
from market.relations.campaigns.rules import CROWD, STEP
from market.relations.campaigns.templates import Draft
from market.relations.queries import Redeemed, Sent
from market.relations.rules import Reaction, day_begins
from market.web.closing_words import outcome_in, use_in
from market.web.invitation_words import kind_in
from market.web.space_contact import Invited, worded

BRAND: Final = "Cycles du Port"
PRICE, HOLDER_BPS = 1900, 8000
DAYS, TODAY = 31, 27  # of the month, and the day of it on which it is looked at
SENT: Final = timedelta(hours=11)
NOBODY: Final = uuid.UUID(int=0)


@dataclass(frozen=True)
class Day:
    """An invitation of the month: on which day it was sent, and what its holder said."""

    number: int
    draft: Draft
    code: str | None
    reaction: Reaction | None
    redeemed: Redeemed | None = None
    link: str | None = None


MONTH: Final = (
    Day(
        3,
        Draft(
            "discount",
            Text(fr="30 % sur les éclairages, ce soir seulement", en="30% off lights, tonight only"),
            Text(
                fr="En boutique, sur ce qui reste en rayon.", en="In the shop, on what is left on the shelf."
            ),
            {},
            percent=30,
            hours=9,
        ),
        "CE-SOIR",
        Reaction.INTERESTED,
        "said",
    ),
    Day(
        9,
        Draft(
            "sample",
            Text(fr="Un flacon d’huile pour chaîne, sans achat", en="A bottle of chain oil, nothing to buy"),
            Text(fr="Un par personne, au comptoir.", en="One per person, at the counter."),
            {"what": Text(fr="Un flacon de 50 ml, pour temps sec", en="A 50 ml bottle, for dry weather")},
            days=40,
        ),
        "CHAINE",
        Reaction.INTERESTED,
        "told",
    ),
    Day(
        16,
        Draft(
            "experience",
            Text(fr="Essayer un vélo cargo tout un samedi", en="Try a cargo bike for a whole Saturday"),
            Text(
                fr="Antivol et siège enfant fournis. Une caution est demandée.",
                en="Lock and child seat included. A deposit is asked for.",
            ),
            {
                "where": Text(fr="À l’atelier du quai", en="At the workshop on the quay"),
                "when": Text(fr="Le samedi, de 9 h à 19 h", en="Saturdays, from 9 to 19:00"),
            },
            days=30,
        ),
        None,
        Reaction.NOT_NOW,
        link="https://cycles-du-port.example/essai-cargo",
    ),
    Day(
        24,
        Draft(
            "early_access",
            Text(fr="Le vélo pliant, avant tout le monde", en="The folding bike, before everybody else"),
            Text(fr="Au prix habituel, quarante places.", en="At the usual price, forty places."),
            {"what": Text(fr="Le modèle pliant de l’an prochain", en="Next year’s folding model")},
            public_in=45,
            days=30,
        ),
        "PLIANT",
        None,
    ),
)


@get("/sample-month", **needs(PUBLIC))
async def sample_month(request: Request[Any, Any, Any]) -> Response[str]:
    """One persona, one brand, one month."""
    language, at = language_of(request), await now()
    began = at - timedelta(days=TODAY - 1)
    parts = proration(price(PRICE, "P1M"), 1, 1, HOLDER_BPS)
    return page(
        request,
        "sample_month.html",
        brand=BRAND,
        days=[(day.number, _shown(day, began, at, language)) for day in MONTH],
        kinds=[kind_in(kind, language) for kind in KINDS],
        today=TODAY,
        total=DAYS,
        price=PRICE,
        yours=parts.holder.amount,
        crowd=CROWD,
        step=STEP,
        figure={"more_than": CROWD - 1 + STEP},
        note=[use_in("offer-made", language), outcome_in("learned", language)],
    )


def _shown(day: Day, began: datetime, at: datetime, language: Language) -> Invited:
    sent_at = day_begins(market_date(began) + timedelta(days=day.number - 1)) + SENT
    said = replace(day.draft.invitation(language, sent_at), code=day.code, link=day.link)
    sent = Sent(NOBODY, NOBODY, 1, day.number, said, sent_at, day.reaction, sent_at, day.redeemed)
    return worded(sent, BRAND, at, language, "", running=False)


ROUTES = (sample_month,)
