"""Disputes: a card-holder or a debtor asks the money back from the bank, which takes it, and may give it again.

docs.stripe.com/disputes: an inquiry takes no money; evidence is submitted once; a SEPA debit's dispute is lost
at once. The simulated bank decides by the text of the evidence (docs.stripe.com/testing#disputes).
"""

from __future__ import annotations

from market.money.sandbox import (
    appointments,
    balance,
    cards,
    events,
    mandates,
    methods,
    refunds,
    shapes,
    store,
)
from market.money.sandbox.call import Call
from market.money.sandbox.customers import merged
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body

DUE = 7 * 86400
"""Seconds within which evidence must be submitted."""
OPEN = ("needs_response", "warning_needs_response", "under_review", "warning_under_review")
ANSWERABLE = OPEN[:2]
FEE_FOR = "Dispute fee"


async def open_on(
    call: Call,
    charge_id: str,
    reason: str = "fraudulent",
    *,
    amount: int | None = None,
    inquiry: bool = False,
) -> Body:
    """Somebody disputes a charge, by default all of it that was not refunded; a bank may ask for more of it (`amount`).

    Refunds that are still pending fail. Raises StripeRefusal when there is nothing to dispute.
    """
    charge = await store.lock(call, "charge", charge_id)
    await _disputable(call, charge)
    if not inquiry:
        await _fail_pending_refunds(call, charge)
    rest = charge["amount"] - charge["amount_refunded"]
    amount = rest if amount is None else amount
    if not rest or not 0 < amount <= charge["amount"]:
        raise StripeRefusal(f"Charge {charge_id} has {rest} left to dispute.", param="amount")
    status = "warning_needs_response" if inquiry else "needs_response"
    final = charge["payment_method_details"]["type"] == "sepa_debit"
    due_by = None if final else call.now + DUE
    dispute = shapes.dispute(
        charge, created=call.now, amount=amount, reason=reason, status=status, due_by=due_by
    )
    charge["disputed"] = True
    await store.save(call, charge)
    await store.insert(call, dispute)
    await events.record(call, "charge.dispute.created", dispute)
    if not inquiry:
        await _withdraw(call, dispute, charge)
    if final:
        await _close(call, dispute, "lost")
        if reason in mandates.ENDS_WITH:
            await mandates.end(call, charge["payment_method_details"]["sepa_debit"]["mandate"])
    else:
        await appointments.make(call, appointments.LOSE_DISPUTE, dispute["id"], DUE)
    return dispute


async def _disputable(call: Call, charge: Body) -> None:
    """Raises StripeRefusal for a charge that took no money, or whose money a dispute asks for already."""
    known, _ = await store.page(call, "dispute", {"charge": charge["id"]}, {"limit": 100})
    if any(dispute["status"] in (*OPEN, "lost") for dispute in known):
        raise StripeRefusal(f"Charge {charge['id']} is disputed already.")
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise StripeRefusal(f"Charge {charge['id']} took no money.")


async def open_as_the_card_does(call: Call, charge_id: str) -> Body:
    """What the test card or account of a charge stands for."""
    charge = await store.find(call, "charge", charge_id)
    note = await methods.note_of(call, charge["payment_method"])
    if note["card"] is None:
        return await open_on(call, charge_id, "debit_not_authorized")
    card = cards.card_named(note["card"])
    return await open_on(call, charge_id, card.dispute or "fraudulent", inquiry=card.inquiry)


async def _fail_pending_refunds(call: Call, charge: Body) -> None:
    wanted = {"charge": charge["id"], "status": "pending"}
    pending, _ = await store.page(call, "refund", wanted, {"limit": 100})
    for known in pending:
        refund = await store.lock(call, "refund", known["id"])
        await refunds.fail_locked(call, charge, refund, "charge_for_pending_refund_disputed")


async def _withdraw(call: Call, dispute: Body, charge: Body) -> None:
    fee = shapes.dispute_fee(charge["payment_method_details"]["type"])
    movement = await balance.move(
        call,
        dispute,
        "adjustment",
        -dispute["amount"],
        fee=fee,
        fee_for=FEE_FOR,
        category="dispute",
        description=f"Chargeback withdrawal for {charge['id']}",
    )
    dispute["balance_transactions"].append(movement)
    await store.save(call, dispute)
    await events.record(call, "charge.dispute.funds_withdrawn", dispute)


async def _reinstate(call: Call, dispute: Body, part: int | None = None) -> None:
    """The money and the fee come back; or `part` of the money, and no fee."""
    [withdrawn] = dispute["balance_transactions"]
    movement = await balance.move(
        call,
        dispute,
        "adjustment",
        -withdrawn["amount"] if part is None else part,
        fee=-withdrawn["fee"] if part is None else 0,
        fee_for=FEE_FOR,
        available_on=call.now,
        category="dispute_reversal",
        description=f"Chargeback reversal for {dispute['charge']}",
    )
    dispute["balance_transactions"].append(movement)
    await store.save(call, dispute)
    await events.record(call, "charge.dispute.funds_reinstated", dispute)


async def _close(call: Call, dispute: Body, status: str) -> None:
    await appointments.forget(call, dispute["id"])
    dispute["status"] = status
    await store.save(call, dispute)
    await events.record(call, "charge.dispute.closed", dispute)


async def _open(call: Call, id: str) -> Body:
    """The dispute, locked after its charge. Raises StripeRefusal when it is closed."""
    known = await store.find(call, "dispute", id)
    await store.lock(call, "charge", known["charge"])
    dispute = await store.lock(call, "dispute", id)
    if dispute["status"] not in OPEN:
        raise StripeRefusal(f"This dispute is already closed: it has a status of {dispute['status']}.")
    return dispute


async def update(call: Call, parameters: Body, id: str) -> Body:
    """Give evidence, and unless `submit` is false, submit it. Raises StripeRefusal when it was submitted."""
    dispute = await _open(call, id)
    dispute["metadata"] = merged(dispute["metadata"], parameters)
    evidence = parameters.get("evidence", {})
    if evidence and dispute["status"] not in ANSWERABLE:
        raise StripeRefusal("Evidence was submitted for this dispute and can no longer be changed.")
    dispute["evidence"].update(evidence)
    details = dispute["evidence_details"]
    details["has_evidence"] = any(
        text for key, text in dispute["evidence"].items() if key != "enhanced_evidence"
    )
    if parameters.get("submit", bool(evidence)) and details["has_evidence"]:
        details.update(submission_count=details["submission_count"] + 1, submission_method="manual")
        inquiry = dispute["status"].startswith("warning_")
        dispute["status"] = "warning_under_review" if inquiry else "under_review"
        await appointments.forget(call, id)
        await appointments.make(call, appointments.DECIDE_DISPUTE, id, 0)
    await store.save(call, dispute)
    await events.record(call, "charge.dispute.updated", dispute)
    return dispute


async def decide(call: Call, id: str) -> None:
    """The simulated bank reads the evidence; other words leave the dispute under review."""
    said = (await store.find(call, "dispute", id))["evidence"]["uncategorized_text"]
    if said == "winning_evidence":
        await win(call, id)
    elif said == "losing_evidence":
        await lose(call, id)
    elif said == "escalate_inquiry_evidence":
        await escalate(call, id)


async def close(call: Call, parameters: Body, id: str) -> Body:
    """Give in: the dispute is lost. Raises StripeRefusal when it is closed."""
    return await lose(call, id)


async def lose(call: Call, id: str) -> Body:
    """The money stays away; an inquiry ends without any. Raises StripeRefusal when it is closed."""
    dispute = await _open(call, id)
    await _close(call, dispute, "warning_closed" if dispute["status"].startswith("warning_") else "lost")
    return dispute


async def lose_in_part(call: Call, id: str) -> Body:
    """It is lost, and what was refunded before it was opened comes back: "partially won" in Stripe's dashboard. Raises
    StripeRefusal where it asks for no more than was left.
    """
    dispute = await _open(call, id)
    charge = await store.find(call, "charge", dispute["charge"])
    twice = dispute["amount"] - (charge["amount"] - charge["amount_refunded"])
    if dispute["status"].startswith("warning_") or twice <= 0:
        raise StripeRefusal("This dispute asks for nothing that was refunded.")
    await _close(call, dispute, "lost")
    await _reinstate(call, dispute, twice)
    return dispute


async def win(call: Call, id: str) -> Body:
    """The bank gives the money back. Raises StripeRefusal when it is closed."""
    dispute = await _open(call, id)
    if dispute["status"].startswith("warning_"):
        await _close(call, dispute, "warning_closed")
        return dispute
    await _close(call, dispute, "won")
    await _reinstate(call, dispute)
    return dispute


async def give_back(call: Call, id: str) -> Body:
    """The bank gives back what was lost, which is rare. Raises StripeRefusal unless it was lost."""
    known = await store.find(call, "dispute", id)
    await store.lock(call, "charge", known["charge"])
    dispute = await store.lock(call, "dispute", id)
    if dispute["status"] != "lost" or len(dispute["balance_transactions"]) > 1:
        raise StripeRefusal(f"This dispute has a status of {dispute['status']}.")
    dispute["status"] = "won"
    await store.save(call, dispute)
    await events.record(call, "charge.dispute.updated", dispute)
    await _reinstate(call, dispute)
    return dispute


async def escalate(call: Call, id: str) -> Body:
    """An inquiry becomes a dispute, which takes the money. Raises StripeRefusal unless it is an inquiry."""
    dispute = await _open(call, id)
    if not dispute["status"].startswith("warning_"):
        raise StripeRefusal("Only an inquiry can be escalated.")
    dispute.update(status="needs_response", is_charge_refundable=False)
    dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    await store.save(call, dispute)
    await events.record(call, "charge.dispute.updated", dispute)
    await _withdraw(call, dispute, await store.find(call, "charge", dispute["charge"]))
    return dispute


async def miss(call: Call, id: str) -> None:
    """The time for evidence is over; nothing happens when it was given."""
    if (await store.find(call, "dispute", id))["status"] in ANSWERABLE:
        dispute = await _open(call, id)
        dispute["evidence_details"]["past_due"] = True
        await store.save(call, dispute)
        await lose(call, id)
