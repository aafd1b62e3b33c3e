"""What a reader could recognise again: every string, and every 32 bits that a string encodes."""

import base64
import contextlib
import json
import re
import uuid

BITS = 32
WINDOW = BITS // 8
ENCODED = 16  # characters of the shortest text that is worth decoding; a handle has 28 bits of its own


def tokens(content: bytes) -> set[bytes]:
    """All of a body, page, header or address. Strings from four characters on, and decoded windows of 4 bytes."""
    found: set[bytes] = set()
    for text in re.findall(rb"[^\s\"'<>\\]+", content):
        found |= {text, *re.split(rb"[^\w=-]+", text), *re.split(rb"[^0-9a-zA-Z]+", text)}
    for raw in blobs(content):
        found |= tokens(raw) if is_json(raw.split(b"\0", 1)[-1]) else windows(raw)
    return {token for token in found if len(token) >= WINDOW}


def is_json(raw: bytes) -> bool:
    """Text that was encoded is read as text: a value's last letter with the marks behind it has a few bits only.

    So is text behind the name of what it is for, as messages to be signed have it (`moi/seal/1`, a zero, the text).
    """
    try:
        return raw[:1] in (b"{", b"[") and json.loads(raw) is not None
    except ValueError:
        return False


def windows(raw: bytes) -> set[bytes]:
    """Every four bytes in a row, marked as decoded so that they are compared with each other only."""
    return {b"\0" + raw[n : n + WINDOW] for n in range(len(raw) - WINDOW + 1)}


def blobs(content: bytes) -> set[bytes]:
    """What base64, hexadecimal and UUIDs hide, each whole.

    Words of a language are not decoded: what stands beside them would come in with a few bits only, and a few
    bits are alike by chance. Of an id like `cs_test_a1B2` what follows the last mark counts.
    """
    found = set()
    for run in re.findall(rb"[\w-]{16,}", content):
        found |= set(decoded(run))
        if re.match(rb"[a-z]+_", run):
            found |= set(decoded(run.rsplit(b"_", 1)[1]))
    return found


def decoded(run: bytes) -> list[bytes]:
    """The bytes that a run of letters and digits may stand for."""
    found = []
    if len(run) >= ENCODED:
        mixed = all(re.search(kind, run) for kind in (rb"[a-z]", rb"[A-Z]", rb"[0-9]"))
        if mixed and not re.match(rb"[a-z]+_", run):
            with contextlib.suppress(ValueError):
                found.append(base64.b64decode(run + b"=" * (-len(run) % 4), altchars=b"-_", validate=True))
        with contextlib.suppress(ValueError):
            found.append(bytes.fromhex(run.decode()))
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(run.decode()).bytes)
    return found
