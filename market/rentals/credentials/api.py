"""Routes of credentials: the brand's own, and what anybody needs to verify one without asking us about it."""

import json
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from contracts.canonical import canonical
from contracts.credential import VCT
from contracts.credential_type import type_metadata
from market.base import signing
from market.base.access import PUBLIC, brand, needs, principal_of
from market.base.errors import NotFound
from market.rentals.api import agreement_id, seat_of
from market.rentals.credentials import issue, published
from market.rentals.credentials.handing_out import hand_out
from market.rentals.schemas import CredentialOut
from market.rentals.sealing.api import JSON, cached

Ask = Request[Any, Any, Any]

LOOK, ACT = brand("read", scope="rentals:read"), brand("rent", scope="rentals:write")
OFF = needs(PUBLIC, authenticate=False)
CREDENTIAL, LIST = "application/dc+sd-jwt", "application/statuslist+jwt"
TYPE_NAME: Final = VCT.rsplit("/", 1)[1]

_TYPE = json.dumps(type_metadata(), ensure_ascii=False).encode()
_ANY_PAGE = {"access-control-allow-origin": "*"}
"""A verifier may be a page of another site: there is nothing here that is not for everybody."""


@get("/v1/rentals/{agreement:str}/credential", **needs(LOOK))
async def one(request: Ask, agreement: FromPath[str], purpose: FromQuery[str]) -> Response[str]:
    """The rental's credential with all its disclosures: a read of the sheet, logged where its holder sees it."""
    channel: Any = "page" if principal_of(request).scopes is None else "api"
    text = await hand_out(seat_of(request).brand, agreement_id(agreement), purpose, channel)
    return attached(text, agreement)


@post("/v1/rentals/{agreement:str}/credential", status_code=200, **needs(ACT))
async def ask(request: Ask, agreement: FromPath[str]) -> CredentialOut:
    """Have the rental's credential made, bound to the brand's current key; one bound to a former key ends for it."""
    made = await issue.issue(principal_of(request), agreement_id(agreement))
    return CredentialOut(kid=made.kid, fresh=made.fresh)


def attached(text: str, agreement: str) -> Response[str]:
    """A credential as a file to keep."""
    name = f'attachment; filename="moi-credential-{agreement_id(agreement)}.sd-jwt"'
    return Response(
        text, media_type=CREDENTIAL, headers={"content-disposition": name, "cache-control": "no-store"}
    )


@get("/status/{name:str}", **OFF)
async def status_list(request: Ask, name: FromPath[str]) -> Response[str]:
    """A list of statuses, signed (Token Status List, section 8.1). What a list once said, nobody keeps."""
    if "time" in request.query_params:  # section 8.4
        return Response("", status_code=501, media_type="text/plain", headers=_ANY_PAGE)
    text = await published.token(name)
    return Response(text, media_type=LIST, headers={"cache-control": "public, max-age=60", **_ANY_PAGE})


@get("/.well-known/jwt-vc-issuer", **OFF)
async def issuer(request: Ask) -> Response[bytes]:
    """The issuer of our credentials and its keys (draft-ietf-oauth-sd-jwt-vc, JWT VC issuer metadata)."""
    return _for_any_page(
        cached(request, canonical(published.issuer_of(await signing.published())) + b"\n", JSON)
    )


@get("/credentials/{name:str}", **OFF)
async def credential_type(request: Ask, name: FromPath[str]) -> Response[bytes]:
    """The type that our credentials name (`vct`)."""
    if name != TYPE_NAME:
        raise NotFound()
    return _for_any_page(cached(request, _TYPE, JSON))


def _for_any_page(answer: Response[bytes]) -> Response[bytes]:
    answer.headers.update(_ANY_PAGE)
    return answer


ROUTES = (one, ask, status_list, issuer, credential_type)
