"""`/v1/people`, `/v1/sessions`, `/v1/me`: an account, from opening it to signing out."""

import uuid
from typing import Any, Literal

from litestar import Request, Response, delete, get, post, put
from litestar.params import JSONBody

from market.accounts import charter, queries, queries_factor
from market.accounts.actions import factors, passwords, people, sessions, sign_up
from market.accounts.authentication import no_cookie, of_session, our_page_only, session_cookie
from market.accounts.schemas import (
    Accepted,
    AdultDeclaration,
    BrandFacts,
    BrandSignUp,
    Confirmation,
    FactorCode,
    FactorDue,
    HolderSignUp,
    MeView,
    PasswordChange,
    ResetRequest,
    SeatChoice,
    SeatView,
    SignIn,
)
from market.accounts.steady import Steady
from market.base import names
from market.base.access import FACTOR, PERSON, PUBLIC, needs, person_of, principal_of

Asked = Request[Any, Any, Any]

BRAND = "brand"  # kind of outward name


@post("/v1/people", status_code=202, **needs(PUBLIC))
async def create_holder(data: JSONBody[HolderSignUp]) -> Accepted:
    """Open an account as holder; the answer does not tell whether the address has one."""
    async with Steady():
        await sign_up.sign_up_holder(data.email, data.password.get_secret_value(), data.language, data.adult)
    return Accepted()


@post("/v1/brands", status_code=202, **needs(PUBLIC))
async def create_brand(data: JSONBody[BrandSignUp]) -> Accepted:
    """Open an account for a brand; the answer does not tell whether the address has one."""
    async with Steady():
        await sign_up.sign_up_brand(
            data.email,
            data.password.get_secret_value(),
            data.language,
            data.legal_name,
            data.trading_name,
            data.siren,
            data.vat_number,
            edition=charter.check_edition(data.charter),
        )
    return Accepted()


@post("/v1/email-verifications", guards=[our_page_only], status_code=201, **needs(PUBLIC))
async def confirm_address(data: JSONBody[Confirmation]) -> Response[MeView] | Response[FactorDue]:
    """Confirm a sign-up or accept an invitation to a brand; signs in."""
    return await signed_in(await sign_up.confirm(data.code, data.password.get_secret_value()))


@post("/v1/sessions", guards=[our_page_only], status_code=201, **needs(PUBLIC))
async def create_session(data: JSONBody[SignIn]) -> Response[MeView] | Response[FactorDue]:
    """Sign in. An operator is signed in by half (202) until the second factor is given."""
    return await signed_in(await sessions.sign_in(data.email, data.password.get_secret_value()))


@post("/v1/sessions/current/factor", status_code=201, **needs(FACTOR))
async def give_factor(request: Asked, data: JSONBody[FactorCode]) -> Response[MeView] | Response[FactorDue]:
    """Give the second factor: the session is whole, under a token of its own."""
    return await signed_in(await factors.give(principal_of(request), data.code.get_secret_value()))


@put("/v1/sessions/current/seat", **needs(PERSON))
async def choose_seat(request: Asked, data: JSONBody[SeatChoice]) -> MeView:
    """Act for a brand, or for oneself."""
    who = principal_of(request)
    chosen = names.inner_id(BRAND, data.brand, names.for_person(person_of(request))) if data.brand else None
    await sessions.take_seat(who, chosen)
    return await me_view(person_of(request), chosen)


@delete("/v1/sessions/current", status_code=204, **needs(PERSON))
async def delete_session(request: Asked) -> Response[None]:
    """Sign out here."""
    await sessions.sign_out(principal_of(request))
    return Response(None, status_code=204, cookies=[no_cookie()])


@delete("/v1/sessions", status_code=204, **needs(PERSON))
async def delete_sessions(request: Asked) -> Response[None]:
    """Sign out everywhere."""
    await sessions.sign_out_everywhere(principal_of(request))
    return Response(None, status_code=204, cookies=[no_cookie()])


@post("/v1/password-resets", status_code=202, **needs(PUBLIC))
async def create_reset(data: JSONBody[ResetRequest]) -> Accepted:
    """Ask for a link to choose a new password; the answer is the same without an account."""
    async with Steady():
        await passwords.request_reset(data.email)
    return Accepted()


@post("/v1/password-resets/confirm", status_code=204, **needs(PUBLIC))
async def confirm_reset(data: JSONBody[Confirmation]) -> None:
    """Choose a new password by the mailed code."""
    await passwords.reset_password(data.code, data.password.get_secret_value())


@get("/v1/me", **needs(PERSON))
async def show_me(request: Asked) -> MeView:
    """Who is signed in, and the brands they belong to."""
    who = principal_of(request)
    return await me_view(person_of(request), who.seat.brand if who.seat else None)


@put("/v1/me/password", status_code=204, **needs(PERSON))
async def change_own_password(request: Asked, data: JSONBody[PasswordChange]) -> None:
    """Change one's password; other devices are signed out."""
    old, new = data.old.get_secret_value(), data.new.get_secret_value()
    await passwords.change_password(principal_of(request), old, new)


@post("/v1/me/holder", status_code=204, **needs(PERSON))
async def start_as_holder(request: Asked, data: JSONBody[AdultDeclaration]) -> None:
    """A member of a brand also lists personas of their own."""
    await people.become_holder(principal_of(request), data.adult)


@post("/v1/me/brands", status_code=201, **needs(PERSON))
async def apply_for_brand(request: Asked, data: JSONBody[BrandFacts]) -> MeView:
    """Somebody with an account applies for a brand."""
    who = principal_of(request)
    edition = charter.check_edition(data.charter)
    facts = (data.legal_name, data.trading_name, data.siren, data.vat_number)
    brand = await people.found_brand(who, *facts, edition=edition)
    return await me_view(person_of(request), brand)


async def signed_in(token: str) -> Response[MeView] | Response[FactorDue]:
    """The answer that hands a session over; of an operator without the second factor it tells nothing else."""
    who = await of_session(token)
    if who.half is not None:
        due: Literal["factor", "enrolment"] = (
            "factor" if await queries_factor.factor_in_force(who.half) else "enrolment"
        )
        return Response(
            FactorDue(due=due),
            status_code=202,
            cookies=[session_cookie(token)],
            headers={"cache-control": "no-store"},
        )
    view = await me_view(people.person_of(who), who.seat.brand if who.seat else None)
    return Response(
        view, status_code=201, cookies=[session_cookie(token)], headers={"cache-control": "no-store"}
    )


async def me_view(identity: uuid.UUID, seat: uuid.UUID | None) -> MeView:
    """A person as the API shows them."""
    me = await queries.me(identity)
    return MeView(
        email=me.email,
        language=me.language,
        holder=me.holder,
        operator=me.operator,
        brands=[
            SeatView(
                name=names.name(BRAND, brand.id, names.for_person(identity)),
                trading_name=brand.trading_name,
                legal_name=brand.legal_name,
                state=brand.state,
                role=role,
                current=brand.id == seat,
            )
            for brand, role in me.brands
        ],
    )
