"""Matching as a function: what explains a movement, what is left, what that means, and when to look."""

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from market.money.reconciliation import rules
from market.money.reconciliation.differences import of_group
from market.money.reconciliation.rules import (
    FAMILIES,
    MOST_TOGETHER,
    Booked,
    Group,
    Kind,
    Match,
    Moved,
    Row,
    Scope,
    due,
    groups,
    judge,
    match,
    offsetting,
)

OBJECTS = ("ch_1", "re_1", "po_1")


def moved(net: int, object: str = "ch_1", type: str = "charge", currency: str = "EUR", id: str = "") -> Moved:
    made = uuid.uuid4()
    return Moved(made, id or f"txn_{made.hex}", type, net, currency, object)


def booked(
    effect: int, object: str = "ch_1", kind: str = "charge.succeeded", currency: str = "EUR"
) -> Booked:
    return Booked(uuid.uuid4(), kind, effect, currency, object)


PAYMENT = Row("payment", uuid.uuid4(), "succeeded", waiting=False)
AWAITED = Row("payment", uuid.uuid4(), "processing", waiting=True)
DISPUTE = Row("dispute", uuid.uuid4(), "needs_response", waiting=False)

amounts = st.integers(-5000, 5000).filter(bool)
parts = st.lists(amounts, min_size=1, max_size=3)
# Each movement with the postings that make it up: an account of Stripe's and books that agree.
agreeing = st.lists(st.tuples(st.sampled_from(OBJECTS), st.sampled_from(("EUR", "CHF")), parts), max_size=6)
Both = tuple[list[Moved], list[Booked]]


def sides(account: list[tuple[str, str, list[int]]]) -> Both:
    ours = [
        booked(effect, object, currency=currency)
        for object, currency, effects in account
        for effect in effects
    ]
    return [moved(sum(effects), object, currency=currency) for object, currency, effects in account], ours


@given(agreeing, st.randoms(use_true_random=False))
def test_books_that_agree_are_matched_whole_in_any_order(
    account: list[tuple[str, str, list[int]]], dice: random.Random
) -> None:
    stripe, books = sides(account)
    sizes = [(len(left), len(right)) for left, right in groups(stripe, books).values()]
    assume(all(max(each) <= MOST_TOGETHER for each in sizes))
    dice.shuffle(stripe)
    dice.shuffle(books)
    found = match(stripe, books)
    net = {it.id: it.net for it in stripe}
    effect = {it.id: it.effect for it in books}
    assert all(net[it.moved] == sum(effect[id] for id in it.booked) for it in found)
    # All of Stripe's side; as few postings as possible explain a movement, so a rest of zero may remain.
    assert {it.moved for it in found} == {it.id for it in stripe}
    used = [id for it in found for id in it.booked]
    assert len(used) == len(set(used))
    assert sum(effect[id] for id in effect if id not in used) == 0


@given(st.lists(st.builds(moved, amounts, st.sampled_from(OBJECTS)), max_size=6),
       st.lists(st.builds(booked, amounts, st.sampled_from(OBJECTS)), max_size=7))  # fmt: skip
def test_whatever_stands_on_both_sides_no_match_is_false_and_none_is_used_twice(
    stripe: list[Moved], books: list[Booked]
) -> None:
    left, right = {it.id: it for it in stripe}, {it.id: it for it in books}
    found = match(stripe, books)
    for it in found:
        chosen = [right[id] for id in it.booked]
        assert chosen and left[it.moved].net == sum(each.effect for each in chosen)
        assert {(each.object, each.currency) for each in chosen} == {
            (left[it.moved].object, left[it.moved].currency)
        }
    used = [id for it in found for id in it.booked]
    assert len(used) == len(set(used)) and len({it.moved for it in found}) == len(found)
    # Nothing is left that one more look would match.
    rest = match(
        [it for it in stripe if it.id not in {each.moved for each in found}],
        [it for it in books if it.id not in used],
    )
    assert rest == []


def test_a_charge_is_explained_by_its_success_and_its_fee() -> None:
    success, fee, charge = booked(1900), booked(-54, kind="charge.fee"), moved(1846)
    assert match([charge], [fee, success]) == [Match(charge.id, tuple(sorted((success.id, fee.id))))]
    assert match([charge], [success]) == []
    assert match([moved(1846, "ch_2")], [fee, success]) == [], "another charge's money explains nothing"
    assert match([moved(1846, currency="CHF")], [fee, success]) == []


def test_what_goes_and_comes_back_is_told_apart() -> None:
    gone, back = moved(-1287, "re_1", "refund"), moved(1287, "re_1", "refund_failure")
    left, came = booked(-1287, "re_1"), booked(1287, "re_1")
    assert {(it.moved, it.booked) for it in match([back, gone], [came, left])} == {
        (gone.id, (left.id,)),
        (back.id, (came.id,)),
    }


def test_a_choice_that_explains_less_is_not_taken() -> None:
    one, both = moved(100, id="txn_1"), moved(150, id="txn_2")
    hundred, fifty, other = booked(100), booked(50), booked(100)
    found = match([one, both], [hundred, fifty, other])
    assert {it.moved for it in found} == {one.id, both.id}
    assert match([moved(5)], [booked(5), booked(5)])[0].booked != ()


def test_among_very_many_of_one_object_the_search_ends() -> None:
    stripe = [moved(100 + n, "po_1", id=f"txn_{n:03}") for n in range(40)]
    books = [booked(100 + n, "po_1") for n in range(40)]
    assert len(match(stripe, books)) == 40
    assert match([moved(1, "po_1")], [booked(10**n, "po_1") for n in range(1, 40)]) == []


def test_movements_that_took_each_other_back_need_no_books() -> None:
    debit, failed = moved(1865, type="payment"), moved(-1865, type="payment_failure_refund")
    assert set(offsetting([debit, failed], [])) == {debit.id, failed.id}
    assert offsetting([debit], []) == []
    assert offsetting([debit, failed], [booked(1900)]) == [], "the books have something to say"
    free = moved(0, "txn_free", "stripe_fee")
    assert offsetting([free], []) == [free.id]


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        (Group("txn_1", "EUR", [moved(-20, type="reserve_hold")]), Kind.UNKNOWN),
        (Group("ch_1", "EUR", [moved(1846)]), Kind.FOREIGN),
        (Group("re_1", "EUR", [moved(-10, type="payment_refund")]), Kind.FOREIGN),
        (Group("du_1", "EUR", [moved(-1920, type="adjustment")]), Kind.FOREIGN),
        (Group("du_1", "EUR", [moved(-1920, type="adjustment")], row=DISPUTE), Kind.UNBOOKED),
        (Group("tr_1", "EUR", [moved(-1920, type="transfer")]), Kind.UNBOOKED),
        (Group("ch_1", "EUR", [moved(1846)], row=AWAITED), None),
        (Group("ch_1", "EUR", [moved(1846)], row=PAYMENT), Kind.UNBOOKED),
        (Group("ch_1", "EUR", [moved(1846)], [booked(1900)], PAYMENT), Kind.AMOUNT),
        (Group("ch_1", "EUR", [moved(1846)], [booked(1900)], AWAITED), Kind.AMOUNT),
        (Group("ch_1", "EUR", [moved(1846)], row=PAYMENT, explained=[("charge", 1846)]), Kind.REPEATED),
        (Group("ch_1", "EUR", [moved(1846), moved(1846)], row=PAYMENT), Kind.REPEATED),
        (Group("ch_1", "EUR", [moved(1846)], row=PAYMENT, explained=[("charge", 1)]), Kind.UNBOOKED),
        (Group("ch_1", "EUR", [], [booked(1900)], PAYMENT), Kind.UNMOVED),
        (Group("payment:x", "EUR", [], [booked(1900)]), Kind.UNMOVED),
    ],
)  # fmt: skip
def test_what_is_left_of_a_group_says_what_is_wrong(group: Group, kind: Kind | None) -> None:
    assert judge(group) == kind


EVERY_TYPE = (
    "charge payment refund payment_refund refund_failure payment_failure_refund adjustment transfer"
    " transfer_refund payout payout_failure stripe_fee"
)


def test_every_type_that_can_occur_has_a_rule() -> None:
    assert set(EVERY_TYPE.split()) <= set(FAMILIES)


def test_a_difference_is_the_same_in_any_order_and_another_with_other_facts() -> None:
    one, two = moved(1846, id="txn_a"), moved(-54, id="txn_b")
    ours = booked(1900)
    group = Group("ch_1", "EUR", [one, two], [ours], PAYMENT)
    found = of_group(group, Kind.AMOUNT)
    assert (found.key, found.difference) == ("object:ch_1:EUR", 1846 - 54 - 1900)
    assert of_group(Group("ch_1", "EUR", [one, two], [ours], PAYMENT), Kind.AMOUNT).mark == found.mark
    assert of_group(Group("ch_1", "EUR", [one], [ours], PAYMENT), Kind.AMOUNT).mark != found.mark
    assert of_group(group, Kind.UNBOOKED).mark != found.mark


NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # three in Paris


@pytest.mark.parametrize(
    ("now", "last", "last_full", "scope"),
    [
        (NOON, None, None, Scope.NIGHTLY),
        (NOON, NOON - timedelta(minutes=59), NIGHT, None),
        (NOON, NOON - timedelta(minutes=60), NIGHT, Scope.HOURLY),
        (NOON, NOON - timedelta(minutes=5), NIGHT - timedelta(seconds=1), Scope.NIGHTLY),
        (NIGHT, NIGHT - timedelta(minutes=5), NIGHT - timedelta(hours=20), Scope.NIGHTLY),
        (NIGHT - timedelta(seconds=1), NIGHT - timedelta(minutes=5), NIGHT - timedelta(hours=20), None),
        (NOON + timedelta(hours=25), NOON, NIGHT, Scope.NIGHTLY),
    ],
)
def test_a_run_is_due_by_the_hour_and_everything_once_a_night(
    now: datetime, last: datetime | None, last_full: datetime | None, scope: Scope | None
) -> None:
    assert due(now, last, last_full) == scope


def test_a_debit_may_wait_longer_than_a_card() -> None:
    assert rules.LIMITS["payment"] < rules.LIMITS["refund"] < rules.LIMITS["debit"]
    assert (rules.LIMITS["inbox"], rules.LIMITS["payout"]) == (timedelta(minutes=10), timedelta(days=5))


def test_the_overlap_is_longer_than_a_clock_that_is_a_day_and_an_hour_off() -> None:
    assert min(rules.OVERLAP, rules.DEEP_OVERLAP, rules.PATIENCE) > timedelta(hours=25)
