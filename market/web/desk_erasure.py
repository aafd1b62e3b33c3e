"""The brand signs for its copies: what is owed, what it declares, and with a key of its own the line that it signs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.erasure import COPIES, RECIPIENTS, to_sign
from contracts.keys import b64url
from contracts.standing import said_by
from market.accounts import queries as accounts
from market.accounts.brand_keys import signature_text
from market.base.access import Right, brand, needs, principal_of
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.rentals import queries
from market.rentals.erasure import attest
from market.rentals.erasure.queries import attested, held_by
from market.rentals.erasure.rules import Declared, declared, duty_of
from market.rentals.errors import NotSigned
from market.rentals.queries import RentalRow
from market.web.desk_rental import tile
from market.web.forms import Ask, Form, agreement_id, in_languages, may, said, seat_of, several, text

READ, RENT = brand("read"), brand("rent")
SIGNED = marked("Signed. The person sees it.")


@get("/rentals/{agreement:str}/erasure", **needs(READ))
async def duty(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """What the brand owes of this rental, and the form that signs for it."""
    return await _page(request, await queries.of_brand(seat_of(request).brand, agreement_id(agreement)), {})


@post("/rentals/{agreement:str}/erasure", **needs(RENT))
async def sign(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Sign that the copies are erased; where the brand has a key, first show what that is to sign."""
    which, seat, typed = agreement_id(agreement), seat_of(request), _typed(data)
    message = ""
    try:
        if typed["sure"] != "yes":
            raise NotSigned(field="sure")
        wanted = declared(typed["erased"], typed["recipients"])
        if await accounts.current_signing_key(seat.brand):
            message = await _message(seat.brand, which, wanted, typed)
            if "value" not in data:
                row = await queries.of_brand(seat.brand, which)
                return await _page(request, row, typed, message=message)
        await attest.attest_erasure(principal_of(request), which, wanted, _own(typed))
    except (Conflict, Invalid) as refusal:
        row = await queries.of_brand(seat.brand, which)
        return await _page(request, row, typed, refusal=refusal, message=message)
    return see_other(f"/rentals/{which}/erasure", SIGNED)


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    fields = ("recipients", "sure", "kid", "day", "value")
    return {field: text(data, field) for field in fields} | {"erased": several(data, "erased")}


def _own(typed: Mapping[str, str]) -> attest.OwnSignature | None:
    if not typed["kid"] and not typed["value"]:
        return None
    try:
        day = date.fromisoformat(typed["day"])
    except ValueError:
        day = date.min
    return attest.OwnSignature(typed["kid"], day, signature_text(typed["value"]))


async def _message(brand_id: Any, which: Any, wanted: Declared, typed: dict[str, Any]) -> str:
    """What is to be signed today, in base64url; the form carries its day and key along."""
    what, key = await attest.to_sign(brand_id, which, wanted)
    typed.update(kid=typed["kid"] or key.kid, day=typed["day"] or what.on.isoformat())
    return b64url(to_sign(what, "party", key.kid))


async def _page(
    request: Ask,
    row: RentalRow,
    typed: Mapping[str, Any],
    *,
    refusal: Refusal | None = None,
    message: str = "",
) -> Response[str]:
    language, owed, agreed = language_of(request), duty_of(row), row.agreed()
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "desk/erasure.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/rentals/{row.agreement}/erasure"),
        rental=tile(row, language),
        agreement=str(row.agreement),
        duty=owed,
        held_by=await held_by(row.id) if owed.standing == "passed_on" else None,
        file=await attested(row.id),
        copies=COPIES,
        recipients=RECIPIENTS,
        message=message,
        typed=typed,
        trouble=trouble,
        may_sign=may(principal_of(request), Right.RENT),
        said_bound=bool(said_by(agreed.terms, agreed.schema_version)),
    )


ROUTES = (duty, sign)
