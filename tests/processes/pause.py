"""A web server whose worker rests at a point of its start until a file is there.

Run as `python -m tests.processes.pause POINT PORT FOLDER`: `fork`, before it loads anything; `startup`, while its
application starts; `serving`, between that and its serving.
"""

import sys
import time
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server import Server, mp
from litestar import Litestar

from market.serving import end_while_starting, hear_once_serving

POINT, FOLDER = sys.argv[1], Path(sys.argv[3])


def rest(point: str) -> None:
    if point == POINT:
        (FOLDER / "resting").touch()
        while not (FOLDER / "go on").exists():
            time.sleep(0.01)


def resting(point: str, made: Any) -> Any:
    """The same function, and a rest before it."""

    def make(*args: Any, **options: Any) -> Any:
        rest(point)
        return made(*args, **options)

    return make


def create_app() -> Litestar:
    app = Litestar(on_startup=[lambda: rest("startup")])
    hear_once_serving(app)
    return app


if __name__ == "__main__":
    for name, point in (("load_env", "fork"), ("_new_cbscheduler", "serving")):
        setattr(mp, name, resting(point, getattr(mp, name)))
    end_while_starting()
    Server(
        "tests.processes.pause:create_app",
        factory=True,
        port=int(sys.argv[2]),
        interface=Interfaces.ASGI,
        workers_kill_timeout=30,
    ).serve()
