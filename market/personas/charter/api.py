"""The charter for a holder's own programs."""

from datetime import date
from typing import Any, Literal

from litestar import Request, get, put
from litestar.params import JSONBody
from pydantic import Field, StrictInt

from contracts import charter
from market.base.access import HOLDER, needs, person_of, principal_of
from market.personas.charter.actions import sign
from market.personas.charter.queries import of_holder
from market.personas.schemas import Shape

Ask = Request[Any, Any, Any]


class Signing(Shape):
    """The edition that is signed: that of today."""

    edition: StrictInt


class Own(Shape):
    """How the holder stands to the charter. Nobody else is told."""

    current: int
    due_on: date = Field(description="From this day on, who listed before the edition must have signed it.")
    signed: int | None
    signed_on: date | None
    standing: Literal["signed", "term", "unsigned"] = Field(
        description="`unsigned`: a persona is published only with the edition's number."
    )


@get("/v1/me/charter", **needs(HOLDER))
async def show(request: Ask) -> Own:
    """The charter's edition of today, and the one that the holder has signed."""
    found, edition = await of_holder(person_of(request)), charter.current()
    return Own(
        current=edition.edition,
        due_on=edition.due_on,
        signed=found.edition,
        signed_on=found.signed_on,
        standing=found.standing,
    )


@put("/v1/me/charter", status_code=204, **needs(HOLDER))
async def keep(request: Ask, data: JSONBody[Signing]) -> None:
    """Sign the edition of today. Again changes nothing."""
    await sign(principal_of(request), data.edition)


ROUTES = (show, keep)
