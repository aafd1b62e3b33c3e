"""JSON of what a persona brought: its holder's alone."""

from dataclasses import asdict
from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from market.base import names
from market.base.access import HOLDER, needs, person_of
from market.personas import queries as personas
from market.personas.api import KIND
from market.relations.brought import queries
from market.relations.brought.queries import OfRental
from market.relations.brought.schemas import BroughtOut, MonthOut, RentalBroughtOut, SimilarOut

Ask = Request[Any, Any, Any]


@get("/v1/personas/{name:str}/earnings", **needs(HOLDER))
async def earnings(request: Ask, name: FromPath[str]) -> BroughtOut:
    """What it brought you, by rental month, and what similar rentals brought."""
    person = person_of(request)
    row = await personas.own(person, names.inner_id(KIND, name, names.for_person(person)))
    found, similar = await queries.of_persona(person, row.id), await queries.similar(row)
    return BroughtOut(
        total=queries.total(found),
        rentals=[_shown(it) for it in found],
        similar=SimilarOut(**asdict(similar.figures), counted_on=similar.on) if similar else None,
    )


def _shown(it: OfRental) -> RentalBroughtOut:
    months = []
    for month in it.months:
        first, last = queries.days_of(month)
        months.append(MonthOut(first_day=first, last_day=last, rent=month.rent, rewards=month.rewards))
    return RentalBroughtOut(agreement=it.agreement, brand=it.brand, running=it.running, months=months)


ROUTES = (earnings,)
