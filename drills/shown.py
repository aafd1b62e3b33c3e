"""The few steps that show each planted bug, without the search for them: each is a life that the model and the whole
product agree on.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from drills.rules import Money
from market.money.sandbox import faults


def _switched_off(machine: Money) -> None:
    machine.a_rental_runs(0, 9)
    machine.end(0, by_holder=True)


def _given_up(machine: Money) -> None:
    machine.a_rental_runs(0, 9)
    machine.end(0, by_holder=False)


def _paid_too_late(machine: Money) -> None:
    """It is paid, and heard of once the slot is nobody's and somebody else has it."""
    machine.a_rental_runs(0, 0)
    machine.rent(1, 0, "card")
    machine.pay(0, declined=False, heard=False)
    machine.time_goes_by(timedelta(minutes=20))
    machine.rent(1, 1, "card")
    machine.pay(0, declined=False, heard=True)


def _heard_twice(machine: Money) -> None:
    machine.a_rental_runs(0, 0)
    machine.sweep()
    machine.bank_asks_back(0)


def _earned_and_held(machine: Money) -> None:
    """A month's days are earned, and wait."""
    machine.a_rental_runs(0, 20)
    machine.time_goes_by(timedelta(days=16))
    machine.settle_months()
    machine.release()
    machine.time_goes_by(timedelta(days=32))
    machine.sweep()
    machine.settle_months()
    machine.release()


def _over_two_months(machine: Money) -> None:
    machine.a_rental_runs(2, 20)
    machine.time_goes_by(timedelta(days=16))
    machine.settle_months()


def _paid_out(machine: Money) -> None:
    _earned_and_held(machine)
    machine.pay_out()


def _returned(machine: Money) -> None:
    _paid_out(machine)
    machine.bank_returns(0)


def _lost(machine: Money) -> None:
    """A bank has taken the money of ten used days: the brand owes for them."""
    machine.a_rental_runs(0, 9)
    machine.bank_asks_back(0)
    machine.bank_decides(0, won=False)


def _rents_on(machine: Money) -> None:
    _lost(machine)
    machine.pay_debt(0, by_balance=False)
    machine.rent(1, 0, "card")


def _owes_and_rents(machine: Money) -> None:
    _lost(machine)
    machine.rent(1, 0, "card")  # sent away, as it should be


def _renewed_by_balance(machine: Money) -> None:
    machine.a_rental_runs(0, 0)
    machine.top_up(0, 6000)
    machine.wish(0, "balance")
    machine.its_days_come(0)


def _renewed_by_debit(machine: Money) -> None:
    machine.a_rental_runs(0, 0)
    machine.wish(0, "debit")
    machine.its_days_come(0)
    machine.the_debit_of_a_renewal_ends(0, pays=True)


def _lost_page(machine: Money) -> None:
    machine.a_rental_runs(0, 0)
    machine.rent(1, 0, "card")
    machine.pay(0, declined=False, heard=True, broken=faults.SERVER_ERROR)


def _lost_answer(machine: Money) -> None:
    machine.a_rental_runs(0, 0)
    machine.rent_with_kept_card(1, 0, lost=True)
    machine.time_goes_by(timedelta(minutes=5))
    machine.sweep()


def _given_back(machine: Money) -> None:
    _lost(machine)
    machine.bank_gives_back(0)


def _asked_back(machine: Money) -> None:
    machine.a_rental_runs(0, 0)
    machine.top_up(0, 2500)
    machine.bank_asks_back_a_top_up(0)
    machine.rent_from_balance(1, 0)
    machine.bank_decides_on_a_top_up(0, won=True)
    machine.rent_from_balance(1, 0)


def _given_back_to_a_bank(machine: Money) -> None:
    """A bank gives back what the brand has paid meanwhile: that came by no card, what was topped up did."""
    _lost(machine)
    machine.top_up(0, 1000)
    machine.pay_debt(0, by_balance=False)
    machine.bank_gives_back(0)
    machine.to_bank(0, 300, returned=True)
    machine.to_bank(0, 300, returned=False)
    machine.to_bank(0, 1900, returned=False)


def _called_off(machine: Money) -> None:
    """A refund came back, waits to go to the brand's bank, and another bank asks for what it came of."""
    machine.a_rental_runs(0, 9)
    machine.end(0, by_holder=True)
    machine.a_refund_fails(0)
    machine.ask_for_a_transfer(0, 300)
    machine.ask_for_a_transfer(0, 900)
    machine.a_transfer_goes_on(0, "on")
    machine.bank_asks_back(0)
    machine.a_transfer_goes_on(0, "on")  # not while that bank asks
    machine.a_transfer_goes_on(0, "refused")
    machine.a_transfer_goes_on(0, "off")
    machine.bank_decides(0, won=True)


def _a_gift(machine: Money) -> None:
    """Of a budget that is closed then."""
    machine.a_rental_runs(0, 9)
    machine.top_up(0, 2500)
    machine.set_aside(0, 1500)
    machine.give(0, 0)
    machine.close(0)


SHOWN: Mapping[str, Callable[[Money], None]] = {
    "a cent too much back": _switched_off,
    "a day too few": _switched_off,
    "the brand gets back": _given_up,
    "too late is good enough": _paid_too_late,
    "the fee twice": _heard_twice,
    "released at once": _earned_and_held,
    "a month forgets a day": _over_two_months,
    "paid and not booked": _paid_out,
    "returned and not booked": _returned,
    "no refund": _switched_off,
    "who owes rents on": _owes_and_rents,
    "a debt paid stays": _rents_on,
    "a card pays for the balance": _renewed_by_balance,
    "a card pays for a debit": _renewed_by_debit,
    "a broken page is called again": _lost_page,
    "a kept card is charged anew": _lost_answer,
    "given back is all the brand's": _given_back,
    "asked back is spent": _asked_back,
    "cards' money goes to a bank": _given_back_to_a_bank,
    "called off is spent": _called_off,
    "a gift costs commission": _a_gift,
}
"""By the name of the bug."""

_GIVEN_BACK = r"^AssertionError: \d+ is given back, not \d+"
FOUND_BY: Mapping[str, str] = {
    "a cent too much back": _GIVEN_BACK,
    "a day too few": _GIVEN_BACK,
    "the brand gets back": _GIVEN_BACK,
    "no refund": _GIVEN_BACK,
    "too late is good enough": r"it begins exactly while its slot is held",
    "the fee twice": r"charge\.fee under the key .*\"number\": 11",
    "released at once": r"released .*, on hold until .*\"number\": 8",
    "a month forgets a day": r"^AssertionError: escrow",
    "paid and not booked": r"^AssertionError: holders have .*, not ",
    "returned and not booked": r"^AssertionError: holders have .*, not ",
    "who owes rents on": r"a brand that owes rents on",
    "a debt paid stays": r"^AssertionError: brands owe \d+, not 0",
    "a card pays for the balance": r"^AssertionError: brand 0 has \d+, not \d+",
    "a card pays for a debit": r"a bank pays a debit before it is one",
    "a broken page is called again": r"nothing is paid, and no page opens",
    "a kept card is charged anew": r"Stripe took \d+ in 2 charges",
    "given back is all the brand's": r"^AssertionError: brands owe \d+, not 0",
    "asked back is spent": r"it is paid with what is not there",
    "cards' money goes to a bank": r"\d+ goes to a bank of \d+",
    "called off is spent": r"^AssertionError: brand 0 has \d+, not 0",
    "a gift costs commission": r"^AssertionError: holders have .*, not ",
}
"""The words by which each has to be found: what the model or the invariants say of just this bug."""
