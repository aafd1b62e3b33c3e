"""Twenty at once: one run, one closing, one finding."""

import asyncio

import asyncpg

from market.base.database import transaction
from market.money.reconciliation import findings, queries, runs
from market.money.reconciliation.findings import FindingClosed
from market.money.reconciliation.rules import Scope
from market.money.reconciliation.runs import RunUnderWay
from tests.conftest import FreshDatabase
from tests.money.flows.shop import Shop
from tests.money.reconciliation.test_findings import OPERATOR, SEEN, only

CONTENDERS = 20


async def begin() -> bool:
    try:
        await runs.begin(Scope.ASKED)
    except RunUnderWay:
        return False
    return True


async def test_twenty_workers_begin_one_run(crowded_shop: Shop) -> None:
    assert sum(await asyncio.gather(*(begin() for _ in range(CONTENDERS)))) == 1


async def test_without_the_index_all_of_them_would_begin(crowded_shop: Shop, fresh: FreshDatabase) -> None:
    """The control of the test above."""
    owner = await asyncpg.connect(fresh.owner)
    await owner.execute("drop index money.reconciliation_runs_one")
    await owner.close()
    assert sum(await asyncio.gather(*(begin() for _ in range(CONTENDERS)))) == CONTENDERS


async def close(it: queries.Finding) -> None:
    async with transaction():
        await findings.close(OPERATOR, it.id, it.version, "Vu.")


async def test_of_twenty_who_close_a_finding_one_does(crowded_shop: Shop) -> None:
    await findings.report([SEEN])
    it = await only()
    answers = await asyncio.gather(*(close(it) for _ in range(CONTENDERS)), return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, FindingClosed) for answer in answers) == CONTENDERS - 1
    assert len(await queries.closures(it.id)) == 1


async def test_twenty_runs_that_see_the_same_make_one_finding(crowded_shop: Shop) -> None:
    await asyncio.gather(*(findings.report([SEEN]) for _ in range(CONTENDERS)))
    assert (await only()).version == 1
