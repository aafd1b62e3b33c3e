"""How a purchase is paid: what a checkout page offers, and what its form said."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from litestar import Response

from market.base import vault
from market.base.pages import language_of, see_other
from market.money.bankcards.api import card_id
from market.money.bankcards.queries import Kept, cards_of
from market.money.credit.queries import spendable
from market.money.orders import Paying
from market.money.references import last_reference, reference
from market.money.switching import Means as Way
from market.rentals.api import submitted
from market.web.forms import Ask, Said, seat_of, text

ROOM = "money"
NOT_OPEN = "none"
FIELDS = ("pay", "reference", "keep_card")
BY_CARD = "card:"


@dataclass(frozen=True)
class Means:
    """What the page offers: `held` in the balance, `after` the purchase (minor units), the kept cards that are
    good; what was chosen: `by` is page, balance, or card: and its id.
    """

    held: int
    after: int
    by: str
    reference: str
    error: str = ""
    cards: Sequence[Kept] = ()
    keep_card: bool = False

    @property
    def covers(self) -> bool:
        """Whether the balance pays it; a balance pays a purchase whole or not at all."""
        return self.after >= 0


async def means_for(request: Ask, price: int, typed: Mapping[str, Any], trouble: Said | None = None) -> Means:
    """What can be chosen for a purchase of `price`; what was typed before stays."""
    tag = vault.tag(ROOM, seat_of(request).brand)
    has = await spendable(tag)
    return Means(
        held=has,
        after=has - price,
        by=typed.get("pay") or ("balance" if has >= price else "page"),
        reference=typed["reference"] if "reference" in typed else await last_reference(tag),
        error=trouble.words if trouble and trouble.field == "reference" else "",
        cards=[card for card in await cards_of(tag) if not card.expired],
        keep_card=typed.get("keep_card") == "yes",
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
    """The choice as money wants it. Raises ReferenceNotValid, BankCardNotFound."""
    chosen, said = str(typed["pay"]), reference(str(typed["reference"]))
    by: Literal["page", "balance"] = "balance" if chosen == "balance" else "page"
    if chosen.startswith(BY_CARD):
        return Paying("card", said, language_of(request), card=chosen_card(chosen))
    keep = by == "page" and typed["keep_card"] == "yes"
    return Paying(by, said, language_of(request), keep_card=keep)


def chosen_means(words: str, by_card: bool) -> tuple[Way, uuid.UUID | None]:
    """The way to pay that a form named, and the kept card where that is one; without words, the way that stands.
    Raises BankCardNotFound.
    """
    if words.startswith(BY_CARD):
        return "card", chosen_card(words)
    if words in ("page", "balance"):
        return ("balance" if words == "balance" else "page"), None
    return ("card" if by_card else "page"), None


def chosen_card(words: str) -> uuid.UUID:
    """The kept card that a form named. Raises BankCardNotFound."""
    return card_id(words.removeprefix(BY_CARD))
