"""Leaving for good: whatever is earned is still paid, and where it went is forgotten once it is."""

import uuid
from datetime import timedelta

import pytest

from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.base import clock, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.chart import Kind, holder
from market.money.ledger import balance
from market.money.payouts import identities
from market.money.payouts.account import payee
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.identity import give_account
from market.money.payouts.actions.leave import pay_leavers
from market.money.payouts.actions.outcome import execute_batch
from market.money.payouts.errors import MethodNotOpen
from market.money.settlement.actions import release_due
from market.rentals.actions import leave as leaving
from market.rentals.actions.leave import leave
from tests.accounts.people import PASSWORD, person
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.money.payouts.paying import (
    IBAN,
    NAME,
    OTHER_IBAN,
    an_operator,
    approved,
    client_money,
    gave_back,
    payout_of,
    tag_of,
)

__all__ = ["market"]

ADA = "ada@example.org"


async def ada() -> Principal:
    return await of_session(await sign_in(ADA, PASSWORD))


async def earning(market: Market) -> Principal:
    """A holder whose persona was rented nine days ago."""
    await person(ADA)
    who = await ada()
    await market.rented(await a_brand(), await a_persona(who))
    await clock.travel(timedelta(days=9, hours=1))
    return await ada()


async def keys_of(who: Principal) -> set[str]:
    assert who.person
    found = {row["tag"] for row in await fetch("select tag from base.person_keys")}
    rooms = (vault.VAULT, vault.PAYOUTS)
    return {room for room in rooms if vault.tag(room, who.person) in found}


async def standing(who: Principal) -> tuple[int, int, int]:
    """(pending, payable, reserved)"""
    kinds = (Kind.HOLDER_PENDING, Kind.HOLDER_PAYABLE, Kind.HOLDER_RESERVED)
    pending, payable, reserved = [await balance(holder(kind, tag_of(who))) for kind in kinds]
    return pending, payable, reserved


async def hold_over() -> None:
    await clock.travel(timedelta(days=14, hours=1))
    await release_due()
    await pay_leavers()


async def paid_out(who: Principal) -> uuid.UUID:
    """The leaver's payout goes all the way."""
    payout = await payout_of(who)
    await approved(payout["batch_id"])
    operator = await an_operator()
    content = (await export_batch(operator, payout["batch_id"])).content
    assert NAME.encode() in content, "the account can still be read"
    await execute_batch(operator, payout["batch_id"])
    found: uuid.UUID = payout["id"]
    return found


async def test_what_is_on_hold_is_paid_when_its_hold_is_over_whatever_the_amount(market: Market) -> None:
    with client_money():
        who = await earning(market)
        await give_account(who, NAME, IBAN)
        await leave(who, PASSWORD)
        pending, payable, reserved = await standing(who)
        assert 0 < pending < 1000 and (payable, reserved) == (0, 0), "less than the threshold"
        assert await keys_of(who) == {vault.PAYOUTS}, "all else of theirs is gone at once"
        await hold_over()
        assert await standing(who) == (0, 0, pending)
        await paid_out(who)
        assert await standing(who) == (0, 0, 0)
        assert await keys_of(who) == {vault.PAYOUTS}, "a bank may give it back"
        await clock.travel(timedelta(days=14, hours=1))
        await pay_leavers()
        assert await keys_of(who) == set()
        assert await fetch_value("select octet_length(sealed) from money.payout_identities") == 0
        assert await fetch_value("select count(*) from money.payout_leavers where closed_at is null") == 0
    await market.quiet()
    assert await market.findings() == []


async def test_what_is_ready_is_requested_in_the_act(market: Market) -> None:
    with client_money():
        who = await earning(market)
        await give_account(who, NAME, IBAN)
        await clock.travel(timedelta(days=40))
        await market.sweep()
        await clock.travel(timedelta(days=14, hours=1))
        await market.sweep()
        assert (await standing(who))[1] == 1520
        who = await ada()
        await leave(who, PASSWORD)
        assert await standing(who) == (0, 0, 1520)
        assert (await payout_of(who))["status"] == "requested"
    assert await market.findings() == []


async def test_an_account_can_be_given_in_the_act_of_leaving(market: Market) -> None:
    with client_money():
        who = await earning(market)
        await leave(who, PASSWORD, payee(NAME, OTHER_IBAN))
        await hold_over()
        assert (await standing(who))[2] > 0
        await paid_out(who)
    assert await market.findings() == []


async def test_the_account_of_the_last_hour_replaces_the_one_before(market: Market) -> None:
    with client_money():
        who = await earning(market)
        await give_account(who, NAME, IBAN)
        await leave(who, PASSWORD, payee(NAME, OTHER_IBAN))
        row = await identities.current(tag_of(who))
        assert (
            row
            and (await identities.opened({row["id"]: (row["holder"], row["sealed"])}))[row["id"]]["iban"]
            == OTHER_IBAN
        )


async def test_without_an_account_it_is_given_up_and_nothing_stays(market: Market) -> None:
    with client_money():
        who = await earning(market)
        await leave(who, PASSWORD)
        assert await keys_of(who) == set()
        await hold_over()
        pending, payable, reserved = await standing(who)
        assert (pending, reserved) == (0, 0) and payable > 0, "it stands in the books"
        assert await fetch("select 1 from money.payouts") == []
    assert await market.findings() == []


async def test_a_payment_that_comes_back_within_two_weeks_can_be_sent_again(market: Market) -> None:
    from market.money.payouts.actions.approve import approve_payout

    with client_money():
        who = await earning(market)
        await give_account(who, NAME, IBAN)
        await leave(who, PASSWORD)
        await hold_over()
        payout = await paid_out(who)
        await clock.travel(timedelta(days=10))
        await pay_leavers()
        operator = await an_operator()
        await gave_back(operator, payout, "MS03")
        await approve_payout(operator, payout)
        assert (await payout_of(who))["attempt"] == 2
        await clock.travel(timedelta(days=10))
        await pay_leavers()
        assert await keys_of(who) == {vault.PAYOUTS}, "it is under way"
    assert await market.findings() == []


async def test_an_account_that_is_closed_after_the_leaving_keeps_nobodys_data_for_ever(
    market: Market,
) -> None:
    with client_money():
        who = await earning(market)
        await give_account(who, NAME, IBAN)
        await leave(who, PASSWORD)
        await hold_over()
        await gave_back(await an_operator(), await paid_out(who), "AC04")
        await clock.travel(timedelta(days=59))
        await pay_leavers()
        assert await keys_of(who) == {vault.PAYOUTS}
        await clock.travel(timedelta(days=2))
        await pay_leavers()
        assert await keys_of(who) == set()
        assert (await standing(who))[1] > 0
    assert await market.findings() == []


async def test_where_client_money_may_not_be_held_no_account_is_taken_and_nothing_ends(
    market: Market,
) -> None:
    who = await earning(market)
    with pytest.raises(MethodNotOpen):
        await leave(who, PASSWORD, payee(NAME, IBAN))
    assert await fetch_value("select count(*) from rentals.rentals where state = 'Active'") == 1
    assert await sign_in(ADA, PASSWORD)


async def test_whatever_fails_undoes_the_payout_as_well(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: uuid.UUID) -> None:
        raise OSError("the disk is full")

    with client_money():
        who = await earning(market)
        await give_account(who, NAME, IBAN)
        monkeypatch.setattr(leaving.vault, "destroy_key", fails)
        with pytest.raises(OSError, match="disk"):
            await leave(who, PASSWORD)
        assert await fetch("select 1 from money.payout_leavers") == []
        assert await keys_of(who) == {vault.VAULT, vault.PAYOUTS}
