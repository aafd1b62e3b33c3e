"""What a person does on the dashboard in Stripe's stead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from market.money.sandbox import (
    accounts,
    appointments,
    balance,
    checkout,
    debits,
    disputes,
    faults,
    idempotency,
    payments,
    payouts,
    refunds,
    topups,
    transfers,
    webhooks,
)
from market.money.sandbox.call import Call
from market.money.sandbox.refusals import invalid, missing

Form: TypeAlias = Mapping[str, str]
Act: TypeAlias = Callable[[Call, Form], Awaitable[Any]]

REASONS = ("fraudulent", "product_not_received", "duplicate", "subscription_canceled", "general")
DEBIT_REASONS = ("debit_not_authorized", "insufficient_funds", "incorrect_account_details")
RETURNS = ("insufficient_funds", "account_closed", "debit_not_authorized", "generic_could_not_process")
PAYOUT_FAILURES = ("could_not_process", "account_closed", "no_account", "invalid_account_number")
COURSES = ("succeeded", faults.PENDING, faults.FAILS_LATE)
CURRENCIES = ("eur", "usd", "gbp", "chf")
"""What an account can hold here: ours, and some that are foreign to it."""
LATER = 600
"""Seconds by which a click puts off a webhook."""


class NoSuchAct(Exception):
    """The dashboard has no such button."""


def _number(form: Form, name: str, lowest: int) -> int:
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= lowest):
        raise invalid(f"{name}: a number of at least {lowest}", name)
    return int(text)


def _one_of(form: Form, name: str, known: tuple[str, ...]) -> str:
    said = form.get(name) or known[0]
    if said not in known:
        raise invalid(f"{name}: one of {', '.join(known)}", name)
    return said


async def _there(call: Call, id: str) -> Call:
    """The call on the account that the object belongs to."""
    account = await call.connection.fetchval("SELECT account FROM sandbox.objects WHERE id = $1", id)
    if account is None:
        raise missing("object", id, "id")
    return call.on(account)


def _with_id(act: Callable[[Call, str], Awaitable[Any]]) -> Act:
    """An act that needs an object and nothing else."""

    async def on_object(call: Call, form: Form) -> None:
        await act(await _there(call, form["id"]), form["id"])

    return on_object


async def _refund(call: Call, form: Form) -> None:
    course = _one_of(form, "course", COURSES)
    if course != COURSES[0]:
        await faults.inject(call.connection, faults.REFUND, form["id"], course)
    await refunds.create(call, {"charge": form["id"], "amount": _number(form, "amount", 1)})


async def _dispute(call: Call, form: Form) -> None:
    reason = _one_of(form, "reason", (*REASONS, *DEBIT_REASONS))
    whole = _number(form, "amount", 1) if form.get("amount") else None
    await disputes.open_on(call, form["id"], reason, amount=whole)


async def _return_debit(call: Call, form: Form) -> None:
    await debits.fail(call, form["id"], _one_of(form, "code", RETURNS))


async def _fail_payout(call: Call, form: Form) -> None:
    there = await _there(call, form["id"])
    await payouts.fail(there, form["id"], _one_of(form, "code", PAYOUT_FAILURES))


async def _onboard(call: Call, form: Form) -> None:
    await accounts.onboard(call, form["id"], form.get("iban", ""))


async def _restrict(call: Call, form: Form) -> None:
    await accounts.restrict(call, form["id"], True)


async def _restore(call: Call, form: Form) -> None:
    await accounts.restrict(call, form["id"], False)


async def _make_available(call: Call, form: Form) -> None:
    await balance.make_available(call.on(form["id"]))


def _currency(form: Form) -> str:
    said = form.get("currency") or "eur"
    if said not in CURRENCIES:
        raise invalid(f"currency: one of {', '.join(CURRENCIES)}", "currency")
    return said


async def _pay_out(call: Call, form: Form) -> None:
    await payouts.automatic(call.on(form["id"]), _currency(form))


async def _top_up(call: Call, form: Form) -> None:
    await topups.add(call, _number(form, "amount", 1), _currency(form))


async def _reverse_transfer(call: Call, form: Form) -> None:
    await transfers.reverse(call, {"amount": _number(form, "amount", 1)}, form["id"])


async def _redeliver(call: Call, form: Form) -> None:
    await webhooks.redeliver(call.connection, form["id"])


async def _duplicate(call: Call, form: Form) -> None:
    for _ in range(2):
        await webhooks.redeliver(call.connection, form["id"])


async def _postpone(call: Call, form: Form) -> None:
    await webhooks.postpone(call.connection, form["id"], LATER)


async def _drop(call: Call, form: Form) -> None:
    await webhooks.drop(call.connection, form["id"])


async def _hurry(call: Call, form: Form) -> None:
    await webhooks.hurry(call.connection)


async def _reverse(call: Call, form: Form) -> None:
    await webhooks.reverse(call.connection)


async def _redeliver_lost(call: Call, form: Form) -> None:
    await webhooks.redeliver_lost(call.connection)


async def _now(call: Call, form: Form) -> None:
    """The postman lets it happen at his next round."""
    await appointments.hurry(call.connection, form["id"] or None)


async def _fault(call: Call, form: Form) -> None:
    method, _, kind = form.get("fault", "").partition(" ")
    count, seconds = _number(form, "count", 1), _number(form, "seconds", 0)
    await faults.inject(call.connection, method, form.get("path") or "*", kind, count=count, seconds=seconds)


async def _clear_faults(call: Call, form: Form) -> None:
    await faults.clear(call.connection)


async def _forget_keys(call: Call, form: Form) -> None:
    await idempotency.forget(call.connection)


ACTS: Mapping[str, Act] = {
    "expire": _with_id(checkout.expire),
    "settle": _with_id(payments.settle),
    "expire-authorization": _with_id(payments.expire_authorization),
    "settle-debit": _with_id(debits.settle),
    "fail-debit": _return_debit,
    "refund": _refund,
    "succeed-refund": _with_id(refunds.succeed),
    "fail-refund": _with_id(refunds.fail),
    "take-back": _with_id(refunds.take_back),
    "dispute": _dispute,
    "win": _with_id(disputes.win),
    "lose": _with_id(disputes.lose),
    "lose-in-part": _with_id(disputes.lose_in_part),
    "give-back": _with_id(disputes.give_back),
    "escalate": _with_id(disputes.escalate),
    "onboard": _onboard,
    "restrict": _restrict,
    "restore": _restore,
    "make-available": _make_available,
    "pay-out": _pay_out,
    "top-up": _top_up,
    "reverse-transfer": _reverse_transfer,
    "reverse-top-up": _with_id(topups.reverse),
    "send-payout": _with_id(payouts.send),
    "pay-payout": _with_id(payouts.pay),
    "fail-payout": _fail_payout,
    "redeliver": _redeliver,
    "duplicate": _duplicate,
    "postpone": _postpone,
    "drop": _drop,
    "hurry": _hurry,
    "reverse": _reverse,
    "redeliver-lost": _redeliver_lost,
    "now": _now,
    "fault": _fault,
    "clear-faults": _clear_faults,
    "forget-keys": _forget_keys,
}


async def act(call: Call, verb: str, form: Form) -> None:
    """Raises StripeRefusal where Stripe would refuse, NoSuchAct for an unknown verb."""
    if verb not in ACTS:
        raise NoSuchAct(verb)
    await ACTS[verb](call, {"id": "", **form})
