"""What the sandbox takes, stripe-python's typed parameters know; what they do not know, it refuses."""

import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

import pytest
import stripe
from stripe import params
from stripe.params import checkout as checkout_params

from market.money.sandbox import Sandbox
from market.money.sandbox.parameters import Boolean, Field, Group, Integer, Many, Metadata, Text, read
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.routes import ROUTES
from market.money.sandbox.routes.table import Route
from tests.money.acts import objects, paid

KEY = {"Authorization": "Bearer sk_test_x"}
OPTIONS = frozenset(stripe.RequestOptions.__annotations__)
TYPED: Mapping[tuple[str, str], Any] = {
    ("POST", "/v1/checkout/sessions"): checkout_params.SessionCreateParams,
    ("GET", "/v1/checkout/sessions"): checkout_params.SessionListParams,
    ("GET", "/v1/checkout/sessions/{id}"): checkout_params.SessionRetrieveParams,
    ("POST", "/v1/checkout/sessions/{id}"): checkout_params.SessionUpdateParams,
    ("POST", "/v1/checkout/sessions/{id}/expire"): checkout_params.SessionExpireParams,
    ("POST", "/v1/payment_intents"): params.PaymentIntentCreateParams,
    ("GET", "/v1/payment_intents"): params.PaymentIntentListParams,
    ("GET", "/v1/payment_intents/search"): params.PaymentIntentSearchParams,
    ("GET", "/v1/payment_intents/{id}"): params.PaymentIntentRetrieveParams,
    ("POST", "/v1/payment_intents/{id}"): params.PaymentIntentUpdateParams,
    ("POST", "/v1/payment_intents/{id}/confirm"): params.PaymentIntentConfirmParams,
    ("POST", "/v1/payment_intents/{id}/capture"): params.PaymentIntentCaptureParams,
    ("POST", "/v1/payment_intents/{id}/cancel"): params.PaymentIntentCancelParams,
    ("POST", "/v1/setup_intents"): params.SetupIntentCreateParams,
    ("GET", "/v1/setup_intents"): params.SetupIntentListParams,
    ("GET", "/v1/setup_intents/{id}"): params.SetupIntentRetrieveParams,
    ("POST", "/v1/setup_intents/{id}"): params.SetupIntentUpdateParams,
    ("POST", "/v1/setup_intents/{id}/confirm"): params.SetupIntentConfirmParams,
    ("POST", "/v1/setup_intents/{id}/cancel"): params.SetupIntentCancelParams,
    ("GET", "/v1/setup_attempts"): params.SetupAttemptListParams,
    ("POST", "/v1/customers"): params.CustomerCreateParams,
    ("GET", "/v1/customers"): params.CustomerListParams,
    ("GET", "/v1/customers/{id}"): params.CustomerRetrieveParams,
    ("POST", "/v1/customers/{id}"): params.CustomerUpdateParams,
    ("GET", "/v1/customers/{id}/payment_methods"): params.CustomerPaymentMethodListParams,
    ("POST", "/v1/payment_methods"): params.PaymentMethodCreateParams,
    ("GET", "/v1/payment_methods"): params.PaymentMethodListParams,
    ("GET", "/v1/payment_methods/{id}"): params.PaymentMethodRetrieveParams,
    ("POST", "/v1/payment_methods/{id}"): params.PaymentMethodUpdateParams,
    ("POST", "/v1/payment_methods/{id}/attach"): params.PaymentMethodAttachParams,
    ("POST", "/v1/payment_methods/{id}/detach"): params.PaymentMethodDetachParams,
    ("GET", "/v1/mandates/{id}"): params.MandateRetrieveParams,
    ("GET", "/v1/charges"): params.ChargeListParams,
    ("GET", "/v1/charges/{id}"): params.ChargeRetrieveParams,
    ("POST", "/v1/refunds"): params.RefundCreateParams,
    ("GET", "/v1/refunds"): params.RefundListParams,
    ("GET", "/v1/refunds/{id}"): params.RefundRetrieveParams,
    ("POST", "/v1/refunds/{id}"): params.RefundUpdateParams,
    ("POST", "/v1/refunds/{id}/cancel"): params.RefundCancelParams,
    ("GET", "/v1/disputes"): params.DisputeListParams,
    ("GET", "/v1/disputes/{id}"): params.DisputeRetrieveParams,
    ("POST", "/v1/disputes/{id}"): params.DisputeUpdateParams,
    ("POST", "/v1/disputes/{id}/close"): params.DisputeCloseParams,
    ("GET", "/v1/balance"): params.BalanceRetrieveParams,
    ("GET", "/v1/balance_transactions"): params.BalanceTransactionListParams,
    ("GET", "/v1/balance_transactions/{id}"): params.BalanceTransactionRetrieveParams,
    ("POST", "/v1/payouts"): params.PayoutCreateParams,
    ("GET", "/v1/payouts"): params.PayoutListParams,
    ("GET", "/v1/payouts/{id}"): params.PayoutRetrieveParams,
    ("POST", "/v1/payouts/{id}"): params.PayoutUpdateParams,
    ("POST", "/v1/payouts/{id}/cancel"): params.PayoutCancelParams,
    ("GET", "/v1/topups"): params.TopupListParams,
    ("GET", "/v1/topups/{id}"): params.TopupRetrieveParams,
    ("GET", "/v1/events"): params.EventListParams,
    ("GET", "/v1/events/{id}"): params.EventRetrieveParams,
    ("GET", "/v1/account"): params.AccountRetrieveCurrentParams,
    ("POST", "/v1/accounts"): params.AccountCreateParams,
    ("GET", "/v1/accounts"): params.AccountListParams,
    ("GET", "/v1/accounts/{id}"): params.AccountRetrieveParams,
    ("POST", "/v1/accounts/{id}"): params.AccountUpdateParams,
    ("POST", "/v1/accounts/{id}/external_accounts"): params.AccountExternalAccountCreateParams,
    ("POST", "/v1/account_links"): params.AccountLinkCreateParams,
    ("POST", "/v1/transfers"): params.TransferCreateParams,
    ("GET", "/v1/transfers"): params.TransferListParams,
    ("GET", "/v1/transfers/{id}"): params.TransferRetrieveParams,
    ("POST", "/v1/transfers/{id}"): params.TransferUpdateParams,
    ("POST", "/v1/transfers/{id}/reversals"): params.TransferReversalCreateParams,
    ("GET", "/v1/transfers/{id}/reversals"): params.TransferReversalListParams,
    ("GET", "/v1/transfers/{id}/reversals/{sub}"): params.TransferReversalRetrieveParams,
}


def named(route: Route) -> tuple[str, str]:
    return route.method, route.path


def hints_of(cls: Any) -> dict[str, Any]:
    """The fields of typed parameters, without the options that the client keeps for itself."""
    found = typing.get_type_hints(cls, localns={"StripeContext": Any, "Mapping": Mapping})
    kept = OPTIONS if issubclass_of_options(cls) else frozenset()
    return {name: hint for name, hint in found.items() if name not in kept}


def issubclass_of_options(cls: Any) -> bool:
    return any(base is stripe.RequestOptions for base in getattr(cls, "__orig_bases__", ()))


def leaves(hint: Any) -> list[Any]:
    """The alternatives of a type."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [leaf for argument in arguments for leaf in leaves(argument)]
    return [hint]


def unknown(field: Field, hint: Any, path: str) -> list[str]:
    """Where a field of the sandbox's does not fit the type of Stripe's."""
    parts = leaves(hint)
    match field:
        case Group():
            wrong = [differences(field, part, path) for part in parts if hasattr(part, "__required_keys__")]
            return min(wrong, key=len) if wrong else [f"{path}: no group"]
        case Many():
            lists = [part for part in parts if typing.get_origin(part) is list]
            return (
                unknown(field.of, typing.get_args(lists[0])[0], f"{path}[]")
                if lists
                else [f"{path}: no list"]
            )
        case Metadata():
            return [] if any(typing.get_origin(part) is dict for part in parts) else [f"{path}: no mapping"]
        case Integer():
            return [] if int in parts else [f"{path}: no integer"]
        case Boolean():
            return [] if bool in parts else [f"{path}: no boolean"]
        case Text():
            words = {
                word for part in parts if typing.get_origin(part) is Literal for word in typing.get_args(part)
            }
            strange = set(field.choices) - words if words - {""} else set()
            text = str in parts or words
            wrong = [f"{path}: {word}" for word in sorted(strange)] + ([] if text else [f"{path}: no text"])
            # Stripe's types name the words; an empty one only says that the value can be taken away.
            return wrong + ([f"{path}: takes any word"] if words - {""} and not field.choices else [])


def differences(group: Group, cls: Any, path: str = "") -> list[str]:
    """What the sandbox takes and Stripe does not know, and what Stripe requires and the sandbox does not."""
    hints = hints_of(cls)
    wrong: list[str] = []
    for name, field in group.fields.items():
        where = f"{path}.{name}" if path else name
        wrong += unknown(field, hints[name], where) if name in hints else [f"{where}: unknown to Stripe"]
    required = {name for name in cls.__required_keys__ if name in hints}
    missing = [name for name in required if name not in group.fields or not group.fields[name].required]
    return wrong + [f"{path}.{name}: required by Stripe" for name in missing]


def test_every_route_is_compared() -> None:
    assert {named(route) for route in ROUTES} == set(TYPED)
    assert len(ROUTES) == len(TYPED)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join(["{0.method}", "{0.path}"]).format)
def test_what_a_route_takes_stripe_knows(route: Route) -> None:
    assert differences(route.takes, TYPED[named(route)]) == []


def test_the_comparison_sees_what_is_wrong() -> None:
    create = params.PaymentIntentCreateParams
    right: dict[str, Field] = {"amount": Integer(required=True), "currency": Text(required=True)}
    assert differences(Group(right), create) == []
    for wrong in (
        {"colour": Text()},
        {"api_key": Text()},  # the client's own, which never reaches Stripe
        {"amount": Integer()},
        {"amount": Text(required=True)},
        {"confirm": Text()},
        {"metadata": Group({})},
        {"capture_method": Text(choices=("by_hand",))},
        {"capture_method": Text()},
        {"payment_method_data": Group({"type": Text()})},
        {"allowed_payment_method_types": Many(Text())},
        {"mandate_data": Group({"colour": Text()})},
        {"payment_method_types": Text()},
        {"payment_method_types": Many(Integer())},
        {"description": Metadata()},
        {"off_session": Integer()},
    ):
        assert differences(Group({**right, **wrong}), create) != [], wrong
    assert differences(Group({"amount": Integer(required=True)}), create) == [".currency: required by Stripe"]


async def test_an_unknown_parameter_is_refused_in_stripes_words(sandbox: Sandbox) -> None:
    for route in ROUTES:
        path = route.path.format(id="x_1", sub="y_1")
        query, body = ("?colour=blue", "") if route.method == "GET" else ("", "colour=blue")
        answer = await sandbox.handle(route.method, path + query, KEY, body)
        error = json.loads(answer.body)["error"]
        assert (answer.status, error.pop("request_log_url").split("/")[-1]) == (
            400,
            answer.headers["request-id"],
        )
        assert error == {
            "message": "Received unknown parameter: colour",
            "type": "invalid_request_error",
            "code": "parameter_unknown",
            "doc_url": "https://stripe.com/docs/error-codes/parameter-unknown",
            "param": "colour",
        }, route.path


def enumerated(field: Field, path: str = "") -> list[tuple[str, Text]]:
    """The fields that take a few words alone, wherever they are."""
    match field:
        case Group():
            inner = [(f"{path}[{name}]" if path else name, it) for name, it in field.fields.items()]
            return [found for name, it in inner for found in enumerated(it, name)]
        case Many():
            return enumerated(field.of, f"{path}[0]")
        case Text(choices=choices) if choices:
            return [(path, field)]
    return []


WORDED = [(route, path, field) for route in ROUTES for path, field in enumerated(route.takes)]


@pytest.mark.parametrize(
    ("route", "path", "field"), WORDED, ids=[f"{it[0].method} {it[0].path} {it[1]}" for it in WORDED]
)
def test_what_takes_a_few_words_takes_no_other_and_no_number(route: Route, path: str, field: Text) -> None:
    for strange in ("7", "blue", field.choices[0].upper(), field.choices[0] + " "):
        with pytest.raises(StripeRefusal) as refused:
            read(field, strange, path)
        assert (refused.value.status, refused.value.param) == (400, path)
    assert [read(field, word, path) for word in field.choices] == list(field.choices)


@pytest.mark.parametrize("reason", ["7", "0", "expired_uncaptured_charge", "Duplicate"])
async def test_a_refund_for_a_reason_that_stripe_does_not_have_is_refused(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, reason: str
) -> None:
    payment = await paid(stripe_client, sandbox)
    asked: Any = {"payment_intent": payment, "reason": int(reason) if reason.isdigit() else reason}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stripe_client.v1.refunds.create_async(asked)
    assert (refused.value.param, refused.value.http_status) == ("reason", 400)
    assert await objects(sandbox, "refund") == []
    asked["reason"] = "duplicate"
    assert (await stripe_client.v1.refunds.create_async(asked)).reason == "duplicate"
