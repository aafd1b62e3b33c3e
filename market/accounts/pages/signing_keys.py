"""A brand's own key, for its owners: registered with proof, replaced, revoked."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.accounts import brand_keys, queries
from market.accounts.actions import keys, signing_keys
from market.accounts.pages.forms import Form, typed
from market.accounts.refusals import ChallengeNotGood, PrivateKeyGiven
from market.base.access import brand as member_of
from market.base.access import needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, page, refused, see_other

TEMPLATE, PATH = "accounts/signing_keys.html", "/brand/signing-keys"
MANAGE = member_of("manage")

REGISTERED = marked("The key is registered: it is your brand’s from now on.")
REVOKED = marked("The key is revoked, and every credential bound to it has ended.")


@get(PATH, **needs(MANAGE))
async def own_keys(request: Ask) -> Response[str]:
    """Every key that the brand registered."""
    return page(request, TEMPLATE, errors={}, values={}, challenge="", **await _shown(request))


@post(PATH + "/challenge", status_code=200, **needs(MANAGE))
async def begin(request: Ask) -> Response[Any]:
    """What is to be signed to register a key, with the form that takes both."""
    try:
        given = await signing_keys.challenge(principal_of(request))
    except Refusal as refusal:
        return refused(request, TEMPLATE, refusal, values={}, challenge="", **await _shown(request))
    return page(request, TEMPLATE, errors={}, values={}, challenge=given.text, **await _shown(request))


@post(PATH, **needs(MANAGE))
async def register(request: Ask, data: Form) -> Response[Any]:
    """Register the key that signed the challenge."""
    sent = typed(data, "key", "challenge", "signature")
    values: dict[str, str] = {}  # what is no public key, or holds a private one, is not sent back either
    try:
        key = brand_keys.key_of_text(sent["key"])
        values = sent
        await signing_keys.register(principal_of(request), key, sent["challenge"], sent["signature"])
    except Refusal as refusal:
        values = {} if isinstance(refusal, PrivateKeyGiven) else values
        again = "" if isinstance(refusal, ChallengeNotGood) else sent["challenge"]
        return refused(request, TEMPLATE, refusal, values=values, challenge=again, **await _shown(request))
    return see_other(PATH, REGISTERED)


@post(PATH + "/{kid:str}/revoke", **needs(MANAGE))
async def revoke(request: Ask, kid: FromPath[str]) -> Response[None]:
    """Revoke a key."""
    await signing_keys.revoke(principal_of(request), kid)
    return see_other(PATH, REVOKED)


async def _shown(request: Ask) -> dict[str, Any]:
    brand = keys.seat_of(principal_of(request)).brand
    return {"brand": await queries.brand(brand), "rows": await queries.signing_keys(brand)}


ROUTES = (own_keys, begin, register, revoke)
