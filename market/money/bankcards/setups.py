"""The page of Stripe's where a brand adds a card, in three steps, and what became of it."""

import uuid
from datetime import UTC, datetime, timedelta

import structlog

from market.base import audit
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, transaction
from market.money.bankcards.actions import brand_tag, look_at_card
from market.money.bankcards.customers import customer_of
from market.money.bankcards.errors import CardPageNotOpen
from market.money.bankcards.rules import CARD_SETUP
from market.money.booking import About
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.gateway_cards import Locale
from market.money.gateway_pages import CheckoutOpened, Method
from market.money.moves import move
from market.money.rules import BROKEN, KEY_LIFE, LEASE

PAGE_LIFE = timedelta(hours=24)
"""Stripe closes the page by itself then."""

log = structlog.get_logger()


async def begin_setup(
    who: Principal, *, success_url: str, cancel_url: str, locale: Locale, kind: Method = "card"
) -> uuid.UUID:
    """Step 1: a member wants to add a card, or an account that may be debited (`kind`); the addresses are where the
    browser comes back to.
    """
    setup = uuid.uuid4()
    async with transaction():
        await fetch(
            "insert into money.card_setups (id, brand, status, idempotency_key, success_url, cancel_url, locale,"
            " created_at, expires_at, kind) values ($1, $2, 'created', $3, $4, $5, $6, base.now(), $7, $8)",
            *(setup, brand_tag(who), f"setup:{setup}:1", success_url, cancel_url, locale),
            *(datetime.now(UTC).replace(microsecond=0) + PAGE_LIFE, kind),
        )
        await audit.record(who.actor, "card_setup.created", "card_setup", setup)
    return setup


async def open_setup(setup: uuid.UUID) -> str:
    """Steps 2 and 3: the page's address. Outside any transaction; any number of times, one page.

    Raises CardPageNotOpen when Stripe does not answer, or says no.
    """
    row = await _take(setup)
    if row is not None:
        await _call(row)
    found = await fetch_row("select url from money.card_setups where id = $1 and status = 'submitted'", setup)
    if found is None or found["url"] is None:
        raise CardPageNotOpen()
    return str(found["url"])


async def _take(setup: uuid.UUID) -> Record | None:
    rows = await fetch(
        "update money.card_setups set leased_until = base.now() + $2,"
        " requested_at = coalesce(requested_at, base.now()) where id = $1 and status in ('created', 'unknown')"
        " and (leased_until is null or leased_until <= base.now())"
        " and (requested_at is null or base.now() - requested_at <= $3) returning *",
        *(setup, LEASE, KEY_LIFE),
    )
    return rows[0] if rows else None


async def _call(row: Record) -> None:
    try:
        opened = await desk().gateway.open_setup(
            row["idempotency_key"],
            customer=await customer_of(row["brand"]),
            success_url=row["success_url"],
            cancel_url=row["cancel_url"],
            locale=row["locale"],
            metadata=About("setup", row["id"], 1).metadata(),
            kind=row["kind"],
        )
    except GatewayBusy:
        await fetch("update money.card_setups set leased_until = null where id = $1", row["id"])
    except GatewayUnknown as silence:
        # A saved failure opens no page any more, and its address was told to nobody: they press again for another one.
        saved = isinstance(silence, GatewayBroken) and silence.replayed
        async with transaction():
            facts = {"failure": BROKEN} if saved else {}
            await move(CARD_SETUP, row["id"], "fail" if saved else "lose", audit.STRIPE, **facts)
            await fetch("update money.card_setups set leased_until = null where id = $1", row["id"])
    except GatewayRefused as refused:
        log.error("bankcards.setup_refused", code=refused.code)
        async with transaction():
            await move(
                CARD_SETUP, row["id"], "fail", audit.STRIPE, failure=refused.code[:64], leased_until=None
            )
    else:
        await _opened(row["id"], opened)


async def _opened(setup: uuid.UUID, opened: CheckoutOpened) -> None:
    facts = {"stripe_checkout_session_id": opened.id, "url": opened.url, "leased_until": None}
    async with transaction():
        await move(CARD_SETUP, setup, "submit", audit.STRIPE, **facts)


async def ask_setup(setup: uuid.UUID) -> None:
    """Find out what became of a page, and keep the card. Outside any transaction; without an answer all stays."""
    row = await fetch_row(
        "select *, coalesce(base.now() - coalesce(requested_at, created_at) > $2, false) as over"
        " from money.card_setups where id = $1",
        *(setup, KEY_LIFE),
    )
    if row is None or row["status"] in CARD_SETUP.final:
        return
    try:
        if row["stripe_checkout_session_id"] is not None:
            await apply_setup(setup, row["stripe_checkout_session_id"])
        elif row["over"]:  # nobody ever saw that page, and it is closed by now
            async with transaction():
                await move(CARD_SETUP, setup, "expire", audit.CLOCK, failure="abandoned")
        elif row["status"] == "unknown":
            taken = await _take(setup)
            if taken is not None:
                await _call(taken)
    except (GatewayUnknown, GatewayBusy) as error:
        log.info("bankcards.no_answer", error=type(error).__name__)


async def apply_setup(setup: uuid.UUID, session: str) -> bool:
    """What Stripe says of a page of ours, by webhook, on coming back, or when asked. False when it is not ours."""
    if not await fetch("select 1 from money.card_setups where id = $1", setup):
        return False
    state = await desk().gateway.fetch_checkout(session)
    card = await desk().gateway.fetch_setup_card(session) if state.status == "complete" else None
    if card is not None:
        await look_at_card(card)
    events = {"complete": "complete", "expired": "expire", "open": "submit"}
    async with transaction():
        facts = {"stripe_checkout_session_id": session, "url": state.url, "asked_at": None}
        await move(CARD_SETUP, setup, events[state.status], audit.STRIPE, **facts)
        await fetch("update money.card_setups set asked_at = base.now() where id = $1", setup)
    return True


async def ask_open_setups(brand: bytes) -> None:
    """The browser came back: ask after this brand's open pages, the newest first, and a few at most."""
    rows = await fetch(
        "select id from money.card_setups where brand = $1 and status in ('submitted', 'unknown')"
        " order by created_at desc limit 3",
        brand,
    )
    for row in rows:
        await ask_setup(row["id"])
