"""The one Jinja environment of all pages.

A room's own templates are named with the room before them: `personas/studio.html` lies in
`market/personas/templates/studio.html`; what has no room lies in `market/web/templates`.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from market.base import filters, i18n

WEB = Path(__file__).parent.parent / "web"
STATIC = WEB / "static"
STATIC_URL: Final = "/static"


@cache
def asset(path: str) -> str:
    """The address of a static file, with a mark of its content so that it may be cached for ever.

    Raises `FileNotFoundError` for a file that is not there.
    """
    mark = sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"{STATIC_URL}/{path}?v={mark}"


def loader() -> ChoiceLoader:
    """Templates of `web` by their name, templates of another room by `room/name`."""
    rooms = {
        folder.parent.name: FileSystemLoader(folder)
        for folder in sorted(WEB.parent.glob("*/templates"))
        if folder.parent != WEB
    }
    return ChoiceLoader([FileSystemLoader(WEB / "templates"), PrefixLoader(rooms)])


@cache
def environment() -> Environment:
    """The environment: it escapes, refuses what is undefined, and speaks the `language` of the context.

    `market/web` adds the globals that only pages need (charts, masks) when the application is made.
    """
    made = Environment(
        loader=loader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    i18n.install(made)
    filters.install(made)
    made.globals |= {
        "asset": asset,
        "language_names": i18n.NAMES,
    }
    return made
