"""Twenty at one payout: each cent is paid once, each step is taken once.

Beside each race stands its control: with the lock or rule taken away, the race is lost.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from market.base import audit, clock
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.money.invariants import check
from market.money.payouts import alone, locks, statements
from market.money.payouts.account import payee
from market.money.payouts.actions import request
from market.money.payouts.actions.approve import Approval, approve_batch, approve_payout
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.outcome import execute_batch
from market.money.payouts.actions.request import request_month, request_now
from market.money.payouts.actions.steer import cancel_payout, hold_payout
from market.money.payouts.errors import (
    BatchNotMovable,
    PayoutAbovePayable,
    PayoutNotMovable,
    SameOperator,
)
from tests.conftest import FreshDatabase
from tests.money.flows.together import done_or_waiting
from tests.money.payouts.paying import (
    BEGAN,
    IBAN,
    MARCH,
    NAME,
    a_payee,
    an_operator,
    approved,
    batch_of,
    client_money,
    closed,
    gave_back,
    payout_of,
    ready,
    requested,
    sent,
    status_of,
    sums,
    tag_of,
)
from tests.races.conftest import CONTENDERS, at_once
from tests.waiting import until_waiting

ROUNDS = 3


@pytest.fixture
async def paying(arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FreshDatabase]:
    monkeypatch.setenv("DATABASE_URL", arena.service)
    await clock.travel_to(BEGAN)
    with client_money():
        yield arena


async def ask(tag: bytes, amount: int) -> uuid.UUID:
    async with transaction():
        return await request_now(audit.SYSTEM, tag, amount)


async def test_twenty_payouts_of_one_balance_take_what_is_there(paying: FreshDatabase) -> None:
    for _ in range(ROUNDS):
        who = await a_payee()
        await ready((who, 1050))
        results = await at_once([lambda: ask(tag_of(who), 100)] * CONTENDERS)  # noqa: B023
        assert {type(it) for it in results} == {uuid.UUID, PayoutAbovePayable}
        assert len([it for it in results if isinstance(it, uuid.UUID)]) == 10
        assert await sums(who) == (50, 1000)
    assert await check() == []


async def test_without_the_guarded_account_and_the_question_they_take_more(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: two walls, the lock with the question and the account's check; without both it is lost."""
    who = await a_payee()
    await ready((who, 1050))
    owner = await asyncpg.connect(paying.owner)
    await owner.execute("alter table money.ledger_balances drop constraint ledger_balances_posted")
    await owner.close()

    async def plenty(account: object) -> int:
        return 10**9

    monkeypatch.setattr(request, "balance", plenty)
    results = await at_once([lambda: ask(tag_of(who), 100)] * CONTENDERS)
    assert len([it for it in results if isinstance(it, uuid.UUID)]) == CONTENDERS
    assert {finding.invariant for finding in await check()} == {4}


async def test_twenty_runs_of_one_month_pay_once(paying: FreshDatabase) -> None:
    holders = [await a_payee() for _ in range(3)]
    await ready(*[(who, 2000) for who in holders])
    await closed()
    results = await at_once([lambda: request_month(MARCH, audit.SYSTEM)] * CONTENDERS)
    assert not [it for it in results if isinstance(it, Exception)], results
    assert sum(it.amount for it in results if not isinstance(it, Exception)) == 6000
    assert [await sums(who) for who in holders] == [(0, 2000)] * 3
    assert await fetch_value("select count(*) from money.payout_batches") == 1
    assert await check() == []


async def _drawn_while_the_run_looks(paying: FreshDatabase, who: object) -> object:
    """Another payout of the balance is asked for and not committed when the run comes to the holder."""
    holds, may_commit = asyncio.Event(), asyncio.Event()

    async def draw() -> None:
        async with transaction():
            await request_now(audit.SYSTEM, tag_of(who), 1500)  # type: ignore[arg-type]
            holds.set()
            await may_commit.wait()

    async def run() -> object:
        await holds.wait()
        try:
            return await request_month(MARCH, audit.SYSTEM)
        except asyncpg.CheckViolationError as error:
            return error

    async def commit_once_it_waits() -> None:
        owner = await asyncpg.connect(paying.owner)
        await holds.wait()
        await until_waiting(owner)
        may_commit.set()
        await owner.close()

    _, result, _ = await asyncio.gather(draw(), run(), commit_once_it_waits())
    return result


async def test_the_run_pays_what_is_left_by_who_was_first(paying: FreshDatabase) -> None:
    who = await a_payee()
    await ready((who, 3000))
    await closed()
    result = await _drawn_while_the_run_looks(paying, who)
    assert isinstance(result, request.Requested) and result.amount == 1500
    assert await sums(who) == (0, 3000)
    assert await check() == []


async def test_without_the_lock_on_the_identity_the_run_asks_for_too_much(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the run decides on what it saw before, and the ledger refuses all of it."""
    blind = statements.LOCK.replace("for no key update of i", "")
    monkeypatch.setattr(statements, "LOCK", blind)
    who = await a_payee()
    await ready((who, 3000))
    await closed()
    assert isinstance(await _drawn_while_the_run_looks(paying, who), asyncpg.CheckViolationError)


async def test_sent_or_canceled_and_never_both(paying: FreshDatabase) -> None:
    for period in (MARCH, "2027-04", "2027-05"):
        who, operators = await a_payee(), [await an_operator() for _ in range(CONTENDERS)]
        await requested((who, 2000), period=period)
        batch, payout = await batch_of(who), (await payout_of(who))["id"]
        await approved(batch)
        acts = [
            (lambda it=it: export_batch(it, batch))  # noqa: B023
            if number % 2
            else (lambda it=it: cancel_payout(it, payout, "stop"))  # noqa: B023
            for number, it in enumerate(operators)
        ]
        await at_once(acts)  # type: ignore[arg-type]
        status = await status_of(who)
        assert (status, await sums(who)) in (("submitted", (0, 2000)), ("canceled", (2000, 0)))
        attempts = await fetch_value(
            "select count(*) from money.payout_attempts where payout_id = $1", payout
        )
        assert attempts == (status == "submitted")
    assert await check() == []


async def _canceled_while_being_sent(paying: FreshDatabase, who: object) -> str:
    """The export has read what it will send and not committed when the cancellation comes."""
    from market.money.payouts.actions import export as exporting

    read, may_go_on = asyncio.Event(), asyncio.Event()
    opened = exporting.identities.opened

    async def slow(rows: object) -> object:
        found = await opened(rows)  # type: ignore[arg-type]
        read.set()
        await may_go_on.wait()
        return found

    async def cancel() -> str:
        await read.wait()
        try:
            await asyncio.wait_for(cancel_payout(operator, payout, "stop"), 1.0)
        except (PayoutNotMovable, TimeoutError) as refused:
            return type(refused).__name__
        finally:
            may_go_on.set()
        return "canceled"

    operator, payout = await an_operator(), (await payout_of(who))["id"]  # type: ignore[arg-type]
    batch = await batch_of(who)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting.identities, "opened", slow)
        _, outcome = await asyncio.gather(
            export_batch(await an_operator(), batch), cancel(), return_exceptions=True
        )
    return str(outcome)


async def test_a_cancellation_waits_for_the_sending(paying: FreshDatabase) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await approved(await batch_of(who))
    assert await _canceled_while_being_sent(paying, who) == "TimeoutError"
    assert await status_of(who) == "submitted"
    with pytest.raises(PayoutNotMovable):
        await cancel_payout(await an_operator(), (await payout_of(who))["id"], "stop")
    assert await check() == []


async def test_without_the_locks_real_money_goes_out_for_a_canceled_payout(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what went wrong elsewhere, a payout row that is read without FOR UPDATE."""

    async def unlocked(batch_id: uuid.UUID, states: object) -> object:
        return await fetch(
            "select * from money.payouts where batch_id = $1 and status = any($2) order by id",
            batch_id,
            list(states),  # type: ignore[call-overload]
        )

    async def glance(row: uuid.UUID) -> object:
        return (await fetch("select * from money.payout_batches where id = $1", row))[0]

    who = await a_payee()
    await requested((who, 2000))
    batch = await batch_of(who)
    await approved(batch)
    monkeypatch.setattr(locks, "payouts_in", unlocked)
    monkeypatch.setattr(locks, "batch", glance)
    assert await _canceled_while_being_sent(paying, who) == "canceled"
    assert await fetch_value("select count(*) from money.payout_attempts") == 1, (
        "it is in the file all the same"
    )
    assert await status_of(who) == "canceled"


async def test_two_approvers_at_once_are_two(paying: FreshDatabase) -> None:
    who = await a_payee()
    await requested((who, 100_001))
    batch = await batch_of(who)
    operators = [await an_operator() for _ in range(CONTENDERS)]
    results = await at_once([lambda it=it: approve_batch(it, batch, 100_001) for it in operators])  # type: ignore[misc]
    approvals = [it for it in results if isinstance(it, Approval)]
    assert sorted(it.given for it in approvals) == [1, 2]
    assert {type(it) for it in results if not isinstance(it, Approval)} == {BatchNotMovable}
    assert await status_of(who) == "approved"


async def test_one_approver_twenty_times_at_once_is_one(paying: FreshDatabase) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 100_001))
    batch = await batch_of(who)
    results = await at_once([lambda: approve_batch(operator, batch, 100_001)] * CONTENDERS)
    assert [it for it in results if isinstance(it, Approval)] == [Approval(1, 2)]
    assert {type(it) for it in results if not isinstance(it, Approval)} == {SameOperator}
    assert await status_of(who) == "requested"


async def test_without_the_locks_on_the_batch_two_approvers_may_both_be_the_first(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each counts one approval, its own, and nothing is ever let out."""
    from market.money.payouts.actions import approve as approving

    async def glance(row: uuid.UUID) -> object:
        return (await fetch("select * from money.payout_batches where id = $1", row))[0]

    async def unlocked(batch_id: uuid.UUID, states: object) -> object:
        return await fetch("select * from money.payouts where batch_id = $1", batch_id)

    both = asyncio.Barrier(2)
    sign = approving._sign

    async def slow(*arguments: object) -> int:
        given = await sign(*arguments)  # type: ignore[arg-type]
        await both.wait()
        return given

    async def not_frozen(*_: object) -> int:
        return 2

    monkeypatch.setattr(locks, "batch", glance)
    monkeypatch.setattr(locks, "payouts_in", unlocked)
    monkeypatch.setattr(approving, "_freeze", not_frozen)
    monkeypatch.setattr(approving, "_sign", slow)
    owner = await asyncpg.connect(paying.owner)  # a reference to the batch locks it against the other's, too
    await owner.execute("alter table money.payout_approvals drop constraint payout_approvals_batch_id_fkey")
    await owner.close()
    who = await a_payee()
    await requested((who, 100_001))
    batch, operators = await batch_of(who), [await an_operator() for _ in range(2)]
    results = await at_once([lambda it=it: approve_batch(it, batch, 100_001) for it in operators])  # type: ignore[misc]
    assert results == [Approval(1, 2), Approval(1, 2)], results
    assert await status_of(who) == "requested"


BIG = 60_000  # under what one operator may let out in a day; two of them are above it


async def both_at_once(month: str) -> list[object]:
    """One operator lets out, at the same moment, two payouts of BIG that were held."""
    operator, one, two = await an_operator(), await a_payee(), await a_payee()
    await ready((one, BIG), (two, BIG))
    await closed(month)
    await request_month(month, audit.SYSTEM)
    held = [(await payout_of(who))["id"] for who in (one, two)]
    for payout in held:
        await hold_payout(operator, payout, "asked by phone")
    return await at_once([partial(approve_payout, operator, payout) for payout in held])


async def test_one_operator_at_two_payouts_at_once_stays_within_the_limit(paying: FreshDatabase) -> None:
    for month in ("2027-03", "2027-04", "2027-05"):
        results = await both_at_once(month)
        assert results in ([Approval(1, 1), Approval(1, 2)], [Approval(1, 2), Approval(1, 1)])


async def test_without_the_lock_on_the_operator_each_of_two_payouts_passes_alone(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "_ONE_AT_A_TIME", "select $1::bytea")
    slowly = f"select alone from ({alone._ALONE}) s (alone), pg_sleep(0.5)"
    monkeypatch.setattr(alone, "_ALONE", slowly)
    assert await both_at_once("2027-03") == [Approval(1, 1)] * 2


async def test_twenty_exports_at_once_are_one_file(paying: FreshDatabase, tmp_path: Path) -> None:
    holders = [await a_payee() for _ in range(3)]
    await requested(*[(who, 2000) for who in holders])
    batch = await batch_of(holders[0])
    await approved(batch)
    operator = await an_operator()
    results = await at_once([lambda: export_batch(operator, batch)] * 6)
    files = [it for it in results if not isinstance(it, Exception)]
    assert len(files) == 6, results
    assert len({file.content for file in files}) == 1
    assert sorted(file.again for file in files) == [False, True, True, True, True, True]
    assert await fetch_value("select count(*) from money.payout_attempts") == 3


async def test_twenty_returns_and_an_execution_book_each_payment_once(paying: FreshDatabase) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    batch, payout = await batch_of(who), (await payout_of(who))["id"]
    await sent(batch)
    acts = [lambda: gave_back(operator, payout, "MS03")] * 10 + [lambda: execute_batch(operator, batch)] * 10  # type: ignore[operator]
    results = await at_once(acts)  # type: ignore[arg-type]
    assert sum(it is None for it in results) == 1, results
    assert (await status_of(who), await sums(who)) == ("failed", (2000, 0))
    assert await check() == []


async def test_a_failed_payment_is_tried_again_once(paying: FreshDatabase) -> None:
    who, operator = await a_payee(), await an_operator()
    await requested((who, 2000))
    payout = (await payout_of(who))["id"]
    await sent(await batch_of(who))
    await gave_back(operator, payout, "MS03")
    operators = [await an_operator() for _ in range(CONTENDERS)]
    results = await at_once([lambda it=it: approve_payout(it, payout) for it in operators])  # type: ignore[misc]
    assert [it for it in results if isinstance(it, Approval)] == [Approval(1, 1)], results
    row = await payout_of(who)
    assert (row["status"], row["attempt"], await sums(who)) == ("approved", 2, (0, 2000))
    assert await check() == []


async def test_held_or_approved_the_last_word_stands(paying: FreshDatabase) -> None:
    who = await a_payee()
    await requested((who, 2000))
    batch, payout = await batch_of(who), (await payout_of(who))["id"]
    operators = [await an_operator() for _ in range(CONTENDERS)]
    acts = [
        (lambda it=it: hold_payout(it, payout, "look"))
        if n % 2
        else (lambda it=it: approve_batch(it, batch, 2000))
        for n, it in enumerate(operators)
    ]
    await at_once(acts)  # type: ignore[arg-type]
    row = await payout_of(who)
    assert (row["status"], row["batch_id"]) == ("held", None)
    assert await sums(who) == (0, 2000)
    assert await check() == []


async def _requests_while_another_closes(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int]:
    """A run is about to request when another of the same month begins; meanwhile somebody says where to pay. How many
    payouts the run says that it requested when it closed, and how many of that month there are.
    """
    first, second = await a_payee(), await a_payee(iban=None)
    await ready((first, 2000), (second, 2000))
    await closed()
    whole, looked, go_on = request._batch, asyncio.Event(), asyncio.Event()

    async def slow(*given: object) -> object:
        if not looked.is_set():
            looked.set()
            await go_on.wait()
        return await whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(request, "_batch", slow)
    one = asyncio.create_task(request_month(MARCH, audit.SYSTEM))
    await looked.wait()
    await done_or_waiting(other := asyncio.create_task(request_month(MARCH, audit.SYSTEM)), paying)
    assert second.person
    async with transaction():
        await keep_account(second.actor, second.person, payee(NAME, IBAN), first=True)
    go_on.set()
    await asyncio.gather(one, other)
    told = await fetch_value(
        "select (facts->>'payouts')::int from base.audit_entries where action = 'payout_run.closed'"
    )
    return told, await fetch_value("select count(*)::int from money.payouts where period = $1", MARCH)


async def test_two_runs_of_one_month_take_turns_so_none_requests_after_it_is_closed(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, there = await _requests_while_another_closes(paying, monkeypatch)
    assert (told, there) == (2, 2)
    assert await check() == []


async def test_without_the_lock_on_the_run_a_closed_month_requests_more(
    paying: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the run was told to be closed with one payout, and there are two."""

    async def blind(sql: str, *given: object) -> object:
        unlocked = (
            sql.replace("for update", "")
            if sql.startswith("select closed_at from money.payout_runs")
            else sql
        )
        return await fetch_row(unlocked, *given)

    monkeypatch.setattr(request, "fetch_row", blind)
    assert await _requests_while_another_closes(paying, monkeypatch) == (1, 2)
