"""What hardly ever happens to a run: a run that began in this instant, a movement of nothing, a charge of nobody's."""

import dataclasses
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from market.base.database import fetch_value
from market.money import ledger
from market.money.desk import desk
from market.money.gateway_statements import ChargeState, Page
from market.money.reconciliation import arrivals, asking, findings, movements, runs
from market.money.reconciliation.asking import catch_up
from market.money.reconciliation.differences import Difference
from market.money.reconciliation.rules import Kind, Moved, Scope
from market.money.sandbox import faults, payments
from tests.money.books import funded, move
from tests.money.flows.shop import Shop
from tests.money.reconciliation.looking import found, look, moves, outcomes


async def test_a_run_that_another_began_in_this_instant_is_left_to_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def overtaken(scope: Scope) -> runs.Run:
        raise runs.RunUnderWay()

    monkeypatch.setattr(runs, "_begin", overtaken)
    assert await runs.begin_due() is None


async def test_a_movement_of_nothing_books_nothing(shop: Shop) -> None:
    await moves(shop.sandbox, "stripe_fee", 0)
    await look()
    assert await fetch_value("select count(*) from money.ledger_transactions") == 0
    assert [kind for kind, _ in await outcomes()] == ["stripe_fee"]


async def test_a_charge_without_a_payment_is_nobodys(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def alone(self: object, id: str) -> ChargeState:
        return ChargeState(id, None)

    monkeypatch.setattr(type(desk().gateway), "fetch_charge", alone)
    await asking._ask_charge("ch_of_nobody")
    assert await fetch_value("select count(*) from money.payments") == 0


async def test_events_are_taken_in_page_by_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    async def pages(self: object, *, after: str | None = None) -> Page[Any]:
        asked.append(after)
        return Page((), "next" if after is None else None)

    monkeypatch.setattr(type(desk().gateway), "undelivered", pages)
    assert await arrivals.take_in(lambda done: None) == 0
    assert asked == [None, "next"]


async def test_a_movement_that_comes_while_we_look_explains_what_was_late(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe's list was read before it settled the charge: asked for the charge itself, it tells."""
    await shop.fault("charge", faults.LATE, faults.SETTLEMENT)
    await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    copy = movements.copy_of

    async def settled_meanwhile(object: str) -> Any:
        async with shop.sandbox.acting() as call:
            await payments.settle(call, charge["id"])
        return await copy(object)

    monkeypatch.setattr(movements, "copy_of", settled_meanwhile)
    await look(timedelta(0))
    assert "unmoved" not in await found()


async def test_a_difference_whose_finding_is_gone_is_a_mistake_of_ours(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(findings, "fetch_row", nothing)
    it = Difference(key="k", kind=Kind.FOREIGN, subject="x", mark="m")
    await findings.report([it])
    with pytest.raises(LookupError):
        await findings.report([it])


async def test_a_family_that_nobody_knows_is_not_asked_after(shop: Shop) -> None:
    fields = {field.name: "" for field in dataclasses.fields(Moved)}
    assert await catch_up(Moved(**{**fields, "type": "unheard_of"})) is None  # type: ignore[arg-type]


def test_a_constraint_that_is_no_rule_of_the_ledger_is_told_as_it_is() -> None:
    error = asyncpg.ForeignKeyViolationError("something else")
    assert ledger._fault(error, "k", []) is error


async def test_the_account_that_lacks_money_is_named_even_where_the_database_does_not_say_it(
    shop: Shop,
) -> None:
    account, other = await funded(), await funded()
    assert ledger._account_in("", move(account, other, 5)) == account
