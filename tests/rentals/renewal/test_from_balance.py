"""A renewal that the balance pays: at once and whole, as often tried as a card, and never after the end."""

import uuid
from datetime import timedelta

import pytest

from market.base import mail, vault
from market.base.database import fetch, fetch_value
from market.money.chart import brand_credit, escrow
from market.money.credit.actions.top_up import top_up
from market.money.credit.errors import BalanceTooLow
from market.money.ledger import balance
from market.money.payments import submit_payment
from market.rentals.actions.end import withdraw
from market.rentals.errors import RenewalNotWaiting, RenewalTooLate
from market.rentals.renewal.pay import pay_now
from market.rentals.renewal.queries import of_rental
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from tests.market import Market, market
from tests.relations.helpers import brand_of
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]

JSON = {"accept": "application/json"}


async def put_in(it: Renewing, cents: int) -> None:
    payment = await top_up(it.brand, cents, uuid.uuid4().hex)
    url = (await submit_payment(payment)).checkout_url
    assert url
    await it.market.pay_at(url)
    await it.market.quiet()


async def holds(it: Renewing) -> int:
    return await balance(brand_credit(vault.tag("money", brand_of(it.brand))))


async def noticed(market: Market, cents: int = 0) -> Renewing:
    """A rental that both want renewed from the balance, after its notice."""
    it = await a_rental(market)
    if cents:
        await put_in(it, cents)
    await brand_wishes(it.brand, it.agreement, True, "balance")
    await holder_wishes(it.holder, it.agreement, True)
    await it.to("notice")
    assert (await it.renewal()).state == "noticed"
    return it


async def charged_at_stripe() -> int:
    return int(
        await fetch_value(
            "select count(*) from sandbox.objects where kind = 'charge' and body->>'paid' = 'true'"
        )
    )


async def test_it_is_paid_on_the_first_day_from_the_balance_and_follows_without_a_gap(market: Market) -> None:
    it = await noticed(market, 5000)
    before = await charged_at_stripe()
    assert await holds(it) == 5000, "nothing is taken at the notice"
    await it.to("charge")
    renewal, following = await it.renewal(), await it.following()
    assert renewal.state == "paid" and following is not None
    assert following.starts_at == (await it.row()).ends_at
    assert (await holds(it), await balance(escrow(following.id))) == (3100, 1900)
    assert await charged_at_stripe() == before, "Stripe hears nothing of it"
    assert await fetch_value("select due_at from rentals.renewals where id = $1", renewal.id) is None
    await it.to("end")
    assert await market.read(it.brand, following.agreement)
    wish = await of_rental(following.id)
    assert wish and (wish.means, wish.state) == ("balance", "open"), "and so it stays for the next"
    assert [kind for kind in await it.kinds() if "brand" in kind] == ["renewal_notice_brand", "renewed_brand"]
    assert await market.findings() == []


async def test_too_little_is_tried_three_times_nothing_is_taken_and_it_ends(market: Market) -> None:
    it = await noticed(market, 1000)
    for step in range(3):
        await it.to("charge", step)
        renewal = await it.renewal()
        assert (renewal.step, renewal.failure, renewal.next) == (step + 1, "balance_too_low", None)
    assert await fetch("select 1 from rentals.rentals where parent = $1", it.rental) == []
    assert await holds(it) == 1000
    await it.to("end")
    assert (await it.renewal()).because == "not_paid"
    assert await it.following() is None
    said = [m for m in await mail.kept() if m.kind == "renewal_declined"]
    assert len(said) == 3 and all("Votre solde ne suffit pas." in " ".join(m.text.split()) for m in said)
    assert said[0].subject.startswith("Votre solde n’a pas payé")
    assert await market.findings() == []


async def test_with_money_put_in_the_next_try_takes_it(market: Market) -> None:
    it = await noticed(market)
    await it.to("charge")
    assert (await it.renewal()).failure == "balance_too_low"
    await put_in(it, 2000)
    await it.to("charge", 1)
    assert (await it.renewal()).state == "paid" and await holds(it) == 100
    assert await market.findings() == []


async def test_or_the_brand_pays_at_once_and_no_try_is_used_up(market: Market) -> None:
    it = await noticed(market)
    with pytest.raises(RenewalNotWaiting):
        await pay_now(it.brand, it.agreement, "fr")
    await it.to("charge")
    with pytest.raises(BalanceTooLow):
        await pay_now(it.brand, it.agreement, "fr")
    await put_in(it, 2000)
    assert await pay_now(it.brand, it.agreement, "fr") is None
    assert (await it.renewal()).state == "paid"
    with pytest.raises(RenewalNotWaiting):
        await pay_now(it.brand, it.agreement, "fr")
    assert await holds(it) == 100
    assert await market.findings() == []


async def test_taken_back_all_of_it_is_in_the_balance_again(market: Market) -> None:
    it = await noticed(market, 1900)
    await it.to("charge")
    assert await holds(it) == 0
    await withdraw(it.holder, it.agreement)
    await market.quiet()
    assert await holds(it) == 1900
    assert (await it.renewal()).state == "called_off"
    assert await market.findings() == []


async def test_no_try_is_made_after_the_end_however_late_the_worker(market: Market) -> None:
    it = await noticed(market, 5000)
    await it.to("end", late=timedelta(minutes=1))
    assert ((await it.renewal()).state, (await it.renewal()).because) == ("failed", "not_paid")
    assert await holds(it) == 5000


async def test_what_pays_is_frozen_with_the_notice(market: Market) -> None:
    it = await noticed(market, 5000)
    with pytest.raises(RenewalTooLate):
        await brand_wishes(it.brand, it.agreement, True, "card")
    assert (await it.renewal()).means == "balance"


async def test_the_brand_chooses_it_on_the_page_and_by_api(market: Market) -> None:
    it = await a_rental(market)
    path = f"/rentals/{it.agreement}"
    async with reading(market, it.brand) as visitor:
        form = next(f for f in Page(await visitor.get(path)).forms if f.values.get("pay") == "balance")
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
        page = Page(await visitor.get(path))
        assert "your balance" in page.words and "Pay it by card" in page.words
        stands = (await visitor.get(f"/v1{path}/renewal", headers=JSON)).json()
        assert (stands["wanted"], stands["pay"]) == (True, "balance")
        asked = {"json": {"renew": True, "pay": "card"}, "headers": JSON}
        assert (await visitor.put(f"/v1{path}/renewal", **asked)).json()["pay"] == "card"
    async with reading(market, it.brand, "fr") as visitor:
        assert "Le payer sur le solde" in Page(await visitor.get(path)).words
    async with reading(market, it.holder) as visitor:
        theirs = (await visitor.get(f"/v1/relations/{it.agreement}/renewal", headers=JSON)).json()
    assert theirs["pay"] is None, "a holder is not told how a brand pays"


async def test_without_the_savepoint_half_a_renewal_would_stay(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what was begun for a try that found too little would stand in the way of the next one."""
    import contextlib

    from market.rentals.renewal import work

    it = await noticed(market)
    real = work.transaction
    opened: list[int] = []

    def first_only() -> object:
        opened.append(1)
        return real() if len(opened) == 1 else contextlib.nullcontext()

    monkeypatch.setattr(work, "transaction", first_only)
    await it.to("charge")
    assert (await it.renewal()).failure != "balance_too_low", "nothing of the try could be kept"
