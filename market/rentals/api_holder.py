"""JSON routes of rentals: the holder's side, where a rental is a relation."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from contracts import odrl
from market.accounts.authentication import no_cookie
from market.base import names, paging
from market.base.access import HOLDER, needs, person_of, principal_of
from market.rentals import queries
from market.rentals.actions import end as ending
from market.rentals.actions.leave import leave
from market.rentals.api import agreement_id, numbers
from market.rentals.schemas import (
    AgreementReadingOut,
    DepartureOut,
    DepartureRequest,
    EndingOut,
    ReadOut,
    RelationOut,
)

Ask = Request[Any, Any, Any]
PATH = "/v1/relations"
A_PAGE = 100


def shown(person: Any, row: queries.RentalRow) -> RelationOut:
    """A relation for its holder: everything, to the second."""
    return RelationOut(
        agreement=str(row.agreement),
        brand=row.document["second_party"]["name"],
        persona=names.name("persona", row.persona, names.for_person(person)),
        state=row.phase,
        variant=row.document["terms"]["id"],
        period=row.period,
        purposes=row.purposes,
        price=row.price,
        currency=row.currency,
        starts_at=row.starts_at.isoformat() if row.starts_at else "",
        ends_at=row.ends_at.isoformat() if row.ends_at else "",
        ended_at=row.ended_at.isoformat() if row.ended_at else None,
        ended_by=row.ended_by,
        refunded=row.refunded,
        delete_by=row.delete_by.isoformat() if row.delete_by else None,
        erased_at=row.erased_at.isoformat() if row.erased_at else None,
        never_began=row.never_began,
    )


@get(PATH, **needs(HOLDER))
async def listing(request: Ask) -> list[RelationOut]:
    """Every relation of the holder's, running ones first."""
    person = person_of(request)
    return [shown(person, row) for row in await queries.all_of_holder(person)]


@get(PATH + "/{agreement:str}", **needs(HOLDER))
async def one(request: Ask, agreement: FromPath[str]) -> RelationOut:
    """One relation."""
    person = person_of(request)
    return shown(person, await queries.of_holder(person, agreement_id(agreement)))


@get(PATH + "/{agreement:str}/agreement", **needs(HOLDER))
async def document(request: Ask, agreement: FromPath[str]) -> dict[str, Any]:
    """Your agreement as ODRL JSON-LD (Dataspace Protocol 2025-1, agreement): what its brand reads too."""
    return odrl.agreement((await queries.of_holder(person_of(request), agreement_id(agreement))).agreed())


@get(PATH + "/{agreement:str}/reading", **needs(HOLDER))
async def reading(request: Ask, agreement: FromPath[str]) -> AgreementReadingOut:
    """Your agreement in plain words, and in clauses where it was signed with a legal text; in both languages."""
    found = await queries.of_holder(person_of(request), agreement_id(agreement))
    return AgreementReadingOut.of(found.agreed())


@get(PATH + "/{agreement:str}/withdrawal", **needs(HOLDER))
async def preview(request: Ask, agreement: FromPath[str]) -> EndingOut:
    """What switching off now would mean, in numbers; changes nothing."""
    row = await queries.of_holder(person_of(request), agreement_id(agreement))
    return numbers(ending.preview(row))


@post(PATH + "/{agreement:str}/withdrawal", status_code=200, **needs(HOLDER))
async def withdraw(request: Ask, agreement: FromPath[str]) -> EndingOut:
    """Switch off: access, contact and billing end in this instant; unused days go back to the brand."""
    return numbers(await ending.withdraw(principal_of(request), agreement_id(agreement)))


@get("/v1/reads", **needs(HOLDER))
async def reads(
    request: Ask, before: FromQuery[str | None] = None, limit: paging.Limit = A_PAGE
) -> Response[list[ReadOut]]:
    """Who read what, newest first, `before` an instant or until now; `Link` leads to the next page.

    A page holds all reads of its last instant: it may have more than `limit`.
    """
    paging.only(request, "before", "limit")
    person = person_of(request)
    brands = {
        row.agreement: row.document["second_party"]["name"] for row in await queries.all_of_holder(person)
    }
    log = await queries.reads_of_holder(person, limit=limit, before=paging.instant(before))
    told = [
        ReadOut(
            agreement=str(line.agreement),
            brand=brands.get(line.agreement, ""),
            at=line.at.isoformat(),
            purpose=line.purpose,
            channel=line.channel,
        )
        for line in log
    ]
    more = told[-1].at if len(told) >= limit else None
    return Response(told, headers=paging.next_page(request, more, limit))


@post("/v1/me/departure", status_code=200, **needs(HOLDER))
async def depart(request: Ask, data: JSONBody[DepartureRequest]) -> Response[DepartureOut]:
    """Leave for good: every relation is switched off, everything of the holder's erased, all sessions end.

    The account's password confirms it. What is not paid out yet is given up.
    """
    ended = await leave(principal_of(request), data.password.get_secret_value())
    return Response(DepartureOut(rentals_ended=ended), cookies=[no_cookie()])


ROUTES = (listing, one, document, reading, preview, withdraw, reads, depart)
