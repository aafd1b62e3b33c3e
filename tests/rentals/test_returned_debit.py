"""A bank takes a direct debit back after it was paid: who bears it, what everybody sees, how the brand comes clear."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from market.base import clock, mail, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.money.credit.errors import BrandOwes
from market.money.debts import owed_by
from market.money.janitor import sweep_money
from market.money.orders import earnings
from market.money.reconciliation.actions import reconcile
from market.money.sandbox import checkout, disputes, ibans
from market.money.settlement.actions import release_due
from market.rentals.api import open_payment
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.renewal.queries import facts_of, of_rental
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market
from tests.money import acts
from tests.money.reconciliation.looking import short
from tests.operators.helpers import an_operator
from tests.relations.helpers import brand_of, with_mailbox
from tests.rentals.renewal.renewing import someone
from tests.web.brands import Page, reading

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)  # a month of 31 days
JSON = {"accept": "application/json"}


async def rented_by_debit(market: Market, holder: Principal, brand: Principal) -> UUID:
    """A rental that a debit has paid, on its first day."""
    await clock.travel_to(START)
    requested = await market.request(brand, await a_persona(holder))
    url = await open_payment(requested.payment, requested.agreement, "fr")
    assert url
    async with market.sandbox.acting() as call:
        debtor = checkout.Debtor(ibans.SUCCEEDS_LATER, "Cycles Garonne", "achats@garonne.example")
        await checkout.pay(call, url.rsplit("/", 1)[1].split("?")[0], debtor)
    await market.quiet()
    await acts.hurry(market.sandbox)
    await market.quiet()
    assert await market.state(requested.agreement) == "Active"
    return requested.agreement


async def returned(market: Market, reason: str = "insufficient_funds") -> str:
    """The bank takes the money of the one payment back, and Stripe tells us."""
    charge = await fetch_value("select stripe_charge_id from money.payments where method = 'sepa_debit'")
    async with market.sandbox.acting() as call:
        found = await disputes.open_on(call, charge, reason)
    await market.quiet()
    return str(found["id"])


async def held_by(holder: Principal) -> tuple[int, int]:
    """A holder's money: on hold, ready."""
    assert holder.person
    found = await earnings(vault.tag("money", holder.person))
    return found.pending, found.payable


async def letter(kind: str) -> str:
    """The one letter of a kind, in one line."""
    (found,) = [it for it in await mail.kept() if it.kind == kind]
    return " ".join(f"{found.subject} {found.text}".split())


async def test_the_rental_ends_the_holder_keeps_and_the_brand_owes(market: Market) -> None:
    holder, brand = await a_holder(), await with_address(await a_brand())
    agreement = await rented_by_debit(market, holder, brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))  # ten days have begun
    await returned(market)
    assert await market.state(agreement) == "Terminated"
    with pytest.raises(RentalAlreadyEnded):
        await market.read(brand, agreement)
    row = (await fetch("select status, from_escrow, from_commission, from_receivable from money.disputes"))[0]
    assert tuple(row) == ("lost", 1287, 123, 490), "a return is final: nothing is asked of a bank"
    assert await held_by(holder) == (490, 0)
    await clock.travel(timedelta(days=55))
    await release_due()
    assert await held_by(holder) == (490, 0)
    await clock.travel(timedelta(days=2))
    await release_due()
    assert await held_by(holder) == (0, 490), "after eight weeks, and to the cent"
    kinds = [it["kind"] for it in await fetch("select kind from money.documents order by issued_at, kind")]
    assert "credit_note" in kinds
    assert await market.findings() == []
    assert (await reconcile()).numbers.unexplained == 0
    # Fees of 0.35 for the debit and 7.50 for its return: the market has to add what this holder is paid from.
    assert await short() == [(-785, 490)]


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_owners_are_written_why_what_became_of_it_and_what_to_pay(
    market: Market, language: str
) -> None:
    brand = await with_mailbox(await a_brand(), "achats@garonne.example")
    await fetch("update accounts.people set language = $2 where id = $1", brand.person, language)
    await rented_by_debit(market, await a_holder(), brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await returned(market)
    text = await letter("debit_returned")
    told = {
        "fr": (
            "19,00 €",
            "pas assez approvisionné",
            "ont pris fin",
            "4,90 € restent dus : ce que la personne avait gagné",
            "ne loue rien de nouveau",
        ),
        "en": (
            "€19.00",
            "not enough in the account",
            "are over",
            "€4.90 is still owed: what the person had earned",
            "rents nothing new",
        ),
    }
    assert [it for it in told[language] if it not in text] == [], text
    assert text.endswith("/balance")
    assert [it.kind for it in await mail.kept() if it.kind.startswith("dispute_")] == []


async def test_what_was_used_up_whole_is_owed_by_nobody_but_the_brand(market: Market) -> None:
    """The rental is long over when the bank comes: commission first, then what the holder earned."""
    holder, brand = await a_holder(), await someone(await a_brand(), "brand")
    agreement = await rented_by_debit(market, holder, brand)
    await clock.travel_to(START + timedelta(days=33))
    await market.sweep()
    assert await market.state(agreement) == "Expired"
    await returned(market, "debit_not_authorized")
    assert await market.state(agreement) == "Expired"
    assert await held_by(holder) == (1520, 0)
    assert await owed_by(vault.tag("money", brand_of(brand))) == 1520
    assert "n’était pas autorisé" in await letter("debit_returned")
    assert await market.findings() == []


async def test_until_it_has_paid_a_brand_rents_nothing_new_and_is_told_where_to_pay(market: Market) -> None:
    brand = await with_address(await a_brand())
    other = await market.rented(brand, await a_persona(await a_holder()))
    agreement = await rented_by_debit(market, await a_holder(), brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await returned(market)
    assert await market.state(other) == "Active", "what runs goes on"
    wanted = await a_persona(await a_holder())
    with pytest.raises(BrandOwes) as refused:
        await market.request(brand, wanted)
    assert refused.value.facts["owed"] == 490
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/balance"))
        assert "You owe €4.90" in page.words and "your brand rents nothing new" in page.words
        shown = Page(await visitor.get(f"/rentals/{agreement}"))
        assert "/balance" in shown.links and "is still owed" in shown.words
        stands = (await visitor.get("/v1/balance", headers=JSON)).json()
        assert (stands["debt"], stands["owed"]) == (490, 490)
        form = page.form("/balance/debt")
        answer = await visitor.post(form.action, data=form.values | {"pay": "page"})
        assert answer.status_code == 303
        await market.pay_at(answer.headers["location"])
        await market.quiet()
        page = Page(await visitor.get("/balance"))
        assert "You owe" not in page.words and "Paid what was owed" in page.words
    async with reading(market, brand, "fr") as visitor:
        assert "Ce qui était dû est réglé" in Page(await visitor.get("/balance")).words
    await market.request(brand, wanted)
    assert await market.findings() == []
    assert (await reconcile()).numbers.open == 0


async def test_by_api_it_is_paid_and_a_second_time_there_is_nothing_to_pay(market: Market) -> None:
    brand = await with_address(await a_brand())
    await rented_by_debit(market, await a_holder(), brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await returned(market)
    async with reading(market, brand) as visitor:
        asked = {"json": {"pay": "page"}, "headers": JSON | {"idempotency-key": "a-key-of-a-debt"}}
        first = (await visitor.post("/v1/balance/debt", **asked)).json()
        again = (await visitor.post("/v1/balance/debt", **asked)).json()
        assert first == again and first["amount"] == 490 and first["checkout_url"]
        poor = {"json": {"pay": "balance"}, "headers": JSON | {"idempotency-key": "another-key"}}
        refused = await visitor.post("/v1/balance/debt", **poor)
        assert refused.status_code == 409 and refused.json()["type"].endswith("balance-too-low")
        await market.pay_at(first["checkout_url"])
        await market.quiet()
        asked["headers"]["idempotency-key"] = "a-later-key"
        late = await visitor.post("/v1/balance/debt", **asked)
    assert late.status_code == 409 and late.json()["type"].endswith("no-debt")


async def test_a_debt_stands_against_a_renewal(market: Market) -> None:
    from market.accounts import queries as accounts
    from market.personas.renewals import offered
    from market.rentals import queries
    from market.rentals.renewal.rules import Against
    from market.rentals.renewal.wishes import holder_wishes

    holder, brand = await a_holder(), await with_address(await a_brand())
    running = await market.rented(brand, await a_persona(holder))
    await holder_wishes(holder, running, True)
    await rented_by_debit(market, await a_holder(), brand)
    row = await queries.of_brand(brand_of(brand), running)
    renewal = await of_rental(row.id)
    assert renewal

    async def against() -> Against | None:
        async with transaction():
            facts, offer = await accounts.brand(row.brand), await offered(row.persona)
            return (await facts_of(row, renewal, offer, facts, None, None)).against

    before = await against()
    assert before is not Against.BRAND_OWES
    await returned(market)
    assert await against() is Against.BRAND_OWES


async def test_the_desk_sees_a_return_and_what_became_of_the_debt(market: Market) -> None:
    brand = await with_address(await a_brand())
    await rented_by_debit(market, await a_holder(), brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    dispute = await returned(market)
    async with reading(market, await an_operator()) as visitor:
        listed = Page(await visitor.get("/operator/disputes"))
        assert "debit returned" in listed.words
        path = next(it for it in listed.links if it.startswith("/operator/disputes/"))
        shown = Page(await visitor.get(path))
        assert "A direct debit that its bank took back" in shown.words and "€4.90" in shown.words
        assert [it.values["act"] for it in shown.forms if "act" in it.values] == ["write_off"]
        (seen,) = (await visitor.get("/v1/operator/disputes", headers=JSON)).json()
        assert (seen["method"], seen["borne"]["receivable"], seen["borne"]["repaid"]) == (
            "sepa_debit",
            490,
            0,
        )
        async with market.sandbox.acting() as call:
            await disputes.give_back(call, dispute)
        await market.quiet()
        shown = Page(await visitor.get(path))
    assert "lost, then given back" in shown.words and "Given back by the bank" in shown.words
    assert await market.findings() == []


async def test_given_back_after_all_the_brand_is_told_and_is_free(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "achats@garonne.example")
    await rented_by_debit(market, await a_holder(), brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    dispute = await returned(market)
    async with market.sandbox.acting() as call:
        await disputes.give_back(call, dispute)
    await market.quiet()
    text = await letter("dispute_restored")
    assert "19,00 €" in text and "14,10 €" in text and text.endswith("/balance")
    await market.request(brand, await a_persona(await a_holder()))
    async with reading(market, brand) as visitor:
        assert "€14.10" in Page(await visitor.get("/balance")).words
    assert await market.findings() == []


async def test_a_return_that_no_webhook_told_of_is_found(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented_by_debit(market, holder, brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    market.webhooks = False
    await returned(market)
    await sweep_money()
    assert await market.state(agreement) == "Active"
    await reconcile()
    await market.quiet()
    assert await market.state(agreement) == "Terminated"
    assert await held_by(holder) == (490, 0)
    assert await market.findings() == []
