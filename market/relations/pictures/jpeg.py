"""What a picture of ours looks like from outside, to the byte: who drew it anew has read hostile input. Pure.

The parts that our one way of writing makes, in their order and of their lengths, and nothing between or behind them.
"""

import struct
from typing import Final

_BEGINNING: Final = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000"
)  # JFIF 1.1, no density, no thumbnail
_PARTS: Final = (
    (0xDB, 67),
    (0xDB, 67),
    (0xC0, 17),
    (0xC4, 31),
    (0xC4, 181),
    (0xC4, 31),
    (0xC4, 181),
    (0xDA, 12),
)
"""Marker and length: two tables of quantisation, a baseline frame of three colours, four of codes, one scan."""


class NotOurs(ValueError):
    """These bytes are no picture of ours."""


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture of ours that holds nothing else. Raises NotOurs."""
    at, width, height = len(_BEGINNING), 0, 0
    if not data.startswith(_BEGINNING):
        raise NotOurs()
    for marker, length in _PARTS:
        if data[at : at + 4] != struct.pack(">BBH", 0xFF, marker, length):
            raise NotOurs()
        if marker == 0xC0:
            height, width = struct.unpack_from(">HH", data, at + 5)
        at += 2 + length
    if _end_of_scan(data, at) != len(data) or not (width and height):
        raise NotOurs()
    return width, height


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the image ends; -1 where its scan holds anything but codes."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            return -1
        following = data[at + 1 : at + 2]
        if following != b"\x00":
            return at + 2 if following == b"\xd9" else -1
        at += 2
