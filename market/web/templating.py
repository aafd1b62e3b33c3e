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

from market.web import charts, filters, i18n, stage

WEB = Path(__file__).parent
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


def environment() -> Environment:
    """An environment that escapes, refuses what is undefined, and speaks the `language` of the context."""
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
        "earnings_chart": charts.earnings_chart,
        "language_names": i18n.NAMES,
        "stage_mask_title": stage.title,
    }
    return made
