"""What a holder says of a code and keeps from the brand: every answer, page and file that the brand reads is the same
before and after, and so is its intermediation as the desk hands it out."""

import re
import uuid

import httpx

from market.base import names
from market.base.database import fetch_value
from market.relations.actions.invite import KIND
from market.relations.actions.redeem import say_redeemed, take_back
from market.relations.campaigns.actions import send_campaign
from market.relations.campaigns.api import name_of
from market.relations.intermediation.queries import page_of
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_session, an_offer, brand_of

__all__ = ["market"]

HTML = {"accept": "text/html"}
READ = (
    *("/v1/rentals", "/v1/rentals/{}", "/v1/rentals/{}/invitations", "/v1/rentals/{}/agreement"),
    *("/v1/rentals/{}/reading", "/v1/rentals/{}/files/record", "/v1/rentals/{}/files/agreement"),
    *("/v1/campaigns", "/v1/campaigns/{campaign}", "/v1/documents", "/v1/brand/dpo-pack"),
)
PAGES = ("/rentals", "/rentals/{}", "/campaigns", "/campaigns/{campaign}", "/campaigns/new", "/dpo-pack")


def alike(text: str) -> str:
    """The text without what differs from one reading to the next: keys of forms, times of signing, signatures."""
    text = re.sub(r"\b[0-9a-f]{32}\b", "<id>", text)
    text = re.sub(r"\d\d:\d\d:\d\d(\.\d+)?", "<time>", text)
    return re.sub(r'"(value|signature|jws)": ?"[\w.-]+"', "<signed>", text)


async def all_of_it(
    brand: httpx.AsyncClient, relation: Relation, campaign: uuid.UUID
) -> dict[str, tuple[int, str]]:
    called = name_of(brand_of(relation.brand), campaign)
    found = {}
    for path in (*READ, *PAGES):
        address = path.replace("{}", str(relation.agreement)).replace("{campaign}", called)
        got = await brand.get(address, headers=HTML if path in PAGES else {})
        found[path] = got.status_code, alike(got.text)
    return found


async def test_a_word_that_is_kept_from_the_brand_changes_nothing_that_it_reads(market: Market) -> None:
    relation = await a_paid_relation(market)
    made = await send_campaign(relation.brand, "Printemps", [relation.agreement], await an_offer())
    inner = await fetch_value("select id from relations.invitations")
    name = names.name(KIND, inner, names.for_agreement(relation.agreement))
    assert relation.holder.person
    log = await page_of(relation.holder.person, relation.persona, 100)
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(relation.brand)}") as brand:
        before = await all_of_it(brand, relation, made.id)
        assert {path for path, (status, _) in before.items() if status != 200} == set()
        await say_redeemed(relation.holder, relation.agreement, name, told=False)
        assert await all_of_it(brand, relation, made.id) == before
        await take_back(relation.holder, relation.agreement, name)
        assert await all_of_it(brand, relation, made.id) == before
        assert await page_of(relation.holder.person, relation.persona, 100) == log
        await say_redeemed(relation.holder, relation.agreement, name, told=True)
        changed = await all_of_it(brand, relation, made.id)
    told = {path for path in before if before[path] != changed[path]}
    assert told == {
        *("/v1/rentals/{}/invitations", "/v1/campaigns", "/v1/campaigns/{campaign}"),
        *("/rentals/{}", "/campaigns/{campaign}"),
    }, "the control: what it is let know stands where it should, and nowhere else"
