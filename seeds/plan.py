"""Who is in the demo: people, their personas, brands and their members, drawn once from a fixed seed. Pure.

Days are counted from the first day of the demo's history; the last, `TODAY`, is the day of the seeding.
"""

from dataclasses import dataclass, field
from random import Random

from faker import Faker

from market.base.access import Role
from market.personas.rules import Draft
from seeds import answers
from seeds.companies import Company, companies, slug
from seeds.demo import BRAND, HOLDER
from seeds.kinds import KINDS, Archetype

SEED = 20261122
TODAY = 185
OPENING = 67  # the first day of the catalogue: those who came first are voters by then
FIRST_COMERS_UNTIL = 35
SMALLEST = 40  # holders: below, no card would have its crowd
IN_A_KIND = 26  # first comers at least, so that 20 of them follow each archetype


@dataclass(frozen=True)
class Persona:
    """One persona: published on `day`, or a draft for good when `day` is None."""

    number: int
    holder: int
    archetype: Archetype
    draft: Draft
    capacity: int
    day: int | None


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
    dice = dice_for("holders")
    first_comers = size * 4 // 5
    kinds = KINDS[: max(1, min(len(KINDS), first_comers // IN_A_KIND))]
    found: list[Holder] = []
    count = 0
    for number in range(size):
        early = number < first_comers
        kind = kinds[number % len(kinds)]
        known = answers.facts(kind, dice)
        day = 3 if number == 0 else _joining(early, dice)
        followed = _followed(number, number // len(kinds), early, kind.archetypes)
        personas = []
        for archetype in followed:
            capacity = 3 if number == 0 else dice.choice((1, 1, 1, 2, 3))
            drawn = answers.draft(archetype, known, dice)
            personas.append(Persona(count, number, archetype, drawn, capacity, _publication(day, dice)))
            count += 1
        if number == 0 or dice.random() < 0.05:
            unfinished = answers.draft(kind.archetypes[-1], known, dice)
            drawn = Draft(unfinished.mask, dict(list(unfinished.traits.items())[:3]))
            personas.append(Persona(count, number, kind.archetypes[-1], drawn, 1, None))
            count += 1
        language = "en" if number and dice.random() < 0.06 else "fr"
        found.append(Holder(number, _address(number, fake), language, day, tuple(personas)))
    return tuple(found)


def _joining(early: bool, dice: Random) -> int:
    return dice.randrange(FIRST_COMERS_UNTIL) if early else dice.randrange(OPENING, TODAY - 1)


def _publication(joined: int, dice: Random) -> int:
    return min(joined + dice.choice((0, 0, 0, 1, 2, 5)), TODAY - 1)


def _followed(
    number: int, turn: int, early: bool, archetypes: tuple[Archetype, ...]
) -> tuple[Archetype, ...]:
    """Of six first comers three leave out one archetype each; of the others everyone follows one or two."""
    if number == 0:
        return archetypes
    if early:
        return tuple(it for place, it in enumerate(archetypes) if place != turn % 6)
    return tuple(it for place, it in enumerate(archetypes) if place in (turn % 3, (turn + turn % 2) % 3))


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
