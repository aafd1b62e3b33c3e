"""The order within a class: by a keyed hash for one brand and one day, so that it tells nothing."""

import hmac
from datetime import date


def order_key(key: bytes, brand: bytes, day: date, persona: bytes) -> bytes:
    """32 bytes to sort by (HMAC-SHA-256). `day` is the market's day; `key` stays in the keyring."""
    parts = (b"moi/order/1", brand, day.isoformat().encode(), persona)
    # Each part carries its length, or two pairs of brand and persona could run together into one message.
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, message, "sha256")
