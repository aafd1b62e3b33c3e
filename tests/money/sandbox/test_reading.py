"""Lists, pages, searches and expansions."""

import pytest
import stripe

from market.money.sandbox import Sandbox, cards
from market.money.sandbox.intents import wanted_by
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import objects, open_session, paid, pay, run


async def test_pages_are_newest_first_and_know_whether_there_is_more(
    stripe_client: stripe.StripeClient,
) -> None:
    made = [await open_session(stripe_client) for _ in range(5)][::-1]
    sessions = stripe_client.v1.checkout.sessions
    first = await sessions.list_async({"limit": 2})
    assert ([session.id for session in first.data], first.has_more) == (made[:2], True)
    last = await sessions.list_async({"limit": 2, "starting_after": made[2]})
    assert ([session.id for session in last.data], last.has_more) == (made[3:], False)
    before = await sessions.list_async({"limit": 2, "ending_before": made[3]})
    assert ([session.id for session in before.data], before.has_more) == (made[1:3], True)
    assert [session.id async for session in first.auto_paging_iter()] == made


async def test_a_list_is_at_most_a_hundred_long_and_starts_where_something_is(
    stripe_client: stripe.StripeClient,
) -> None:
    for asked in ({"limit": 101}, {"limit": 0}, {"starting_after": "evt_unknown"}):
        with pytest.raises(stripe.InvalidRequestError):
            await stripe_client.v1.events.list_async(asked)  # type: ignore[arg-type]


async def test_sessions_and_refunds_are_found_by_their_payment_intent(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    one, other = [await paid(stripe_client, sandbox) for _ in range(2)]
    refund = await stripe_client.v1.refunds.create_async({"payment_intent": one, "amount": 100})
    found = await stripe_client.v1.checkout.sessions.list_async({"payment_intent": one})
    assert [session.payment_intent for session in found.data] == [one]
    assert [r.id for r in (await stripe_client.v1.refunds.list_async({"payment_intent": one})).data] == [
        refund.id
    ]
    assert (await stripe_client.v1.refunds.list_async({"payment_intent": other})).data == []


async def test_movements_are_listed_by_time_source_and_type(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await stripe_client.v1.refunds.create_async({"payment_intent": await paid(stripe_client, sandbox)})
    charge, refund = await objects(sandbox, "balance_transaction")
    movements = stripe_client.v1.balance_transactions
    assert [m.id for m in (await movements.list_async({"type": "refund"})).data] == [refund["id"]]
    assert [m.id for m in (await movements.list_async({"source": charge["source"]})).data] == [charge["id"]]
    await run(
        sandbox, "UPDATE sandbox.objects SET body = body || '{\"created\": 1000}' WHERE id = $1", charge["id"]
    )
    assert [m.id for m in (await movements.list_async({"created": {"gte": 1001}})).data] == [refund["id"]]
    assert [m.id for m in (await movements.list_async({"created": {"gt": 999, "lt": 1001}})).data] == [
        charge["id"]
    ]
    assert (await movements.list_async({"created": {"gt": 1000, "lte": 1000}})).data == []


async def test_a_charges_money_becomes_available_after_seven_days(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await paid(stripe_client, sandbox)
    [movement] = await objects(sandbox, "balance_transaction")
    read = stripe_client.v1.balance_transactions.retrieve_async
    assert (await read(movement["id"])).status == "pending"
    await run(
        sandbox,
        "UPDATE sandbox.objects SET body = body || '{\"available_on\": 1}' WHERE id = $1",
        movement["id"],
    )
    assert (await read(movement["id"])).status == "available"


async def test_payments_are_searched_by_metadata(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    intents = stripe_client.v1.payment_intents
    odd = 'o"1 \\ AND'
    made = await intents.create_async(
        {"amount": 500, "currency": "eur", "metadata": {"app": "moi", "row": odd}}
    )
    await intents.create_async({"amount": 500, "currency": "eur", "metadata": {"app": "moi", "row": "o2"}})
    quoted = odd.replace("\\", "\\\\").replace('"', '\\"')
    found = await intents.search_async({"query": f'metadata["app"]:"moi" AND metadata["row"]:"{quoted}"'})
    assert [intent.id for intent in found.data] == [made.id]
    page = await intents.search_async({"query": "metadata['app']:'moi'", "limit": 1})
    assert len([intent async for intent in page.auto_paging_iter()]) == 2
    assert (await intents.search_async({"query": 'status:"succeeded"'})).data == []


@pytest.mark.parametrize(
    "query", ["", "metadata", 'metadata["a"]:"b" OR status:"x"', "amount>1", 'status:"x" AND ']
)
def test_a_search_beyond_what_we_know_is_refused(query: str) -> None:
    with pytest.raises(StripeRefusal):
        wanted_by(query)


async def test_an_unpaid_intent_can_be_canceled_once(stripe_client: stripe.StripeClient) -> None:
    intents = stripe_client.v1.payment_intents
    made = await intents.create_async({"amount": 500, "currency": "eur"})
    canceled = await intents.cancel_async(made.id, {"cancellation_reason": "abandoned"})
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await intents.cancel_async(made.id)
    assert refused.value.code == "payment_intent_unexpected_state"


async def test_an_intent_of_an_open_session_is_not_canceled_but_the_session_is_expired(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    await pay(sandbox, await open_session(stripe_client), cards.DECLINES)
    [intent] = await objects(sandbox, "payment_intent")
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.payment_intents.cancel_async(intent["id"])


async def test_what_cannot_be_expanded_is_refused(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    with pytest.raises(stripe.InvalidRequestError):
        await stripe_client.v1.payment_intents.retrieve_async(payment, {"expand": ["secrets"]})


async def test_an_id_of_another_kind_is_missing(sandbox: Sandbox, stripe_client: stripe.StripeClient) -> None:
    payment = await paid(stripe_client, sandbox)
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await stripe_client.v1.charges.retrieve_async(payment)
    assert (missing.value.code, missing.value.http_status) == ("resource_missing", 404)


async def test_events_are_listed_by_type_and_name_their_request(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    payment = await paid(stripe_client, sandbox)
    await stripe_client.v1.refunds.create_async(
        {"payment_intent": payment}, {"idempotency_key": "refund:r1:1"}
    )
    found = await stripe_client.v1.events.list_async({"type": "charge.refunded"})
    [event] = found.data
    assert event.request and event.request.idempotency_key == "refund:r1:1"
    assert str(event.request.id).startswith("req_")
    several = await stripe_client.v1.events.list_async({"types": ["refund.created", "charge.refunded"]})
    assert len(several.data) == 2
    assert (await stripe_client.v1.events.retrieve_async(event.id)).data.object["id"]
