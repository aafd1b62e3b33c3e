"""How a purchase is paid: what a checkout page offers, and what its form said."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from litestar import Response

from market.base import vault
from market.base.pages import language_of, see_other
from market.money.credit.queries import held
from market.money.orders import Paying
from market.money.references import last_reference, reference
from market.rentals.api import submitted
from market.web.forms import Ask, Said, seat_of, text

ROOM = "money"
NOT_OPEN = "none"
FIELDS = ("pay", "reference")


@dataclass(frozen=True)
class Means:
    """What the page offers: `held` in the balance, `after` the purchase (minor units); what was chosen."""

    held: int
    after: int
    by: str
    reference: str
    error: str = ""

    @property
    def covers(self) -> bool:
        """Whether the balance pays it; a balance pays a purchase whole or not at all."""
        return self.after >= 0


async def means_for(request: Ask, price: int, typed: Mapping[str, Any], trouble: Said | None = None) -> Means:
    """What can be chosen for a purchase of `price`; what was typed before stays."""
    tag = vault.tag(ROOM, seat_of(request).brand)
    has = await held(tag)
    return Means(
        held=has,
        after=has - price,
        by=typed.get("pay") or ("balance" if has >= price else "page"),
        reference=typed["reference"] if "reference" in typed else await last_reference(tag),
        error=trouble.words if trouble and trouble.field == "reference" else "",
    )


async def to_the_payment(
    request: Ask, payment: uuid.UUID, agreement: uuid.UUID, otherwise: str = ""
) -> Response[None]:
    """On to where it is paid; to the rental's page where nothing is left to pay (with `otherwise` for a query), or
    where no page could be opened, which that page then says.
    """
    sent = await submitted(payment, agreement, language_of(request))
    query = f"?paid={NOT_OPEN}" if sent.not_open else otherwise
    return see_other(sent.checkout_url or f"/rentals/{agreement}{query}")


def typed_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What a form said about paying."""
    return {field: text(data, field) for field in FIELDS}


def paying(request: Ask, typed: Mapping[str, Any]) -> Paying:
    """The choice as money wants it. Raises ReferenceNotValid."""
    by: Literal["page", "balance"] = "balance" if typed["pay"] == "balance" else "page"
    return Paying(by, reference(str(typed["reference"])), language_of(request))
