"""What happened in the demo: who rented whom, what came of it, who wrote and who answered. Pure.

Nothing here knows the database. The plan keeps the places of each persona itself, so that no rental of the plan
is refused; where the product would refuse, that is meant (a card without funds, a page that nobody pays).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import Literal

from market.relations.rules import Reaction
from seeds.offers import OFFERS, Offer
from seeds.plan import OPENING, TODAY, Brand, Persona, Plan, dice_for

Payment = Literal["card", "3ds", "retried", "declined", "abandoned", "late"]
Ending = Literal["withdraw", "end_early"]

PAID: frozenset[Payment] = frozenset({"card", "3ds", "retried"})
LASTS = {"P1W": 7, "P1M": 31, "P3M": 92}  # days, at most
INVITATIONS = {"simple": 2, "standard": 4, "ample": 4}  # in a rental month
# Rentals of the demo's brand, so many days ago, that are earned and off hold before the month that just ended was
# settled, whatever the date; their price leaves enough for a payout.
PAID_OUT, ASKED = (97, 92), (86,)
SEASON = (110, 92)
"""Days ago: what was rented until then has come due before this month, whatever the date."""
IN_SEASON = 16  # enough for what its page says of a crowd
PAYABLE = 1900
_PAYMENTS: tuple[Payment, ...] = (
    *(("card",) * 24),
    *(("3ds",) * 5),
    *("retried", "retried", "declined", "declined", "abandoned", "abandoned", "late"),
)
_REACTIONS = (
    *((Reaction.INTERESTED,) * 5),
    *((Reaction.NOT_NOW,) * 3),
    *((Reaction.NOT_FOR_ME,) * 2),
)
_PURPOSES = {
    "simple": ("benefits", "recommend"),
    "standard": ("benefits", "recommend", "improve", "market-research"),
    "ample": ("benefits", "recommend", "improve", "market-research", "persona-testing"),
}


@dataclass(frozen=True)
class Invited:
    """An invitation of `day`, valid for `days`; answered on `answered`, if at all."""

    day: int
    offer: Offer
    days: int
    reaction: Reaction | None
    answered: int


@dataclass(frozen=True)
class Rental:
    """A rental that a brand asks for on `day`. `ended`: when and by whom, if not by the clock."""

    number: int
    brand: int
    persona: int
    day: int
    purposes: tuple[str, ...]
    payment: Payment
    ended: tuple[Ending, int] | None = None
    reads: tuple[int, ...] = ()
    invited: tuple[Invited, ...] = ()


class _Places:
    """Which slots are taken on which days, on the careful side."""

    def __init__(self) -> None:
        self._taken: dict[int, list[tuple[int, int, int]]] = defaultdict(list)

    def take(self, persona: Persona, brand: int, first: int, last: int) -> bool:
        """Whether this brand may have the persona from `first` to `last`; if so, it has."""
        overlapping = [it for it in self._taken[persona.number] if it[0] <= last and it[1] >= first]
        if len(overlapping) >= persona.capacity or any(it[2] == brand for it in overlapping):
            return False
        self._taken[persona.number].append((first, last, brand))
        return True


def history(plan: Plan) -> tuple[Rental, ...]:
    """All rentals in the order of their days: the demo's own story, then about two for five holders."""
    dice, places = dice_for("rentals"), _Places()
    told = [it for it in _own_story(plan, dice) if _keep(it, plan, places)]
    renters = [it for it in plan.brands if it.fate == "approve"]
    wanted = {brand.number: _wanted(plan, brand) for brand in renters}
    for _ in range(len(plan.holders) * 2 // 5):
        for _ in range(50):
            rental = _drawn(dice.choice(renters), wanted, dice)
            if rental and _keep(rental, plan, places):
                told.append(rental)
                break
    season = list(islice((it for it in _season(plan) if _keep(it, plan, places)), IN_SEASON))
    apart = dice_for("season")
    told = sorted((*told, *season), key=lambda it: it.day)
    return tuple(
        _lived(replace(it, number=number), plan, apart if it in season else dice)
        for number, it in enumerate(told)
    )


def _season(plan: Plan) -> list[Rental]:
    """The demo's brand begins with riders: long enough ago that all has come due that its page counts."""
    riders = [it for it in _wanted(plan, plan.brands[0]) if it.archetype.period == "P1M"]
    first = max(TODAY - SEASON[0], plan.brands[0].day + 3)
    return [
        Rental(0, 0, it.number, first + place % (TODAY - SEASON[1] - first + 1), ("benefits",), "card")
        for place, it in enumerate(dice_for("riders of the season").sample(riders, len(riders)))
    ]


def of_the_season(rental: Rental) -> bool:
    """Whether somebody was rented then by the demo's brand, which they write to."""
    return rental.brand == 0 and rental.payment in PAID and rental.day <= TODAY - SEASON[1]


def _keep(rental: Rental, plan: Plan, places: _Places) -> bool:
    persona = plan.personas[rental.persona]
    last = rental.ended[1] if rental.ended else rental.day + LASTS[persona.archetype.period]
    if rental.payment not in PAID:
        last = rental.day
    return places.take(persona, rental.brand, rental.day, last)


def _wanted(plan: Plan, brand: Brand) -> list[Persona]:
    """Whom this brand looks for: the personas of its sector, else all. Camille's story is told apart."""
    listed = [it for it in plan.personas if it.day is not None and it.day < OPENING and it.holder != 0]
    return [it for it in listed if it.archetype.mask == brand.company.sector] or listed


def _drawn(brand: Brand, wanted: dict[int, list[Persona]], dice: Random) -> Rental | None:
    persona = dice.choice(wanted[brand.number])
    first = max(OPENING + 1, brand.day + 3)
    # More of the latest weeks than of the first: the market grows.
    day = first + int((TODAY - 1 - first) * dice.random() ** 0.6)
    payment = dice.choice(_PAYMENTS)
    ended: tuple[Ending, int] | None = None
    chance = dice.random()
    if payment in PAID and chance < 0.28:
        lasted = dice.randrange(2, max(3, LASTS[persona.archetype.period] - 4))
        if day + lasted < TODAY:
            ended = ("withdraw" if chance < 0.2 else "end_early", day + lasted)
    return Rental(0, brand.number, persona.number, day, _purposes(persona, dice), payment, ended)


def _purposes(persona: Persona, dice: Random) -> tuple[str, ...]:
    admitted = _PURPOSES[persona.archetype.variant]
    return tuple(it for it in admitted if it == admitted[0] or dice.random() < 0.3)


def _own_story(plan: Plan, dice: Random) -> list[Rental]:
    """Camille's relations, then those of the demo's brand with others."""
    camille = [it for it in plan.holders[0].personas if it.day is not None and not it.waits]
    bike, parents, tools = camille
    by_sector = {it.company.sector: it.number for it in reversed(plan.brands) if it.fate == "approve"}
    others = [it.number for it in plan.brands if it.fate == "approve" and it.number]

    def ago(
        brand: int,
        persona: Persona,
        days: int,
        payment: Payment = "card",
        ended: tuple[Ending, int] | None = None,
    ) -> Rental:
        end = (ended[0], TODAY - ended[1]) if ended else None
        return Rental(0, brand, persona.number, TODAY - days, _purposes(persona, dice), payment, end)

    rivals = [it for it in others if plan.brands[it].company.sector == "a-velo"] or others
    found = [
        ago(0, bike, 12),
        ago(rivals[0], bike, 20, "3ds"),
        ago(by_sector.get("parents", others[-1]), parents, 6),
        ago(by_sector.get("bricolage", others[-1]), tools, 58),
        ago(rivals[-1], bike, 75, ended=("withdraw", 64)),
        ago(rivals[0], tools, 44, ended=("end_early", 27)),
    ]
    riders = [it for it in _wanted(plan, plan.brands[0]) if it.archetype.period == "P1M"]
    chosen = dice.sample(riders, 10)
    ages: tuple[tuple[int, Payment, tuple[Ending, int] | None], ...] = (
        (3, "card", None),
        (9, "3ds", None),
        (17, "card", None),
        (24, "retried", None),
        (29, "card", None),
        (46, "card", None),
        (80, "card", None),
        (35, "card", ("withdraw", 26)),
        (2, "abandoned", None),
        (51, "late", None),
    )
    found += [ago(0, it, *age) for it, age in zip(chosen, ages, strict=True)]
    dear = [it for it in riders if it not in chosen and it.archetype.price_step >= PAYABLE]
    return found + [ago(0, it, days) for it, days in zip(dear, PAID_OUT + ASKED, strict=False)]


def _lived(rental: Rental, plan: Plan, dice: Random) -> Rental:
    """The rental with its reads and invitations."""
    if rental.payment not in PAID:
        return rental
    persona, brand = plan.personas[rental.persona], plan.brands[rental.brand]
    over = rental.ended[1] if rental.ended else rental.day + LASTS[persona.archetype.period] - 3
    last = min(over - 1, TODAY - 1)
    reads, day = [rental.day], rental.day + dice.randrange(1, 3)
    while day <= last:
        reads.append(day)
        day += dice.randrange(3, 10)
    return replace(rental, reads=tuple(reads), invited=_invited(rental, persona, brand, last, dice))


def _invited(rental: Rental, persona: Persona, brand: Brand, last: int, dice: Random) -> tuple[Invited, ...]:
    """Within the first rental month, so that its number stays within the terms."""
    own = persona.holder == 0 or rental.brand == 0
    most = min(INVITATIONS[persona.archetype.variant], len(OFFERS[brand.company.sector]))
    count = min(most, most if own else dice.choice((0, 1, 1, 2)))
    possible = range(rental.day + 1, min(last, rental.day + 27) + 1)
    days = sorted(dice.choice(possible) for _ in range(count)) if possible else []
    offers = dice.sample(OFFERS[brand.company.sector], len(days))
    found = []
    for place, (day, offer) in enumerate(zip(days, offers, strict=True)):
        answered = day + dice.randrange(0, 4)
        waits = own and place == len(days) - 1 and not rental.ended
        reaction = None if waits or answered > last or dice.random() < 0.2 else dice.choice(_REACTIONS)
        found.append(Invited(day, offer, dice.choice((14, 21, 30, 45)), reaction, answered))
    if rental.brand == 0 and (persona.holder == 0 or persona.number % 3):
        del found[1:3]  # leaves room for the campaign, and for one more
    return tuple(found)
