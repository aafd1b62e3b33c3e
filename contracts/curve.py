"""Whether 32 bytes are a public key that somebody can have made: a point of Ed25519's prime order (RFC 8032, 5.1).

OpenSSL takes any 32 bytes. With a point of small order one signature fits many messages, so whoever accepts keys of
strangers looks first; to verify with a key that was looked at once, this is not needed.
"""

from typing import Final

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT: Final = pow(2, (_P - 1) // 4, _P)
"""A square root of -1."""

_Point = tuple[int, int, int, int]
_NEUTRAL: Final[_Point] = (0, 1, 1, 0)


class PointRefused(ValueError):
    """No point of the curve, another spelling of one, or not of prime order."""


def check_point(raw: bytes) -> None:
    """Let pass what a private key leads to. Raises PointRefused."""
    point = _decoded(raw)
    if _same(point, _NEUTRAL) or not _same(_times(_ORDER, point), _NEUTRAL):
        raise PointRefused("not a point of prime order")


def _decoded(raw: bytes) -> _Point:
    """RFC 8032, section 5.1.3, which refuses a second spelling of a coordinate."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if len(raw) != 32 or y >= _P:
        raise PointRefused("not a coordinate")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (not x and sign):
        raise PointRefused("not on the curve")
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _times(factor: int, point: _Point) -> _Point:
    found = _NEUTRAL
    while factor:
        if factor & 1:
            found = _sum(found, point)
        point, factor = _sum(point, point), factor >> 1
    return found


def _sum(one: _Point, other: _Point) -> _Point:
    """RFC 8032, section 5.1.4; complete, so that it also doubles."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _same(one: _Point, other: _Point) -> bool:
    return not ((one[0] * other[2] - other[0] * one[2]) % _P or (one[1] * other[2] - other[1] * one[2]) % _P)
