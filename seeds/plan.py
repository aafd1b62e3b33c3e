"""Who is in the demo: people, their personas, brands and their members, drawn once from a fixed seed. Pure.

Days are counted from the first day of the demo's history; the last, `TODAY`, is the day of the seeding.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from random import Random

from faker import Faker

from market.base.access import Role
from market.personas.rules import Draft
from seeds import answers
from seeds.companies import Company, companies, slug
from seeds.demo import BRAND, HOLDER
from seeds.kinds import CHEAP, KINDS, RARE, USUAL, Archetype, Kind

SEED = 20261122
TODAY = 185
OPENING = 67  # the first day of the catalogue: those who came first are voters by then
FIRST_COMERS_UNTIL = 35
SMALLEST = 40  # holders: below, no card would have its crowd
FIRST_COMERS = 7, 8  # of the holders
IN_A_KIND = 26  # first comers at least, so that 20 of its holders follow each archetype
FOLLOWERS = 20  # holders at least of each archetype


@dataclass(frozen=True)
class Persona:
    """One persona: published on `day`, or a draft for good when `day` is None. `waits`: for a crowd, in vain."""

    number: int
    holder: int
    archetype: Archetype
    draft: Draft
    capacity: int
    day: int | None
    waits: bool = False


@dataclass(frozen=True)
class Holder:
    """One holder, who signs up on `day`."""

    number: int
    email: str
    language: str
    day: int
    personas: tuple[Persona, ...]


@dataclass(frozen=True)
class Member:
    """Somebody in a brand."""

    email: str
    role: Role


@dataclass(frozen=True)
class Brand:
    """A brand that applies on `day`; `fate` is what the operators decide, None while they have not."""

    number: int
    company: Company
    day: int
    fate: str | None
    members: tuple[Member, ...]
    api: bool


@dataclass(frozen=True)
class Plan:
    """All who take part."""

    holders: tuple[Holder, ...]
    brands: tuple[Brand, ...]
    personas: tuple[Persona, ...] = field(repr=False)


class TooSmall(ValueError):
    """So few holders make no crowd."""


def dice_for(purpose: str) -> Random:
    """A die of its own for each part of the plan, so that a change of one leaves the others as they are."""
    return Random(f"{SEED}:{purpose}")


def plan(size: int) -> Plan:
    """The demo with `size` holders; the same for the same size. Raises TooSmall."""
    if size < SMALLEST:
        raise TooSmall(f"at least {SMALLEST} holders, to make a crowd")
    fake = Faker("fr_FR")
    fake.seed_instance(SEED)
    holders = _holders(size, fake)
    personas = tuple(persona for holder in holders for persona in holder.personas)
    return Plan(holders, _brands(size, fake), personas)


def _holders(size: int, fake: Faker) -> tuple[Holder, ...]:
    dice, choice = dice_for("holders"), _Choice(size)
    found: list[Holder] = []
    count = 0
    for number in range(size):
        known = answers.facts(choice.kind(number), dice)
        day = 3 if number == 0 else _joining(choice.early(number), dice)
        personas = []
        for archetype, waits in choice.of(number):
            capacity = 3 if number == 0 else dice.choice((1, 1, 1, 2, 3))
            drawn = answers.draft(archetype, known, dice)
            listed = TODAY - 4 if waits else _publication(day, dice)
            personas.append(Persona(count, number, archetype, drawn, capacity, listed, waits))
            count += 1
        if number == 0 or dice.random() < 0.05:
            worn = {it.archetype.mask for it in personas}
            begun = next(it for it, _ in USUAL if it.mask not in worn)
            unfinished = answers.draft(begun, known, dice)
            drawn = Draft(unfinished.mask, dict(list(unfinished.traits.items())[:3]))
            personas.append(Persona(count, number, begun, drawn, 1, None))
            count += 1
        language = "en" if number and dice.random() < 0.06 else "fr"
        found.append(Holder(number, _address(number, fake), language, day, tuple(personas)))
    return tuple(found)


class _Rota:
    """Gives archetypes out in their shares, evenly mixed: nobody gets the mask that they wear already."""

    def __init__(self, shares: Sequence[tuple[Archetype, int]], people: int) -> None:
        """As many of the archetypes as leave enough of so many `people` to each."""
        fits = [
            used
            for used in range(1, len(shares) + 1)
            if people * min(it[1] for it in shares[:used]) >= FOLLOWERS * sum(it[1] for it in shares[:used])
        ]
        self._shares = shares[: max(fits, default=1)]
        self._given = dict.fromkeys(range(len(self._shares)), 0)

    def next(self, worn: Collection[str] = (), *, first: bool = False) -> Archetype:
        """The one that lags its share most; with `first`, the first of all."""
        free = [it for it in self._given if self._shares[it][0].mask not in worn] or list(self._given)
        chosen = 0 if first else min(free, key=lambda it: ((self._given[it] + 1) / self._shares[it][1], it))
        self._given[chosen] += 1
        return self._shares[chosen][0]


class _Choice:
    """What each holder lists, by numbers alone."""

    def __init__(self, size: int) -> None:
        part, whole = FIRST_COMERS
        self._first_comers = size * part // whole
        self._kinds = KINDS[: max(1, min(len(KINDS), self._first_comers // IN_A_KIND))]
        tells = [number for number in range(size) if self._tells_more(number)]
        self._usual = _Rota(USUAL, size - len(tells))
        self._cheap = _Rota(CHEAP, sum(self._takes_cheap(number) for number in range(size)))

    def early(self, number: int) -> bool:
        return number < self._first_comers

    def kind(self, number: int) -> Kind:
        return self._kinds[number % len(self._kinds)]

    def of(self, number: int) -> list[tuple[Archetype, bool]]:
        """The archetypes that this holder follows, and whether there is no crowd for it. In order of numbers."""
        kind, turn = self.kind(number), number // len(self._kinds)
        own = {it.mask for it in kind.own}
        followed = [kind.usual if kind.usual and self._tells_more(number) else self._usual.next(own)]
        if self._takes_cheap(number):
            followed.append(self._cheap.next({*own, followed[0].mask}, first=number == 0))
        followed += [
            it
            for place, it in enumerate(kind.own)
            if number == 0 or (turn % 5 < 3 if place else turn % 3 != 2)
        ]
        whole = len(self._kinds) == len(KINDS)  # in a small market Camille alone waits
        rare = [it for numbers, it in RARE if number in numbers and (whole or number == 0)]
        return [(it, False) for it in followed] + [(it, True) for it in rare]

    def _tells_more(self, number: int) -> bool:
        """Who has more said than what they love; in a small market all of them, or neither card had its crowd."""
        few = len(self._kinds) < len(KINDS)
        return self.kind(number).usual is not None and (few or number // len(self._kinds) % 3 != 1)

    def _takes_cheap(self, number: int) -> bool:
        return number % 8 in (0, 1, 3, 4, 6)


def _joining(early: bool, dice: Random) -> int:
    return dice.randrange(FIRST_COMERS_UNTIL) if early else dice.randrange(OPENING, TODAY - 1)


def _publication(joined: int, dice: Random) -> int:
    return min(joined + dice.choice((0, 0, 0, 1, 2, 5)), TODAY - 1)


def _address(number: int, fake: Faker) -> str:
    if number == 0:
        return HOLDER
    return f"{slug(fake.first_name())}.{slug(fake.last_name())}{number}@courriel.example"


def _brands(size: int, fake: Faker) -> tuple[Brand, ...]:
    dice = dice_for("brands")
    count = max(8, min(30, size // 10)) + max(0, size - 300) // 50
    found = []
    for number, company in enumerate(companies(count, fake, dice)):
        fate: str | None = "approve"
        day = (
            dice.randrange(OPENING - 8, OPENING - 2)
            if number < count * 2 // 3
            else dice.randrange(OPENING, 150)
        )
        if number >= count - 2:
            fate, day = None, TODAY - (count - number) - 1
        elif number == count - 3:
            fate, day = "refuse", TODAY - 40
        found.append(
            Brand(number, company, day, fate, _members(number, company, fake, dice), number % 3 == 0)
        )
    return tuple(found)


def _members(number: int, company: Company, fake: Faker, dice: Random) -> tuple[Member, ...]:
    """The owner first; the demo's own brand has one of each role."""
    roles = [Role.OWNER]
    if number == 0:
        roles += [Role.BUYER, Role.ANALYST]
    elif dice.random() < 0.5:
        roles.append(dice.choice((Role.BUYER, Role.BUYER, Role.ANALYST)))
    names = [f"{slug(fake.first_name())}.{slug(fake.last_name())}@{company.host}" for _ in roles]
    if number == 0:
        names[0] = BRAND
    return tuple(Member(name, role) for name, role in zip(names, roles, strict=True))
