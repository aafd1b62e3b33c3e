"""The flows of money: what is there before, and what is then done. G1 and G6 attack each of them.

An act is whatever its clients would do again if they got no answer: it may be called again after any crash and
takes no for an answer where that says that it is done. It is written as one process would live it: the request, the
payer, the webhooks, the worker.
"""

from drills.flows import (
    asking,
    balance,
    bank,
    bankcards,
    bids,
    castings,
    debits,
    disputes,
    holds,
    owing,
    payouts,
    renewals,
    rentals,
    rewards,
    switching,
)
from drills.flows.kinds import Facts, Flow, Stage

__all__ = ["FLOWS", "Facts", "Flow", "Stage"]

FLOWS: tuple[Flow, ...] = (
    *rentals.FLOWS,
    *payouts.FLOWS,
    *balance.FLOWS,
    *debits.FLOWS,
    *holds.FLOWS,
    *disputes.FLOWS,
    *bankcards.FLOWS,
    *switching.FLOWS,
    *owing.FLOWS,
    *bank.FLOWS,
    *renewals.FLOWS,
    *asking.FLOWS,
    *rewards.FLOWS,
    *castings.FLOWS,
    *bids.FLOWS,
)
"""A new flow of money is one more of these."""
