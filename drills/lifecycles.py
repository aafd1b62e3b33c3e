"""Life cycles whose webhooks may arrive in any order: what happens at Stripe unheard, and what it comes to.

A life is lived to its end at Stripe, and we have heard of nothing since it `began`; then its events arrive.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from drills import outside
from drills.case import Broken
from drills.flows import renewals
from drills.flows.bankcards import HERE
from drills.flows.kinds import Facts, not_before
from drills.repeats import forgetful, forgets_what_a_bank_took, gives_a_card_up
from drills.town import Town
from market.base.database import fetch
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.credit.actions.top_up import top_up
from market.money.orders import Paying
from market.money.payments import submit_payment
from market.money.sandbox import cards, ibans
from market.rentals.actions.end import withdraw
from market.rentals.renewal.work import attend

PAGE, MONEY, CHARGE = "checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"
OUTSIDE = 500
"""Minor units given back in Stripe's dashboard."""


async def outcome(payment: Any) -> tuple[Any, ...]:
    """A payment's state, what it took and gave back; its rental's; refunds and disputes; every posting of these."""
    (row,) = await fetch(
        "with own as (select p.id from money.payments p where p.id = $1 union all"
        " select id from money.refunds where payment_id = $1 union all"
        " select id from money.disputes where payment_id = $1 union all"
        " select l.rental_id from money.order_lines l join money.payments p on p.order_id = l.order_id"
        " where p.id = $1)"
        " select p.status, p.captured, p.refunded,"
        " (select r.state from rentals.rentals r where r.order_id = p.order_id),"
        " (select array_agg(f.status order by f.created_at) from money.refunds f"
        "  where f.payment_id = p.id),"
        " (select array_agg(d.status || ' ' || d.amount) from money.disputes d where d.payment_id = p.id),"
        " (select array_agg(t.kind order by t.kind) from money.ledger_transactions t where t.source_id in"
        "  (select id from own)) from money.payments p where p.id = $1",
        payment,
    )
    return tuple(row)


async def kept(payment: Any) -> tuple[Any, ...]:
    """What a page for a card has come to; `payment` is the setup."""
    (row,) = await fetch(
        "select s.status, (select array_agg(c.status || ' ' || c.last4 || ' ' || c.is_default) from money.bank_cards c"
        " where c.brand = s.brand) from money.card_setups s where s.id = $1",
        payment,
    )
    return tuple(row)


@dataclass(frozen=True)
class Life:
    """`begun` is what everybody knows, `unheard` what happens then: its payment, and its `types` of events.

    `between` happens once, when all lives have begun. `end` is what each life comes to, by what is `told` of it;
    `broken` takes the walls away that keep it to one.
    """

    name: str
    types: tuple[str, ...]
    begun: Callable[[Town, int], Awaitable[Facts]]
    unheard: Callable[[Town, Facts], Awaitable[Any]]
    end: tuple[Any, ...]
    broken: Broken
    known: tuple[str, ...] = ()
    between: Callable[[Town, Sequence[Facts]], Awaitable[None]] | None = None
    told: Callable[[Any], Awaitable[tuple[Any, ...]]] = outcome


async def _people(town: Town, number: int) -> Facts:
    holder = await town.holder()
    return {"holder": holder, "brand": await town.brand(), "persona": await town.persona(holder), "n": number}


async def _ordered(town: Town, facts: Facts, means: str = cards.SUCCEEDS, **more: Any) -> Facts:
    asked = await town.request(facts["brand"], facts["persona"], f"life {facts['n']}", **more)
    await town.pay(asked, means)
    return facts | {"payment": asked.payment, "agreement": asked.agreement}


async def _refunded(town: Town, facts: Facts) -> Any:
    payment = (await _ordered(town, facts))["payment"]
    await outside.refunded_at_stripe(town, payment, OUTSIDE)
    return payment


async def _debited(town: Town, facts: Facts) -> Any:
    payment = (await _ordered(town, facts, ibans.SUCCEEDS_LATER))["payment"]
    await outside.debit_ends(town, payment, "settle")
    return payment


async def _captured(town: Town, facts: Facts) -> Any:
    """Somebody takes the money in Stripe's dashboard."""
    payment = (await _ordered(town, facts, paying=Paying(capture="manual")))["payment"]
    await outside.captured_at_stripe(town, payment)
    return payment


async def _topped_up(town: Town, facts: Facts) -> Any:
    payment = await top_up(facts["brand"], 2000, f"life {facts['n']}")
    url = (await submit_payment(payment)).checkout_url
    assert url
    await town.pay_at(url)
    return payment


async def _running(town: Town, number: int) -> Facts:
    facts = await _ordered(town, await _people(town, number))
    await town.quiet()
    return facts


async def _won(town: Town, facts: Facts) -> Any:
    """Switched off while the bank asks: what nobody earned waits, and goes back."""
    await outside.bank_asks_back(town, facts["payment"])
    await outside.bank_decides(town, facts["payment"], "win")
    return facts["payment"]


async def _slowly_refunded(town: Town, number: int) -> Facts:
    """A rental paid with a card whose refunds take their time."""
    facts = await _ordered(town, await _people(town, number), cards.REFUNDS_LATER)
    await town.quiet()
    return facts


async def _lost(town: Town, facts: Facts) -> Any:
    """Switched off, and the bank takes all while the refund is on its way, which fails by that."""
    await withdraw(facts["holder"], facts["agreement"])
    await town.work()
    await outside.bank_asks_back(town, facts["payment"])
    await outside.bank_decides(town, facts["payment"], "lose")
    return facts["payment"]


async def _wished(town: Town, number: int) -> Facts:
    return await renewals.wished(town, await _people(town, number))


async def _all_due(town: Town, lives: Sequence[Facts]) -> None:
    """The notices go out, and the day of the charge has come."""
    for moment in ("notice", "charge"):
        whens = [it["when"] for it in lives]
        await not_before(
            max(it.notice if moment == "notice" else it.charges[0] for it in whens) + renewals.SECOND
        )
        if moment == "notice":
            await renewals.work(town)


async def _renewed(town: Town, facts: Facts) -> Any:
    await attend(facts["rental"])
    await town.work()
    rows = await fetch(renewals.PAYMENT, facts["rental"])
    return rows[0]["id"]


async def _card_added(town: Town, facts: Facts) -> Any:
    setup = await begin_setup(facts["brand"], **HERE, locale="fr")
    await town.pay_at(await open_setup(setup), cards.ASKS_3DS)
    return setup


EARNED = ["charge.fee", "charge.succeeded"]
BORNE = sorted(
    [*EARNED, "rental.ended", "refund.failed", "dispute.withdrawn", "dispute.withheld", "dispute.lost"]
)
LIVES: Sequence[Life] = (
    Life(
        "webhooks",
        (PAGE, MONEY, CHARGE, "charge.updated", "refund.created", "charge.refunded"),
        *(_people, _refunded),
        ("succeeded", 1900, 500, "Active", ["succeeded"], None, [*EARNED, "refund.external"]),
        forgetful,
        known=("outside-refund",),
    ),
    Life(
        "webhooks of a debit",
        (
            *("charge.pending", "payment_intent.processing", PAGE, CHARGE, MONEY),
            "checkout.session.async_payment_succeeded",
        ),
        *(_people, _debited),
        ("succeeded", 1900, 0, "Active", None, None, EARNED),
        forgetful,
    ),
    Life(
        "webhooks of held money",
        (
            *(CHARGE, "payment_intent.amount_capturable_updated", PAGE, "charge.captured", MONEY),
            "charge.updated",
        ),
        *(_people, _captured),
        ("succeeded", 1900, 0, "Active", None, None, EARNED),
        forgetful,
    ),
    Life(
        "webhooks of a top-up",
        (PAGE, MONEY, CHARGE, "charge.updated"),
        *(_people, _topped_up),
        ("succeeded", 2000, 0, None, None, None, EARNED),
        forgetful,
    ),
    Life(
        "webhooks of a dispute won",
        (
            *("charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"),
            "charge.dispute.funds_reinstated",
        ),
        *(_running, _won),
        (
            *("succeeded", 1900, 0, "Active", None, ["won 1900"]),
            [*EARNED, "dispute.reinstated", "dispute.withdrawn"],
        ),
        forgets_what_a_bank_took,
    ),
    Life(
        "webhooks of a dispute lost",
        (
            *("refund.created", "refund.failed", "charge.dispute.created"),
            *("charge.dispute.funds_withdrawn", "charge.dispute.closed"),
        ),
        *(_slowly_refunded, _lost),
        ("succeeded", 1900, 0, "Terminated", ["failed"], ["lost 1900"], BORNE),
        forgets_what_a_bank_took,
        known=("failed-refund",),
    ),
    Life(
        "webhooks of a renewal",
        (MONEY, CHARGE, "charge.updated"),
        *(_wished, _renewed),
        ("succeeded", 1900, 0, "Active", None, None, EARNED),
        forgetful,
        between=_all_due,
    ),
    Life(
        "webhooks of a kept card",
        ("setup_intent.requires_action", "payment_method.attached", "setup_intent.succeeded", PAGE),
        *(_people, _card_added),
        ("complete", ["kept 3184 true"]),
        gives_a_card_up,
        told=kept,
    ),
)
