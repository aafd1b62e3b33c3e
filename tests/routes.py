"""Which act of the application a method and path name, as agreements spell it: "POST /rent"."""

import re
from functools import cache

from market.app import create_app, handlers_of
from market.base.settings import Settings

PART = re.compile(r"\{[^}]*\}")


@cache
def _routes() -> list[tuple[str, re.Pattern[str]]]:
    """Method, and a pattern for paths; parts in braces are any."""
    found = handlers_of(create_app(Settings()))
    return [(method, re.compile("[^/]+".join(map(re.escape, PART.split(path))))) for path, method, _ in found]


def is_a_route(act: str) -> bool:
    """Whether the application has it; a part in braces stands for any."""
    method, _, path = act.partition(" ")
    return any(method == its and pattern.fullmatch(path) for its, pattern in _routes())
