"""The holder's page of what each persona brought, month by month, and what similar rentals really brought."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from litestar import Response, get

from market.base import names
from market.base.access import HOLDER, needs, person_of
from market.base.i18n import Language
from market.base.pages import Ask, language_of, page
from market.personas import queries as personas
from market.personas.queries import PersonaRow
from market.relations.brought import queries
from market.relations.brought.queries import OfRental, Similar
from market.relations.campaigns.rules import CROWD
from market.web import faces
from market.web.studio_view import mask_words

PATH = "/earnings/personas"


@dataclass(frozen=True)
class Line:
    """One rental month."""

    path: str
    brand: str
    first: date
    last: date
    running: bool
    rent: int
    rewards: int


@dataclass(frozen=True)
class Brought:
    """One persona: what it is called, all that it brought, its months, and what similar rentals brought."""

    called: str
    path: str
    total: int
    lines: Sequence[Line]
    terms: str
    period: str | None
    price_step: int | None
    similar: Similar | None


@get(PATH, **needs(HOLDER))
async def shown(request: Ask) -> Response[str]:
    """Every persona that was ever listed, or that brought something."""
    person, language = person_of(request), language_of(request)
    found = await queries.of_holder(person)
    rows = [it for it in await personas.of_holder(person) if it.variant or it.id in found]
    return page(
        request,
        "space/brought.html",
        personas=[await _brought(person, row, found.get(row.id, []), language) for row in rows],
        crowd=CROWD,
    )


async def _brought(person: uuid.UUID, row: PersonaRow, of: Sequence[OfRental], language: Language) -> Brought:
    name = names.name(faces.KIND, row.id, names.for_person(person))
    return Brought(
        called=mask_words((await personas.open_draft(person, row)).mask, language),
        path=f"/studio/{name}",
        total=queries.total(of),
        lines=[line for it in of for line in _lines(it)],
        terms=row.terms.name.in_(language) if row.terms else "",
        period=row.period,
        price_step=row.price_step,
        similar=await queries.similar(row),
    )


def _lines(it: OfRental) -> list[Line]:
    """Its months, the latest first."""
    found = []
    for number, month in enumerate(reversed(it.months)):
        first, last = queries.days_of(month)
        found.append(
            Line(
                path=f"/relations/{it.agreement}",
                brand=it.brand,
                first=first,
                last=last,
                running=it.running and number == 0,
                rent=month.rent,
                rewards=month.rewards,
            )
        )
    return found


ROUTES = (shown,)
