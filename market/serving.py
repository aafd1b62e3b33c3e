"""What the web server loads: the application, made without the collector looking at what stays anyway."""

import gc
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Litestar


def create_app() -> "Litestar":
    """As `market.app.create_app`, and what was made is left alone by every later collection (`gc.freeze`)."""
    # Until it serves, a worker has nothing to finish, and granian would not hear that it shall end.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    try:
        from market.app import create_app as create

        app = create()
        gc.freeze()
    finally:
        gc.enable()
    return app
