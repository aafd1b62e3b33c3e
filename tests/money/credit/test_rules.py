"""What goes back where, and what a reference is."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import names
from market.base.errors import NotFound
from market.money.credit.api import movement_name, movement_of
from market.money.credit.errors import PayBackImpossible
from market.money.credit.rules import TopUp, pay_back_plan, returnable
from market.money.references import LONGEST, ReferenceNotValid, reference

TOP_UPS = st.lists(st.integers(1, 10**6), max_size=6).map(
    lambda sums: [TopUp(uuid.uuid4(), it) for it in sums]
)
SUMS = st.integers(0, 10**7)


@given(amount=SUMS, held=SUMS, owed=SUMS, top_ups=TOP_UPS)
def test_a_plan_gives_the_amount_and_no_payment_more_than_it_brought(
    amount: int, held: int, owed: int, top_ups: list[TopUp]
) -> None:
    most = returnable(held, owed, top_ups)
    assert 0 <= most <= held
    if not 0 < amount <= most:
        with pytest.raises(PayBackImpossible):
            pay_back_plan(amount, held, owed, top_ups)
        return
    plan = pay_back_plan(amount, held, owed, top_ups)
    left = {it.payment: it.left for it in top_ups}
    assert sum(it.amount for it in plan) == amount <= held - owed
    assert all(0 < it.amount <= left[it.payment] for it in plan)
    emptied = [it for it in plan[:-1] if it.amount < left[it.payment]]
    assert emptied == [], "the latest payment is emptied before an earlier one is touched"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("PO-2026/0042", "PO-2026/0042"),
        ("  BC  12 : A ", "BC 12 : A"),
        ("Été 2026 (lot 3)", "Été 2026 (lot 3)"),
        ("7", "7"),
        ("", ""),
        ("   ", ""),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), None),
        ("<b>1</b>", None),
        ("注文1", None),
        ("--", None),
        ("E\u0301t\u00e9", "Été"),
        ("PO\n12", "PO 12"),
        ("PO\u202e12", None),
    ],
)
def test_a_reference_is_what_an_order_number_can_be(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(ReferenceNotValid):
            reference(typed)
    else:
        assert reference(typed) == (kept or None)


@given(st.text(max_size=80))
def test_a_reference_once_taken_is_taken_again(typed: str) -> None:
    try:
        kept = reference(typed)
    except ReferenceNotValid:
        return
    assert reference(kept) == kept
    assert kept is None or (0 < len(kept) <= LONGEST and kept.isprintable())


def test_a_guessed_name_is_of_no_movement() -> None:
    """Names are a permutation of all ids: nearly all of them stand for no number that the books could have."""
    brand = uuid.uuid4()
    assert movement_of(brand, movement_name(brand, 7)) == 7
    with pytest.raises(NotFound):
        movement_of(brand, names.name("movement", uuid.UUID(int=2**63), names.for_brand(brand)))
