"""A valid request for every address to which one posts at Stripe, each on objects of its own."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import stripe

from market.money.sandbox import Sandbox, cards, ibans
from tests.money import acts

Form: TypeAlias = dict[str, Any]
BANK = {"object": "bank_account", "country": "FR", "currency": "eur", "account_number": ibans.SUCCEEDS}


@dataclass(frozen=True)
class Bench:
    sandbox: Sandbox
    client: stripe.StripeClient


Prepared: TypeAlias = Callable[[Bench], Awaitable[tuple[str, Form]]]
"""Makes what the request needs, and gives the ids in its path, joined by a slash, and its parameters."""


async def _new_session(bench: Bench) -> tuple[str, Form]:
    return "", acts.session_for()


async def _open_session(bench: Bench) -> tuple[str, Form]:
    return await acts.open_session(bench.client), {}


async def _session_to_update(bench: Bench) -> tuple[str, Form]:
    return await acts.open_session(bench.client), {"metadata": {"row": "o2"}}


async def _off_session(bench: Bench) -> tuple[str, Form]:
    return "", acts.off_session(*await acts.saved(bench.client))


async def _intent(bench: Bench, **more: Any) -> str:
    asked: Any = {"amount": 1900, "currency": "eur", "allowed_payment_method_types": ["card"], **more}
    return (await bench.client.v1.payment_intents.create_async(asked)).id


async def _intent_to_update(bench: Bench) -> tuple[str, Form]:
    return await _intent(bench), {"metadata": {"row": "o2"}}


async def _intent_to_confirm(bench: Bench) -> tuple[str, Form]:
    return await _intent(bench), {"payment_method": "pm_card_visa"}


async def _intent_to_capture(bench: Bench) -> tuple[str, Form]:
    held = await _intent(bench, capture_method="manual", payment_method="pm_card_visa", confirm=True)
    return held, {"amount_to_capture": 1000}


async def _intent_to_cancel(bench: Bench) -> tuple[str, Form]:
    held = await _intent(bench, capture_method="manual", payment_method="pm_card_visa", confirm=True)
    return held, {"cancellation_reason": "abandoned"}


async def _new_setup(bench: Bench) -> tuple[str, Form]:
    customer = await acts.new_customer(bench.client)
    return "", {
        "customer": customer,
        "payment_method": "pm_sepaDebit_success_fr",
        "mandate_data": acts.MANDATE,
        "allowed_payment_method_types": ["sepa_debit"],
        "confirm": True,
    }


async def _setup(bench: Bench) -> str:
    asked: Any = {"allowed_payment_method_types": ["card"]}
    return (await bench.client.v1.setup_intents.create_async(asked)).id


async def _setup_to_update(bench: Bench) -> tuple[str, Form]:
    return await _setup(bench), {"metadata": {"row": "s1"}}


async def _setup_to_confirm(bench: Bench) -> tuple[str, Form]:
    return await _setup(bench), {"payment_method": "pm_card_visa"}


async def _setup_to_cancel(bench: Bench) -> tuple[str, Form]:
    return await _setup(bench), {}


async def _new_customer(bench: Bench) -> tuple[str, Form]:
    return "", {"email": "buyer@moi.test"}


async def _customer_to_update(bench: Bench) -> tuple[str, Form]:
    return await acts.new_customer(bench.client), {"name": "Maison Moi"}


async def _new_method(bench: Bench) -> tuple[str, Form]:
    return "", {"type": "card", "card": {"token": "tok_visa"}}


async def _method_to_update(bench: Bench) -> tuple[str, Form]:
    return (await acts.saved(bench.client))[1], {"metadata": {"row": "m1"}}


async def _method_to_attach(bench: Bench) -> tuple[str, Form]:
    return "pm_card_visa", {"customer": await acts.new_customer(bench.client)}


async def _method_to_detach(bench: Bench) -> tuple[str, Form]:
    return (await acts.saved(bench.client))[1], {}


async def _new_refund(bench: Bench) -> tuple[str, Form]:
    return "", {"payment_intent": await acts.paid(bench.client, bench.sandbox), "amount": 1287}


async def _refund_to_update(bench: Bench) -> tuple[str, Form]:
    _, asked = await _new_refund(bench)
    made = await bench.client.v1.refunds.create_async(asked)  # type: ignore[arg-type]
    return made.id, {"metadata": {"row": "r1"}}


async def _dispute(bench: Bench) -> str:
    await acts.pay(bench.sandbox, await acts.open_session(bench.client), cards.DISPUTES)
    await acts.happen(bench.sandbox)
    return (await bench.client.v1.disputes.list_async({"limit": 1})).data[0].id


async def _dispute_to_answer(bench: Bench) -> tuple[str, Form]:
    return await _dispute(bench), {"evidence": {"receipt": "paid"}}


async def _dispute_to_close(bench: Bench) -> tuple[str, Form]:
    return await _dispute(bench), {}


async def _new_payout(bench: Bench) -> tuple[str, Form]:
    await acts.funds(bench.client, bench.sandbox)
    return "", {"amount": 1000, "currency": "eur"}


async def _payout(bench: Bench) -> str:
    _, asked = await _new_payout(bench)
    return (await bench.client.v1.payouts.create_async(asked)).id  # type: ignore[arg-type]


async def _payout_to_update(bench: Bench) -> tuple[str, Form]:
    return await _payout(bench), {"metadata": {"row": "p1"}}


async def _payout_to_cancel(bench: Bench) -> tuple[str, Form]:
    return await _payout(bench), {}


async def _new_account(bench: Bench) -> tuple[str, Form]:
    return "", acts.express()


async def _account_to_update(bench: Bench) -> tuple[str, Form]:
    return await acts.onboarded(bench.client, bench.sandbox), {"metadata": {"row": "h1"}}


async def _bank_to_add(bench: Bench) -> tuple[str, Form]:
    return await acts.onboarded(bench.client, bench.sandbox), {"external_account": BANK}


async def _new_link(bench: Bench) -> tuple[str, Form]:
    account = await bench.client.v1.accounts.create_async(acts.express())
    back = {"return_url": "https://moi.test/back", "refresh_url": "https://moi.test/again"}
    return "", {"account": account.id, "type": "account_onboarding", **back}


async def _new_transfer(bench: Bench) -> tuple[str, Form]:
    account = await acts.onboarded(bench.client, bench.sandbox)
    await acts.funds(bench.client, bench.sandbox)
    return "", {"amount": 4900, "currency": "eur", "destination": account}


async def _transfer(bench: Bench) -> str:
    _, asked = await _new_transfer(bench)
    return (await bench.client.v1.transfers.create_async(asked)).id  # type: ignore[arg-type]


async def _transfer_to_update(bench: Bench) -> tuple[str, Form]:
    return await _transfer(bench), {"description": "October"}


async def _transfer_to_reverse(bench: Bench) -> tuple[str, Form]:
    return await _transfer(bench), {"amount": 900}


POSTS: Mapping[str, Prepared] = {
    "/v1/checkout/sessions": _new_session,
    "/v1/checkout/sessions/{id}": _session_to_update,
    "/v1/checkout/sessions/{id}/expire": _open_session,
    "/v1/payment_intents": _off_session,
    "/v1/payment_intents/{id}": _intent_to_update,
    "/v1/payment_intents/{id}/confirm": _intent_to_confirm,
    "/v1/payment_intents/{id}/capture": _intent_to_capture,
    "/v1/payment_intents/{id}/cancel": _intent_to_cancel,
    "/v1/setup_intents": _new_setup,
    "/v1/setup_intents/{id}": _setup_to_update,
    "/v1/setup_intents/{id}/confirm": _setup_to_confirm,
    "/v1/setup_intents/{id}/cancel": _setup_to_cancel,
    "/v1/customers": _new_customer,
    "/v1/customers/{id}": _customer_to_update,
    "/v1/payment_methods": _new_method,
    "/v1/payment_methods/{id}": _method_to_update,
    "/v1/payment_methods/{id}/attach": _method_to_attach,
    "/v1/payment_methods/{id}/detach": _method_to_detach,
    "/v1/refunds": _new_refund,
    "/v1/refunds/{id}": _refund_to_update,
    "/v1/disputes/{id}": _dispute_to_answer,
    "/v1/disputes/{id}/close": _dispute_to_close,
    "/v1/payouts": _new_payout,
    "/v1/payouts/{id}": _payout_to_update,
    "/v1/payouts/{id}/cancel": _payout_to_cancel,
    "/v1/accounts": _new_account,
    "/v1/accounts/{id}": _account_to_update,
    "/v1/accounts/{id}/external_accounts": _bank_to_add,
    "/v1/account_links": _new_link,
    "/v1/transfers": _new_transfer,
    "/v1/transfers/{id}": _transfer_to_update,
    "/v1/transfers/{id}/reversals": _transfer_to_reverse,
}
REFUSES = ("/v1/refunds/{id}/cancel",)
"""Where no request that we could make has an effect."""
