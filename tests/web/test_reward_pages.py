"""Rewards on pages and by API: set aside, asked with, chosen, given to charities; refused in the reader's words."""

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from market.accounts.authentication import COOKIE
from market.base import clock
from market.base.database import fetch_value
from market.money.payouts.errors import SameOperator
from market.money.rewards.actions import charities
from market.money.rewards.errors import CharityPaymentNotMovable, MoreThanGiven
from market.relations.questions.answering import answer
from market.relations.rewards.actions import sweep_rewards
from tests.accounts.people import browser
from tests.market import Market, market
from tests.money.payouts.paying import an_operator, client_money
from tests.relations.helpers import a_session
from tests.relations.rewards.rewarding import Rewarding, a_rewarding

__all__ = ["market"]


@dataclass
class Scene:
    it: Rewarding
    brand: httpx.AsyncClient
    holder: httpx.AsyncClient

    async def later(self, days: int) -> None:
        """The question is over; who was away for so long signs in again."""
        await clock.travel(timedelta(days=days))
        await sweep_rewards()
        for who, client in ((self.it.relation.brand, self.brand), (self.it.relation.holder, self.holder)):
            client.cookies.clear()
            client.cookies.set(COOKIE, await a_session(who))

    async def day(self, ahead: int) -> str:
        return (clock.market_date(await clock.now()) + timedelta(days=ahead)).isoformat()


@pytest.fixture
async def scene(market: Market) -> AsyncIterator[Scene]:
    with client_money():
        it = await a_rewarding(market, voucher_bps=12_000)
        tokens = await a_session(it.relation.brand), await a_session(it.relation.holder)
        async with browser(market.app, tokens[0]) as brand, browser(market.app, tokens[1]) as holder:
            yield Scene(it, brand, holder)


def shown(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).replace("\u00a0", " ")


async def typed(scene: Scene, act: str = "ask", **changes: str) -> dict[str, str]:
    budgets = (await scene.brand.get("/v1/reward-budgets")).json()
    question = {
        "kind": "scale",
        "purpose": "benefits",
        "until": await scene.day(8),
        "text": "Notre atelier vous tente ?",
        "subject": "buying",
        "most": "5",
        "rental": str(scene.it.relation.agreement),
        "key": uuid.uuid4().hex,
        "reward": "1,50",
        "budget": budgets[0]["id"],
    }
    return question | {"act": act} | changes


async def test_a_budget_is_set_aside_on_a_page_and_told_by_api(scene: Scene) -> None:
    sent: dict[str, Any] = {
        "amount": "12,50",
        "until": await scene.day(30),
        "rate": "",
        "key": uuid.uuid4().hex,
    }
    made = await scene.brand.post("/rewards", data=sent)
    assert made.status_code == 303
    again = await scene.brand.post("/rewards", data=sent)
    assert again.headers["location"] == made.headers["location"], "a second click is the same budget"
    found = (await scene.brand.get("/v1/reward-budgets")).json()
    assert [(it["amount"], it["free"], it["status"], it["voucher_bps"]) for it in found] == [
        (12_50, 12_50, "open", None),
        (10_00, 10_00, "open", 12_000),
    ]
    words = shown(await scene.brand.get("/rewards?lang=fr"))
    assert "Budget de 12,50 €" in words and "Budget de 10,00 €" in words
    assert (await scene.holder.get("/rewards")).status_code == 403


async def test_what_cannot_be_set_aside_is_told_at_its_field_and_keeps_what_was_typed(scene: Scene) -> None:
    for changes, said in (
        ({"amount": "4"}, "Ce montant n’est pas possible pour un budget."),
        ({"amount": "9000"}, "Votre solde ne couvre pas ce prix."),
        ({"until": "2020-01-01"}, "Ce dernier jour n’est pas possible."),
        ({"rate": "99"}, "Un code vaut au moins la récompense"),
    ):
        sent = {"amount": "10", "until": await scene.day(30), "rate": "", "key": uuid.uuid4().hex} | changes
        refused = await scene.brand.post("/rewards?lang=fr", data=sent)
        assert refused.status_code in (409, 422) and said in shown(refused), changes
        assert all(f'value="{it}"' in refused.text for it in changes.values())
    assert await fetch_value("select count(*) from money.reward_budgets") == 1


async def test_a_question_comes_with_a_reward_from_the_form_to_the_code(scene: Scene) -> None:
    name = (await scene.brand.get("/v1/reward-budgets")).json()[0]["id"]
    assert (
        await scene.brand.post(f"/rewards/{name}/codes", data={"codes": "VELO-1\nVELO-2\n"})
    ).status_code == 303
    assert "2 sur 2" in shown(await scene.brand.get(f"/rewards/{name}?lang=fr"))
    look = await scene.brand.post("/questions/new?lang=fr", data=await typed(scene, "look"))
    assert "Chaque réponse rapporte 1,50 € à sa personne" in shown(look)
    asked = await scene.brand.post("/questions/new", data=await typed(scene))
    assert asked.status_code == 303, shown(asked)
    agreement = scene.it.relation.agreement
    (question,) = (await scene.holder.get(f"/v1/relations/{agreement}/questions")).json()
    assert question["reward"] == 1_50
    assert "1,50 € par réponse" in shown(await scene.holder.get(f"/relations/{agreement}?lang=fr"))
    await answer(scene.it.relation.holder, agreement, question["id"], 4)
    assert "to be chosen" not in shown(await scene.holder.get(f"/relations/{agreement}?lang=en"))
    await scene.later(9)
    (reward,) = (await scene.holder.get(f"/v1/relations/{agreement}/rewards")).json()
    assert (reward["state"], reward["amount"], reward["voucher_worth"], reward["question"]) == (
        "earned",
        1_50,
        1_80,
        question["id"],
    )
    at = f"/relations/{agreement}/rewards/{reward['id']}"
    page = shown(await scene.holder.get(f"{at}?lang=fr"))
    assert "En argent : 1,50 €" in page and "qui y vaut 1,80 €" in page and "En don" not in page
    chosen = await scene.holder.post(at, data={"way": "voucher"})
    assert chosen.status_code == 303
    assert "VELO-1" in shown(await scene.holder.get(at))
    assert (await scene.holder.post(f"{at}?lang=fr", data={"way": "cash"})).status_code == 409
    brand_side = [
        (await scene.brand.get(path)).text
        for path in (
            f"/rentals/{agreement}",
            f"/rewards/{name}",
            "/rewards",
            "/balance",
            f"/v1/reward-budgets/{name}",
        )
    ]
    assert not any("VELO-1" in it for it in brand_side), "which code went is not told either"


async def test_a_reward_that_is_too_large_keeps_the_question(scene: Scene) -> None:
    refused = await scene.brand.post("/questions/new?lang=fr", data=await typed(scene, reward="10,01"))
    assert refused.status_code == 409
    assert "C’est plus que ce qui reste dans le budget" in shown(refused)
    assert "Notre atelier vous tente ?" in refused.text and 'value="10,01"' in refused.text
    without = await scene.brand.post("/questions/new?lang=fr", data=await typed(scene, budget=""))
    assert without.status_code == 422 and "Notre atelier vous tente ?" in without.text


async def test_pages_and_api_say_how_many_questions_are_left_and_what_one_more_needs(scene: Scene) -> None:
    agreement = scene.it.relation.agreement
    pages = ("/questions?lang=fr", "/questions/new?kind=text&lang=fr", f"/rentals/{agreement}?lang=fr")
    for path in pages:
        said = shown(await scene.brand.get(path))
        assert "Reste ce mois de location : 1 comprise, 4 de plus avec une récompense." in said, path
    free: dict[str, Any] = {"reward": "", "budget": "", "rental": str(agreement)}
    asked = await scene.brand.post("/questions/new", data=await typed(scene, **free))
    assert asked.status_code == 303, shown(asked)
    for path in pages:
        assert "0 comprise, 4 de plus avec une récompense." in shown(await scene.brand.get(path)), path
    assert "Poser une question récompensée" in shown(await scene.brand.get(pages[-1]))
    again = await scene.brand.post("/questions/new?lang=fr", data=await typed(scene, **free))
    assert again.status_code == 409 and "Ajoutez une récompense" in shown(again)
    assert "Notre atelier vous tente ?" in again.text, "what was typed is kept"
    question = {"kind": "text", "purpose": "benefits", "until": await scene.day(5), "text": "Et ?"}
    found = await scene.brand.post("/v1/questions/preview", json=question | {"subject": "buying"})
    assert found.json() == {
        "would_be_asked": 0,
        "left_out": {"question-not-included": 1},
        "included_left": 0,
        "rewarded_left": 4,
    }


async def test_a_charity_is_added_given_to_and_paid(scene: Scene, market: Market) -> None:
    operator = await an_operator()
    async with (
        browser(market.app, await a_session(operator)) as desk,
    ):
        for sent, said in (
            ({"name": "A", "registration": "W313001234"}, "Ce nom n’est pas possible."),
            ({"name": "Les Vélos du lien", "registration": "12345"}, "Ce numéro n’est ni"),
        ):
            refused = await desk.post("/operator/charities?lang=fr", data=sent)
            assert refused.status_code == 422 and said in shown(refused)
        sent = {"name": "Les Vélos du lien", "registration": "W31 300 1234"}
        assert (await desk.post("/operator/charities", data=sent)).status_code == 303
        assert (await desk.post("/operator/charities", data=sent)).status_code == 409
        await scene.brand.post("/questions/new", data=await typed(scene))
        agreement = scene.it.relation.agreement
        (question,) = (await scene.holder.get(f"/v1/relations/{agreement}/questions")).json()
        await answer(scene.it.relation.holder, agreement, question["id"], 4)
        await scene.later(9)
        at = f"/relations/{agreement}/rewards/{await scene.it.name()}"
        page = await scene.holder.get(f"{at}?lang=fr")
        (charity,) = re.findall(r'<option value="([^"]+)">Les Vélos du lien', page.text)
        assert (await scene.holder.post(at, data={"way": "charity", "charity": charity})).status_code == 303
        assert "Don fait à Les Vélos du lien" in shown(await scene.holder.get(f"{at}?lang=fr"))
        desk.cookies.clear()
        desk.cookies.set(COOKIE, await a_session(operator))
        listed = await desk.get("/operator/charities?lang=fr")
        assert "dû 1,50 €" in shown(listed)
        (place,) = re.findall(r'action="(/operator/charities/[^"/]+)" novalidate', listed.text)
        paid = {"reference": "DONS 11", "day": await scene.day(0)}
        refused = await desk.post(f"{place}?lang=fr", data=paid | {"amount": "1,51"})
        assert refused.status_code == 409 and "C’est plus que ce qui a été donné" in shown(refused)
        assert (await desk.post(place, data=paid | {"amount": "1,50"})).status_code == 303
        assert "dû 0,00 €" in shown(await desk.get("/operator/charities?lang=fr"))
        assert await market.findings() == []


async def test_a_transfer_above_the_limit_takes_a_second_operator(scene: Scene, market: Market) -> None:
    operator, second = await an_operator(), await an_operator()
    to = await charities.add(operator, "Les Vélos du lien", "552100554")
    day = clock.market_date(await clock.now())
    large = await charities.record(operator, to, charities.Payment(2_000_00, "DONS 12", day))
    assert await charities.record(operator, to, charities.Payment(2_000_00, "dons 12", day)) == large
    with pytest.raises(SameOperator):
        await charities.confirm(operator, large)
    with pytest.raises(MoreThanGiven):
        await charities.confirm(second, large)
    await charities.call_off(second, large, "faux montant")
    with pytest.raises(CharityPaymentNotMovable):
        await charities.confirm(second, large)
    assert await market.findings() == []
