"""What budgets, codes, choices and transfers to charities refuse, each by name, and that nothing came of it."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest

from market.base import audit, vault
from market.base.access import VISITOR
from market.base.clock import market_date, now
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Forbidden, Unauthenticated
from market.money.chart import brand_credit, budget, charity
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.invariants import check
from market.money.ledger import balance
from market.money.ownfunds.errors import ClientMoneyNotHeld
from market.money.payouts.errors import SameOperator
from market.money.rewards import codes, queries
from market.money.rewards.actions import charities, offers
from market.money.rewards.actions.budgets import close_budget, open_budget
from market.money.rewards.actions.charities import Payment
from market.money.rewards.actions.choose import Choice
from market.money.rewards.actions.offers import Thing
from market.money.rewards.errors import (
    BudgetNotFound,
    BudgetOver,
    CharityKnown,
    CharityNameNotValid,
    CharityNotFound,
    CharityPaymentNotFound,
    CharityPaymentNotMovable,
    CodesNotOffered,
    GiftReferenceReused,
    MoreThanGiven,
    RegistrationNotValid,
    RewardNotFound,
    TooManyCodes,
    VoucherCodeNotValid,
)
from market.money.rewards.rules import Draft
from tests.factories import a_holder
from tests.money.conftest import sandbox
from tests.money.credit.brands import Payer, a_payer, topped_up
from tests.money.credit.test_disputed_top_ups import disputed
from tests.money.disputes.banks import decided
from tests.money.flows.conftest import shop
from tests.money.flows.shop import Shop
from tests.money.payouts.paying import an_operator, client_money
from tests.money.rewards.offering import a_budget, chosen, earned, lapse, offered
from tests.relations.rewards.rewarding import a_charity

__all__ = ["sandbox", "shop"]
LARGE = 150_000
"""Cents: more than one operator lets out alone."""


@pytest.fixture
async def payer(shop: Shop) -> Payer:
    return await a_payer(shop, 40_00)


@pytest.fixture
def held() -> Iterator[None]:
    with client_money():
        yield


async def given(payer: Payer) -> uuid.UUID:
    """Two euros that wait for a charity."""
    to, person = await a_charity(), await a_holder()
    await chosen(person, await earned(payer, await a_budget(payer), 2_00, person), Choice("charity", to))
    return to


async def paid(to: uuid.UUID, amount: int = 2_00, reference: str = "DONS 1") -> uuid.UUID:
    return await charities.record(
        await an_operator(), to, Payment(amount, reference, market_date(await now()))
    )


async def test_a_budget_is_set_aside_once_with_one_key(payer: Payer) -> None:
    draft = Draft(10_00, market_date(await now()) + timedelta(days=9), None)
    first, again = [await open_budget(payer.who, draft, "the-same-key") for _ in range(2)]
    assert first == again
    assert await balance(budget(first)) == 10_00
    assert await check() == []


async def test_who_speaks_for_no_brand_sets_nothing_aside_and_gives_no_codes(payer: Payer) -> None:
    of, person = await a_budget(payer, voucher_bps=10_000), await a_holder()
    draft = Draft(10_00, market_date(await now()) + timedelta(days=9), None)
    with pytest.raises(Forbidden):
        await open_budget(person, draft, "a-key")
    with pytest.raises(Forbidden):
        await close_budget(person, of)
    with pytest.raises(Forbidden):
        await codes.add(person, of, ["A"])


async def test_codes_are_refused_whole_and_the_line_is_named(payer: Payer) -> None:
    of, without = await a_budget(payer, 5_00, voucher_bps=10_000), await a_budget(payer, 5_00)
    for wrong in ("", " ", "x" * 201, "a\u0007b"):
        with pytest.raises(VoucherCodeNotValid) as refused:
            await codes.add(payer.who, of, ["GOOD", wrong])
        assert refused.value.facts["line"] == 2
    with pytest.raises(TooManyCodes):
        await codes.add(payer.who, of, [f"CODE-{n}" for n in range(11)])
    with pytest.raises(CodesNotOffered):
        await codes.add(payer.who, without, ["A"])
    await close_budget(payer.who, of)
    with pytest.raises(BudgetOver):
        await codes.add(payer.who, of, ["A"])
    assert await codes.count(of) == 0


async def test_a_closed_budget_has_nothing_free_and_another_brands_is_none(payer: Payer, shop: Shop) -> None:
    of, other = await a_budget(payer), await a_payer(shop, 10_00)
    assert (await queries.budget(payer.tag, of)).free == 10_00
    with pytest.raises(BudgetNotFound):
        await queries.budget(other.tag, of)
    with pytest.raises(BudgetNotFound):
        await offered(other, of, 2_00, await a_holder())
    with pytest.raises(BudgetNotFound):
        await close_budget(payer.who, uuid.uuid4())
    await offered(payer, of, 2_00, await a_holder())
    await close_budget(payer.who, of)
    assert (await queries.budget(payer.tag, of)).free == 0


async def test_a_reward_is_anothers_or_nobodys_and_cannot_be_chosen(payer: Payer) -> None:
    person, other = await a_holder(), await a_holder()
    reward = await earned(payer, await a_budget(payer), 2_00, person)
    with pytest.raises(Unauthenticated):
        await chosen(VISITOR, reward)
    with pytest.raises(RewardNotFound):
        await chosen(other, reward)
    with pytest.raises(RewardNotFound):
        await chosen(person, uuid.uuid4())
    assert person.person and other.person
    assert (await queries.reward(vault.tag("money", person.person), reward)).status == "earned"
    with pytest.raises(RewardNotFound):
        await queries.reward(vault.tag("money", other.person), reward)


async def test_what_is_earned_lapses_no_more(payer: Payer) -> None:
    reward = await earned(payer, await a_budget(payer), 2_00, await a_holder())
    assert not await lapse(reward)
    assert await fetch_value("select reserved from money.reward_budgets") == 2_00


async def test_a_reward_without_a_code_has_none_to_show(payer: Payer) -> None:
    reward = await earned(payer, await a_budget(payer), 2_00, await a_holder())
    assert await codes.of_reward(reward) is None


async def test_where_no_clients_money_lies_nothing_goes_to_a_charity(payer: Payer) -> None:
    to = await a_charity()
    assert await queries.charities() == []
    with pytest.raises(ClientMoneyNotHeld):
        await paid(to)
    person = await a_holder()
    with pytest.raises(CharityNotFound):
        await chosen(person, await earned(payer, await a_budget(payer), 2_00, person), Choice("charity", to))


@pytest.mark.parametrize("name", ["", "A", " A ", "x" * 71, "A\u0007B"])
async def test_a_charity_without_a_name_is_refused(payer: Payer, name: str) -> None:
    with pytest.raises(CharityNameNotValid):
        await charities.add(await an_operator(), name, "W313001234")


async def test_a_charity_is_known_by_its_number_and_goes_once(payer: Payer, held: None) -> None:
    for wrong in ("W12", "732829321", "X313001234"):
        with pytest.raises(RegistrationNotValid):
            await charities.add(await an_operator(), "Les Vélos du lien", wrong)
    assert await charities.add(await an_operator(), "Par son numéro", "732 829 320")
    to = await given(payer)
    with pytest.raises(CharityKnown):
        await charities.add(await an_operator(), "Les mêmes", "w313001234")
    await charities.retire(await an_operator(), to)
    with pytest.raises(CharityNotFound):
        await charities.retire(await an_operator(), to)
    assert to not in [it.id for it in await queries.charities()]
    await paid(to)
    assert await balance(charity(to)) == 0, "what was given before is still paid"


async def test_a_transfer_to_a_charity_is_what_was_given_and_each_once(payer: Payer, held: None) -> None:
    to = await given(payer)
    with pytest.raises(CharityNotFound):
        await paid(uuid.uuid4())
    with pytest.raises(MoreThanGiven) as refused:
        await paid(to, 2_01)
    assert refused.value.facts["most"] == 2_00
    first, again = await paid(to, 1_00), await paid(to, 1_00)
    assert first == again, "the same again is the same transfer"
    with pytest.raises(GiftReferenceReused):
        await paid(to, 50)
    assert await balance(charity(to)) == 1_00
    assert await check() == []


async def test_a_large_transfer_takes_two_and_can_be_called_off_before(payer: Payer, held: None) -> None:
    to, first = await given(payer), await an_operator()
    day = market_date(await now())
    id = await charities.record(first, to, Payment(LARGE, "DONS 9", day))
    with pytest.raises(SameOperator):
        await charities.confirm(first, id)
    with pytest.raises(MoreThanGiven):
        await charities.confirm(await an_operator(), id)
    assert await fetch_value("select status from money.charity_payments") == "waiting"
    with pytest.raises(CharityPaymentNotMovable):
        await charities.came_back(first, id, "Compte clos.")
    await charities.call_off(first, id, "Une erreur.")
    for act in (charities.call_off, charities.came_back):
        with pytest.raises(CharityPaymentNotMovable):
            await act(first, id, "Une erreur.")
    with pytest.raises(CharityPaymentNotMovable):
        await charities.confirm(await an_operator(), id)
    with pytest.raises(CharityPaymentNotFound):
        await charities.confirm(first, uuid.uuid4())
    assert await balance(charity(to)) == 2_00


async def test_a_gift_of_nobodys_budget_is_refused(payer: Payer) -> None:
    thing = Thing("gift", uuid.uuid4(), uuid.uuid4(), b"x" * 32)
    async with transaction():
        with pytest.raises(BudgetNotFound):
            await offers.require_enough(uuid.uuid4(), payer.tag, 1_00)
        with pytest.raises(BudgetNotFound):
            await offers.offer(uuid.uuid4(), payer.tag, 1_00, thing, audit.SYSTEM)
    assert await fetch("select from money.rewards") == []


async def test_what_a_bank_asks_back_is_not_set_aside(shop: Shop) -> None:
    payer = await a_payer(shop, 20_00, 10_00)
    of = await a_budget(payer, 5_00)
    dispute = await disputed(shop, payer)
    with pytest.raises(BalanceTooLow):
        await a_budget(payer, 6_00)
    assert await balance(brand_credit(payer.tag)) == 25_00, "nothing was taken"
    await a_budget(payer, 5_00)
    await decided(shop, dispute, "lose")
    await shop.settle()
    assert await balance(budget(of)) == 5_00, "what was set aside before stays with those it is for"
    assert await check() == []


async def test_a_brand_that_owes_sets_nothing_aside_and_offers_nothing_more(shop: Shop) -> None:
    payer = await a_payer(shop, 20_00)
    of = await a_budget(payer, 10_00)
    first = await offered(payer, of, 2_00, await a_holder())
    await decided(shop, await disputed(shop, payer), "lose")
    await shop.settle()
    await topped_up(shop, payer, 30_00)
    with pytest.raises(BrandOwes):
        await a_budget(payer, 10_00)
    with pytest.raises(BrandOwes):
        await offered(payer, of, 2_00, await a_holder())
    async with transaction():
        assert await offers.earn(first), "what was offered before is kept to"
    assert await check() == []
