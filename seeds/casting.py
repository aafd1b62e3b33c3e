"""The demo's castings: of its brand one that is closed and one that some have taken places of, and one of a brand that
Camille does not know, which reaches her."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from market.base.clock import market_date, now
from market.base.database import fetch
from market.personas.rules import Stance
from market.relations.castings import actions, jobs, queries
from market.relations.castings.rules import Brief, Criterion
from market.rentals.reading import Asked, read
from seeds.history import Rental
from seeds.plan import OPENING, TODAY, Persona, Plan
from seeds.stage import Stage

CAMILLE: Final = 0
PAID_IN: Final = 20_000  # minor units, into the balance of each brand that has one
FIRST: Final = TODAY - 10
PURPOSE, STEP = "benefits", 1900


@dataclass(frozen=True)
class Casting:
    """What a brand publishes on `day` for `days`, and how many say yes on the next day; none of them is Camille."""

    key: str
    day: int
    days: int
    places: int
    yes: int
    title: str
    text: str
    criteria: tuple[Criterion, ...]


_CYCLISTS = (Criterion("passion", ("velo",)),)
OVER: Final = Casting(
    "demo-casting-lights",
    *(FIRST, 4, 3, 2),
    "Rouler la nuit",
    "Un mois pour essayer nos éclairages sur vos trajets du soir, et nous dire ce qui vous rassure.",
    _CYCLISTS,
)
OPEN: Final = Casting(
    "demo-casting-winter",
    *(TODAY - 4, 13, 5, 3),
    "Un hiver à vélo",
    "Un mois d’essais et d’ateliers pour celles et ceux qui roulent par tous les temps, révision offerte.",
    _CYCLISTS,
)
FAMILIES: Final = Casting(
    "demo-casting-families",
    *(TODAY - 3, 12, 4, 0),
    "Familles de l’Ouest",
    "Un mois de paniers de saison à cuisiner ensemble, une recette par semaine, sans engagement.",
    (Criterion("region", ("pays-de-la-loire",)), Criterion("foyer", ("foyer-deux-parents",))),
)
OWN: Final = (OVER, OPEN)


class Castings:
    """The acts, by the plan's numbers; the demo's brand is 0, and so is Camille."""

    def __init__(
        self, stage: Stage, plan: Plan, rentals: Sequence[Rental], resting: Sequence[Persona]
    ) -> None:
        self._stage, self.stranger = stage, stranger(plan, rentals)
        free = _free(plan, rentals, resting)
        self._takers = {it.key: [next(free) for _ in range(it.yes)] for it in OWN}

    @property
    def takers(self) -> list[Persona]:
        """Who says yes to one of them."""
        return [persona for found in self._takers.values() for persona in found]

    async def publish(self, brand: int, it: Casting) -> None:
        """The brand pays for its places."""
        until = market_date(await now()) + timedelta(days=it.days)
        brief = Brief(it.title, it.text, PURPOSE, it.criteria, "P1M", STEP, until, it.places)
        row = await actions.publish(self._stage.buyer(brand), brief, it.key)
        self._stage.castings[it.key] = row.id

    async def accept(self, it: Casting) -> None:
        """Some whom it reaches say yes."""
        for persona in self._takers[it.key]:
            who = self._stage.holders[persona.holder]
            assert who.person is not None
            name = queries.name_before(who.person, self._stage.castings[it.key])
            await actions.accept(who, name, self._stage.personas[persona.number], by="page")

    async def look_for_people(self) -> None:
        """The worker, in the evening."""
        await jobs.look_for_people()

    async def give_places(self) -> None:
        """The worker, in the morning."""
        await jobs.give_places()

    async def read(self, it: Casting) -> None:
        """The demo's brand looks at the sheets of those who were drawn."""
        for agreement in await _drawn(self._stage.castings[it.key]):
            await read(Asked(agreement, PURPOSE, "page", brand=self._stage.brand_id(0)))


def stranger(plan: Plan, rentals: Sequence[Rental]) -> int:
    """The first brand that has never rented Camille."""
    hers = {it.brand for it in rentals if plan.personas[it.persona].holder == CAMILLE}
    return next(it.number for it in plan.brands if it.fate == "approve" and it.number not in {0, *hers})


def cycles(persona: Persona) -> bool:
    """Whether it says that it does."""
    said = persona.draft.traits.get("passion")
    return said is not None and said.stance is Stance.ME and said.value == "velo"


def _free(plan: Plan, rentals: Sequence[Rental], resting: Sequence[Persona]) -> Iterator[Persona]:
    """Cyclists whom nobody rents in the demo's months, one of each holder."""
    busy = {it.persona for it in rentals} | {it.number for it in resting}
    seen = {CAMILLE}
    for it in plan.personas:
        listed = it.day is not None and it.day < OPENING and not it.waits
        if (
            listed
            and cycles(it)
            and it.archetype.period == "P1M"
            and not {it.number} & busy
            and it.holder not in seen
        ):
            seen.add(it.holder)
            yield it


async def _drawn(casting: uuid.UUID) -> list[uuid.UUID]:
    rows = await fetch(
        "select r.agreement from rentals.casting_places p join rentals.rentals r on r.id = p.rental"
        " where p.casting = $1 order by p.number",
        casting,
    )
    return [row["agreement"] for row in rows]
