"""Customers and what they keep to pay with."""

from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, cards, ibans
from tests.money.acts import new_customer, objects, off_session, saved, types


async def test_a_customer_is_created_read_and_changed(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customers = stripe_client.v1.customers
    made = await customers.create_async(
        {"email": "buyer@moi.test", "metadata": {"app": "moi", "row": "b1"}, "preferred_locales": ["fr"]}
    )
    assert (made.email, made.balance, made.livemode, made.preferred_locales) == (
        "buyer@moi.test",
        0,
        False,
        ["fr"],
    )
    changed = await customers.update_async(
        made.id, {"name": "Maison Moi", "metadata": {"row": "", "tier": "2"}}
    )
    assert changed.metadata and changed.metadata.to_dict() == {"app": "moi", "tier": "2"}
    emptied: Any = {"metadata": ""}
    assert (await customers.update_async(made.id, emptied)).metadata.to_dict() == {}  # type: ignore[union-attr]
    again = await customers.retrieve_async(made.id)
    assert (again.email, again.name) == ("buyer@moi.test", "Maison Moi")
    assert await types(sandbox) == ["customer.created", "customer.updated", "customer.updated"]
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await customers.retrieve_async("cus_unknown")
    assert missing.value.http_status == 404


async def test_a_test_method_is_made_by_its_name_and_attached(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, methods = await new_customer(stripe_client), stripe_client.v1.payment_methods
    one = await methods.attach_async("pm_card_visa", {"customer": customer})
    other = await methods.attach_async("pm_card_mastercard", {"customer": customer})
    assert one.id != "pm_card_visa" and one.card
    assert (one.customer, one.card.last4, one.card.brand) == (customer, "4242", "visa")
    for listed in (
        await methods.list_async({"customer": customer, "type": "card"}),
        await stripe_client.v1.customers.payment_methods.list_async(customer),
    ):
        assert [method.id for method in listed.data] == [other.id, one.id]
    assert (await methods.list_async({"customer": customer, "type": "sepa_debit"})).data == []
    assert (await types(sandbox))[-1] == "payment_method.attached"
    assert (await methods.attach_async(one.id, {"customer": customer})).id == one.id  # once more is no harm


async def test_a_customer_can_make_one_of_its_methods_the_default(
    stripe_client: stripe.StripeClient,
) -> None:
    customer, method = await saved(stripe_client)
    settings: Any = {"invoice_settings": {"default_payment_method": method}}
    changed = await stripe_client.v1.customers.update_async(customer, settings)
    assert changed.invoice_settings and changed.invoice_settings.default_payment_method == method


async def test_a_method_belongs_to_one_customer(stripe_client: stripe.StripeClient) -> None:
    _, method = await saved(stripe_client)
    other = await new_customer(stripe_client)
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.payment_methods.attach_async(method, {"customer": other})
    for asked in (off_session(other, method), {**off_session(other, method), "customer": "cus_unknown"}):
        with pytest.raises(stripe.InvalidRequestError):
            await stripe_client.v1.payment_intents.create_async(asked)
    nobody = off_session(other, method)
    del nobody["customer"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_intents.create_async(nobody)
    assert refused.value.param == "payment_method"


async def test_a_detached_method_is_never_used_again(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customer, method = await saved(stripe_client)
    methods = stripe_client.v1.payment_methods
    assert (await methods.detach_async(method)).customer is None
    assert (await types(sandbox))[-1] == "payment_method.detached"
    for again in (
        methods.attach_async(method, {"customer": customer}),
        methods.detach_async(method),
        stripe_client.v1.payment_intents.create_async(off_session(customer, method)),
        methods.update_async(method, {"metadata": {"a": "b"}}),
    ):
        with pytest.raises(stripe.InvalidRequestError):
            await again
    assert await objects(sandbox, "charge") == []


async def test_what_was_used_without_a_customer_is_used_up(stripe_client: stripe.StripeClient) -> None:
    asked: Any = {"amount": 500, "currency": "eur", "allowed_payment_method_types": ["card"], "confirm": True}
    made = await stripe_client.v1.payment_methods.create_async(
        {"type": "card", "card": {"token": "tok_visa"}}
    )
    paid = await stripe_client.v1.payment_intents.create_async({**asked, "payment_method": made.id})
    assert paid.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        await stripe_client.v1.payment_intents.create_async({**asked, "payment_method": made.id})
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        await stripe_client.v1.payment_methods.attach_async(
            made.id, {"customer": await new_customer(stripe_client)}
        )


@pytest.mark.parametrize(
    ("name", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
    ],
)
async def test_no_customer_keeps_a_card_that_its_bank_declines(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, name: str, code: str, decline_code: str
) -> None:
    customer = await new_customer(stripe_client)
    with pytest.raises(stripe.CardError) as declined:
        await stripe_client.v1.payment_methods.attach_async(name, {"customer": customer})
    assert (declined.value.code, declined.value.http_status) == (code, 402)
    assert declined.value.error and declined.value.error.decline_code == decline_code
    assert (await stripe_client.v1.payment_methods.list_async({"customer": customer})).data == []
    with pytest.raises(stripe.CardError):
        await stripe_client.v1.payment_intents.create_async(
            {"amount": 500, "currency": "eur", "payment_method": name, "confirm": True,
             "allowed_payment_method_types": ["card"]}
        )  # fmt: skip
    [charge] = await objects(sandbox, "charge")
    assert (charge["status"], charge["failure_code"], charge["outcome"]["reason"]) == (
        "failed",
        code,
        decline_code,
    )


async def test_a_card_that_can_be_kept_may_be_declined_later(stripe_client: stripe.StripeClient) -> None:
    customer, method = await saved(stripe_client, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError) as declined:
        await stripe_client.v1.payment_intents.create_async(off_session(customer, method))
    assert declined.value.code == "card_declined"


async def test_every_documented_name_of_a_test_method_is_known(stripe_client: stripe.StripeClient) -> None:
    customer = await new_customer(stripe_client)
    attachable = [card for card in cards.TEST_CARDS.values() if card.attaches]
    for card in attachable:
        made = await stripe_client.v1.payment_methods.attach_async(
            f"pm_card_{card.name}", {"customer": customer}
        )
        assert made.card and made.card.last4 == card.last4
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await stripe_client.v1.payment_methods.attach_async("pm_card_gold", {"customer": customer})
    assert missing.value.code == "resource_missing"


async def test_the_same_card_has_the_same_fingerprint(stripe_client: stripe.StripeClient) -> None:
    made = [
        await stripe_client.v1.payment_methods.create_async({"type": "card", "card": {"token": token}})
        for token in ("tok_visa", "tok_visa", "tok_mastercard")
    ]
    one, same, other = [method.card.fingerprint for method in made if method.card]
    assert one == same != other


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"sepa_debit": {"iban": "FR1420041010050500013M02607"}}, "sepa_debit[iban]", "invalid_bank_account_iban"),
        ({"sepa_debit": {"iban": "not an iban"}}, "sepa_debit[iban]", "invalid_bank_account_iban"),
        ({"sepa_debit": {"iban": "NL91ABNA0417164300"}}, "sepa_debit[iban]", "account_number_invalid"),
        (
            {"sepa_debit": {"iban": "FR2620041010050000000055555"}},
            "sepa_debit[iban]",
            "sepa_debit_bank_not_supported",
        ),
        (
            {"sepa_debit": {"iban": "FR5020041010050000000066666"}},
            "sepa_debit[iban]",
            "sepa_debit_debits_not_supported",
        ),
        ({"billing_details": {"name": "Jenny Rosen"}}, "billing_details[email]", "parameter_missing"),
        ({"billing_details": {"email": "jenny@example.com"}}, "billing_details[name]", "parameter_missing"),
        ({"type": "card"}, "card", "parameter_missing"),
    ],
)  # fmt: skip
async def test_an_account_that_cannot_be_debited_makes_no_method(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, change: dict[str, Any], param: str, code: str
) -> None:
    asked: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": ibans.SUCCEEDS},
        "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
        **change,
    }
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.payment_methods.create_async(asked)
    assert (refused.value.param, refused.value.code) == (param, code)
    assert await objects(sandbox, "payment_method") == []


async def test_of_an_account_only_what_stripe_serves_is_kept(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    spaced = "FR14 2004 1010 0505 0001 3M02 606"
    made = await stripe_client.v1.payment_methods.create_async(
        {
            "type": "sepa_debit",
            "sepa_debit": {"iban": spaced},
            "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
        }
    )
    kept = made.sepa_debit
    assert kept and (kept.country, kept.bank_code, kept.branch_code, kept.last4) == (
        "FR",
        "20041",
        "01005",
        "2606",
    )
    async with (await sandbox.pool()).acquire() as connection:
        bodies = await connection.fetchval("SELECT string_agg(body::text, ' ') FROM sandbox.objects")
    assert ibans.SUCCEEDS not in bodies and spaced not in bodies and "0500013M02606" not in bodies


def test_every_test_account_has_an_iban_that_passes() -> None:
    assert all(ibans.is_iban(number) for number in ibans.TEST_IBANS)
    for country, numbers in ibans.BY_COUNTRY.items():
        assert len(numbers) == len(ibans.OUTCOMES) + len(ibans.REFUSED)
        assert all(number.startswith(country) for number in numbers)
    assert ibans.account_of("DE89 3704 0044 0532 0130 00") is not None
    assert ibans.account_of("NL91ABNA0417164300") is None and ibans.is_iban("NL91ABNA0417164300")
    assert not any(
        ibans.is_iban(text) for text in ("", "FR", "FR14" + "²" * 23, "FR1420041010050500013M02605")
    )
