"""A finding: the same under the same key, closed by a person, opened again by other facts alone."""

from dataclasses import replace

import asyncpg
import pytest

from market.base import audit
from market.base.database import fetch, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.money.reconciliation import findings, queries
from market.money.reconciliation.differences import Difference
from market.money.reconciliation.findings import FindingChanged, FindingClosed
from market.money.reconciliation.rules import Kind
from tests.conftest import FreshDatabase
from tests.money.flows.shop import Shop
from tests.money.reconciliation.looking import found, hourly, ledger, moves

SEEN = Difference("object:ch_1:EUR", Kind.UNBOOKED, "ch_1", "mark", {"stripe": []}, "EUR", 1846)
OPERATOR = audit.Actor("operator", b"o" * 32)

pytestmark = pytest.mark.usefixtures("database")


async def close(it: queries.Finding, version: int | None = None, note: str = "Vu avec Stripe.") -> None:
    async with transaction():
        await findings.close(OPERATOR, it.id, version or it.version, note)


async def only() -> queries.Finding:
    listed = [*await queries.list_findings("open"), *await queries.list_findings("closed")]
    assert len(listed) == 1
    return listed[0]


async def audited() -> list[tuple[str, str]]:
    rows = await fetch("select action, actor_kind from base.audit_entries order by id")
    return [tuple(row) for row in rows]


async def test_a_second_run_finds_the_same_finding() -> None:
    await findings.report([SEEN])
    first = await only()
    await findings.report([SEEN])
    again = await only()
    assert (again.id, again.version, again.state) == (first.id, 1, "open")
    assert again.seen_at > first.seen_at and again.opened_at == first.opened_at
    assert await audited() == [("finding.opened", "system")]


async def test_a_closed_one_stays_closed_while_its_facts_are_the_same() -> None:
    await findings.report([SEEN])
    await close(await only())
    await findings.report([SEEN])
    closed = await only()
    assert (closed.state, closed.version) == ("closed", 1)
    assert [it.note for it in await queries.closures(closed.id)] == ["Vu avec Stripe."]
    assert await audited() == [("finding.opened", "system"), ("finding.closed", "operator")]


async def test_other_facts_open_it_again_and_keep_what_was_said_before() -> None:
    await findings.report([SEEN])
    before = await only()
    await close(before)
    await findings.report([replace(SEEN, mark="other", difference=1900)])
    again = await only()
    assert (again.state, again.version, again.difference) == ("open", 2, 1900)
    assert again.opened_at > before.opened_at and again.found_at == before.found_at
    assert [it.note for it in await queries.closures(again.id)] == ["Vu avec Stripe."]
    assert (await audited())[-1] == ("finding.reopened", "system")
    await close(again, note="Encore vu.")
    assert [it.version for it in await queries.closures(again.id)] == [2, 1]


async def test_what_a_whole_look_does_not_see_any_more_is_gone_and_still_open() -> None:
    await findings.report([SEEN])
    seen = await only()
    (later,) = await fetch("select base.now() as now")
    await findings.not_seen_since(later["now"], {Kind.FOREIGN})
    assert (await only()).gone_at is None, "another kind of look says nothing of it"
    await findings.not_seen_since(seen.seen_at, {Kind.UNBOOKED})
    assert (await only()).gone_at is None
    await findings.not_seen_since(later["now"], {Kind.UNBOOKED})
    gone = await only()
    assert gone.gone_at is not None and gone.state == "open"
    await findings.report([SEEN])
    assert (await only()).gone_at is None


async def test_one_whose_facts_changed_under_the_reader_is_not_closed() -> None:
    await findings.report([SEEN])
    read = await only()
    await findings.report([replace(SEEN, mark="other")])
    with pytest.raises(FindingChanged):
        await close(read)
    await close(await only())
    with pytest.raises(FindingClosed):
        await close(await only())
    with pytest.raises(NotFound):
        async with transaction():
            await findings.close(OPERATOR, new_id(), 1, "Rien.")


async def test_what_was_said_cannot_be_unsaid(database: FreshDatabase) -> None:
    await findings.report([SEEN])
    await close(await only())
    for statement in (
        "update money.reconciliation_closures set note = 'x'",
        "delete from money.reconciliation_closures",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await fetch("delete from money.reconciliation_findings")


async def test_closing_posts_nothing(shop: Shop) -> None:
    await moves(shop.sandbox, "reserve_hold", -300)
    await hourly()
    before = await ledger()
    await close(await only())
    assert await ledger() == before and await found() == []
    await hourly()
    assert await found() == [], "the difference stands, and a person has looked into it"
    assert await found("closed") == ["unknown"]


async def test_findings_are_listed_page_by_page_by_state_and_kind() -> None:
    for number in range(5):
        kind = Kind.FOREIGN if number % 2 else Kind.UNBOOKED
        await findings.report([replace(SEEN, key=f"object:{number}:EUR", subject=str(number), kind=kind)])
    first = await queries.list_findings("open", most=3)
    rest = await queries.list_findings("open", after=first[-1].id, most=3)
    assert [it.subject for it in [*first, *rest]] == ["4", "3", "2", "1", "0"]
    assert [it.subject for it in await queries.list_findings("open", Kind.FOREIGN)] == ["3", "1"]
    assert await queries.list_findings("closed") == []
    assert await queries.open_by_kind() == {Kind.UNBOOKED: 3, Kind.FOREIGN: 2}
    assert await queries.count_open() == 5
    with pytest.raises(NotFound):
        await queries.finding(new_id())


def test_nothing_of_ours_is_told_by_what_a_finding_is_about() -> None:
    row = new_id()
    for kind, subject, about in (
        (Kind.UNBOOKED, "ch_1", "ch_1"),
        (Kind.UNMOVED, f"payment:{row}", "payment"),
        (Kind.INVARIANT, str(row), ""),
    ):
        made = queries.Finding(*(row, kind, subject, None, None, {}, 1, "open"), *[None] * 4)  # type: ignore[arg-type]
        assert made.about == about
