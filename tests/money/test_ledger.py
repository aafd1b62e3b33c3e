"""The ledger keeps its rules, whoever posts and whatever they try."""

import uuid
from datetime import UTC, datetime

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.price import Money
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money.chart import (
    GUARDED,
    Account,
    Entry,
    Kind,
    Movement,
    NoSuchAccount,
    brand_credit,
    credit,
    debit,
    escrow,
    holder,
    in_flight,
    own,
    subject_bytes,
)
from market.money.ledger import (
    InsufficientFunds,
    LedgerKeyReused,
    LedgerUnbalanced,
    Source,
    balance,
    post,
    rental_position,
)
from market.money.settlement.earnings import keep_earning
from tests.conftest import FreshDatabase
from tests.money.books import CLEARING, book, charge, funded, move, tag
from tests.money.books import check_sums as check

HEADER = (
    "insert into money.ledger_transactions"
    " (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)"
    " values ($1::uuid, 'charge.succeeded', 'test', $1::uuid, $1::uuid::text, base.now(), base.now())"
)
LINES = (
    "insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
    " select $1, l.n, l.kind, '', 'EUR', l.amount"
    " from unnest($2::int[], $3::text[], $4::bigint[]) l (n, kind, amount)"
)
OWN = ["stripe:clearing", "stripe:fees"]


async def whole(identity: uuid.UUID, lines: list[int], kinds: list[str], amounts: list[int]) -> None:
    """Header and entries in one statement, as `post` does it, but by hand."""
    entries = LINES.replace("select $1,", "select (select id from header),")
    await fetch(f"with header as ({HEADER} returning id) {entries}", identity, lines, kinds, amounts)


async def test_a_posting_moves_both_accounts(database: FreshDatabase) -> None:
    rental = new_id()
    assert await book(charge(rental, 1900))
    assert await balance(escrow(rental)) == 1900
    assert await balance(CLEARING) == -1900
    assert await check() == []


async def test_a_posting_carries_its_reason_and_its_time(database: FreshDatabase) -> None:
    source, moment = Source("payment", new_id()), datetime(2026, 3, 1, tzinfo=UTC)
    async with transaction():
        await post(Movement.CHARGE_SUCCEEDED, source, "k", charge(new_id()), moment)
    row = await fetch_row("select * from money.ledger_transactions")
    assert row is not None
    assert (row["kind"], row["source_type"], row["source_id"]) == ("charge.succeeded", "payment", source.id)
    assert row["effective_at"] == moment < row["created_at"]


async def test_the_same_key_with_the_same_content_posts_once(database: FreshDatabase) -> None:
    rental, source = new_id(), Source("payment", new_id())
    for again in (False, True):
        async with transaction():
            entries = charge(rental)[::-1] if again else charge(rental)
            assert await post(Movement.CHARGE_SUCCEEDED, source, "k", entries) is not again
    assert await balance(escrow(rental)) == 1900
    assert await fetch_value("select count(*) from money.ledger_transactions") == 1


@pytest.mark.parametrize("change", ["amount", "account", "source", "kind", "longer"])
async def test_the_same_key_with_other_content_is_refused(database: FreshDatabase, change: str) -> None:
    rental, source, kind = new_id(), Source("payment", new_id()), Movement.CHARGE_SUCCEEDED
    async with transaction():
        await post(kind, source, "k", charge(rental))
    entries = {
        "amount": charge(rental, 1800),
        "account": charge(new_id()),
        "longer": charge(rental) + move(CLEARING, own(Kind.STRIPE_FEES), 1),
    }.get(change, charge(rental))
    other = Source("payment", new_id()) if change == "source" else source
    with pytest.raises(LedgerKeyReused):
        async with transaction():
            await post(Movement.REFUND_FAILED if change == "kind" else kind, other, "k", entries)
    assert await balance(escrow(rental)) == 1900


async def test_a_guarded_account_does_not_fall_below_zero(database: FreshDatabase) -> None:
    account, other = await funded(1900), brand_credit(tag())
    with pytest.raises(InsufficientFunds) as refused:
        await book(move(account, other, 1901))
    assert refused.value.account == account
    assert await book(move(account, other, 1900))
    with pytest.raises(InsufficientFunds):
        await book(move(account, other, 1))
    assert await balance(account) == 0
    assert await check() == []


async def test_an_account_that_never_held_anything_gives_nothing(database: FreshDatabase) -> None:
    account = holder(Kind.HOLDER_PENDING, tag())
    with pytest.raises(InsufficientFunds) as refused:
        await book([debit(await funded(5), 5), debit(account, 1), credit(CLEARING, 6)])
    assert refused.value.account == account
    assert await fetch_value("select count(*) from money.ledger_balances where posted = 0") == 0


async def test_the_platforms_own_accounts_may_stand_either_way(database: FreshDatabase) -> None:
    await book(move(own(Kind.STRIPE_FEES), CLEARING, 58))
    assert (await balance(own(Kind.STRIPE_FEES)), await balance(CLEARING)) == (-58, 58)
    assert await fetch_value("select count(*) from money.ledger_balances") == 0


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [credit(CLEARING, 5)],
        [credit(CLEARING, 5), debit(own(Kind.STRIPE_FEES), 4)],
        [credit(CLEARING, 5), debit(own(Kind.STRIPE_FEES, "JPY"), 5)],
        [credit(CLEARING, 0), debit(own(Kind.STRIPE_FEES), 0)],
    ],
    ids=["none", "one leg", "a cent short", "two currencies", "nothing moves"],
)
async def test_what_does_not_balance_is_not_posted(database: FreshDatabase, entries: list[Entry]) -> None:
    with pytest.raises(LedgerUnbalanced):
        await book(entries)
    assert await fetch_value("select count(*) from money.ledger_transactions") == 0


async def test_raw_sql_posts_only_what_is_whole(database: FreshDatabase) -> None:
    await whole(new_id(), [1, 2], OWN, [5, -5])
    for lines, kinds, amounts in (
        ([1], OWN[:1], [5]),
        ([1, 2], OWN, [5, -4]),
        ([2, 3], OWN, [5, -5]),
        ([1, 3], OWN, [5, -5]),
        ([0, 2], OWN, [5, -5]),
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await whole(new_id(), lines, kinds, amounts)
    assert await fetch_value("select count(*) from money.ledger_transactions") == 1
    assert await check() == []


async def test_entries_cannot_follow_their_transaction_in_a_second_statement(database: FreshDatabase) -> None:
    identity = new_id()
    with pytest.raises(asyncpg.CheckViolationError, match="has no entries"):
        await fetch(HEADER, identity)
    await whole(identity, [1, 2], OWN, [5, -5])
    with pytest.raises(asyncpg.UniqueViolationError):
        await fetch(LINES, identity, [1, 2], OWN, [5, -5])
    with pytest.raises(asyncpg.CheckViolationError, match="whole"):
        await fetch(LINES, identity, [3, 4], OWN, [5, -5])
    with pytest.raises(asyncpg.CheckViolationError, match="whole"):
        await fetch(LINES, new_id(), [1, 2], OWN, [5, -5])
    with pytest.raises(asyncpg.CheckViolationError, match="whole"):
        await fetch(LINES, identity, [-1, 0, 3], [*OWN, "tax:vat"], [5, -4, -1])
    assert await fetch_value("select count(*) from money.ledger_entries") == 2


@pytest.mark.parametrize("table", ["ledger_transactions", "ledger_entries"])
async def test_nobody_alters_what_was_posted(
    database: FreshDatabase, owner: asyncpg.Connection, table: str
) -> None:
    await book(charge(new_id()))
    for statement in (
        f"update money.{table} set kind = kind",
        f"delete from money.{table}",
        f"truncate money.{table}",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await fetch(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await owner.execute(statement)
    assert await fetch_value(f"select count(*) from money.{table}") > 0


async def test_the_service_cannot_write_a_balance(database: FreshDatabase) -> None:
    await funded(5)
    for statement in (
        "update money.ledger_balances set posted = posted + 1",
        "delete from money.ledger_balances",
        "insert into money.ledger_balances (kind, subject, currency, posted, change)"
        " values ('brand:credit', '', 'EUR', 1, 1)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)


async def test_the_trigger_serves_no_other_table(database: FreshDatabase) -> None:
    account = await funded(5)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the ledger's"):
        async with transaction():
            await fetch(
                "create temporary table ledger_entries"
                " (transaction_id uuid, line int, kind text, subject bytea, currency text, amount bigint)"
            )
            await fetch(
                "create trigger mine after insert on pg_temp.ledger_entries referencing new table as fresh"
                " for each statement execute function money.check_entries()"
            )
            stands = await fetch_value("select id from money.ledger_transactions")
            await fetch(
                "insert into pg_temp.ledger_entries values"
                " ($1, 1, 'stripe:clearing', '', 'EUR', -9), ($1, 2, 'holder:pending', $2, 'EUR', 9)",
                stands,
                account.subject,
            )
    assert await balance(account) == 5


async def test_a_transaction_is_reversed_exactly_and_once(database: FreshDatabase) -> None:
    rental, source = new_id(), Source("payment", new_id())
    fee = move(own(Kind.STRIPE_FEES), CLEARING, 58)
    async with transaction():
        await post(Movement.CHARGE_SUCCEEDED, source, "charge", charge(rental) + fee)
    posted = await fetch_value("select id from money.ledger_transactions")
    back = [Entry(entry.account, -entry.amount) for entry in charge(rental) + fee]
    for wrong in (
        charge(rental) + fee,
        [Entry(e.account, e.amount // 2) for e in back],
        back[2:],
        back + fee,
    ):
        with pytest.raises(LedgerUnbalanced):
            async with transaction():
                await post(Movement.CHARGE_SUCCEEDED, source, "wrong", wrong, reverses=posted)
    with pytest.raises(LedgerUnbalanced):
        async with transaction():
            await post(Movement.CHARGE_SUCCEEDED, source, "of nothing", back, reverses=new_id())
    for again in (False, True):
        async with transaction():
            fresh = await post(Movement.CHARGE_SUCCEEDED, source, "back", back, reverses=posted)
            assert fresh is not again
    await book(charge(rental))
    with pytest.raises(LedgerKeyReused):
        async with transaction():
            await post(Movement.CHARGE_SUCCEEDED, source, "twice", back, reverses=posted)
    assert await balance(escrow(rental)) == 1900
    assert await check() == []


async def test_the_database_guards_the_accounts_that_the_chart_calls_guarded(
    owner: asyncpg.Connection,
) -> None:
    source = await owner.fetchval("select pg_get_functiondef('money.check_entries'::regproc)")
    assert {kind for kind in Kind if f"'{kind}'" in source} == GUARDED


@pytest.mark.parametrize("kind", list(Kind))
async def test_an_account_has_the_subject_that_its_kind_asks_for(database: FreshDatabase, kind: Kind) -> None:
    wrong = 32 - subject_bytes(kind) // 2
    with pytest.raises(NoSuchAccount):
        Account(kind, bytes(wrong))
    with pytest.raises(asyncpg.CheckViolationError, match="ledger_entries_subject_fits"):
        await fetch(
            "insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
            " values ($1, 1, $2, $3, 'EUR', 1)",
            new_id(),
            kind,
            bytes(wrong),
        )


async def test_a_rentals_money_is_explained_at_every_step(database: FreshDatabase) -> None:
    rental, other, holder_tag = new_id(), new_id(), tag()
    pending = holder(Kind.HOLDER_PENDING, holder_tag)
    await book(charge(rental)[1:] + charge(other)[1:] + [debit(CLEARING, 3800)])
    assert (await rental_position(rental)).captured == 1900
    ended = new_id()
    async with transaction():
        await keep_earning(holder_tag, rental, Money(490), ended, "card")
        await post(
            Movement.RENTAL_ENDED,
            Source("rental", rental),
            "ended",
            [
                debit(escrow(rental), 1900),
                credit(in_flight(rental), 1287),
                credit(pending, 490),
                credit(own(Kind.PLATFORM_REVENUE), 102),
                credit(own(Kind.TAX_VAT), 21),
            ],
            id=ended,
        )
    position = await rental_position(rental)
    assert (position.escrow, position.in_flight, position.holder) == (0, 1287, 490)
    assert position.explained
    async with transaction():
        refund = Source("refund", new_id())
        await post(Movement.REFUND_SUCCEEDED, refund, "r", move(in_flight(rental), CLEARING, 1287))
    position = await rental_position(rental)
    assert (position.in_flight, position.refunded, position.explained) == (0, 1287, True)
    async with transaction():
        brand = Account(Kind.BRAND_CREDIT, tag())
        await post(Movement.REFUND_FAILED, refund, "late", move(CLEARING, brand, 1287))
    position = await rental_position(rental)
    assert (position.refunded, position.credited, position.explained) == (0, 1287, True)
    assert (await rental_position(other)).escrow == 1900
    assert await check() == []


_PAYOUT = """
with identity as (
  insert into money.payout_identities (id, holder, method, sealed, created_at)
  values (gen_random_uuid(), sha256('somebody'), 'sepa', '', now()) returning id)
insert into money.payouts (id, holder, currency, amount, identity_id, method, status, reference, requested_at,
    changed_at)
  select gen_random_uuid(), sha256('somebody'), 'EUR', 100, id, 'sepa', '{status}', upper(md5('x')::char(24)),
    now(), now() from identity
"""


_DISPUTE = """
insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at)
  values ('00000000-0000-4000-8000-000000000001', sha256('b'), 'EUR', 100, 'k', now());
insert into money.payments (id, order_id, amount, currency, status, captured, created_at, paid_at)
  values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 100, 'EUR', 'succeeded',
    100, now(), now());
insert into money.order_lines (id, order_id, rental_id, amount, bps, vat_bps, closed_at, close_reason, withheld,
    repaid) values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001',
    '00000000-0000-4000-8000-000000000001', 100, 8000, 2000, now(), 'x', {withheld}, {repaid});
insert into money.disputes (id, payment_id, stripe_dispute_id, amount, currency, reason, status, withdrawn,
    created_at, closed_at) values (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 'du_1', {amount}, 'EUR',
    'fraudulent', '{status}', {withdrawn}, now(), {closed});
"""


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ({"withheld": 1}, "wait for no dispute"),
        ({"repaid": 1}, "repaid 1, went back past us 0"),
        ({"withdrawn": 100}, "withdrawn 100, reinstated 0, booked 0"),
        ({"withdrawn": 100}, "dispute:held stands at 0, disputes at -100"),
        (
            {"status": "needs_response", "closed": "null", "amount": 101},
            "refunds and disputes of 101 on 100 captured",
        ),
    ],
)
async def test_each_invariant_of_disputes_finds_what_breaks_it(
    database: FreshDatabase, owner: asyncpg.Connection, row: dict[str, object], finding: str
) -> None:
    """The controls."""
    plain = {"withheld": 0, "repaid": 0, "amount": 100, "status": "won", "withdrawn": 0, "closed": "now()"}
    await owner.execute(_DISPUTE.format(**(plain | row)))
    assert [it for it in await check() if finding in it.detail and it.invariant in (6, 7)]


@pytest.mark.parametrize("invariant", [1, 2, 3, 4, 5, 6, 8, "8 reserved", 9])
async def test_each_invariant_finds_what_breaks_it(
    database: FreshDatabase, owner: asyncpg.Connection, invariant: int | str
) -> None:
    """The controls: with the database's rules taken away, each break is seen."""
    rental = new_id()
    await book(charge(rental))
    await owner.execute("alter table money.ledger_entries disable trigger ledger_entries_append_only")
    unguarded = "alter table money.ledger_entries disable trigger ledger_entries_check;"
    breaks = {
        1: "update money.ledger_entries set amount = amount + 1 where kind = 'stripe:clearing'",
        2: "grant update on money.ledger_entries to moi_service",
        3: "alter table money.ledger_transactions drop constraint ledger_transactions_key;"
        "alter table money.ledger_transactions disable trigger user;"
        "insert into money.ledger_transactions select gen_random_uuid(), kind, source_type, source_id,"
        " idempotency_key, effective_at, created_at, null from money.ledger_transactions",
        4: "alter table money.ledger_balances drop constraint ledger_balances_posted;"
        "update money.ledger_balances set posted = -1",
        5: "update money.ledger_balances set posted = posted + 1",
        6: f"{unguarded} with h as (insert into money.ledger_transactions select gen_random_uuid(),"
        " 'rental.ended', 'rental', gen_random_uuid(), 'x', effective_at, created_at, null"
        " from money.ledger_transactions returning id) insert into money.ledger_entries"
        " (transaction_id, line, kind, subject, currency, amount) select h.id, l.n, l.kind, l.subject, 'EUR',"
        " l.amount from h, (select 1 as n, 'rental:escrow' as kind, subject, -1 as amount"
        " from money.ledger_entries where kind = 'rental:escrow' union all"
        " select 2, 'stripe:fees', '', 1) l",
        8: "insert into money.earnings select gen_random_uuid(), sha256('somebody'), gen_random_uuid(), 'EUR', 1,"
        " gen_random_uuid(), now(), null",
        "8 reserved": _PAYOUT.format(status="requested"),
        9: _PAYOUT.format(status="paid"),
    }
    await owner.execute(breaks[invariant])
    assert int(str(invariant)[0]) in {finding.invariant for finding in await check()}


AMOUNTS = st.integers(min_value=1, max_value=500)
MOVES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), AMOUNTS, st.booleans()), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
async def test_kept_balances_are_the_sums_of_their_entries_after_any_postings(
    database: FreshDatabase, moves: list[tuple[int, int, int, bool]]
) -> None:
    rental, person = new_id(), tag()
    accounts = [
        escrow(rental),
        holder(Kind.HOLDER_PENDING, person),
        holder(Kind.HOLDER_PAYABLE, person),
        own(Kind.PLATFORM_REVENUE),
        CLEARING,
    ]
    model = dict.fromkeys(accounts, 0)
    for source, target, amount, twice in moves:
        entries = move(accounts[source], accounts[target], amount)
        if twice:
            entries += move(accounts[target], accounts[source], amount // 2 + 1)
        after = dict(model)
        for entry in entries:
            after[entry.account] += entry.amount
        possible = all(after[account] >= 0 for account in accounts if account.guarded)
        try:
            await book(entries)
        except InsufficientFunds:
            assert not possible
        else:
            assert possible
            model = after
    for account, amount in model.items():
        if account.guarded:
            assert await balance(account) == amount
    kept = [found for found in await check() if found.invariant in (1, 4, 5)]
    assert kept == []


async def test_a_posting_reads_no_table_from_end_to_end(database: FreshDatabase) -> None:
    """Else it would slow down as the books grow; the trigger's plan is made while they are empty."""
    async with transaction():
        for number in range(20):
            rental, source = new_id(), Source("payment", new_id())
            await post(Movement.CHARGE_SUCCEEDED, source, f"in {number}", charge(rental))
            await post(
                Movement.RENTAL_NOT_STARTED,
                Source("rental", rental),
                f"out {number}",
                move(escrow(rental), in_flight(rental), 1900),
            )
        scans = await fetch(
            "select relname, seq_scan from pg_stat_xact_user_tables where schemaname = 'money'"
        )
        assert {row["relname"]: row["seq_scan"] for row in scans if row["seq_scan"]} == {}
        assert len(scans) >= 3
