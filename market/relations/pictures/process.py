"""Has a picture drawn anew by a process of its own, which is handed the bytes and nothing else.

No database, no key, no setting, no descriptor but its two pipes; `confined` says what it may. It is ended when it takes
too long, when it says too much, and when nobody waits for it any more. What it answers is held against `jpeg`: whoever
has read a hostile file is not believed. No transaction may be open around it.
"""

import asyncio
import contextlib
import hashlib
import sys
from collections.abc import AsyncIterator, Hashable, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

import structlog

from market.base.errors import Invalid
from market.relations.errors import (
    PictureHoldsMore,
    PictureMoves,
    PictureNotOfKind,
    PicturesBusy,
    PictureTooHard,
    PictureTooLarge,
    PictureTooManyPixels,
    PictureUnreadable,
)
from market.relations.pictures import jpeg
from market.relations.pictures.limits import BYTES_MOST, KEPT_MOST, PIXELS_MOST, SIDE_MOST, WALL_SECONDS

DECODER: Final = (sys.executable, "-I", "-m", "market.relations.pictures.decoder")
AT_ONCE: Final = 1
"""In each process of ours: a picture at its largest takes half a gigabyte for a second."""
PATIENCE: Final = 20.0  # seconds in the queue
FIELD: Final = "picture"
_PIECE: Final = 64 * 1024

log = structlog.get_logger()
_turns = asyncio.Semaphore(AT_ONCE)
_own: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: a JPEG that holds nothing but pixels."""

    jpeg: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.jpeg).hexdigest()


def check_bytes(data: bytes) -> None:
    """Raises PictureTooLarge."""
    if len(data) > BYTES_MOST:
        raise PictureTooLarge(field=FIELD, most=BYTES_MOST)


async def drawn_anew(data: bytes, whose: Hashable) -> Picture:
    """The picture in a file, and nothing else of it. Whoever sends several waits for their own: they stand in the queue
    once.

    Raises PictureTooLarge, PictureNotOfKind, PictureUnreadable, PictureTooManyPixels, PictureMoves, PictureHoldsMore,
    PictureTooHard, PicturesBusy.
    """
    check_bytes(data)
    async with _turn(whose):
        answer = await run(DECODER, data)
    if answer[:1] == b"-":
        raise _refusal(answer[1:].decode("ascii", "replace"))
    try:
        width, height = jpeg.size_of(answer[1:])
    except jpeg.NotOurs:
        width, height = 0, 0
    if answer[:1] != b"+" or not 0 < width <= SIDE_MOST or not 0 < height <= SIDE_MOST:
        log.warning("pictures.decoder_failed", answered=len(answer))
        raise PictureTooHard(field=FIELD)
    return Picture(answer[1:], width, height)


@contextlib.asynccontextmanager
async def _turn(whose: Hashable) -> AsyncIterator[None]:
    """One's turn among the pictures of this process. Raises PicturesBusy where it does not come."""
    own = _own.setdefault(whose, asyncio.Lock())
    async with contextlib.AsyncExitStack() as turn:
        try:
            async with asyncio.timeout(PATIENCE):
                await turn.enter_async_context(own)
                await turn.enter_async_context(_turns)
        except TimeoutError:
            raise PicturesBusy() from None
        yield


async def run(command: Sequence[str], data: bytes, seconds: float = WALL_SECONDS) -> bytes:
    """What a command answers to `data`: at most one picture, in so many seconds; empty where it does not.

    It inherits no environment and no descriptor, stands in an empty place, and does not outlive this call.
    """
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            return await _answer(child, data)
    except TimeoutError:
        return b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _answer(child: asyncio.subprocess.Process, data: bytes) -> bytes:
    assert child.stdin is not None and child.stdout is not None
    with contextlib.suppress(ConnectionError):  # it died, or had read enough
        child.stdin.write(data)
        await child.stdin.drain()
    child.stdin.close()
    answer = b""
    while len(answer) <= 1 + KEPT_MOST:
        piece = await child.stdout.read(_PIECE)
        if not piece:
            return answer if await child.wait() == 0 else b""
        answer += piece
    return b""


def _refusal(reason: str) -> Invalid:
    match reason:
        case "not-of-kind":
            return PictureNotOfKind(field=FIELD, known=["JPEG", "PNG", "WebP"])
        case "unreadable":
            return PictureUnreadable(field=FIELD)
        case "too-many-pixels":
            return PictureTooManyPixels(field=FIELD, most=PIXELS_MOST)
        case "moves":
            return PictureMoves(field=FIELD)
        case "holds-more":
            return PictureHoldsMore(field=FIELD)
    return PictureTooHard(field=FIELD)
