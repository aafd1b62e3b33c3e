"""Both sides read the same agreement, in all three readings."""

from tests.accounts.people import browser
from tests.market import Market, market
from tests.relations.helpers import a_paid_relation, a_session

__all__ = ["market"]


async def test_holder_and_brand_read_one_agreement_by_machine_and_in_words(market: Market) -> None:
    relation = await a_paid_relation(market)
    async with (
        browser(market.app, await a_session(relation.holder)) as holder,
        browser(market.app, await a_session(relation.brand)) as brand,
    ):
        for part in ("agreement", "reading"):
            mine = await holder.get(f"/v1/relations/{relation.agreement}/{part}")
            theirs = await brand.get(f"/v1/rentals/{relation.agreement}/{part}")
            assert mine.status_code == 200 and mine.json() == theirs.json()
            assert (await brand.get(f"/v1/relations/{relation.agreement}/{part}")).status_code in (403, 404)
        assert (
            mine.json()
            and (await holder.get(f"/v1/relations/{relation.agreement}/agreement")).json()["@type"]
        )
        page = (await holder.get(f"/relations/{relation.agreement}", headers={"accept": "text/html"})).text
        assert f'href="/v1/relations/{relation.agreement}/agreement"' in page
