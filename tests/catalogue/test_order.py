"""The order within a class tells nothing and lasts a day."""

import hashlib
import hmac
from datetime import date
from itertools import pairwise

from market.catalogue.order import order_key

KEY, DAY = bytes(range(32)), date(2026, 11, 3)


def order(brand: bytes, day: date, key: bytes = KEY) -> list[int]:
    return sorted(range(100), key=lambda it: order_key(key, brand, day, it.to_bytes(8, "big")))


def test_the_order_is_another_one_for_each_brand_day_and_key() -> None:
    orders = [
        order(b"brand-1", DAY),
        order(b"brand-2", DAY),
        order(b"brand-1", date(2026, 11, 4)),
        order(b"brand-1", DAY, bytes(32)),
        list(range(100)),
    ]
    assert all(one != other for one, other in pairwise([*orders, orders[0]]))
    assert order(b"brand-1", DAY) == orders[0]


def test_brand_and_persona_cannot_run_together() -> None:
    assert order_key(KEY, b"ab", DAY, b"c") != order_key(KEY, b"a", DAY, b"bc")


def test_the_key_is_an_hmac_of_the_parts_with_their_lengths() -> None:
    message = b"\0\0\0\x0bmoi/order/1\0\0\0\x01b\0\0\0\x0a2026-11-03\0\0\0\x01p"
    assert order_key(KEY, b"b", DAY, b"p") == hmac.new(KEY, message, hashlib.sha256).digest()
