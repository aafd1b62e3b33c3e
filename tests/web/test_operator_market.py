"""How the market does: figures against a slow recount, the counting rules, and pages that do not grow."""

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch
from market.money.chart import Account, Kind, escrow, own
from market.money.days.actions import roll_days
from market.operators.health import actions, queries, rules
from market.operators.health.rules import Day
from market.rentals.actions.end import withdraw
from market.web.charts import FLOOR, WIDTH, Column, columns_chart
from market.web.operator_market import PATH
from market.web.operator_names import account_name
from tests.factories import a_person
from tests.market import Market, market
from tests.money.books import book, charge
from tests.relations.helpers import a_paid_relation
from tests.web.brands import Page, reading

__all__ = ["market"]

CENTS = st.integers(0, 10**7)


# The rules.


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_count_below_fifty_and_no_share_of_fewer_than_fifty_holders(
    part: int, more: int, holders: int
) -> None:
    count, found = rules.at_least(holders), rules.share(part, part + more, holders)
    assert count is None or 50 <= count <= holders
    assert (count is None) == (holders < 50)
    if holders < 50 or part + more == 0:
        assert found is None
    else:
        assert found is not None and found % 5 == 0 and abs(found - 100 * part / (part + more)) <= 2.5
    assert rules.median_days(3, holders) == (3 if holders >= 50 else None)


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), CENTS), st.sampled_from(rules.GRAINS))
def test_bars_partition_the_days(volumes: dict[date, int], grain: str) -> None:
    first, last = date(2026, 2, 3), date(2026, 11, 17)
    bars = rules.bars([Day(day, volume=cents) for day, cents in volumes.items()], first, last, grain)
    assert (bars[0].first, bars[-1].last) == (first, last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(bars))
    assert sum(it.volume for it in bars) == sum(v for k, v in volumes.items() if first <= k <= last)
    assert all(rules.starts(it.first, grain) == rules.starts(it.last, grain) for it in bars)


@given(st.sampled_from(rules.SPANS), st.text(max_size=6) | st.sampled_from(rules.GRAINS))
def test_a_chart_has_few_enough_bars_to_be_read(span: int, asked: str) -> None:
    grain = rules.grain_for(span, asked)
    assert len(rules.bars([], date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=span - 1), grain)) <= 64


@given(st.lists(st.tuples(CENTS, CENTS), max_size=62))
def test_columns_stay_in_the_chart(values: list[tuple[int, int]]) -> None:
    chart = columns_chart([Column("m", *value) for value in values])
    for block in chart.blocks:
        assert (
            block.x >= 0
            and block.x + block.width <= WIDTH
            and block.y >= 19.8
            and block.y + block.height <= FLOOR + 0.2
        )
    assert len(chart.labels) <= 5


# The figures.


async def test_money_by_day_is_what_a_slow_recount_says(market: Market) -> None:
    for _ in range(3):
        it = await a_paid_relation(market)
        await clock.travel(timedelta(days=4))
        await withdraw(it.holder, it.agreement)
        await market.quiet()
        await clock.travel(timedelta(days=3))
    await roll_days()
    due: dict[date, Counter[str]] = {}
    for row in await fetch(
        "select t.effective_at, t.kind as why, e.kind, e.amount from money.ledger_entries e"
        " join money.ledger_transactions t on t.id = e.transaction_id"
    ):
        day = due.setdefault(market_date(row["effective_at"]), Counter())
        if (row["kind"], row["why"]) == ("stripe:clearing", "charge.succeeded"):
            day["volume"] += -row["amount"]
            day["charges"] += 1
        if row["kind"] == "stripe:clearing" and row["why"].startswith("refund."):
            day["refunds"] += row["amount"]
        if row["kind"] == "platform:revenue":
            day["commission"] += row["amount"]
        if row["kind"] == "stripe:fees":
            day["stripe_fees"] -= row["amount"]
    today = market_date(await clock.now())
    found = {it.day: it for it in await queries.days(today - timedelta(days=60), today)}
    fields = ("charges", "volume", "commission", "stripe_fees", "refunds")
    assert {
        day: tuple(getattr(it, f) for f in fields)
        for day, it in found.items()
        if any(getattr(it, f) for f in fields)
    } == {day: tuple(sums[f] for f in fields) for day, sums in due.items() if any(sums[f] for f in fields)}
    assert sum(it.volume for it in found.values()) == 3 * 1900
    assert sum(it.refunds for it in found.values()) > 0
    async with reading(market, await a_person(operator=True)) as operator:
        page = Page(await operator.get(f"{PATH}?span=30&by=day"))
    assert "Paid by brands: €57.00" in page.words
    assert page.words.count("€19.00") == 3, "each day's sum stands in the table"


async def test_how_holders_and_brands_fare_is_what_a_slow_recount_says(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    from market.relations.actions import invite
    from market.relations.rules import Reaction
    from tests.relations.helpers import an_offer

    relations = [await a_paid_relation(market) for _ in range(4)]
    for it in relations[:3]:
        await invite.send(it.brand, it.agreement, await an_offer())
    (first, *_) = await fetch("select id from relations.invitations order by id")
    await invite.react(relations[0].holder, relations[0].agreement, first["id"], Reaction.INTERESTED)
    monkeypatch.setattr(rules, "FEWEST", 1)
    monkeypatch.setattr(rules, "at_least", lambda count: count)
    shown = await actions.figures(30)
    assert (shown["brands"], shown["repeat_brands"], shown["repeat_share"]) == (4, 0, 0)
    assert (shown["listed"], shown["invited"]) == (4, 3)
    assert (shown["answered_share"], shown["interested_share"]) == (35, 35), (
        "one of three, to the nearest five"
    )
    assert (shown["rented_share"], shown["first_rental_days"]) == (100, 0)
    monkeypatch.undo()
    hidden = await actions.figures(30)
    assert [
        hidden[it] for it in ("listed", "first_rental_days", "rented_share", "invited", "answered_share")
    ] == [None] * 5


async def test_a_brand_that_orders_twice_came_back(market: Market) -> None:
    from tests.factories import a_brand, a_holder, a_persona

    brand = await a_brand()
    for _ in range(2):
        await market.rented(brand, await a_persona(await a_holder()))
    await a_paid_relation(market)
    shown = await actions.figures(90)
    assert (shown["brands"], shown["repeat_brands"], shown["repeat_share"]) == (2, 1, 50)


async def test_the_figures_are_counted_once_an_hour_and_shown_as_counted(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as operator:
        assert "Not counted yet" in Page(await operator.get(PATH)).words
        assert await actions.count_market() == 3
        assert await actions.count_market() == 0
        words = Page(await operator.get(PATH)).words
        assert words.count("too early to say") == 6 and "at least 50" in words
    await clock.travel(timedelta(hours=1, minutes=1))
    assert await actions.count_market() == 3


async def test_filters_stand_in_the_address_and_rubbish_is_the_default(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as operator:
        for query, span, by in (
            ("", "90", "week"),
            ("?span=365", "365", "month"),
            ("?span=30&by=week", "30", "week"),
            ("?span=365&by=day", "365", "week"),
        ):
            answer = await operator.get(PATH + query)
            assert answer.status_code == 200
            assert Page(answer).form(PATH).values == {"span": span, "by": by}, query
            assert "style=" not in answer.text and answer.text.count('role="img"') == 3
            assert answer.text.count("<details") == 3


# Growth.

PAGES = (
    "/operator",
    PATH,
    "/operator/ledger",
    "/operator/exports",
    "/operator/findings",
    "/operator/held",
    "/operator/settlements",
    "/operator/payouts",
    "/operator/operators",
    "/operator/brands",
)


@contextmanager
def listening() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Every statement that runs meanwhile."""
    said: list[tuple[str, tuple[Any, ...]]] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("fetch", "fetchrow", "fetchval"):
            run = getattr(asyncpg.Connection, name)

            async def heard(self: Any, query: str, *args: Any, _run: Any = run, **more: Any) -> Any:
                said.append((query, args))
                return await _run(self, query, *args, **more)

            patch.setattr(asyncpg.Connection, name, heard)
        yield said


async def a_long_ledger(owner: asyncpg.Connection, days: int = 300, a_day: int = 100) -> None:
    """Postings of many days, as bulk, in two own accounts."""
    for table in ("ledger_transactions", "ledger_entries"):
        await owner.execute(f"alter table money.{table} disable trigger user")
    await owner.execute(
        "insert into money.ledger_transactions"
        " (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)"
        " select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'"
        " || substr(md5(d || '-' || n), 1, 19))::uuid,"
        " 'charge.succeeded', 'test', gen_random_uuid(), d || '-' || n, at, at"
        " from generate_series(1, $1::int) d, generate_series(1, $2::int) n,"
        " lateral (select base.now() - make_interval(days => $1::int + 2 - d, secs => n) as at) w order by at",
        days,
        a_day,
    )
    await owner.execute(
        "insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)"
        " select id, l, k, s, 'EUR', a from money.ledger_transactions,"
        " lateral (values (1, 'stripe:clearing', ''::bytea, -1900),"
        " (2, 'rental:escrow', uuid_send(source_id), 1900)) v (l, k, s, a)"
        " where source_type = 'test' order by effective_at"
    )
    for table in ("ledger_transactions", "ledger_entries"):
        await owner.execute(f"alter table money.{table} enable trigger user")
    await owner.execute(
        "insert into money.days_to_roll (day) select distinct (effective_at at time zone 'Europe/Paris')::date"
        " from money.ledger_transactions"
    )
    await roll_days()
    await owner.execute("analyze money.ledger_entries, money.ledger_transactions, money.account_days")


def scanned(plan: dict[str, Any]) -> int:
    """How many rows of the ledger a plan reads."""
    rows = sum(scanned(it) for it in plan.get("Plans", []))
    if plan.get("Relation Name") in ("ledger_entries", "ledger_transactions"):
        skipped = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        rows += int((plan["Actual Rows"] + skipped) * plan["Actual Loops"])
    return rows


async def read_of_the_ledger(owner: asyncpg.Connection, said: list[tuple[str, tuple[Any, ...]]]) -> int:
    total = 0
    for query, args in said:
        if "ledger_" in query and re.match(r"\s*(with|select)", query) and "insert" not in query:
            (row,) = await owner.fetch(f"explain (analyze, format json) {query}", *args)
            total += scanned(json.loads(row[0])[0]["Plan"])
    return total


async def test_no_page_of_the_desk_reads_the_whole_ledger(market: Market, owner: asyncpg.Connection) -> None:
    await a_long_ledger(owner)
    rows = (await fetch("select count(*) as n from money.ledger_entries"))[0]["n"]
    assert rows >= 60_000
    last = market_date(await clock.now())
    clearing = f"/operator/ledger/accounts/{account_name(own(Kind.STRIPE_CLEARING))}"
    some = (await fetch("select source_id from money.ledger_transactions limit 1"))[0]["source_id"]
    rental: Account = escrow(some)
    paths = (
        *PAGES,
        clearing,
        f"{clearing}?day={(last - timedelta(days=100)).isoformat()}",
        f"/operator/ledger/accounts/{account_name(rental)}",
        "/operator/ledger/kinds/rental-escrow",
        "/operator/ledger/kinds/brand-receivable",
        "/operator/ledger/csv",
    )
    read: dict[str, int] = {}
    async with reading(market, await a_person(operator=True)) as operator:
        for path in paths:
            with listening() as said:
                answer = await operator.get(path)
            assert answer.status_code == 200, (path, answer.text[:400])
            read[path] = await read_of_the_ledger(owner, said)
    assert {path: count for path, count in read.items() if count > rows / 50} == {}


async def test_control_adding_an_account_up_anew_is_noticed(
    market: Market, owner: asyncpg.Connection
) -> None:
    from market.money.ledger import balance

    await a_long_ledger(owner, days=20)
    with listening() as said:
        await balance(own(Kind.STRIPE_CLEARING))
    assert await read_of_the_ledger(owner, said) >= 2000


async def test_the_long_ledger_is_told_right(market: Market, owner: asyncpg.Connection) -> None:
    """What is quick is also so."""
    from market.money import explorer

    await a_long_ledger(owner, days=30, a_day=20)
    await book(charge(uuid.uuid4(), 100))
    today = market_date(await clock.now())
    assert await explorer.balance_at(own(Kind.STRIPE_CLEARING), today) == -(30 * 20 * 1900 + 100)
    page = await explorer.postings(own(Kind.STRIPE_CLEARING), today)
    assert len(page) == 50 and page[0].amount == -100


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (0, "0 days, half of them sooner", "0 jour, la moitié plus tôt"),
        (1, "1 day, half of them sooner", "1 jour, la moitié plus tôt"),
        (2, "2 days, half of them sooner", "2 jours, la moitié plus tôt"),
    ],
)
async def test_a_day_is_one_and_a_share_is_written_as_each_language_does(
    market: Market, days: int, english: str, french: str
) -> None:
    await actions.count_market()
    changed = {"first_rental_days": days, "rented_share": 65}
    await fetch("update operators.market_figures set figures = figures || $1::jsonb", json.dumps(changed))
    async with reading(market, await a_person(operator=True)) as operator:
        in_english = (await operator.get(f"{PATH}?language=en")).text
        in_french = (await operator.get(f"{PATH}?language=fr")).text
    assert english in in_english and "65%" in in_english
    assert french in in_french and "65\u00a0%" in in_french
