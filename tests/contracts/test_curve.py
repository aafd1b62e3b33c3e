"""Which 32 bytes are a key that somebody can have made."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.curve import PointRefused, check_point
from contracts.keys import PrivateKey

PRIME = 2**255 - 19

# Every point of small order in every spelling (RFC 8032, 5.1; Cremers and Jackson 2019, table 1).
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_the_public_half_of_any_seed_is_one(seed: bytes) -> None:
    check_point(PrivateKey(seed).public.raw)


@pytest.mark.parametrize("raw", SMALL_ORDER)
def test_a_point_of_small_order_is_none_in_any_spelling(raw: str) -> None:
    with pytest.raises(PointRefused):
        check_point(bytes.fromhex(raw))
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw))  # the control: nobody else refuses it


def test_with_a_point_of_small_order_one_signature_fits_many_messages() -> None:
    """Why it is looked at: neither message was signed by anybody."""
    neutral = Ed25519PublicKey.from_public_bytes(bytes.fromhex(SMALL_ORDER[0]))
    signature = bytes.fromhex(SMALL_ORDER[0]) + bytes(32)
    for message in (b"one", b"another"):
        neutral.verify(signature, message)


def test_what_is_not_on_the_curve_or_spelled_otherwise_is_none() -> None:
    for number in (2, 7, PRIME, PRIME + 1, PRIME + 5):
        with pytest.raises(PointRefused):
            check_point(number.to_bytes(32, "little"))
    for raw in (b"", bytes(31), bytes(33)):
        with pytest.raises(PointRefused):
            check_point(raw)


def test_a_point_of_mixed_order_is_none() -> None:
    """A true key and a point of order two together: half of all that such a key signs, others do not verify."""
    good = bytearray(PrivateKey(bytes(32)).public.raw)
    y = int.from_bytes(good, "little") & (1 << 255) - 1
    mixed = (PRIME - y).to_bytes(32, "little")  # with (0, -1) added, y changes its sign
    for sign in (0, 0x80):
        raw = mixed[:31] + bytes([mixed[31] | sign])
        with pytest.raises(PointRefused, match="prime order"):
            check_point(raw)
