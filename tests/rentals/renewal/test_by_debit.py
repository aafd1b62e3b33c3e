"""A renewal paid by SEPA debit: one debit, ten days before; what has not come by the end opens nothing."""

from datetime import timedelta

import pytest

from market.base import clock, mail
from market.base.database import fetch, fetch_row, fetch_value
from market.money.bankcards.actions import brand_tag, remove_card
from market.money.bankcards.errors import DebitTooSlow, NoBankAccount
from market.money.bankcards.queries import accounts_of, cards_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.chart import escrow
from market.money.ledger import balance
from market.money.rules import HOLD
from market.money.sandbox import checkout, disputes, ibans, mandates
from market.personas import actions as personas
from market.rentals.actions.end import withdraw
from market.rentals.errors import RenewalNotWaiting, RentalAlreadyEnded
from market.rentals.renewal.pay import pay_now
from market.rentals.renewal.queries import dates_of
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from tests.market import Market, market
from tests.money import acts
from tests.rentals.renewal.renewing import HERE, Renewing, a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]

JSON = {"accept": "application/json"}


async def with_account(it: Renewing, iban: str = ibans.SUCCEEDS_LATER) -> None:
    """The brand gives a mandate on Stripe's page."""
    url = await open_setup(await begin_setup(it.brand, **HERE, locale="fr", kind="sepa_debit"))
    async with it.market.sandbox.acting() as call:
        debtor = checkout.Debtor(iban, "Cycles Garonne", "achats@garonne.example")
        outcome = await checkout.pay(call, url.rsplit("/", 1)[1].split("?")[0], debtor)
    assert isinstance(outcome, checkout.Paid), outcome
    await it.market.quiet()


async def noticed(market: Market, iban: str = ibans.SUCCEEDS_LATER) -> Renewing:
    it = await a_rental(market)
    await with_account(it, iban)
    await brand_wishes(it.brand, it.agreement, True, "debit")
    await holder_wishes(it.holder, it.agreement, True)
    await it.to("notice")
    assert (await it.renewal()).state == "noticed"
    return it


async def debited(it: Renewing) -> None:
    """Travel to the day of the debit, ten days before the end."""
    (at,) = dates_of(await it.row(), await it.renewal()).charges
    assert timedelta(days=9, hours=22) < (await it.row()).ends_at - at < timedelta(days=10, hours=2)  # type: ignore[operator]
    await clock.travel_to(at + timedelta(seconds=1))
    await it.work()


async def paying(it: Renewing) -> tuple[str, str]:
    row = await fetch_row(
        "select p.status, p.method from money.payments p join rentals.rentals r on r.order_id = p.order_id"
        " where r.parent = $1",
        it.rental,
    )
    assert row
    return row["status"], row["method"]


async def test_it_is_on_its_way_for_days_and_the_period_follows_without_a_gap(market: Market) -> None:
    it = await noticed(market)
    await debited(it)
    assert await paying(it) == ("processing", "sepa_debit")
    following = await it.following()
    assert following and following.state == "Inactive"
    assert (await it.renewal()).state == "noticed" and await balance(escrow(following.id)) == 0
    async with reading(market, it.brand) as visitor:
        page = Page(await visitor.get(f"/rentals/{following.agreement}"))
    assert "Your bank is at the debit of this renewal" in page.words
    await acts.hurry(market.sandbox)
    await market.quiet()
    following = await it.following()
    assert following and (await it.renewal()).state == "paid"
    assert following.starts_at == (await it.row()).ends_at
    assert await balance(escrow(following.id)) == 1900
    await it.to("end")
    assert await market.read(it.brand, following.agreement)
    assert await market.findings() == []


async def test_what_it_earns_is_on_hold_for_eight_weeks(market: Market) -> None:
    it = await noticed(market)
    await debited(it)
    await acts.hurry(market.sandbox)
    await market.quiet()
    following = await it.following()
    assert following
    await it.to("end", late=timedelta(days=1))
    await withdraw(it.holder, following.agreement)
    held = await fetch_value(
        "select payable_at - base.now() from money.earnings where rental_id = $1", following.id
    )
    assert held > HOLD["sepa_debit"] - timedelta(minutes=5)


async def test_it_is_tried_once_and_a_bank_that_does_not_pay_ends_it(market: Market) -> None:
    it = await noticed(market, ibans.LACKS_FUNDS)
    await debited(it)
    await acts.hurry(market.sandbox)
    await market.quiet()
    renewal = await it.renewal()
    assert (renewal.state, renewal.because, renewal.failure) == ("failed", "not_paid", "insufficient_funds")
    for name in ("charge", "end"):
        await it.to(name)
    assert await fetch_value("select count(*) from money.payment_attempts where mode = 'off_session'") == 1
    assert await it.following() is not None and (await it.following()).state == "Terminated"  # type: ignore[union-attr]
    with pytest.raises(RentalAlreadyEnded):
        await market.read(it.brand, it.agreement)
    (said,) = [m for m in await mail.kept() if m.kind == "renewal_failed_brand"]
    assert "pas assez approvisionné" in " ".join(said.text.split())
    assert "debit_failed" not in [m.kind for m in await mail.kept()], "one letter about it is enough"
    assert await market.findings() == []


async def test_what_has_not_come_by_the_end_opens_nothing_and_goes_back_whole(market: Market) -> None:
    it = await noticed(market)
    await debited(it)
    await it.to("end", late=timedelta(minutes=5))
    assert (await it.renewal()).because == "not_paid"
    following = await it.following()
    assert following
    with pytest.raises(RentalAlreadyEnded):
        await market.read(it.brand, it.agreement)
    await acts.hurry(market.sandbox)
    await market.quiet()
    assert await paying(it) == ("succeeded", "sepa_debit")
    assert await market.refunds() == [(1900, "succeeded")] or (await market.refunds())[0][0] == 1900
    assert await balance(escrow(following.id)) == 0
    with pytest.raises(RentalAlreadyEnded):
        await market.read(it.brand, following.agreement)
    assert await market.findings() == []


async def test_taken_back_while_it_is_on_its_way_all_of_it_goes_back(market: Market) -> None:
    it = await noticed(market)
    await debited(it)
    await holder_wishes(it.holder, it.agreement, False)
    await market.quiet()
    assert (await it.renewal()).state == "called_off"
    await acts.hurry(market.sandbox)
    await market.quiet()
    ((amount, _),) = await market.refunds()
    assert amount == 1900
    assert await market.state(it.agreement) == "Active", "the rental that runs, runs"
    assert await market.findings() == []


async def test_without_its_account_nothing_is_debited_and_the_brand_is_told(market: Market) -> None:
    it = await noticed(market)
    (account,) = await accounts_of(brand_tag(it.brand))
    await remove_card(it.brand, account.id)
    await market.quiet()
    assert await accounts_of(brand_tag(it.brand)) == []
    await debited(it)
    renewal = await it.renewal()
    assert (renewal.failure, renewal.next) == ("no_account_kept", None), "and no card is charged in its place"
    assert "renewal_declined" in await it.kinds()
    with pytest.raises(RenewalNotWaiting):
        await pay_now(it.brand, it.agreement, "fr")
    await it.to("end")
    assert (await it.renewal()).because == "not_paid"


async def test_under_a_mandate_that_is_over_nothing_is_debited_and_it_ends(market: Market) -> None:
    it = await noticed(market)
    async with market.sandbox.acting() as call:
        (mandate,) = await acts.objects(market.sandbox, "mandate")
        await mandates.end(call, mandate["id"])
    await debited(it)
    renewal = await it.renewal()
    assert renewal.failure == "payment_intent_mandate_invalid" and renewal.step == 1
    assert "renewal_declined" in await it.kinds()
    await it.to("end")
    assert (await it.renewal()).because == "not_paid"
    assert await market.findings() == []


async def test_a_week_is_too_short_for_it_and_without_an_account_there_is_none(market: Market) -> None:
    it = await a_rental(market)
    with pytest.raises(NoBankAccount):
        await brand_wishes(it.brand, it.agreement, True, "debit")
    week = await a_rental(market, period="P1W", variant="simple")
    await with_account(week)
    with pytest.raises(DebitTooSlow):
        await brand_wishes(week.brand, week.agreement, True, "debit")
    assert await fetch("select 1 from rentals.renewals where brand") == []


async def test_the_notice_says_one_debit_and_when(market: Market) -> None:
    await noticed(market)
    (said,) = [m for m in await mail.kept() if m.kind == "renewal_notice_brand"]
    text = " ".join(said.text.split())
    assert "Un prélèvement sur votre compte paiera" in text and "une seule fois" in text


async def test_accounts_are_kept_shown_and_chosen_on_pages_and_by_api(market: Market) -> None:
    it = await a_rental(market)
    before = len(await cards_of(brand_tag(it.brand)))
    path = f"/rentals/{it.agreement}"
    async with reading(market, it.brand) as visitor:
        answer = await visitor.post("/bank-cards/add-account")
        assert answer.status_code == 303 and "/sandbox/" in answer.headers["location"]
        await with_account(it, ibans.SUCCEEDS)
        assert len(await cards_of(brand_tag(it.brand))) == before, "an account is no card"
        page = Page(await visitor.get("/bank-cards"))
        assert "Debited" in page.words and ibans.SUCCEEDS[-4:] in page.words
        (kept,) = (await visitor.get("/v1/bank-accounts", headers=JSON)).json()
        assert kept["last4"] == ibans.SUCCEEDS[-4:]
        made = await visitor.post("/v1/bank-accounts", headers=JSON)
        assert made.status_code == 201 and made.json()["url"]
        form = next(f for f in Page(await visitor.get(path)).forms if f.values.get("pay") == "debit")
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
        stands = (await visitor.get(f"/v1{path}/renewal", headers=JSON)).json()
        assert stands["pay"] == "debit" and len(stands["charges_on"]) == 1
        assert "a debit of your account" in Page(await visitor.get(path)).words
        refused = await visitor.put(f"/v1/bank-cards/{kept['id']}/default", headers=JSON)
        assert refused.status_code == 404, "an account is never the default card"
    async with reading(market, it.brand, "fr") as visitor:
        assert "un prélèvement sur votre compte" in Page(await visitor.get(path)).words


async def test_what_comes_while_a_bank_disputes_the_period_before_goes_back_and_both_are_told(
    market: Market,
) -> None:
    it = await noticed(market)
    charge = await fetch_value("select stripe_charge_id from money.payments where method = 'card'")
    await debited(it)
    async with market.sandbox.acting() as call:
        dispute = await disputes.open_on(call, charge, inquiry=False)
    await market.quiet()
    assert (await it.row()).phase == "TemporarilySuspended"
    debit = await fetch_value(
        "select stripe_payment_intent_id from money.payments where method = 'sepa_debit'"
    )
    await acts.hurry(market.sandbox, debit)
    await market.quiet()
    renewal = await it.renewal()
    assert (renewal.state, renewal.because) == ("failed", "not_running")
    assert await fetch_value("select due_at from rentals.renewals") is None, "nobody looks at it any more"
    following = await it.following()
    assert following and following.state == "Terminated" and await market.refunds() == [(1900, "succeeded")]
    assert (await it.kinds())[-2:] == ["renewal_failed_brand", "renewal_failed_holder"]
    (said,) = [m for m in await mail.kept() if m.kind == "renewal_failed_brand"]
    text = " ".join(said.text.split())
    assert "était suspendue au moment du paiement" in text and "vous revient en entier" in text
    assert [m.kind for m in await mail.kept()].count("paid_too_late") == 0
    async with market.sandbox.acting() as call:
        await disputes.win(call, dispute["id"])
    await market.quiet()
    await it.to("end")
    assert (await it.row()).phase == "Expired" and await market.findings() == []


async def test_what_comes_after_the_end_before_anybody_looked_goes_back_and_both_are_told(
    market: Market,
) -> None:
    """The worker was away over the end of the period."""
    it = await noticed(market)
    await debited(it)
    await clock.travel_to(dates_of(await it.row()).end + timedelta(seconds=1))
    await acts.hurry(market.sandbox)
    await market.quiet()
    renewal = await it.renewal()
    assert (renewal.state, renewal.because) == ("failed", "not_paid")
    assert await fetch_value("select due_at from rentals.renewals") is None
    assert (await it.kinds())[-2:] == ["renewal_failed_brand", "renewal_failed_holder"]
    assert await market.refunds() == [(1900, "succeeded")] and await market.findings() == []


async def test_a_persona_hidden_while_the_debit_is_on_its_way_is_not_renewed(market: Market) -> None:
    it = await noticed(market)
    await debited(it)
    await personas.move(it.holder, it.persona, "hidden")
    await acts.hurry(market.sandbox)
    await market.quiet()
    renewal = await it.renewal()
    assert (renewal.state, renewal.because) == ("failed", "hidden")
    assert await market.refunds() == [(1900, "succeeded")]
    assert (await it.kinds())[-2:] == ["renewal_failed_brand", "renewal_failed_holder"]
    assert (await it.row()).phase == "Active", "what runs is left alone"
    assert await market.findings() == []
