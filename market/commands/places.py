"""Where a command writes a file: beside its place first, then in its place, whole, and never over another one."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system says that has no hard links, such as a stick's."""


@contextmanager
def beside(place: Path) -> Iterator[Callable[[bytes], None]]:
    """A draft that its owner alone can read, and the function that writes it and puts it in its place.

    One at a time: raises BlockingIOError while another process has the draft, FileExistsError where something stands
    at the place, OSError. Whoever is killed leaves at most the draft, which the next one takes up and writes anew.
    """
    draft = place.with_name(f".{place.name}.part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            os.fchmod(handle, 0o600)
            yield lambda content: _put(handle, draft, place, content)
        finally:
            draft.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _put(handle: int, draft: Path, place: Path, content: bytes) -> None:
    os.ftruncate(handle, 0)
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)
    try:
        os.link(draft, place)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if os.path.lexists(place):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from error
        draft.rename(place)
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def holds(place: Path, content: bytes) -> bool:
    """Whether this, and nothing else, is the file at the place."""
    try:
        return place.is_file() and place.read_bytes() == content
    except OSError:
        return False
