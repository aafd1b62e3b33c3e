"""Routes of what was signed: the platform's keys and daily heads for anybody, each side's files for itself."""

import hashlib
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from contracts.canonical import canonical
from contracts.keys import b64url
from contracts.seals import Seal
from market.base import signing
from market.base.access import HOLDER, PUBLIC, brand, needs, person_of, principal_of
from market.rentals import queries
from market.rentals.api import agreement_id, seat_of
from market.rentals.schemas import SealOut, SealRequest
from market.rentals.sealing import countersign, files, heads

Ask = Request[Any, Any, Any]

LOOK = brand("read", scope="rentals:read")
ACT = brand("rent", scope="rentals:write")
KEPT = "public, max-age=300"
JSON, JWKS = "application/json", "application/jwk-set+json"  # RFC 7517, section 8.5
OFF = needs(PUBLIC, authenticate=False)


@get("/.well-known/moi-keys", **OFF)
async def keys(request: Ask) -> Response[bytes]:
    """Every public key of the platform's, each with its one use (`moi_purpose`), as a JSON Web Key Set."""
    body = canonical({"keys": [each.jwk() for each in await signing.published()]}) + b"\n"
    return cached(request, body, JWKS)


@get("/.well-known/moi-heads", **OFF)
async def daily_heads(
    request: Ask, since: Annotated[date | None, QueryParameter(name="from")] = None
) -> Response[bytes]:
    """The signed daily heads, all or from a day on (`moi.heads` 1). Keep them: a later file is held against them."""
    return cached(request, await heads.file(since), JSON)


def cached(request: Ask, body: bytes, media_type: str) -> Response[bytes]:
    """A public answer that may be kept for five minutes, and is not sent again to who has it (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"cache-control": KEPT, "etag": tag}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def download(body: bytes, name: str) -> Response[bytes]:
    """A file to keep; its name says no more than the file."""
    return Response(
        body, media_type=JSON, headers={"content-disposition": f'attachment; filename="{name}.json"'}
    )


@get("/v1/rentals/{agreement:str}/files/agreement", **needs(LOOK))
async def brands_agreement(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The signed agreement (`moi.agreement` 1), which anybody verifies offline."""
    which = agreement_id(agreement)
    row = await queries.of_brand(seat_of(request).brand, which)
    return download(await files.agreement(row), f"moi-agreement-{which}")


@get("/v1/rentals/{agreement:str}/files/record", **needs(LOOK))
async def brands_record(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The brand's copy of the record (`moi.record` 1): times of what was not its own act are days."""
    which = agreement_id(agreement)
    return download(await files.record_of_brand(seat_of(request).brand, which), f"moi-record-{which}")


@get("/v1/relations/{agreement:str}/files/agreement", **needs(HOLDER))
async def holders_agreement(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The signed agreement (`moi.agreement` 1), which anybody verifies offline."""
    which = agreement_id(agreement)
    row = await queries.of_holder(person_of(request), which)
    return download(await files.agreement(row), f"moi-agreement-{which}")


@get("/v1/relations/{agreement:str}/files/record", **needs(HOLDER))
async def holders_record(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The holder's copy of the record (`moi.record` 1), whole."""
    which = agreement_id(agreement)
    return download(await files.record_of_holder(person_of(request), which), f"moi-record-{which}")


@get("/v1/rentals/{agreement:str}/seal", **needs(LOOK))
async def what_to_seal(request: Ask, agreement: FromPath[str]) -> SealOut:
    """What the brand's current key is to sign, for its own seal on the record as it stands now."""
    seal = await countersign.to_sign(seat_of(request).brand, agreement_id(agreement))
    return _seal_out(seal)


@post("/v1/rentals/{agreement:str}/seal", status_code=201, **needs(ACT))
async def put_seal(request: Ask, agreement: FromPath[str], data: JSONBody[SealRequest]) -> SealOut:
    """The brand's own seal on the record; both sides' copies carry it from now on."""
    given = countersign.Given(data.length, data.event_hash, data.day, data.kid, data.value)
    return _seal_out(await countersign.countersign(principal_of(request), agreement_id(agreement), given))


def _seal_out(seal: Seal) -> SealOut:
    return SealOut(**seal.model_dump(), message=b64url(seal.message))


ROUTES = (
    keys,
    daily_heads,
    brands_agreement,
    brands_record,
    holders_agreement,
    holders_record,
    what_to_seal,
    put_seal,
)
