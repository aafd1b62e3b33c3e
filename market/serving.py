"""What each worker of the web server loads, and how one that does not serve yet ends."""

import asyncio
import gc
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Litestar

SERVES = 0.1  # seconds after its start in which a worker has begun to serve
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def end_while_starting() -> None:
    """A worker that is forked from here on ends at once when it is told to, until it serves.

    It has nothing to finish then, and would not hear: it inherits its parent's handlers.
    """
    os.register_at_fork(after_in_child=_end_at_once)


def _end_at_once() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def create_app() -> "Litestar":
    """As `market.app.create_app`, and what was made is left alone by every later collection (`gc.freeze`)."""
    gc.disable()
    try:
        from market.app import create_app as create

        app = create()
        gc.freeze()
    finally:
        gc.enable()
    hear_once_serving(app)
    return app


def hear_once_serving(app: "Litestar") -> None:
    """Granian's handlers, which let requests end first, count once the application serves.

    Between the start of an application and its serving its event loop rests, and uvloop's drops what comes then.
    """
    handlers = {}

    def begin() -> None:
        handlers.update({number: signal.getsignal(number) for number in SIGNALS})
        _end_at_once()

    def serve() -> None:
        for number, handler in handlers.items():
            signal.signal(number, handler)
            signal.siginterrupt(number, False)

    def begun() -> None:
        asyncio.get_running_loop().call_later(SERVES, serve)

    app.on_startup.insert(0, begin)
    app.on_startup.append(begun)
