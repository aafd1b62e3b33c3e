"""Payouts: money that leaves Stripe for a bank account, our own or a connected account's."""

from __future__ import annotations

from market.money.sandbox import accounts, appointments, balance, events, ibans, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.customers import merged
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.connect import trace_id

ON_THE_WAY = 2 * 86400
"""Seconds from a payout to its arrival."""
BANK_IS_WRONG = (
    "account_closed",
    "no_account",
    "invalid_account_number",
    "debit_not_authorized",
    "invalid_currency",
)
"""After a payout failed for such a reason, no other goes to the same bank account."""


async def create(call: Call, parameters: Body) -> Body:
    """Raises StripeRefusal when the account may take none out, or too little is available."""
    if call.account:
        account = await store.lock(call.on(""), "account", call.account)
        if not account["payouts_enabled"]:
            raise StripeRefusal(
                "Cannot create payouts; this account has requirements that need to be collected.",
                code="payouts_not_allowed",
            )
    bank = await _bank(call, parameters)
    await balance.need(
        call,
        parameters["amount"],
        parameters["currency"],
        "You have insufficient funds in your Stripe account for this transfer. You can use the /v1/balance "
        "endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).",
    )
    return await _begin(call, parameters, bank, automatic=False)


async def automatic(call: Call, currency: str = "eur") -> Body:
    """Stripe pays out all that is available, and says which movements that were. Raises StripeRefusal when
    nothing is.
    """
    await balance.need(call, 1, currency, "Nothing is available to pay out.")
    available, _ = await balance.totals(call)
    wanted: Body = {"amount": available[currency], "currency": currency}
    payout = await _begin(call, wanted, await _bank(call, wanted), automatic=True)
    await call.connection.execute(
        """
        UPDATE sandbox.objects SET payout = $3
        WHERE account = $1 AND kind = 'balance_transaction' AND payout IS NULL AND body->>'currency' = $2
          AND (body->>'available_on')::bigint <= $4
        """,
        call.account,
        currency,
        payout["id"],
        call.now,
    )
    return payout


async def _bank(call: Call, parameters: Body) -> str:
    """The id of the bank account to pay to. Raises StripeRefusal when there is none that takes payouts."""
    if not call.account:
        await _own_bank(call)
    wanted = {"currency": parameters["currency"], "default_for_currency": True}
    if "destination" in parameters:
        bank = await store.find(call, "bank_account", parameters["destination"], "destination")
    else:
        found, _ = await store.page(call, "bank_account", wanted, {"limit": 1})
        if not found:
            raise StripeRefusal(
                f"Sorry, you don't have any external accounts in that currency ({parameters['currency']})."
            )
        bank = found[0]
    if bank["status"] == "errored":
        raise StripeRefusal(
            f"A payout to {bank['id']} has failed. Update the bank account before you create another one.",
            code="payouts_not_allowed",
        )
    return str(bank["id"])


async def _own_bank(call: Call) -> None:
    """Our own account has had a bank account from the beginning."""
    await call.connection.execute("SELECT pg_advisory_xact_lock(hashtext('sandbox.own_bank'))")
    if not (await store.page(call, "bank_account", {}, {"limit": 1}))[0]:
        found = ibans.account_of(ibans.SUCCEEDS)
        assert found is not None
        given = {"account_holder_name": "Moi", "account_holder_type": "company"}
        bank = shapes.bank_account(given, found, "", default=True) | {"account": None}
        await store.insert(call, bank)
        note = {"payout_failure": None}
        await store.insert(call, {"id": f"note_{bank['id']}", "object": "sandbox.note", **note})


async def _begin(call: Call, parameters: Body, bank: str, *, automatic: bool) -> Body:
    payout = shapes.payout(parameters, bank, created=call.now, automatic=automatic)
    payout["balance_transaction"] = (await balance.move(call, payout, "payout", -payout["amount"]))["id"]
    await store.insert(call, payout)
    await events.record(call, "payout.created", payout)
    await appointments.make(call, appointments.SEND_PAYOUT, payout["id"], 0)
    await appointments.make(call, appointments.END_PAYOUT, payout["id"], ON_THE_WAY)
    return payout


async def update(call: Call, parameters: Body, id: str) -> Body:
    """Metadata only."""
    payout = await store.lock(call, "payout", id)
    payout["metadata"] = merged(payout["metadata"], parameters)
    await store.save(call, payout)
    await events.record(call, "payout.updated", payout)
    return payout


async def _in(call: Call, id: str, *statuses: str) -> Body:
    payout = await store.lock(call, "payout", id)
    if payout["status"] not in statuses:
        raise StripeRefusal(f"This payout has a status of {payout['status']}.")
    return payout


async def send(call: Call, id: str) -> Body:
    """The bank has it. Raises StripeRefusal unless it is pending."""
    payout = await _in(call, id, "pending")
    payout["status"] = "in_transit"
    await store.save(call, payout)
    await events.record(call, "payout.updated", payout)
    return payout


async def end(call: Call, id: str) -> Body:
    """It arrives, or as the test account has it, fails. Raises StripeRefusal when it has ended."""
    known = await store.find(call, "payout", id)
    note = await store.find(call, "sandbox.note", f"note_{known['destination']}")
    if note["payout_failure"] is not None:
        return await fail(call, id, note["payout_failure"])
    return await pay(call, id)


async def pay(call: Call, id: str) -> Body:
    """It has arrived. Raises StripeRefusal when it has ended."""
    payout = await _in(call, id, "pending", "in_transit")
    payout.update(status="paid", trace_id=trace_id())
    if payout["automatic"]:
        payout["reconciliation_status"] = "completed"
    await store.save(call, payout)
    await events.record(call, "payout.paid", payout)
    if payout["automatic"]:
        await events.record(call, "payout.reconciliation_completed", payout)
    return payout


async def fail(call: Call, id: str, code: str = "could_not_process") -> Body:
    """The bank sends it back, also some days after it was `paid`. Raises StripeRefusal when it has failed or
    was canceled.
    """
    payout = await _in(call, id, "pending", "in_transit", "paid")
    await _back(call, payout, "payout_failure")
    payout.update(status="failed", failure_code=code, failure_message=f"The payout failed: {code}.")
    await store.save(call, payout)
    await events.record(call, "payout.failed", payout)
    if code in BANK_IS_WRONG:
        await accounts.bank_errs(call, payout["destination"])
    return payout


async def cancel(call: Call, parameters: Body, id: str) -> Body:
    """Raises StripeRefusal once the bank has it."""
    payout = await _in(call, id, "pending")
    await _back(call, payout, "payout_cancel")
    payout["status"] = "canceled"
    await store.save(call, payout)
    await events.record(call, "payout.canceled", payout)
    return payout


async def _back(call: Call, payout: Body, type: str) -> None:
    movement = await balance.move(call, payout, type, payout["amount"], available_on=call.now)
    payout["failure_balance_transaction"] = movement["id"]
