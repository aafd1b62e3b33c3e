"""Ids, lists and events."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence

from market.money.sandbox.schema import Body

API_VERSION = "2026-10-28.endive"
ALPHABET = string.ascii_letters + string.digits
NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def new_id(prefix: str, length: int = 24) -> str:
    return f"{prefix}_" + letters(length)


def letters(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def digits(length: int) -> str:
    return "".join(secrets.choice(string.digits) for _ in range(length))


def page_of(data: Sequence[Body], url: str, has_more: bool) -> Body:
    return {"object": "list", "data": list(data), "has_more": has_more, "url": url}


def search_of(data: Sequence[Body], url: str, next_page: str | None) -> Body:
    found: Body = {
        "object": "search_result",
        "data": list(data),
        "has_more": next_page is not None,
        "url": url,
    }
    return {**found, "next_page": next_page}


def event(
    type: str, subject: Body, *, created: int, request_id: str | None, key: str | None, account: str = ""
) -> Body:
    """`account` is the connected account that it happened on; our own is not named."""
    body = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": request_id, "idempotency_key": key},
        "type": type,
    }
    return {**body, "account": account} if account else body
