"""Once a month, for everybody who has enough and has said where to; the others are asked, once."""

from datetime import timedelta

import asyncpg
import pytest

from market.base import audit, clock, mail
from market.base.database import fetch, fetch_value, transaction
from market.money.invariants import check
from market.money.orders import earnings
from market.money.payouts import letters
from market.money.payouts.account import payee
from market.money.payouts.actions import request
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.request import (
    Requested,
    is_left,
    preview,
    request_late,
    request_month,
    request_now,
)
from market.money.payouts.errors import (
    CurrencyNotPaidOut,
    MonthNotClosed,
    PayoutAbovePayable,
    PayoutIdentityMissing,
)
from market.money.payouts.jobs import write_letters
from market.money.settlement.rules import Month, PeriodUnknown
from market.operators.actions import settlements
from tests.money.payouts.paying import (
    IBAN,
    MARCH,
    NAME,
    a_payee,
    batch_of,
    client_money,
    closed,
    payout_of,
    ready,
    requested,
    sums,
    tag_of,
)
from tests.money.settlement.running import Running, end, run


async def asked() -> list[str]:
    await write_letters()
    return [letter.address for letter in await mail.kept() if letter.kind == "payout_ask"]


async def test_whoever_has_ten_euros_and_an_account_is_paid(paying: None) -> None:
    rich, poor, silent = await a_payee(), await a_payee(), await a_payee(iban=None)
    done = await requested((rich, 1000), (poor, 999), (silent, 5000))
    assert done == Requested(MARCH, 1, 1000, 1)
    assert (await sums(rich), await sums(poor), await sums(silent)) == ((0, 1000), (999, 0), (5000, 0))
    payout = await payout_of(rich)
    assert (payout["status"], payout["amount"], payout["method"]) == ("requested", 1000, "sepa")
    assert payout["batch_id"] is not None, "it is gathered into a batch"
    assert await check() == []
    shown = await earnings(tag_of(rich))
    assert (shown.payable, shown.reserved, shown.paid) == (0, 1000, 0)


async def test_each_payout_leaves_an_audit_row(paying: None) -> None:
    await requested(*[(await a_payee(), 2000) for _ in range(3)])
    rows = await fetch("select subject, facts from base.audit_entries where action = 'payout.requested'")
    assert {row["subject"] for row in rows} == {
        row["id"] for row in await fetch("select id from money.payouts")
    }


async def test_a_second_run_requests_nothing_more(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await ready((who, 3000))  # more became ready since
    assert await request_month(MARCH, audit.SYSTEM) == Requested(MARCH, 0, 0, 0)
    assert await sums(who) == (3000, 2000)
    assert await fetch_value("select count(*) from money.payouts") == 1


async def test_what_became_ready_since_is_paid_by_the_next_months_run(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    assert (await requested((who, 3000), period="2027-04")).amount == 3000
    assert await sums(who) == (0, 5000)


async def test_a_run_that_was_cut_off_goes_on(paying: None, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = [await a_payee() for _ in range(5)]
    await ready(*[(who, 2000) for who in holders])
    await closed()
    assert await preview(MARCH) == Requested(MARCH, 5, 10_000, 0)
    monkeypatch.setattr(request, "BATCH", 2)

    class Killed(BaseException): ...

    def die(payouts: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        await request_month(MARCH, audit.SYSTEM, die)
    assert await fetch_value("select count(*) from money.payouts") == 2
    assert await fetch_value("select closed_at from money.payout_runs") is None
    assert await request_month(MARCH, audit.SYSTEM) == Requested(MARCH, 3, 6000, 0)
    assert await fetch_value("select payouts from money.payout_runs") == 5
    assert len({await batch_of(who) for who in holders}) == 1
    assert await check() == []


async def test_a_run_that_dies_before_its_batch_is_not_done(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks again, by the desk's job or by the command, finds it open and ends it."""
    who = await a_payee()
    await ready((who, 2000))
    await closed()

    async def die(_: audit.Actor) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(request, "gather", die)
        await request_month(MARCH, audit.SYSTEM)
    assert await request.is_left(MARCH)
    await settlements.close(
        await fetch_value("select id::text from money.settlements where period = $1", MARCH)
    )
    assert not await request.is_left(MARCH)
    assert await fetch_value("select count(*) from money.payouts where batch_id is not null") == 1


async def test_what_waits_outside_a_batch_is_gathered_by_whoever_comes_by(paying: None) -> None:
    """Also where nobody was asked late, and no month has ever been run."""
    who = await a_payee()
    await ready((who, 2000))
    async with transaction():
        await request.request_now(audit.SYSTEM, tag_of(who), 2000)
    assert await request.request_late() == 0
    assert await fetch_value("select count(*) from money.payouts where batch_id is not null") == 1


async def test_a_month_that_is_not_settled_requests_nothing(paying: None) -> None:
    await ready((await a_payee(), 2000))
    for period, refusal in ((MARCH, MonthNotClosed), ("2027-13", PeriodUnknown)):
        with pytest.raises(refusal):
            await request_month(period, audit.SYSTEM)
    assert await fetch("select 1 from money.payouts") == []


async def test_who_is_not_known_is_asked_once_a_month_and_never_before_money_is_ready(paying: None) -> None:
    silent, waiting = await a_payee(iban=None), await a_payee(iban=None)
    done = await requested((silent, 1000), (waiting, 999))
    assert done.asked == 1
    assert len(await asked()) == 1
    await request_month(MARCH, audit.SYSTEM)
    assert len(await asked()) == 1, "the same month asks nobody again"
    assert (await requested((waiting, 1), period="2027-04")).asked == 2
    assert len(await asked()) == 3


async def test_months_that_are_made_up_for_at_once_write_one_letter(paying: None) -> None:
    silent = await a_payee(iban=None)
    await ready((silent, 4000))
    april = "2027-04"
    await clock.travel_to(Month.named(april).ends_at + timedelta(hours=6))
    for period, written in ((MARCH, 1), (april, 0)):
        await closed(period)
        assert (await request_month(period, audit.SYSTEM)).asked == written
    assert await write_letters() == 1
    async with transaction():
        assert silent.person
        await keep_account(silent.actor, silent.person, payee(NAME, IBAN), first=True)
    assert await request_late() == 1, "asked in the latest run, letter or not"
    assert await sums(silent) == (0, 4000)


async def test_what_an_older_run_left_is_the_later_ones(paying: None) -> None:
    who, silent = await a_payee(), await a_payee(iban=None)
    await ready((who, 2000), (silent, 2000))
    await closed()
    await closed("2027-04")
    assert await is_left(MARCH)
    assert (await preview("2027-04")).amount == 2000
    done = await request_month("2027-04", audit.SYSTEM)
    assert (done.payouts, done.asked) == (1, 1)
    assert not await is_left(MARCH)
    assert (await request_month(MARCH, audit.SYSTEM)).asked == 0, "nor does it ask again"
    assert await write_letters() == 1


async def test_what_is_due_is_foreseen_before_it_is_let_go(paying: None) -> None:
    who, little = await a_payee(), await a_payee()
    await ready((who, 900))
    for each, amount in ((who, 200), (little, 999)):
        rental = await run(Running(await clock.now(), amount=amount, bps=10_000, holder=tag_of(each)))
        await end(rental, rental.total_days)
    await clock.travel_to(Month.named(MARCH).ends_at + timedelta(hours=1))
    foreseen = await preview(MARCH)
    assert (foreseen.payouts, foreseen.amount) == (1, 1100)
    await closed()
    assert await preview(MARCH) == foreseen
    done = await request_month(MARCH, audit.SYSTEM)
    assert (done.payouts, done.amount) == (1, 1100)


async def test_the_letter_says_where_and_nothing_of_money_or_account(paying: None) -> None:
    await requested((await a_payee(iban=None), 4321))
    await write_letters()
    (letter,) = [it for it in await mail.kept() if it.kind == "payout_ask"]
    assert "https://moi.test/earnings" in letter.text
    assert "43" not in letter.text and "IBAN" not in letter.text


async def test_where_stripe_alone_pays_out_the_letter_says_so_and_speaks_of_no_account_kept_here(
    paying: None,
) -> None:
    await requested((await a_payee(iban=None), 4321))
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        await write_letters()
    (letter,) = [it for it in await mail.kept() if it.kind == "payout_ask"]
    assert "Stripe" in letter.text and "https://moi.test/earnings" in letter.text
    for language in ("fr", "en"):
        by_bank, by_stripe = (it.render(language, link="x")[1] for it in (letters.ASK, letters.ASK_STRIPE))
        assert "Stripe" in by_stripe and "Stripe" not in by_bank
        assert "sealed" not in by_stripe and "scellé" not in by_stripe


async def test_who_answers_late_is_paid_without_waiting_a_month(paying: None) -> None:
    silent = await a_payee(iban=None)
    await requested((silent, 4000))
    assert await request_late() == 0
    assert silent.person
    async with transaction():
        await keep_account(silent.actor, silent.person, payee(NAME, IBAN), first=True)
    assert await request_late() == 1
    assert await sums(silent) == (0, 4000)
    assert (await payout_of(silent))["batch_id"] is not None
    assert await request_late() == 0
    assert await check() == []


async def test_without_the_permission_to_hold_client_money_no_transfer_is_requested(paying: None) -> None:
    who = await a_payee()
    await ready((who, 2000))
    await closed()
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        assert (await request_month(MARCH, audit.SYSTEM)).payouts == 0
    assert await sums(who) == (2000, 0)


async def test_the_threshold_is_a_setting(paying: None) -> None:
    who = await a_payee()
    with client_money(MOI_PAYOUT_THRESHOLD="500"):
        assert (await requested((who, 500))).payouts == 1


async def test_a_payout_above_what_is_payable_is_refused(paying: None) -> None:
    who = await a_payee()
    await ready((who, 2000))
    async with transaction():
        with pytest.raises(PayoutAbovePayable):
            await request_now(audit.SYSTEM, tag_of(who), 2001)
    assert await sums(who) == (2000, 0)


async def test_the_guarded_account_refuses_it_too(paying: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the question before it taken away, the ledger says the same."""

    async def plenty(account: object) -> int:
        return 10**9

    who = await a_payee()
    await ready((who, 2000))
    monkeypatch.setattr(request, "balance", plenty)
    with pytest.raises(PayoutAbovePayable):
        async with transaction():
            await request_now(audit.SYSTEM, tag_of(who), 2001)
    assert await fetch("select 1 from money.payouts") == []


async def test_a_foreign_currency_is_refused_by_the_rule_and_by_the_table(
    paying: None, owner: asyncpg.Connection
) -> None:
    who = await a_payee()
    await ready((who, 2000))
    with pytest.raises(CurrencyNotPaidOut):
        async with transaction():
            await request_now(audit.SYSTEM, tag_of(who), 1000, "USD")
    await closed()
    await request_month(MARCH, audit.SYSTEM)
    with pytest.raises(asyncpg.CheckViolationError, match="payouts_currency"):
        await owner.execute("update money.payouts set currency = 'USD'")


async def test_without_an_account_nothing_is_paid(paying: None) -> None:
    who = await a_payee(iban=None)
    await ready((who, 2000))
    with pytest.raises(PayoutIdentityMissing):
        async with transaction():
            await request_now(audit.SYSTEM, tag_of(who), 1000)


async def test_references_are_unique_and_say_nothing(paying: None) -> None:
    await requested(*[(await a_payee(), 2000) for _ in range(4)])
    references = [row["reference"] for row in await fetch("select reference from money.payouts")]
    assert len(set(references)) == 4
    assert all(len(it) == 24 and set(it) <= set("0123456789ABCDEF") for it in references)


async def test_a_run_that_comes_days_later_still_belongs_to_its_month(paying: None) -> None:
    who = await a_payee()
    await ready((who, 2000))
    await closed()
    await clock.travel(timedelta(days=9))
    assert (await request_month(MARCH, audit.SYSTEM)).payouts == 1
    assert (await payout_of(who))["period"] == MARCH
