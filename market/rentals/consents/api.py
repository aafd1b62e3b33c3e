"""Routes of consent receipts: each side's own copy."""

from litestar import Response, get
from litestar.params import FromPath

from market.base.access import HOLDER, needs, person_of
from market.rentals.api import agreement_id, seat_of
from market.rentals.consents import files
from market.rentals.sealing.api import LOOK, Ask, download


@get("/v1/rentals/{agreement:str}/files/consent", **needs(LOOK))
async def brands_receipt(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The brand's receipt of the consent (`moi.consent-receipt` 1): times of what was not its own act are days."""
    which = agreement_id(agreement)
    return download(await files.of_brand(seat_of(request).brand, which), f"moi-consent-{which}")


@get("/v1/relations/{agreement:str}/files/consent", **needs(HOLDER))
async def holders_receipt(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The holder's receipt of their own consent (`moi.consent-receipt` 1), whole."""
    which = agreement_id(agreement)
    return download(await files.of_holder(person_of(request), which), f"moi-consent-{which}")


ROUTES = (brands_receipt, holders_receipt)
