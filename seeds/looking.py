"""The demo's intents: one that brought an agreement, some that brands can bid on, and one of Camille's whose bids wait
for her choice. The demo's brand has bid, and keeps searches."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from market.base import names
from market.base.access import Principal
from market.base.clock import market_date, now
from market.relations.benefits import Benefit
from market.relations.intents import actions, bidding, jobs, saved_searches
from market.relations.intents.queries import BID, INTENT
from market.relations.intents.rules import Bid, Intent
from market.relations.intents.searching import Search
from seeds.casting import CAMILLE
from seeds.history import Rental
from seeds.plan import OPENING, TODAY, Persona, Plan
from seeds.stage import Stage

PAID_IN: Final = 10_000  # minor units, into the balance of each brand that bids
FIRST: Final = TODAY - 19


@dataclass(frozen=True)
class Offered:
    """A bid: of the demo's brand, or of one that does not rent Camille (1, 2), on the day after the intent's."""

    brand: int
    bid: Bid


@dataclass(frozen=True)
class Looked:
    """What somebody looks for from `day` on, for `days`; `hers`: whether Camille does."""

    key: str
    day: int
    days: int
    category: str
    details: dict[str, str]
    text: str
    budget: tuple[int, int]  # minor units
    most: str
    bids: tuple[Offered, ...] = ()
    hers: bool = False


def _bid(terms: str, step: int, words: str, percent: int | None = None, *purposes: str) -> Bid:
    kind, benefit = ("discount", Benefit(percent=percent)) if percent else (None, None)
    return Bid(terms, purposes or ("benefits",), "P1M", step, kind, benefit, words)


FOUND: Final = Looked(
    *("demo-intent-city", FIRST, 7, "velo", {"quoi": "ville", "etat": "occasion"}),
    "Un vélo de ville léger avec un porte-bagages, pour aller au travail par tous les temps.",
    *((300_00, 700_00), "accord"),
    (
        Offered(0, _bid("discret", 1900, "Trois vélos révisés à essayer un samedi, sans engagement.", 15)),
        Offered(
            1, _bid("accord", 2900, "Dites-nous vos trajets, nous vous proposons un vélo.", None, "improve")
        ),
    ),
)
OPEN: Final = (
    Looked(
        *("demo-intent-run", TODAY - 4, 14, "sport", {"quoi": "course", "quand": "vite"}),
        "Des chaussures pour courir trois fois par semaine sur des chemins, après une blessure.",
        *((80_00, 180_00), "discret"),
        (Offered(0, _bid("discret", 1900, "Un essai sur piste et sur chemin, avec nos conseils.", 10)),),
    ),
    Looked(
        *("demo-intent-garden", TODAY - 3, 20, "maison", {"quoi": "jardin"}),
        "De quoi récupérer l’eau de pluie et planter une haie qui demande peu d’entretien.",
        *((150_00, 600_00), "accord"),
    ),
    Looked(
        *("demo-intent-cargo", TODAY - 2, 12, "velo", {"quoi": "cargo", "etat": "egal", "quand": "saison"}),
        "Un vélo cargo pour deux enfants et les courses, facile à garer dans une petite cour.",
        *((1800_00, 3500_00), "discret"),
    ),
)
HERS: Final = Looked(
    *("demo-intent-camille", TODAY - 9, 8, "voyage", {"quoi": "train", "personnes": "famille"}),
    "Une semaine au bord de la mer en train, avec des vélos sur place et sans voiture.",
    *((400_00, 1200_00), "accord"),
    (
        Offered(1, _bid("discret", 1900, "Une semaine en Bretagne, gare et vélos à cinq minutes.", 12)),
        Offered(2, _bid("accord", 4900, "Racontez-nous vos vacances et nous composons la semaine.", 20)),
    ),
    hers=True,
)
ALL: Final = (FOUND, *OPEN, HERS)
KEPT: Final = (Search("velo"), Search("sport", {"quoi": "course"}, 100_00))


class Looking:
    """The acts, by the plan's numbers; the demo's brand is 0, and so is Camille."""

    def __init__(
        self, stage: Stage, plan: Plan, rentals: Sequence[Rental], otherwise: Sequence[Persona]
    ) -> None:
        self._stage = stage
        self.brands = (0, *bidders(plan, rentals))
        free, hers = _free(plan, rentals, otherwise), _camilles(plan)
        self._seekers = {it.key: hers if it.hers else next(free) for it in ALL}
        self._intents: dict[str, uuid.UUID] = {}

    async def publish(self, it: Looked) -> None:
        """Its person says it."""
        persona = self._seekers[it.key]
        until = market_date(await now()) + timedelta(days=it.days)
        draft = Intent(it.category, it.details, it.text, *it.budget, it.most, until)
        who, moi = self._stage.holders[persona.holder], self._stage.personas[persona.number]
        self._intents[it.key] = (await actions.publish(who, moi, draft, it.key, confirmed=True)).id

    async def bid(self, it: Looked, offered: Offered) -> None:
        """A brand bids."""
        brand = self.brands[offered.brand]
        name = names.name(INTENT, self._intents[it.key], names.for_brand(self._stage.brand_id(brand)))
        await bidding.bid(self._stage.buyer(brand), name, offered.bid)

    async def accept(self) -> None:
        """The bid of the demo's brand is taken, which asks less."""
        who, mine = self._finder()
        _, opened = await actions.compare(mine, self._name(mine))
        bid = names.name(BID, opened[0].row.id, names.for_person(mine))
        await actions.accept(who, self._name(mine), bid, by="page")

    async def rate(self) -> None:
        """Its person found what they looked for."""
        who, mine = self._finder()
        await actions.rate(who, self._name(mine), "yes", 5)

    def _finder(self) -> tuple[Principal, uuid.UUID]:
        who = self._stage.holders[self._seekers[FOUND.key].holder]
        assert who.person is not None
        return who, who.person

    def _name(self, person: uuid.UUID) -> str:
        return names.name(INTENT, self._intents[FOUND.key], names.for_person(person))

    async def settle(self) -> None:
        """The worker, in the morning."""
        await jobs.settle()

    async def keep_searches(self) -> None:
        """The demo's brand keeps what it looks for."""
        for search in KEPT:
            await saved_searches.keep(self._stage.buyer(0), search)


def bidders(plan: Plan, rentals: Sequence[Rental]) -> tuple[int, int]:
    """Of the other brands the two that have not rented Camille for longest, or never."""
    last = {it.number: 0 for it in plan.brands if it.fate == "approve" and it.number}
    for it in rentals:
        if plan.personas[it.persona].holder == CAMILLE and it.brand in last:
            last[it.brand] = max(last[it.brand], it.day)
    one, two, *_ = sorted(last, key=lambda brand: (last[brand], brand))
    return one, two


def _camilles(plan: Plan) -> Persona:
    """Of her listed ones the second, a parent."""
    return [it for it in plan.holders[CAMILLE].personas if it.day is not None and not it.waits][1]


def _free(plan: Plan, rentals: Sequence[Rental], otherwise: Sequence[Persona]) -> Iterator[Persona]:
    """Personas whom nobody rents in the demo's months and who are not busy otherwise, one of each holder."""
    busy = {it.persona for it in rentals} | {it.number for it in otherwise}
    seen = {CAMILLE}
    for it in plan.personas:
        listed = it.day is not None and it.day < OPENING and not it.waits
        if listed and it.number not in busy and it.holder not in seen:
            seen.add(it.holder)
            yield it
