"""The balance as brands find it: on its page, at the checkout, by API; and the reference on what they get."""

import io
import uuid

import pytest
from pypdf import PdfReader

from market.base import mail, vault
from market.base.access import Principal, Role
from market.base.database import fetch_value
from market.money.credit import queries
from market.money.credit.errors import BalanceTooLow
from market.money.documents.cii import invoice_xml
from market.money.orders import Paying
from market.money.references import last_reference
from market.money.sandbox import disputes, faults, refunds
from market.rentals.actions.rent import Wanted, rent
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona, stand_under_a_card, with_address
from tests.market import Market, market
from tests.money import acts
from tests.money.documents.official import findings
from tests.money.documents.test_official import an_invoice
from tests.relations.helpers import with_mailbox
from tests.web.brands import Page, a_crowd, an_agreement, reading

__all__ = ["market"]


async def topped_up(market: Market, who: Principal, euros: str) -> None:
    """Put money in by the page, as a person does."""
    async with reading(market, who) as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/top-up")
        answer = await visitor.post(form.action, data=form.values | {"amount": euros})
        assert answer.status_code == 303
        await market.pay_at(answer.headers["location"])
        await market.quiet()


def tag_of(who: Principal) -> bytes:
    assert who.seat
    return vault.tag("money", who.seat.brand)


@pytest.fixture
async def brand(market: Market) -> Principal:
    return await with_address(await a_brand())


async def test_a_brand_puts_money_in_and_sees_it(market: Market, brand: Principal) -> None:
    await topped_up(market, brand, "250,50")
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/balance"))
        assert "€250.50" in page.words and "Put in by card" in page.words
        assert "+€250.50" in page.words
    async with reading(market, brand, "fr") as visitor:
        assert "Versé par carte" in Page(await visitor.get("/balance")).words


@pytest.mark.parametrize("typed", ["", "abc", "-50", "5", "1e9", "10001", "50,505"])
async def test_what_is_no_amount_is_said_at_its_place(market: Market, brand: Principal, typed: str) -> None:
    async with reading(market, brand) as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/top-up")
        answer = await visitor.post(form.action, data=form.values | {"amount": typed})
        page = Page(answer)
        assert answer.status_code == 422
        assert "This amount is not possible." in page.words
        assert page.form("/balance/top-up").values["amount"] == typed


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.RATE_LIMIT, faults.TIMEOUT_BEFORE])
async def test_where_stripe_is_down_the_page_says_that_nothing_was_taken_and_pressing_again_opens_it(
    market: Market, brand: Principal, kind: str
) -> None:
    async with reading(market, brand) as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/top-up")
        # The client itself repeats what got no answer, twice.
        again = 3 if kind == faults.TIMEOUT_BEFORE else 1
        await acts.fault(market.sandbox, "POST", "/v1/checkout/sessions", kind, count=again)
        answer = await visitor.post(form.action, data=form.values | {"amount": "50"})
        assert answer.status_code == 503
        page = Page(answer)
        assert "The payment page did not open. Nothing was taken." in page.words
        assert "being confirmed" not in page.words
        form = page.form("/balance/top-up")
        assert form.values["amount"] == "50"
        await market.pay_at((await visitor.post(form.action, data=form.values)).headers["location"])
        await market.quiet()
        assert "€50.00" in Page(await visitor.get("/balance")).words
    assert await fetch_value("select count(*) from money.orders") == 1


async def test_a_top_up_that_a_bank_asks_back_is_named_and_no_panel_is_empty(
    market: Market, brand: Principal
) -> None:
    await topped_up(market, brand, "50")
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        await disputes.open_on(call, charge)
    await market.quiet()
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/balance"))
        assert "A bank asks back €50.00 that was put in by card." in page.words
        assert "it did not reach a card" not in page.words
        assert "Take money back" not in page.words, "there is nothing to take back"
        assert (await visitor.get("/v1/balance")).json()["asked_back"] == 5000
    async with reading(market, brand, "fr") as visitor:
        assert "Une banque réclame 50,00" in Page(await visitor.get("/balance")).words


async def test_coming_back_from_stripe_the_page_says_what_became_of_it(
    market: Market, brand: Principal
) -> None:
    market.webhooks = False
    async with reading(market, brand) as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/top-up")
        answer = await visitor.post(form.action, data=form.values | {"amount": "50"})
        payment = await fetch_value("select id from money.payments")
        page = answer.headers["location"]
        waiting = await visitor.get(f"/balance?paid={payment}")
        assert "You have not paid yet. Nothing was charged." in Page(waiting).words
        assert f'href="{page}">Go on to pay' in waiting.text
        await acts.fault(market.sandbox, "GET", "/v1/checkout/sessions/*", faults.TIMEOUT_BEFORE, count=3)
        nobody_knows = Page(await visitor.get(f"/balance?paid={payment}"))
        assert "Your payment is being confirmed" in nobody_knows.words, (
            "without Stripe's answer nothing is said"
        )
        await market.pay_at(answer.headers["location"])
        arrived = Page(await visitor.get(f"/balance?paid={payment}"))
        assert "Your payment has arrived." in arrived.words and "€50.00" in arrived.words
        assert "You have not paid." in Page(await visitor.get("/balance?paid=0")).words
    other = await a_brand(name="Autre SAS")
    async with reading(market, other) as stranger:
        assert "arrived" not in Page(await stranger.get(f"/balance?paid={payment}")).words


async def test_a_top_up_whose_page_could_not_be_opened_is_not_paid_and_can_be_started_again(
    market: Market, brand: Principal
) -> None:
    await acts.fault(market.sandbox, "POST", "/v1/checkout/sessions", faults.RATE_LIMIT, count=2)
    async with reading(market, brand, "fr") as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/top-up")
        await visitor.post(form.action, data=form.values | {"amount": "50"})
        payment = await fetch_value("select id from money.payments")
        page = Page(await visitor.get(f"/balance?paid={payment}"))
        assert "Vous n’avez pas encore payé. Rien n’a été prélevé. Vous pouvez recommencer." in page.words


async def test_the_checkout_offers_the_balance_where_it_covers_the_price_and_the_rental_begins_at_once(
    market: Market, brand: Principal
) -> None:
    await a_crowd()
    async with reading(market, brand) as visitor:
        card = Page(await visitor.get("/catalogue"))
        address = next(it for it in card.links if it.startswith("/moi/"))
        to_rent = next(it for it in Page(await visitor.get(address)).links if "/rent?persona=" in it)
        before = Page(await visitor.get(to_rent))
        assert "pay" not in before.form("/moi/").values
        assert "You pay on Stripe’s page" in before.words
        await topped_up(market, brand, "50")
        page = Page(await visitor.get(to_rent))
        form = page.form("/moi/")
        assert form.values["pay"] == "balance" and "€50.00 now, €31.00 after" in page.words
        answer = await visitor.post(
            form.action, data=form.values | {"purposes": "benefits", "reference": "PO-2026/7"}
        )
        agreement = await an_agreement()
        assert answer.headers["location"] == f"/rentals/{agreement}", "there is no page of Stripe's to go to"
        assert await market.state(agreement) == "Active"
        await market.quiet()
        rental = Page(await visitor.get(f"/rentals/{agreement}"))
        invoice = next(it for it in rental.links if it.startswith("/v1/documents/"))
        read = PdfReader(io.BytesIO((await visitor.get(invoice)).content))
        assert "PO-2026/7" in read.pages[0].extract_text()
        assert b"<ram:IssuerAssignedID>PO-2026/7<" in read.attachments["factur-x.xml"][0]
        moved = Page(await visitor.get("/balance")).words
        assert "Paid" in moved and "Reference PO-2026/7" in moved and "then €31.00" in moved
        following = next(it for it in Page(await visitor.get(address)).links if "/rent?persona=" in it)
        assert Page(await visitor.get(following)).form("/moi/").values["reference"] == "PO-2026/7"
    assert await last_reference(tag_of(brand)) == "PO-2026/7"
    assert await market.findings() == []


async def test_by_api_a_balance_is_filled_spent_read_and_given_back(market: Market, brand: Principal) -> None:
    async with reading(market, brand) as visitor:

        async def post(path: str, key: str, **body: object) -> tuple[int, dict[str, object]]:
            headers = {"idempotency-key": key, "accept": "application/json"}
            answer = await visitor.post(path, json=body, headers=headers)
            return answer.status_code, answer.json()

        status, opened = await post("/v1/balance/top-ups", "in", amount=5000)
        assert (status, opened["status"]) == (201, "submitted")
        await market.pay_at(str(opened["checkout_url"]))
        await market.quiet()
        assert (await post("/v1/balance/top-ups", "in", amount=5000))[1]["checkout_url"] is None
        persona = await a_persona(await a_holder())
        await stand_under_a_card(persona)
        renting = {
            "persona": await market.name_of(brand, persona),
            "variant": "standard",
            "period": "P1M",
            "price_step": 1900,
            "purposes": ["benefits"],
            "pay": "balance",
            "reference": "BC 12",
        }
        status, rental = await post("/v1/rentals", "rent", **renting)
        assert (status, rental["state"], rental["checkout_url"]) == (201, "Active", None)
        assert (await post("/v1/rentals", "rent", **renting))[1]["agreement"] == rental["agreement"]
        status, refused = await post("/v1/balance/returns", "out", amount=3101)
        assert (status, refused["type"]) == (409, "/problems/pay-back-impossible")
        status, left = await post("/v1/balance/returns", "out", amount=3100)
        assert (status, left["held"], left["on_its_way"]) == (202, 0, 3100)
        rows = (await visitor.get("/v1/balance/movements", headers={"accept": "application/json"})).json()
        assert [(it["kind"], it["amount"], it["after"]) for it in rows] == [
            ("credit.return_requested", -3100, 0),
            ("credit.spent", -1900, 3100),
            ("charge.succeeded", 5000, 5000),
        ]
        assert rows[1]["reference"] == "BC 12" and rows[1]["rentals"] == [rental["handle"]]
        older = await visitor.get(f"/v1/balance/movements?before={rows[1]['id']}")
        assert [it["kind"] for it in older.json()] == ["charge.succeeded"]
        status, refused = await post("/v1/rentals", "more", **(renting | {"reference": "<script>"}))
        assert (status, refused["type"]) == (422, "/problems/reference-not-valid")
    await market.quiet()
    assert await market.refunds() == [(3100, "succeeded")]
    assert await market.findings() == []


async def test_too_little_is_said_and_holds_nothing(market: Market, brand: Principal) -> None:
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    with pytest.raises(BalanceTooLow):
        await rent(brand, wanted, uuid.uuid4().hex, "/rentals", paying=Paying("balance"))
    for table in ("rentals.rentals", "personas.slots", "money.orders", "money.payments"):
        assert await fetch_value(f"select count(*) from {table}") == 0, table


async def test_only_owners_take_money_back_and_buyers_put_it_in(market: Market, brand: Principal) -> None:
    await topped_up(market, brand, "50")
    assert brand.seat
    buyer = await a_member(await a_person(), brand.seat.brand, Role.BUYER)
    async with reading(market, buyer) as visitor:
        page = Page(await visitor.get("/balance"))
        assert {it.action for it in page.forms if it.action.startswith("/balance")} == {"/balance/top-up"}
    async with reading(market, brand) as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/return")
        answer = await visitor.post(form.action, data=form.values | {"amount": "20"})
        assert answer.status_code == 303
        page = Page(await visitor.get("/balance"))
        assert "€20.00 goes back to your card." in page.words
        assert "Up to €30.00" in page.words
    assert await queries.held(tag_of(brand)) == 3000


@pytest.mark.parametrize("case", ["France", "Belgium", "Switzerland"])
def test_an_invoice_with_a_reference_is_valid_by_the_official_rules(case: str) -> None:
    xml = invoice_xml(an_invoice(case, reference="PO-2026/7 (lot 3)"))
    assert findings(xml) == []
    assert b"BuyerOrderReferencedDocument" in xml


async def refunded_past_us(market: Market, amount: int) -> None:
    """An operator gives back the first payment, a top-up, in Stripe's dashboard."""
    charge = await fetch_value("select stripe_charge_id from money.payments order by created_at limit 1")
    async with market.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge, "amount": amount})
    await market.quiet()


async def test_what_was_put_in_spent_and_given_back_past_us_is_told_and_paid(
    market: Market, brand: Principal
) -> None:
    await with_mailbox(brand, "achats@garonne.example")
    await topped_up(market, brand, "50")
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    await rent(brand, wanted, uuid.uuid4().hex, "/rentals", paying=Paying("balance"))
    await market.quiet()
    await refunded_past_us(market, 5000)
    (letter,) = [it for it in await mail.kept() if it.kind == "refund_past_us"]
    text = " ".join(letter.text.replace("\u00a0", " ").split())
    assert letter.subject.replace("\u00a0", " ") == "De votre solde, 50,00 € vous ont été rendus"
    assert "il reste dû : 19,00 €" in text and "À faire : régler" in text and text.endswith("/balance")
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/balance"))
        assert "You owe €19.00" in page.words
        assert "€19.00 that you had put in was given back to you past us, and you had spent it" in page.words
        assert (
            "Your bank took a payment back" not in page.words and "so much of the balance stays" in page.words
        )
        assert "Given back to you past us −€31.00" in page.words.replace("-", "−")
        form = next(it for it in page.forms if it.values.get("pay") == "page")
        answer = await visitor.post(form.action, data=form.values)
        await market.pay_at(answer.headers["location"])
        await market.quiet()
        assert "You owe" not in Page(await visitor.get("/balance")).words
    async with reading(market, brand, "fr") as visitor:
        words = Page(await visitor.get("/balance")).words
        assert "Rendu sans passer par nous" in words and "Vous devez" not in words
    assert await market.findings() == []
