"""The desk's payouts that did not arrive: where they stand, and when they are over."""

import pytest

from market.base.database import fetch
from tests.market import Market, market
from tests.money.payouts.paying import (
    an_operator,
    batch_of,
    payout_of,
    requested,
    sent,
    status_of,
    sums,
    tag_of,
)
from tests.web.brands import Page, reading
from tests.web.test_operator_payouts import a_run, act, alert, batch_path, month, paying, payout_path

__all__ = ["market", "paying"]


@pytest.mark.parametrize(
    ("language", "tile", "except_", "over"),
    [
        ("en", "Payouts that came back", "All is well, except 1 thing", "the money is in a later payout"),
        ("fr", "Versements revenus", "Tout tient, sauf 1 chose", "l’argent est dans un versement suivant"),
    ],
)
async def test_what_came_back_stands_at_the_desk_until_it_is_over(
    paying: Market, language: str, tile: str, except_: str, over: str
) -> None:
    (who,) = await a_run(2000)
    await sent(await batch_of(who))
    path = await payout_path(who)
    operator = await an_operator()
    async with reading(paying, operator, language) as visitor:
        await act(visitor, path, "return", code="MS03")
        desk = Page(await visitor.get("/operator"))
        assert tile in desk.words and except_ in desk.words and "/operator/payouts#single" in desk.links
    await requested((who, 100), period=await month())
    async with reading(paying, operator, language) as visitor:
        assert "/operator/payouts#single" not in Page(await visitor.get("/operator")).links
        assert path not in Page(await visitor.get("/operator/payouts")).links
        page = Page(await visitor.get(path))
        assert over in page.words and await payout_path(who) in page.links
        assert _acts(page) == [], "no act is left"
        refused = await visitor.post(f"{path}/decision", data={"act": "retry"})
        assert refused.status_code == 409 and alert(refused)
        await sent(await batch_of(who))
        await act(visitor, await batch_path(who), "execute")
        went = {
            "en": "the money went out with a later payout",
            "fr": "l’argent est parti avec un versement suivant",
        }
        assert went[language] in Page(await visitor.get(path)).words


@pytest.mark.parametrize(
    ("language", "over"), [("en", "attempt 1, which is over"), ("fr", "l’essai 1, qui est fini")]
)
async def test_a_return_that_is_said_twice_says_nothing_of_the_next_attempt(
    paying: Market, language: str, over: str
) -> None:
    """By a page that was left open, by the reference of the bank's old message, and by the API."""
    (who,) = await a_run(2000)
    await sent(await batch_of(who))
    path, old = await payout_path(who), (await payout_of(who))["reference"]
    async with reading(paying, await an_operator(), language) as visitor:
        (left,) = [it for it in Page(await visitor.get(path)).forms if it.values.get("act") == "return"]
        await act(visitor, path, "return", code="MS03")
        await act(visitor, path, "retry")
        await visitor.post(f"{await batch_path(who)}/file")
        await act(visitor, await batch_path(who), "execute")
        again = await visitor.post(left.action, data={**left.values, "code": "MS03"})
        assert again.status_code == 409 and alert(again)
        found = await visitor.get("/operator/payouts", params={"reference": f"RETOUR {old}"})
        page = Page(await visitor.get(found.headers["location"]))
        assert over in page.words and "return" not in _acts(page) and old in page.words
        name = path.rsplit("/", 1)[1]
        said = {"code": "MS03", "reference": old}
        by_api = await visitor.post(f"/v1/operator/payouts/{name}/return", json=said)
        assert by_api.status_code == 409 and by_api.json()["type"].endswith("payout-attempt-over")
        assert (await payout_of(who))["status"] == "paid" and await sums(who) == (0, 0)
        now = (await payout_of(who))["reference"]
        assert "return" in _acts(Page(await visitor.get(path))) and now in Page(await visitor.get(path)).words
        await act(visitor, path, "return", code="MS03")
    assert await sums(who) == (2000, 0) and await paying.findings() == []


@pytest.mark.parametrize(
    ("language", "not_yet"),
    [("en", "no account that can receive"), ("fr", "pas de compte qui puisse recevoir")],
)
@pytest.mark.parametrize("lacking", ["ready_at = null", "refused_at = base.now()"])
async def test_what_no_account_can_receive_offers_no_other_try(
    paying: Market, lacking: str, language: str, not_yet: str
) -> None:
    (who,) = await a_run(2000)
    await sent(await batch_of(who))
    path = await payout_path(who)
    async with reading(paying, await an_operator(), language) as visitor:
        await act(visitor, path, "return", code="MS03")
        page = Page(await visitor.get(path))
        assert not_yet not in page.words and _acts(page) == ["retry"]
        await fetch(f"update money.payout_identities set {lacking} where holder = $1", tag_of(who))
        page = Page(await visitor.get(path))
        assert not_yet in page.words and _acts(page) == []
        refused = await visitor.post(f"{path}/decision", data={"act": "retry"})
        assert refused.status_code == 409 and alert(refused)


def _acts(page: Page) -> list[str]:
    return [form.values["act"] for form in page.forms if "act" in form.values]


@pytest.mark.parametrize(
    ("language", "executed", "back", "all_"),
    [
        ("en", "€50.00 in 2 payouts", "€20.00 in 1 payout", "Executed"),
        ("fr", "50,00 € en 2 versements", "20,00 € en 1 versement", "Exécuté"),
    ],
)
async def test_an_executed_batch_says_what_came_back(
    paying: Market, language: str, executed: str, back: str, all_: str
) -> None:
    one, *_ = await a_run(2000, 2500, 2500)
    batch, path = await batch_of(one), await batch_path(one)
    await sent(batch)
    async with reading(paying, await an_operator(), language) as visitor:
        await act(visitor, await payout_path(one), "return", code="AC04")
        assert back in Page(await visitor.get(path)).words, "also before it is executed"
        await act(visitor, path, "execute")
        shown, listed = (
            Page(await visitor.get(path)).words,
            Page(await visitor.get("/operator/payouts")).words,
        )
    assert executed in shown and back in shown and all_ in shown and back in listed


async def test_the_page_of_a_held_payout_says_how_many_have_let_it_out(paying: Market) -> None:
    (who,) = await a_run(120_000)
    path = await payout_path(who)
    async with reading(paying, await an_operator()) as first, reading(paying, await an_operator()) as second:
        await act(first, path, "hold", reason="look")
        assert "Approvals" not in Page(await second.get(path)).words
        await act(first, path, "approve")
        page = Page(await second.get(path)).words
        assert "Approvals 1 of 2" in page
        await act(second, path, "approve")
        assert "Approvals" not in Page(await second.get(path)).words
    assert await status_of(who) == "approved"
