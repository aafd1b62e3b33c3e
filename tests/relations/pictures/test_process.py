"""The decoder is a process of its own with limits; each is held against what it keeps away."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

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
from market.relations.pictures import process
from market.relations.pictures.limits import BYTES_MOST, KEPT_MOST
from market.relations.pictures.process import DECODER, Picture, run
from tests.relations.pictures.drawing import a_file, frames_of, noise, png_of


async def drawn_anew(data: bytes, whose: str = "somebody") -> Picture:
    return await process.drawn_anew(data, whose)


OPEN = """
import ctypes, os, signal, socket, sys, time
from market.relations.pictures import confined as c
def tried(act):
    try:
        act()
    except BaseException as error:
        return type(error).__name__.encode()
    return b"done"
def say(words):
    os.write(1, words)
"""
BOTH, LIMITS, FILTER = "c.confine()", "c._bound()", "c._filter()"


async def said(program: str, seconds: float = 60.0, data: bytes = b"") -> bytes:
    """What a program says that is run as the decoder is."""
    return await run((sys.executable, "-I", "-c", OPEN + program), data, seconds)


def children() -> set[int]:
    """The processes that this one has started and that live."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found |= {int(it) for it in (task / "children").read_text().split()}
    return found


@pytest.mark.parametrize("wall", [BOTH, LIMITS, FILTER], ids=["both", "limits", "filter"])
@pytest.mark.parametrize(
    "act",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        "os.listdir('/')",
        "os.pipe()",
        "os.dup(0)",
    ],
)
async def test_it_opens_no_file_and_no_socket_behind_either_wall(wall: str, act: str) -> None:
    assert await said(f"say(tried(lambda: {act}))") == b"done"  # the control
    assert await said(f"{wall}; say(tried(lambda: {act}))") in (b"OSError", b"PermissionError")


@pytest.mark.parametrize(
    "act",
    ["os.fork()", "os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 0)", "os.remove('/nowhere')"],
)
async def test_the_filter_leaves_no_other_process_and_no_other_file_in_reach(act: str) -> None:
    assert await said(f"c._filter(); say(tried(lambda: {act}))") == b"PermissionError"


async def test_what_it_was_taken_it_cannot_take_back() -> None:
    program = """
import resource
c.confine()
say(tried(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))))
"""
    assert await said(program) in (b"ValueError", b"PermissionError", b"OSError")


async def test_each_limit_is_set_for_good() -> None:
    """Those that another one hides, too: what may open nothing writes nothing, until the one is gone."""
    program = """
import resource as r
c._bound()
say(repr([r.getrlimit(it) for it in
          (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE, r.RLIMIT_NPROC, r.RLIMIT_NOFILE)]).encode())
"""
    most = (512 * 1024 * 1024, 6, 0, 0, 0, 3)
    assert await said(program) == repr([(it, it) for it in most]).encode()


async def test_it_has_no_more_memory_than_a_picture_takes() -> None:
    grab = "say(tried(lambda: bytearray(600 * 1024 * 1024)))"
    assert await said(grab) == b"done"
    assert await said(f"c._bound(); {grab}") == b"MemoryError"


async def test_it_is_ended_when_it_computes_for_too_long() -> None:
    loop = "end = time.process_time() + 4\nwhile time.process_time() < end: pass\nsay(b'done')"
    assert await said(loop) == b"done"
    assert await said(f"c.CPU_SECONDS = 1; c._bound()\n{loop}") == b""


async def test_it_is_ended_when_it_takes_too_long_without_computing() -> None:
    began = time.monotonic()
    assert await said("time.sleep(120); say(b'done')", 2.0) == b""
    assert time.monotonic() - began < 60
    assert await said("time.sleep(0.1); say(b'done')") == b"done"


async def test_it_is_ended_when_it_says_more_than_a_picture() -> None:
    assert len(await said(f"say(b'x' * {KEPT_MOST // 2})")) == KEPT_MOST // 2
    assert await said("while True: say(b'x' * 65536)") == b""


async def test_it_inherits_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    seen = await said("say(repr((sorted(set(os.environ) - {'LC_CTYPE'}), os.getcwd())).encode())")
    assert seen == repr(([], "/")).encode()
    held = await said(
        "say(repr(sorted(os.readlink(f'/proc/self/fd/{it}')[:5] for it in (0, 1, 2))).encode())"
    )
    assert held == repr(["/dev/", "pipe:", "pipe:"]).encode()
    assert await said("say(tried(lambda: os.fstat(3)))") == b"OSError"


async def test_nothing_of_the_market_that_reaches_a_database_is_in_it() -> None:
    program = """
import market.relations.pictures.decoder
say(" ".join(sorted(sys.modules)).encode())
"""
    modules = (await said(program)).decode().split()
    assert "market.relations.pictures.decoder" in modules
    for it in (
        "market.base",
        "asyncpg",
        "piccolo",
        "market.relations.conversation",
        "market.relations.errors",
    ):
        assert it not in modules


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"<svg/>", PictureNotOfKind),
        (a_file("JPEG")[:-40], PictureUnreadable),
        (png_of(30_000, 30_000), PictureTooManyPixels),
        (frames_of("PNG"), PictureMoves),
        (frames_of("WEBP"), PictureMoves),
        (a_file("PNG") + b"PK\x03\x04", PictureHoldsMore),
        (b"\xff" * (BYTES_MOST + 1), PictureTooLarge),
    ],
)
async def test_each_bad_file_is_refused_by_its_own_name(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await drawn_anew(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_good_file_of_each_kind_is_drawn_behind_both_walls(kind: str) -> None:
    picture = await drawn_anew(a_file(kind, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"))
    assert (picture.width, picture.height) == (120, 80)


async def test_a_file_of_the_most_pixels_is_drawn_within_the_limits() -> None:
    for data in (png_flat(5000, 5000), noise(5000, 4990, "JPEG", quality=20, progressive=True)):
        picture = await drawn_anew(data)
        assert max(picture.width, picture.height) <= 1600


def png_flat(width: int, height: int) -> bytes:
    return a_file("PNG", Image.new("RGBA", (width, height), (10, 20, 30, 128)), compress_level=1)


async def killed_in_the_middle(data: bytes) -> None:
    before = children()
    drawing = asyncio.create_task(drawn_anew(data))
    while not (fresh := children() - before):
        await asyncio.sleep(0.01)
        assert not drawing.done()
    (pid,) = fresh
    await asyncio.sleep(0.3)
    os.kill(pid, signal.SIGKILL)
    await drawing


async def test_killed_in_the_middle_it_is_a_refusal_and_the_next_is_drawn() -> None:
    with pytest.raises(PictureTooHard):
        await killed_in_the_middle(noise(3000, 3000))
    assert (await drawn_anew(a_file())).width == 120


async def test_nobody_waits_for_it_any_more_and_it_is_gone() -> None:
    before = children()
    drawing = asyncio.create_task(drawn_anew(noise(3000, 3000)))
    while not (fresh := children() - before):
        await asyncio.sleep(0.01)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert not fresh & children()
    assert (await drawn_anew(a_file())).width == 120


async def test_what_it_answers_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has read a hostile file may have become its author's."""
    good = (await drawn_anew(a_file())).jpeg
    exif = good[:20] + b"\xff\xe1\x00\x0aExif\0\0xx" + good[20:]
    for answer in (
        b"",
        b"+",
        b"x" + good,
        b"+" + good + b"more",
        b"+" + exif,
        b"+<svg/>",
        b"-",
        b"-no-such-word",
    ):
        program = f"import os; os.write(1, bytes.fromhex('{answer.hex()}'))"
        monkeypatch.setattr(process, "DECODER", (sys.executable, "-I", "-c", program))
        with pytest.raises(PictureTooHard):
            await drawn_anew(a_file())
    program = f"import os; os.write(1, bytes.fromhex('{(b'+' + good).hex()}'))"
    monkeypatch.setattr(process, "DECODER", (sys.executable, "-I", "-c", program))
    assert (await drawn_anew(a_file())).jpeg == good  # the control


async def test_one_is_drawn_at_a_time_and_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PATIENCE", 0.5)
    monkeypatch.setattr(process, "DECODER", (sys.executable, "-I", "-c", "import time; time.sleep(30)"))
    first = asyncio.create_task(drawn_anew(a_file()))
    await asyncio.sleep(0.2)
    for whose in ("somebody", "somebody else"):
        with pytest.raises(PicturesBusy):
            await drawn_anew(a_file(), whose)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    monkeypatch.setattr(process, "DECODER", DECODER)
    monkeypatch.setattr(process, "PATIENCE", 30.0)
    assert (await drawn_anew(a_file())).width == 120


async def test_who_sends_many_stands_in_the_queue_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PATIENCE", 60.0)
    monkeypatch.setattr(process, "DECODER", (sys.executable, "-I", "-c", "import time; time.sleep(1)"))
    ended: list[str] = []

    async def sends(whose: str) -> None:
        with contextlib.suppress(PictureTooHard):  # it draws nothing
            await drawn_anew(a_file(), whose)
        ended.append(whose)

    many = [asyncio.create_task(sends("many")) for _ in range(6)]
    await asyncio.sleep(0.1)
    await asyncio.gather(sends("one"), *many)
    assert ended.index("one") < 3


async def test_when_its_market_is_killed_it_ends_by_itself(tmp_path: Path) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from market.relations.pictures.process import drawn_anew
asyncio.run(drawn_anew(Path(sys.argv[1]).read_bytes(), "x"))
"""
    file = tmp_path / "large"
    file.write_bytes(noise(3000, 3000))
    market = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(file))
    offspring = Path(f"/proc/{market.pid}/task/{market.pid}/children")
    while not (pids := offspring.read_text().split()):
        await asyncio.sleep(0.01)
    market.kill()
    await market.wait()
    end = time.monotonic() + 60
    while Path(f"/proc/{pids[0]}").exists() and time.monotonic() < end:
        await asyncio.sleep(0.05)
    assert not Path(f"/proc/{pids[0]}").exists()
