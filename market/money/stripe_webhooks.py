"""Did Stripe say this, to a holder of the secret, just now? (docs.stripe.com/webhooks/signature) Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import stripe

from market.money.gateway import SIGNATURE_TOLERANCE, InboxEvent, WebhookRejected

ID, TYPE, VERSION = 96, 64, 32
"""How long an id, a type and a version are at most, as we keep them."""


def verified(body: bytes, signature: str | None, secrets: Sequence[str], now: datetime) -> InboxEvent:
    """What a webhook says, if one of `secrets` signed its raw body within five minutes of `now` (wall time).

    Raises WebhookRejected. Whether it was said to our account is for the gateway to see.
    """
    _check_signature(body, signature, secrets, now)
    return _event(body)


def _check_signature(body: bytes, signature: str | None, secrets: Sequence[str], now: datetime) -> None:
    """The SDK checks the signature; the time is checked here, since it would let the future pass and reads a
    clock of its own.
    """
    if not signature:
        raise WebhookRejected("no signature")
    if not any(_signed_with(body, signature, secret) for secret in secrets):
        raise WebhookRejected("bad signature")
    # The first `t` is the one that the SDK signed, and it has read it as a number.
    signed_at = int(next(part for part in signature.split(",") if part.startswith("t=")).split("=")[1])
    age = now.timestamp() - signed_at
    if age > SIGNATURE_TOLERANCE:
        raise WebhookRejected("too old")
    if age < -SIGNATURE_TOLERANCE:
        raise WebhookRejected("in the future")


def _signed_with(body: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeError, TypeError):
        return False  # bytes that are no UTF-8, and signatures that are no ASCII, were not signed by Stripe
    return True


def _event(body: bytes) -> InboxEvent:
    """Raises WebhookRejected; signed rubbish is still rubbish."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookRejected("not JSON") from None
    try:
        if said["object"] != "event":
            raise WebhookRejected("not an event")
        event = InboxEvent(
            id=said["id"],
            type=said["type"],
            created=datetime.fromtimestamp(said["created"], UTC),
            livemode=said["livemode"],
            api_version=said["api_version"],
            object_id=said["data"]["object"].get("id", ""),
            account=said.get("account"),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError):
        raise WebhookRejected("not an event") from None
    known = (
        *((value, ID) for value in (event.id, event.object_id, event.account or "")),
        *((event.type, TYPE), (event.api_version or "", VERSION)),
    )
    if not (all(_is_word(*pair) for pair in known) and isinstance(event.livemode, bool)):
        raise WebhookRejected("not an event")
    return event


def _is_word(value: object, most: int) -> bool:
    """Stripe's ids and types are short ASCII; what is not would fit no column."""
    return isinstance(value, str) and len(value) <= most and value.isascii() and "\0" not in value
