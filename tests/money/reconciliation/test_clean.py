from tests.money.flows.shop import Shop
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.rules import Scope
from market.base.database import fetch
from tests.money.flows.conftest import shop

async def test_clean(shop: Shop) -> None:
    for n in range(3):
        b = await shop.bought()
        await shop.end(b, used=10 + n)
    await shop.settle()
    r = await reconcile(Scope.HOURLY)
    print(r)
    print(await fetch("select * from money.reconciliation_findings"))
    print([dict(x) for x in await fetch("select type, net, object, outcome from money.stripe_balance_transactions")])
    r = await reconcile()
    print(r)
    assert 0
