"""The machines of money, as tables: every word of Stripe's is known, and what is final stays."""

import pytest
import stripe

from market.money.rules import INBOX, PAYMENT, REFUND, StatusUnknown, payment_event, refund_event


def test_every_status_of_a_payment_intent_is_an_event() -> None:
    said = {
        *("canceled", "processing", "requires_action", "requires_capture"),
        *("requires_confirmation", "requires_payment_method", "succeeded"),
    }
    for status in said:
        assert status in str(stripe.PaymentIntent.__annotations__["status"])
        assert payment_event(status) in PAYMENT.events
    with pytest.raises(StatusUnknown):
        payment_event("paid")


def test_every_status_of_a_refund_is_an_event() -> None:
    for status in ("pending", "requires_action", "succeeded", "failed", "canceled"):
        assert refund_event(status) in REFUND.events
    with pytest.raises(StatusUnknown):
        refund_event("done")


def test_money_that_arrived_is_booked_from_every_state_and_never_unbooked() -> None:
    assert set(PAYMENT.sources("succeed")) == PAYMENT.states - {"succeeded"}
    assert PAYMENT.final == {"succeeded"}


def test_only_an_answer_leaves_the_unknown() -> None:
    answers = {"submit", "authenticate", "process", "authorize", "succeed", "fail", "cancel"}
    assert {event for state, event, _ in PAYMENT.transitions if state == "unknown"} == answers


def test_a_refund_that_failed_or_was_canceled_stays_so() -> None:
    assert REFUND.final == {"failed", "canceled"}
    assert {event for state, event, _ in REFUND.transitions if state == "succeeded"} == {"fail", "cancel"}


def test_a_webhook_is_dealt_with_once() -> None:
    assert INBOX.final == {"handled", "ignored"}, "what is dead an operator may replay"
