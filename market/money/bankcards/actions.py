"""What becomes of a kept card: learnt from Stripe, made the default, removed in three steps."""

import uuid

import structlog

from market.accounts.actions.keys import seat_of
from market.base import audit, jobs, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.money.bankcards.errors import BankCardExpired, BankCardNotFound
from market.money.bankcards.queries import card_of
from market.money.bankcards.rules import BANK_CARD
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.gateway_cards import CardState
from market.money.moves import move
from market.money.rules import KEY_LIFE, LEASE

ROOM = "money"

log = structlog.get_logger()


def brand_tag(who: Principal) -> bytes:
    """The tag in this room of the brand in whose seat `who` is."""
    return vault.tag(ROOM, seat_of(who).brand)


async def look_at_card(method: str) -> bool:
    """Ask Stripe for a card and apply the answer; False when it is not one of a brand's. Outside any transaction."""
    state = await desk().gateway.fetch_card(method)
    return state is not None and await apply_card(state)


async def apply_card(state: CardState) -> bool:
    """Keep what Stripe says of a card: the one function for every door. False when it is not one of ours.

    A card that was removed does not come back; a new one of the same number is another card.
    """
    async with transaction():
        owner = await _owner(state)
        if owner is None:
            return False
        row = await _known(state.id)
        if row is None:  # news, and a customer's: else it would have no owner
            await _keep(owner, state)
        elif state.customer is None:
            await _gone(row["id"])
        elif state.kind == "card":
            await fetch(
                "update money.bank_cards set exp_month = $2, exp_year = $3 where id = $1",
                *(row["id"], state.exp_month, state.exp_year),
            )
    return True


async def _owner(state: CardState) -> bytes | None:
    """The tag of the brand whose card it is or was; its customer's row is locked, so that one card is default."""
    brand: bytes | None = await fetch_value(
        "select brand from money.bank_cards where stripe_payment_method_id = $1", state.id
    )
    row = await fetch_row(
        "select brand from money.stripe_customers where brand = $1 or stripe_customer_id = $2 for update",
        *(brand, state.customer),
    )
    return None if row is None else row["brand"]


async def _known(method: str) -> Record | None:
    return await fetch_row(
        "select id, status from money.bank_cards where stripe_payment_method_id = $1 for update", method
    )


async def _keep(brand: bytes, state: CardState) -> None:
    first = state.kind == "card" and not await fetch(
        "select 1 from money.bank_cards where brand = $1 and is_default", brand
    )
    card = uuid.uuid4()
    await fetch(
        "insert into money.bank_cards (id, brand, stripe_payment_method_id, scheme, last4, exp_month, exp_year,"
        " is_default, kind, status, kept_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'kept', base.now())",
        *(card, brand, state.id, state.scheme[:24], state.last4, state.exp_month, state.exp_year, first),
        state.kind,
    )
    await audit.record(audit.STRIPE, "bank_card.kept", "bank_card", card)


async def _gone(card: uuid.UUID) -> None:
    """Stripe has let go of it, at our word or in its dashboard."""
    brand = await fetch_value("select brand from money.bank_cards where id = $1", card)
    now = await fetch_value("select base.now()")
    if await move(BANK_CARD, card, "gone", audit.STRIPE, is_default=False, removed_at=now, leased_until=None):
        await _next_default(brand)


async def _next_default(brand: bytes) -> None:
    """A brand that keeps cards has a default: the one it has kept longest, rather a good one."""
    await fetch(
        "update money.bank_cards set is_default = true where id = (select id from money.bank_cards"
        " where brand = $1 and status = 'kept' and kind = 'card' order by (exp_year, exp_month) <"
        " (extract(year from base.now())::int, extract(month from base.now())::int), kept_at, id limit 1)"
        " and not exists (select from money.bank_cards where brand = $1 and is_default)",
        brand,
    )


async def make_default(who: Principal, card: uuid.UUID) -> None:
    """This card is charged when nobody is there. Raises BankCardNotFound, BankCardExpired."""
    brand = brand_tag(who)
    async with transaction():
        await _lock(brand)
        kept = await card_of(brand, card)
        if kept.expired:
            raise BankCardExpired()
        if kept.is_default:
            return
        await fetch("update money.bank_cards set is_default = false where brand = $1 and is_default", brand)
        await fetch("update money.bank_cards set is_default = true where id = $1", card)
        await audit.record(who.actor, "bank_card.default", "bank_card", card)


async def remove_card(who: Principal, card: uuid.UUID) -> None:
    """Step 1: from this commit on nothing that starts is charged to it; the job has Stripe let go of it.

    Raises BankCardNotFound.
    """
    brand = brand_tag(who)
    async with transaction():
        await _lock(brand)
        if not await fetch(
            "select 1 from money.bank_cards where id = $1 and brand = $2 for update", card, brand
        ):
            raise BankCardNotFound()
        if not await move(BANK_CARD, card, "remove", who.actor, is_default=False):
            raise BankCardNotFound()
        await _next_default(brand)
        await jobs.enqueue("bankcards.detach", card=card)


async def _lock(brand: bytes) -> None:
    await fetch("select 1 from money.stripe_customers where brand = $1 for update", brand)


async def detach_card(card: uuid.UUID) -> None:
    """Steps 2 and 3. Outside any transaction; any number of times: Stripe says itself whether it has let go."""
    row = await _take(card)
    if row is None:
        return
    method = row["stripe_payment_method_id"]
    try:
        if await _stands(method):
            await _let_go(row["idempotency_key"], method)
        standing = await _stands(method)
    except (GatewayUnknown, GatewayBusy) as error:
        # A key under which Stripe's own failure is saved is as good as an old one: another is used next time.
        await fetch(
            "update money.bank_cards set leased_until = null, attempt = attempt + $3,"
            " requested_at = case when $3 = 0 then requested_at end where id = $1 and attempt = $2",
            *(card, row["attempt"], int(isinstance(error, GatewayBroken) and error.replayed)),
        )
        log.info("bankcards.no_answer", error=type(error).__name__)
        return
    if not standing:
        async with transaction():
            await _lock(row["brand"])
            await _gone(card)


async def _stands(method: str) -> bool:
    """Whether a customer of Stripe's has this card."""
    try:
        state = await desk().gateway.fetch_card(method)
    except GatewayRefused:  # nobody knows it
        return False
    return state is not None and state.customer is not None


async def _let_go(key: str, method: str) -> None:
    try:
        await desk().gateway.detach_card(key, method)
    except GatewayRefused as refused:  # somebody was first; what stands is asked next
        log.info("bankcards.detach_refused", code=refused.code)


async def _take(card: uuid.UUID) -> Record | None:
    """Commit that we are about to call; None if somebody else is, or there is nothing to do.

    A key that Stripe may have forgotten is replaced; letting go twice is letting go once.
    """
    async with transaction():
        row = await fetch_row(
            "select attempt, leased_until > base.now() as leased,"
            " coalesce(base.now() - requested_at > $2, false) as stale"
            " from money.bank_cards where id = $1 and status = 'removing' for update",
            *(card, KEY_LIFE),
        )
        if row is None or row["leased"]:
            return None
        number = row["attempt"] + row["stale"]
        return await fetch_row(
            "update money.bank_cards set leased_until = base.now() + $2, asked_at = base.now(), attempt = $3,"
            " requested_at = case when $4 or requested_at is null then base.now() else requested_at end"
            " where id = $1 returning *, 'bank_card:' || id || ':' || attempt as idempotency_key",
            *(card, LEASE, number, row["stale"]),
        )
