"""What a brand's member does with cards, in a line each."""

import uuid
from dataclasses import dataclass, field

from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.events import on
from market.base.ids import new_id
from market.money import charges, orders
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.queries import Kept, cards_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.events import ChargeDeclined, ChargeDue
from market.money.sandbox import cards, checkout
from tests.factories import a_brand
from tests.money import acts
from tests.money.flows.shop import Shop

HERE = {"success_url": "https://moi.test/bank-cards?added=1", "cancel_url": "https://moi.test/bank-cards"}
CARDHOLDER_ASKED = cards.ASKS_3DS


async def page_for(who: Principal) -> str:
    """The id of the open session where a card is added."""
    url = await open_setup(await begin_setup(who, **HERE, locale="fr"))
    return url.rsplit("/", 1)[1].split("?")[0]


async def fill_in(shop: Shop, session: str, number: str = cards.SUCCEEDS) -> None:
    """The card-holder fills the page in, and says yes where the bank asks."""
    outcome = await acts.pay(shop.sandbox, session, number)
    if isinstance(outcome, checkout.AuthenticationNeeded):
        async with shop.sandbox.acting() as call:
            outcome = await checkout.authenticate(call, session, True)
    assert isinstance(outcome, checkout.Paid), outcome


async def a_brand_with_card(shop: Shop, number: str = cards.SUCCEEDS) -> tuple[Principal, Kept]:
    who = await a_brand()
    return who, await with_card(shop, who, number)


async def with_card(shop: Shop, who: Principal, number: str = cards.SUCCEEDS) -> Kept:
    """The card that was added last."""
    await fill_in(shop, await page_for(who), number)
    await shop.settle()
    return max(await cards_of(brand_tag(who)), key=lambda card: card.kept_at)


@dataclass
class Charged:
    """An order charged to a kept card. `wanted` answers ChargeDue; `declined` are the codes told so far."""

    who: Principal
    order: uuid.UUID
    payment: uuid.UUID
    rental: uuid.UUID
    declined: list[str] = field(default_factory=list)
    wanted: bool = True

    async def _due(self, event: ChargeDue) -> None:
        if event.order_id == self.order and not self.wanted:
            event.refuse()

    async def _declined(self, event: ChargeDeclined) -> None:
        if event.order_id == self.order:
            self.declined.append(event.code)


async def ask_for(who: Principal, card: Kept, amount: int = 1900) -> Charged:
    """Step 1 of a charge."""
    rental = new_id()
    async with transaction():
        placed = await orders.place_order(
            brand_tag(who),
            "EUR",
            [orders.NewLine(rental, amount, 8000, 2000)],
            f"rental:{rental}",
            orders.Paying(card=card.id),
        )
    charged = Charged(who, placed.order_id, placed.payment_id, rental)
    on(ChargeDue, charged._due)
    on(ChargeDeclined, charged._declined)
    return charged


async def try_again(charged: Charged, card: Kept, *, there: bool = False) -> bool:
    """Step 1 of a further try."""
    async with transaction():
        await charges.lock_payment(charged.payment)
        return await charges.add_attempt(
            charged.payment,
            card.id,
            "on_session" if there else "off_session",
            return_url="https://moi.test/rentals" if there else None,
        )


async def taken(shop: Shop) -> int:
    """How often money was taken at Stripe."""
    return sum(charge["paid"] for charge in await shop.at_stripe("charge"))


async def attempts(charged: Charged) -> list[tuple[str, str | None]]:
    rows = await fetch(
        "select status, error_code from money.payment_attempts where payment_id = $1 order by number",
        charged.payment,
    )
    return [tuple(row) for row in rows]


async def failure(charged: Charged) -> str | None:
    found: str | None = await fetch_value("select failure from money.payments where id = $1", charged.payment)
    return found
