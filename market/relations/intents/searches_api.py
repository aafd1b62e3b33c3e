"""JSON routes of the searches that a brand keeps among what people look for."""

import uuid
from typing import Any

from litestar import Request, delete, get, post
from litestar.params import FromPath, JSONBody
from pydantic import Field, StrictInt

from market.base import names, paging
from market.base.access import brand, needs, principal_of
from market.relations.intents import saved_searches
from market.relations.intents.saved_searches import SAVED, SavedSearch
from market.relations.intents.searching import Search
from market.relations.schemas import Shape
from market.rentals.api import seat_of

Ask = Request[Any, Any, Any]
PATH = "/v1/saved-searches"
READ = brand("read", scope="rentals:read")
RENT = brand("rent", scope="rentals:write")


class SearchShape(Shape):
    """What is looked for; what is absent is left open."""

    category: str | None = Field(None, max_length=16)
    details: dict[str, str] = Field(default_factory=dict, max_length=10)
    budget: StrictInt | None = Field(None, description="is to be reached; minor units, whole euros")

    def search(self) -> Search:
        """The value that the rules work on."""
        return Search(**self.model_dump())


class SavedSearchOut(SearchShape):
    """A search that is kept."""

    id: str
    found: int = Field(description="how much is open now that matches")


def _shown(row: SavedSearch, brand: uuid.UUID) -> SavedSearchOut:
    return SavedSearchOut(
        id=names.name(SAVED, row.id, names.for_brand(brand)),
        category=row.search.category,
        details=dict(row.search.details),
        budget=row.search.budget,
        found=row.found,
    )


@post(PATH, status_code=201, **needs(RENT))
async def keep(request: Ask, data: JSONBody[SearchShape]) -> SavedSearchOut:
    """Keep a search: on a day on which somebody begins to look for what matches, you are told. Again is the same."""
    row = await saved_searches.keep(principal_of(request), data.search())
    return _shown(row, seat_of(request).brand)


@get(PATH, **needs(READ))
async def listing(request: Ask) -> list[SavedSearchOut]:
    """Your brand's searches, the latest first."""
    paging.only(request)
    brand = seat_of(request).brand
    return [_shown(it, brand) for it in await saved_searches.of_brand(brand)]


@delete(PATH + "/{name:str}", **needs(RENT))
async def remove(request: Ask, name: FromPath[str]) -> None:
    """Keep it no more."""
    await saved_searches.remove(principal_of(request), name)


ROUTES = (keep, listing, remove)
