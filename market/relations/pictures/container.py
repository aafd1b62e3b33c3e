"""Reads the outside of a JPEG, PNG or WebP file before any of it is decoded. Pure, and no import of ours but limits.

What a file says it is does not count, nor its name: only its bytes. The walk knows where the picture ends, how large
it is drawn, whether it moves, and what else is in the file; what is wrong is told in one of six words.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from market.relations.pictures.limits import PIXELS_MOST, SCANS_MOST

REASONS: Final = ("not-of-kind", "unreadable", "too-many-pixels", "moves", "holds-more", "too-hard")

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_SIZES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOFn; not DHT, JPG, DAC
_WITHOUT_WORDS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"}
)

# In lower case, as what they are compared with.
_PAGES: Final = (b"<?php", b"<script", b"<html", b"<!doctype html", b"<svg", b"<!entity")
_FOREIGN: Final = (*_PAGES, b"%pdf-", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_BEGINNINGS: Final = (b"PK\x03\x04", b"\x7fELF", b"MZ", b"#!/", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ZIP_ENDS: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 65_557  # the end of an archive's directory lies in a file's last so many bytes


class Bad(Exception):
    """This file is not taken; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Outside:
    """What the walk found. `also`: everything in the file that is no picture, piece by piece."""

    kind: str
    width: int = 0
    height: int = 0
    also: list[bytes] = field(default_factory=list)


def examine(data: bytes) -> Outside:
    """A still picture of a bearable size, and nothing else. Raises Bad."""
    found = _walked(data)
    if found.width < 1 or found.height < 1:
        raise Bad("unreadable")
    if found.width * found.height > PIXELS_MOST:
        raise Bad("too-many-pixels")
    if any(_foreign(it) for it in found.also) or _ZIP_ENDS in data[-_ZIP_TAIL:]:
        raise Bad("holds-more")
    return found


def _walked(data: bytes) -> Outside:
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(_PNG):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (IndexError, struct.error):
        raise Bad("unreadable") from None
    raise Bad("not-of-kind")


def _foreign(piece: bytes) -> bool:
    small = piece.lower()
    return piece.startswith(_BEGINNINGS) or any(it in small for it in _FOREIGN)


def _jpeg(data: bytes) -> Outside:
    """ITU-T T.81, annex B: segments up to the end of the image, through every scan."""
    found, at, scans = Outside("jpeg"), 2, 0
    while True:
        if data[at] != 0xFF:
            raise Bad("unreadable")
        while data[at] == 0xFF:  # fill bytes
            at += 1
        marker, at = data[at], at + 1
        if marker == 0xD9:
            break
        if marker in _STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        body, at = data[at + 2 : at + length], at + length
        if length < 2 or at > len(data):
            raise Bad("unreadable")
        if marker in _SIZES:
            found.height, found.width = struct.unpack_from(">HH", body, 1)
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            found.also.append(body)
        elif marker == 0xDA:
            scans += 1
            if scans > SCANS_MOST:
                raise Bad("too-hard")
            at = _after_scan(data, at)
    found.also.append(data[at:])
    return found


def _after_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise Bad("unreadable")
        following = data[at + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2


def _png(data: bytes) -> Outside:
    """PNG, third edition, section 5: chunks with their sums, up to IEND."""
    found, at, kind = Outside("png"), len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (summed,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(body, zlib.crc32(kind)) != summed or (found.width == 0) != (kind == b"IHDR"):
            raise Bad("unreadable")
        at += 12 + length
        if kind == b"IHDR":
            found.width, found.height = struct.unpack_from(">II", body)
        elif kind in (b"acTL", b"fcTL", b"fdAT"):
            raise Bad("moves")
        elif kind not in _WITHOUT_WORDS:
            found.also.append(body)
    found.also.append(data[at:])
    return found


def _webp(data: bytes) -> Outside:
    """RFC 9649, section 2: chunks within the length that RIFF says."""
    found = Outside("webp")
    (length,) = struct.unpack_from("<I", data, 4)
    end = 8 + length
    if end > len(data):
        raise Bad("unreadable")
    for kind, body in _chunks(data, 12, end):
        if kind in (b"ANIM", b"ANMF") or (kind == b"VP8X" and body[0] & 0x02):
            raise Bad("moves")
        width, height = _webp_size(kind, body)
        if width:
            found.width, found.height = max(found.width, width), max(found.height, height)
        elif kind != b"ALPH":
            found.also.append(body)
    found.also.append(data[end:])
    return found


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise Bad("unreadable")
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int]:
    """How large a chunk draws; nothing for one that does not."""
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
