"""An operator answers a bank's dispute out of our own record, gives in, or gives up what a brand owes."""

import uuid

from market.base import vault
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import transaction
from market.money.disputes import actions, queries
from market.money.payouts import operators
from market.operators.actions.decisions import ROOM, actor_of, operator_of
from market.operators.rules import check_note
from market.rentals.evidence import evidence_for

OWN_WORDS, REFUNDS = "uncategorized_text", "refund_policy_disclosure"
"""Where Stripe takes what we say ourselves, and what we say of refunds."""


async def drafted(dispute: uuid.UUID) -> dict[str, str]:
    """The evidence that our record gives, as it would be sent now. Raises DisputeNotFound."""
    row = await queries.dispute(dispute)
    async with transaction():
        said = await evidence_for(await queries.rentals_of(row.order_id))
    refunded = await queries.refunded_before(row)
    if said and refunded:
        said[REFUNDS] += "\n\n" + "\n".join(_said(it) for it in refunded)
    return said


def _said(refund: queries.Refunded) -> str:
    """One refund that the bank may not know of."""
    amount = f"{refund.amount / 100:.2f} {refund.currency}"
    return (
        f"{amount} was refunded to the buyer on {market_date(refund.at)}, refund {refund.stripe_refund_id}."
    )


async def answer_dispute(who: Principal, dispute: uuid.UUID, note: str = "") -> None:
    """Submit what our record says, with the operator's own words if there are some; a bank takes it once.

    Raises NotYours, DisputeNotFound, DisputeClosed, DisputeAnswered, DisputeActUnderWay, TextNotAccepted,
    ContactNotAllowed.
    """
    person = operator_of(who)
    evidence = await drafted(dispute)
    if note.strip():
        evidence[OWN_WORDS] = check_note(note)
    await actions.answer(actor_of(person), vault.tag(ROOM, person), dispute, evidence)


async def accept_dispute(who: Principal, dispute: uuid.UUID) -> None:
    """Give in. Raises NotYours, DisputeNotFound, DisputeClosed, DisputeActUnderWay."""
    person = operator_of(who)
    await actions.accept(actor_of(person), vault.tag(ROOM, person), dispute)


async def write_off(who: Principal, dispute: uuid.UUID) -> int:
    """Give up what the brand owes of a lost dispute. Raises NotYours, DisputeNotFound, NothingOwed, OwnDebt."""
    return await actions.write_off(operators.operator_of(who), dispute)
