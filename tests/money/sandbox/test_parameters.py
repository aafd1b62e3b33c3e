"""Stripe's form parameters, read as Stripe reads them."""

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from market.money.sandbox import Sandbox, cards, parameters
from market.money.sandbox.parameters import Boolean, Group, Integer, Many, Metadata, Text
from market.money.sandbox.refusals import StripeRefusal
from tests.money.acts import objects, session_for


def test_brackets_nest() -> None:
    form = "line_items[0][price_data][unit_amount]=1900&metadata[row]=o1&expand[]=a&expand[]=b&mode=payment"
    assert parameters.decode(form) == {
        "line_items": {"0": {"price_data": {"unit_amount": "1900"}}},
        "metadata": {"row": "o1"},
        "expand": {"0": "a", "1": "b"},
        "mode": "payment",
    }


def test_array_elements_come_in_the_order_of_their_index() -> None:
    tree = parameters.decode("a[10]=k&a[2]=c&a[0]=a")
    assert parameters.read(Group({"a": Many(Text())}), tree) == {"a": ["a", "c", "k"]}


@pytest.mark.parametrize("form", ["a=1&a[b]=2", "a[b]=2&a=1"])
def test_a_name_cannot_be_a_value_and_a_group(form: str) -> None:
    with pytest.raises(StripeRefusal):
        parameters.decode(form)


SPEC = Group(
    {
        "name": Text(required=True),
        "amount": Integer(lowest=1),
        "yes": Boolean(),
        "url": Text(url=True),
        "one": Text(choices=("a", "b")),
        "metadata": Metadata(),
        "group": Group({"inner": Integer(required=True)}),
    }
)


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        ("", "name", "parameter_missing"),
        ("name=x&colour=blue", "colour", "parameter_unknown"),
        ("name=x&group[inner]=1&group[outer]=2", "group[outer]", "parameter_unknown"),
        ("name=x&group[a]=1", "group[a]", "parameter_unknown"),
        ("name=x&group=1", "group", None),
        ("name=", "name", "parameter_invalid_empty"),
        ("name[x]=1", "name", None),
        ("name=x&amount=0", "amount", "parameter_invalid_integer"),
        ("name=x&amount=1.5", "amount", "parameter_invalid_integer"),
        ("name=x&amount=%D9%A1", "amount", "parameter_invalid_integer"),
        ("name=x&yes=1", "yes", None),
        ("name=x&url=javascript:alert(1)", "url", "url_invalid"),
        ("name=x&one=c", "one", None),
        ("name=x&metadata=o1", "metadata", None),
        ("name=x&metadata[a][b]=1", "metadata", None),
        ("name=x&metadata[" + "k" * 41 + "]=1", "metadata[" + "k" * 41 + "]", None),
        ("name=x&metadata[k]=" + "v" * 501, "metadata[k]", None),
        ("name=x&" + "&".join(f"metadata[k{i}]=1" for i in range(51)), "metadata", None),
    ],
)
def test_what_does_not_pass_is_refused_by_name(form: str, param: str, code: str | None) -> None:
    with pytest.raises(StripeRefusal) as refused:
        parameters.read(SPEC, parameters.decode(form))
    assert (refused.value.param, refused.value.code, refused.value.status) == (param, code, 400)
    assert not refused.value.saved


@given(st.text(max_size=60))
def test_any_form_is_decoded_or_refused(form: str) -> None:
    try:
        parameters.read(SPEC, parameters.decode(form))
    except StripeRefusal as refused:
        assert refused.status == 400


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"colour": "blue"}, "colour", "parameter_unknown"),
        ({"mode": "subscription"}, "mode", None),
        ({"success_url": "moi"}, "success_url", "url_invalid"),
        ({"line_items": []}, "line_items", "parameter_missing"),
        ({"locale": "tlh"}, "locale", None),
        ({"expires_at": 1}, "expires_at", None),
    ],
)
async def test_the_client_learns_which_parameter_was_refused(
    sandbox: Sandbox,
    stripe_client: stripe.StripeClient,
    change: dict[str, object],
    param: str,
    code: str | None,
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.checkout.sessions.create_async(session_for(**change))
    assert (refused.value.param, refused.value.code, refused.value.http_status) == (param, code, 400)
    assert await objects(sandbox, "checkout.session") == []


async def test_an_amount_below_stripes_smallest_is_refused(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.checkout.sessions.create_async(session_for(49))
    assert refused.value.code == "amount_too_small"
    assert (await stripe_client.v1.checkout.sessions.create_async(session_for(50))).amount_total == 50


async def test_an_amount_of_more_than_eight_digits_is_refused(stripe_client: stripe.StripeClient) -> None:
    """docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""
    most = 99_999_999
    intents, sessions = stripe_client.v1.payment_intents, stripe_client.v1.checkout.sessions
    assert (await sessions.create_async(session_for(most))).amount_total == most
    made = await intents.create_async({"amount": most, "currency": "eur"})
    for call, param in (
        (lambda: sessions.create_async(session_for(most + 1)), "line_items"),
        (lambda: intents.create_async({"amount": most + 1, "currency": "eur"}), "amount"),
        (lambda: intents.update_async(made.id, {"amount": most + 1}), "amount"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await call()  # type: ignore[no-untyped-call]
        it = refused.value
        assert (it.http_status, it.code, it.param) == (400, "amount_too_large", param)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sk_live_x"}, {"authorization": "Basic x"}])
async def test_only_a_test_key_is_let_in(sandbox: Sandbox, headers: dict[str, str]) -> None:
    answer = await sandbox.handle("GET", "/v1/events", headers)
    assert answer.status == 401


async def test_another_api_version_is_refused_and_ours_comes_back(sandbox: Sandbox) -> None:
    key = {"Authorization": "Bearer sk_test_x"}
    old = await sandbox.handle("GET", "/v1/events", {**key, "Stripe-Version": "2020-08-27"})
    ours = await sandbox.handle("GET", "/v1/events", {**key, "Stripe-Version": "2026-10-28.endive"})
    assert (old.status, ours.status) == (400, 200)
    assert ours.headers["stripe-version"] == "2026-10-28.endive"
    assert ours.headers["request-id"].startswith("req_")


async def test_an_address_that_stripe_does_not_have_is_not_found(sandbox: Sandbox) -> None:
    key = {"Authorization": "Bearer sk_test_x"}
    assert (await sandbox.handle("POST", "/v1/gifts", key)).status == 404
    assert (await sandbox.handle("DELETE", "/v1/refunds", key)).status == 404


@pytest.mark.parametrize("number", [cards.SUCCEEDS, "4242 4242 4242 4242"])
def test_a_card_number_may_have_spaces(number: str) -> None:
    card = cards.card_of(number)
    assert card and (card.last4, card.decline) == ("4242", None)


@pytest.mark.parametrize("number", ["", "4242424242424241", "424242", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "x" * 16])
def test_a_number_that_no_card_has_is_none(number: str) -> None:
    assert cards.card_of(number) is None


def test_a_real_card_is_declined() -> None:
    card = cards.card_of("4970101234567892")
    assert card is None or card.decline == cards.LIVE
    other = cards.card_of("4111111111111111")
    assert other and other.decline == cards.LIVE
