"""Connected accounts: what they owe, when they may be paid, and what we are told of it."""

from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, accounts, ibans
from tests.money.acts import express, objects, onboarded, types

BANK: Any = {
    "object": "bank_account",
    "country": "FR",
    "currency": "eur",
    "account_number": ibans.SUCCEEDS,
    "account_holder_name": "Jenny Rosen",
    "account_holder_type": "individual",
}
LINK: Any = {
    "type": "account_onboarding",
    "return_url": "https://moi.test/back",
    "refresh_url": "https://moi.test/again",
}


async def test_an_express_account_may_do_nothing_before_its_owner_told_stripe_who_they_are(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.accounts.create_async(express())
    assert (made.type, made.payouts_enabled, made.details_submitted) == ("express", False, False)
    assert made.capabilities and made.capabilities.transfers == "inactive"
    assert made.controller and made.controller.requirement_collection == "stripe"
    assert made.requirements and "external_account" in (made.requirements.currently_due or [])
    assert made.requirements.disabled_reason == "requirements.past_due"
    async with sandbox.acting() as call:
        await accounts.onboard(call, made.id)
    done = await stripe_client.v1.accounts.retrieve_async(made.id)
    assert (done.payouts_enabled, done.details_submitted, done.charges_enabled) == (True, True, False)
    assert done.capabilities and done.capabilities.transfers == "active"
    assert done.requirements and done.requirements.currently_due == []
    assert done.external_accounts
    [bank] = done.external_accounts.data
    assert isinstance(bank, stripe.BankAccount)
    assert (bank.last4, bank.default_for_currency, bank.account) == ("2606", True, made.id)
    [listed] = (await stripe_client.v1.accounts.list_async()).data
    assert listed.id == made.id


async def test_what_happens_on_an_account_is_told_there_and_names_it(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    assert (await stripe_client.v1.events.list_async()).data == []  # nothing happened on our own
    there = (await stripe_client.v1.events.list_async({}, {"stripe_account": account})).data
    assert [event.type for event in there] == ["account.updated", "account.external_account.created"]
    assert {event.account for event in there} == {account}
    assert there[0].data.object["payouts_enabled"] is True


async def test_the_owner_follows_a_link_that_opens_once(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.accounts.create_async(express())
    link = await stripe_client.v1.account_links.create_async({**LINK, "account": made.id})
    assert link.url.startswith("https://moi.test/sandbox/connect/link_")
    assert link.expires_at == link.created + 300
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.account_links.create_async({**LINK, "account": "acct_unknown"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.account_links.create_async(
            {**LINK, "account": made.id, "type": "account_update"}
        )
    assert refused.value.param == "type"


async def test_where_we_collect_the_details_ourselves_they_are_given_one_by_one(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    made = await stripe_client.v1.accounts.create_async(
        {"type": "custom", "country": "FR", "capabilities": {"transfers": {"requested": True}}}
    )
    assert made.controller and made.controller.requirement_collection == "application"
    given: list[Any] = [
        {"business_type": "individual", "external_account": BANK},
        {"individual": {"first_name": "Jenny", "last_name": "Rosen", "dob": {"day": 1, "month": 2, "year": 1980}}},
        {"tos_acceptance": {"date": 1700000000, "ip": "192.0.2.1"}},
    ]  # fmt: skip
    owed = []
    for change in given:
        told = await stripe_client.v1.accounts.update_async(made.id, change)
        assert told.requirements
        owed.append(len(told.requirements.currently_due or []))
    assert owed == [7, 2, 0]
    assert told.payouts_enabled and told.capabilities and told.capabilities.transfers == "active"
    assert told.tos_acceptance and told.tos_acceptance.date == 1700000000


async def test_of_a_person_and_an_account_nothing_is_kept_that_stripe_does_not_show(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await stripe_client.v1.accounts.create_async(
        {"type": "custom", "external_account": BANK, "individual": {"last_name": "Rosenberg-Unique"}}
    )
    async with (await sandbox.pool()).acquire() as connection:
        kept = await connection.fetchval("SELECT string_agg(body::text, ' ') FROM sandbox.objects")
    assert "Rosenberg-Unique" not in kept and ibans.SUCCEEDS not in kept


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"type": "express"}, "type"),
        ({"tos_acceptance": {"date": 1, "ip": "192.0.2.1"}}, "tos_acceptance"),
        ({"external_account": {**BANK, "account_number": "FR00"}}, "external_account[account_number]"),
        (
            {"external_account": {**BANK, "account_number": "NL91ABNA0417164300"}},
            "external_account[account_number]",
        ),
    ],
)
async def test_what_does_not_fit_makes_no_account(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, change: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.accounts.create_async(express(**change))
    assert refused.value.param == param
    assert await objects(sandbox, "account") == []


async def test_an_account_is_changed_and_says_so(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    changed = await stripe_client.v1.accounts.update_async(
        account,
        {
            "email": "holder@moi.test",
            "metadata": {"row": "h1"},
            "settings": {"payouts": {"schedule": {"interval": "manual"}, "statement_descriptor": "MOI"}},
            "business_profile": {"url": "https://moi.test"},
            "capabilities": {"transfers": {"requested": False}, "card_payments": {"requested": True}},
        },
    )
    assert (changed.email, changed.charges_enabled) == ("holder@moi.test", True)
    assert changed.metadata and changed.metadata.to_dict() == {"app": "moi", "row": "h1"}
    assert changed.settings and changed.settings.payouts
    assert changed.settings.payouts.schedule.interval == "manual"
    assert changed.settings.payouts.statement_descriptor == "MOI"
    assert changed.capabilities and changed.capabilities.to_dict() == {"card_payments": "active"}
    assert (await types(sandbox))[-1] == "account.updated"


async def test_another_bank_account_becomes_the_one_that_is_paid_to(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    new = await stripe_client.v1.accounts.external_accounts.create_async(
        account, {"external_account": {**BANK, "account_number": ibans.BY_COUNTRY["DE"][0]}, "metadata": {"row": "b2"}}
    )  # fmt: skip
    assert isinstance(new, stripe.BankAccount) and new.default_for_currency
    done = await stripe_client.v1.accounts.retrieve_async(account)
    assert done.external_accounts
    banks: list[Any] = done.external_accounts.data
    assert [(bank.id == new.id, bank.default_for_currency) for bank in banks] == [
        (True, True),
        (False, False),
    ]


async def test_stripe_may_stop_an_account_and_let_it_go_on(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    for restricted in (True, False):
        async with sandbox.acting() as call:
            await accounts.restrict(call, account, restricted)
        told = await stripe_client.v1.accounts.retrieve_async(account)
        assert told.payouts_enabled is not restricted
        assert told.requirements
        assert told.requirements.past_due == (["individual.verification.document"] if restricted else [])
        assert told.capabilities and told.capabilities.transfers == ("inactive" if restricted else "active")


async def test_an_account_sees_its_own_objects_only(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    account = await onboarded(stripe_client, sandbox)
    there: stripe.RequestOptions = {"stripe_account": account}
    ours = await stripe_client.v1.customers.create_async({})
    theirs = await stripe_client.v1.customers.create_async({}, there)
    assert (await stripe_client.v1.customers.list_async({}, there)).data[0].id == theirs.id
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.customers.retrieve_async(theirs.id)
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.customers.retrieve_async(ours.id, {}, there)
    itself = await stripe_client.v1.accounts.retrieve_current_async({}, there)
    assert itself.id == account
    assert (await stripe_client.v1.accounts.retrieve_async(account, {}, there)).id == account


async def test_an_account_that_is_not_ours_cannot_be_spoken_for(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.PermissionError) as refused:
        await stripe_client.v1.customers.create_async({}, {"stripe_account": "acct_unknown"})
    assert refused.value.http_status == 403
    with pytest.raises(stripe.StripeError):
        await stripe_client.v1.accounts.retrieve_current_async()


async def test_each_account_has_keys_of_its_own(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    account = await onboarded(stripe_client, sandbox)
    ours = await stripe_client.v1.customers.create_async({}, {"idempotency_key": "k1"})
    theirs = await stripe_client.v1.customers.create_async(
        {}, {"idempotency_key": "k1", "stripe_account": account}
    )
    assert ours.id != theirs.id
    again = await stripe_client.v1.customers.create_async(
        {}, {"idempotency_key": "k1", "stripe_account": account}
    )
    assert again.id == theirs.id
