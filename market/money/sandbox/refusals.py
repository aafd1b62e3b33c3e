"""How Stripe says no.

StripeRefusal            an answer with an error object
SandboxTimedOut          no answer at all; the transport turns it into the client's connection error
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from market.money.sandbox.schema import Body


class SandboxTimedOut(Exception):
    """The caller will never learn what became of its request."""


class StripeRefusal(Exception):
    """An error answer. `saved` tells whether Stripe keeps it under the idempotency key: only what an endpoint
    answered after it began to execute is kept, neither a failed validation nor a conflict. `stands` tells
    whether what happened before it stands all the same, as a declined payment does; `more` is what else the
    error object says.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        saved: bool = True,
        stands: bool = False,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.type, self.code, self.param, self.saved = status, type, code, param, saved
        self.stands, self.more = stands, dict(more or {})

    def body(self, request_id: str) -> Body:
        error: Body = {**self.more, "message": str(self), "type": self.type}
        if self.code is not None:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param is not None:
            error["param"] = self.param
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        return {"error": error}


def not_connected(account: str) -> StripeRefusal:
    """An account that is not, or no longer, connected with ours."""
    return StripeRefusal(
        f"The provided key does not have access to account '{account}' (or that account does not exist). "
        "Application access may have been revoked.",
        status=403,
        code="account_invalid",
        saved=False,
    )


def declined(error: Body, *, of: str, subject: Body) -> StripeRefusal:
    """A payment or a set-up was refused: the error says so, and `subject`, a payment or setup intent, is as
    the refusal left it.
    """
    known = ("message", "type", "code")
    return StripeRefusal(
        error["message"],
        status=402 if error["type"] == "card_error" else 400,
        type=error["type"],
        code=error["code"],
        stands=True,
        more={**{key: value for key, value in error.items() if key not in known}, of: subject},
    )


def wrong_state(message: str, code: str, param: str | None = None) -> StripeRefusal:
    return StripeRefusal(message, code=code, param=param)


def missing(kind: str, id: str, param: str) -> StripeRefusal:
    status = 404 if param == "id" else 400
    return StripeRefusal(f"No such {kind}: '{id}'", status=status, code="resource_missing", param=param)


def invalid(message: str, param: str, code: str | None = None) -> StripeRefusal:
    """A parameter that does not pass: nothing was executed, nothing is kept."""
    return StripeRefusal(message, code=code, param=param, saved=False)
