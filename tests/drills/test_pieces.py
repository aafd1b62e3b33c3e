"""The pure pieces of the drills: points, webhooks' orders, names, the model beside the product."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.period import interval
from drills.__main__ import _mixed, chosen, everything
from drills.bugs import BUGS
from drills.faults import WAYS
from drills.flows import FLOWS
from drills.machine import SEARCHED
from drills.model import Model
from drills.people import company
from drills.points import Points, called, matters, torn
from drills.purchases import Rental
from drills.races import RACES
from drills.shown import FOUND_BY, SHOWN
from drills.size import WHOLE, Size
from drills.webhooks import Case, every_case, named
from market.accounts.numbers import siren_of, vat_number_of
from market.money.sandbox import faults

BEGAN = datetime(2026, 12, 3, 9, tzinfo=UTC)


def test_a_point_is_known_again_by_what_it_is_and_how_often_that_was() -> None:
    points = Points(armed=True)
    for what in ("before COMMIT", "after COMMIT", "before COMMIT"):
        points.at(what)
    assert points.seen == ["before COMMIT #1", "after COMMIT #1", "before COMMIT #2"]


def test_what_is_not_armed_passes_no_point() -> None:
    points = Points(last="before COMMIT #1")
    points.at("before COMMIT")  # else this process were dead now
    assert points.seen == []


@pytest.mark.parametrize(
    ("point", "counts"),
    [
        ("before COMMIT #3", True),
        ("after COMMIT #1", True),
        ("before POST refunds #1", True),
        ("after POST refunds #1", True),
        ("after update money.refunds set leased_until = null #2", True),
        ("before GET refunds/* #1", False),
        ("after GET refunds/* #1", False),
        ("before select 1 #1", False),
    ],
)
def test_points_at_which_something_may_be_half_done_come_first(point: str, counts: bool) -> None:
    assert matters(point) == counts


def test_a_control_dies_between_the_writes_of_a_transaction() -> None:
    first, second = (
        "before update money.refunds set status = $2 #1",
        "before insert into base.audit_entries (id #1",
    )
    read, commit = "before select 1 from money.refunds for update #1", "before COMMIT #1"
    assert torn([first, read, second, commit]) == [second]
    assert torn([first, commit, second, commit, read]) == []


def test_a_call_is_named_without_its_ids() -> None:
    url = "https://api.stripe.com/v1/checkout/sessions/cs_test_1aB/expire?expand=x"
    assert called("post", url) == "POST checkout/sessions/*/expire"


def test_all_720_orders_by_all_64_subsets_are_different_cases() -> None:
    assert len(set(every_case(6))) == 720 * 64
    assert len(set(every_case(4))) == 24 * 16


@given(st.permutations(range(6)), st.integers(0, 63))
def test_every_event_arrives_in_its_order_and_the_chosen_ones_once_more_later(
    order: list[int], subset: int
) -> None:
    case = Case.named(named(order, subset))
    arrivals = case.arrivals()
    assert list(dict.fromkeys(arrivals)) == order
    assert {it for it in arrivals if arrivals.count(it) == 2} == case.twice
    assert len(arrivals) == len(order) + len(case.twice)
    assert arrivals == Case.named(named(order, subset)).arrivals()


def test_every_kind_of_fault_of_the_sandbox_strikes() -> None:
    assert {kind for kind, _ in WAYS} > set(faults.API_KINDS)


def test_each_flow_race_and_bug_has_a_name_of_its_own() -> None:
    names = [it.name for it in everything()]
    assert len(set(names)) == len(names)
    assert {f"G1 {it.name}" for it in FLOWS} | {f"G3 {it.name}" for it in RACES} <= set(names)
    assert {f"G6 {it.name}" for it in FLOWS if it.calls} <= set(names)
    assert len(BUGS) == 21 and set(SHOWN) == set(FOUND_BY) == set(BUGS) > set(SEARCHED)


def test_a_drill_is_asked_for_by_name_or_by_figure() -> None:
    drills = everything()
    assert [it.name for it in chosen("G1 rent", drills)] == ["G1 rent"]
    assert {it.name.split()[0] for it in chosen("g3", drills)} == {"G3"}
    assert chosen("G99", drills) == [] and chosen(None, drills) == drills


def test_a_sample_that_is_cut_off_has_something_of_each_figure() -> None:
    mixed = _mixed(everything())
    figures = {it.name.split()[0] for it in mixed}
    assert {it.name.split()[0] for it in mixed[: len(figures)]} == figures
    assert sorted(it.name for it in mixed) == sorted(it.name for it in everything())


def test_the_year_is_of_200_holders_and_20_brands_and_other_sizes_are_said_the_same_way() -> None:
    assert Size.named(str(WHOLE)) == WHOLE == Size(200, 20, 12)
    brands = [company(number) for number in range(WHOLE.brands)]
    numbers = [it.vat_number or it.siren for it in brands]
    assert len(set(numbers)) == WHOLE.brands
    assert [it[:2] for it in numbers].count("BE") == 4 and [it[:2] for it in numbers].count("CH") == 3
    assert numbers == [vat_number_of(it.vat_number) if it.vat_number else siren_of(it.siren) for it in brands]


def a_running_rental(price: int = 1900) -> tuple[Model, Rental]:
    model, rental = Model(), Rental(0, price, BEGAN)
    model.rentals.append(rental)
    model.hear(rental, BEGAN, interval("P1M", BEGAN))
    return model, rental


def test_the_model_knows_the_worked_example() -> None:
    """19,00 EUR, ten of 31 days used."""
    model, rental = a_running_rental()
    assert (model.escrow(), model.given_back()) == (1900, 0)
    model.switch_off(rental, BEGAN + timedelta(days=9, hours=1))
    assert (model.escrow(), model.given_back(), model.holders()) == (0, 1287, {0: 490})
    assert model.captured() == 1900


def test_a_settled_month_and_the_end_sum_to_the_whole_in_the_model() -> None:
    model, rental = a_running_rental()
    model.close(datetime(2026, 12, 31, 23, tzinfo=UTC))
    settled = model.holders()[0]
    model.close(datetime(2026, 12, 10, 23, tzinfo=UTC))
    assert 0 < settled == model.holders()[0], "an earlier month takes nothing back"
    model.earn_all(rental)
    assert (model.holders()[0], model.escrow()) == (1520, 0)


def test_a_payment_that_is_heard_of_too_late_goes_back_whole_in_the_model() -> None:
    model, rental = Model(), Rental(0, 1900, BEGAN)
    model.rentals.append(rental)
    assert rental.waits and model.begins(rental, BEGAN)
    model.hear(rental, BEGAN + timedelta(minutes=15), None)
    assert (model.given_back(), model.escrow(), model.holders()) == (1900, 0, {})
    assert not rental.runs and not rental.waits


def test_a_lost_dispute_is_borne_by_escrow_commission_and_brand_and_never_by_the_holder() -> None:
    model, rental = a_running_rental()
    rental.disputed = True
    model.lose(rental, 1900, BEGAN + timedelta(days=9, hours=1))
    assert (rental.charged_back, rental.forgone, rental.lent) == (1287, 123, 490)
    assert (model.holders(), model.ours(), model.owed(), model.escrow()) == ({0: 490}, 0, 490, 0)


def test_what_waited_for_a_bank_goes_back_once_it_is_won_in_the_model() -> None:
    model, rental = a_running_rental()
    rental.disputed = True
    model.switch_off(rental, BEGAN + timedelta(days=9, hours=1))
    assert (rental.withheld, model.given_back(), model.escrow()) == (1287, 0, 1287)
    model.win(rental)
    assert (rental.withheld, model.given_back(), model.escrow()) == (0, 1287, 0)


def test_what_went_back_past_us_is_repaid_first_in_the_model() -> None:
    model, rental = a_running_rental()
    rental.outside = 300
    model.switch_off(rental, BEGAN + timedelta(days=9, hours=1))
    assert (rental.repaid, model.given_back(), model.owed()) == (300, 987, 0)


def test_a_period_that_has_not_begun_goes_back_with_the_one_before_it_in_the_model() -> None:
    model, rental = a_running_rental()
    rental.wished = True
    assert rental.span
    following = Rental(0, 1900, BEGAN, after=rental, paid=True)
    model.rentals.append(following)
    model.hear(following, BEGAN + timedelta(days=29), interval("P1M", rental.span.ends_at))
    assert following.runs and following.ahead(BEGAN + timedelta(days=30)) and following.wished
    model.give_up(rental, BEGAN + timedelta(days=30))
    assert (following.given_back, following.runs, rental.earned) == (1900, False, 1900)


def test_a_debt_is_paid_whole_and_what_is_given_back_repays_it_first_in_the_model() -> None:
    model, rental = a_running_rental()
    rental.disputed = True
    model.lose(rental, 1900, BEGAN + timedelta(days=9, hours=1))
    assert (model.debt(0), model.debt(1)) == (490, 0)
    model.give_back(rental)
    assert (model.debt(0), model.owed(), model.balance(0)) == (0, 0, 1410)
    assert (rental.charged_back, rental.forgone) == (1287, 123), "what ran stays over"


def test_a_debt_that_was_paid_comes_back_as_balance_in_the_model() -> None:
    model, rental = a_running_rental()
    rental.disputed = True
    model.lose(rental, 1900, BEGAN + timedelta(days=9, hours=1))
    model.add(0, 1000)
    model.settle_debt(0, by_balance=True)
    assert (model.owed(), model.balance(0)) == (0, 510)
    model.give_back(rental)
    assert (model.owed(), model.balance(0)) == (0, 510 + 1900)


def test_a_top_up_that_a_bank_asks_back_is_not_free_and_lost_it_is_owed_as_far_as_it_was_spent() -> None:
    model = Model()
    first, second = model.top_up(0, 3000), model.top_up(0, 2000)
    model.pay_back(0, 500)
    assert (first.left, second.left, model.balance(0), model.returnable(0)) == (3000, 1500, 4500, 4500)
    first.disputed = True
    assert (model.asked_back(0), model.returnable(0)) == (3000, 1500)
    model.add(0, -2500)  # spent
    model.lose_top_up(first)
    assert (model.balance(0), model.debt(0), model.returnable(0)) == (0, 1000, 0)
    assert model.owed(1) == 0
