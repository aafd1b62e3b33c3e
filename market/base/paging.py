"""Long lists by JSON: a page at a time, and where the next one is (RFC 8288, `Link` with `rel="next"`)."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request
from litestar.params import QueryParameter

from market.base.errors import Invalid

Ask = Request[Any, Any, Any]
MOST = 100
Limit = Annotated[int, QueryParameter(ge=1, le=MOST)]


class ParameterUnknown(Invalid):
    """Nothing here is looked for by a parameter of this name; `field` says it."""


class InstantNotValid(Invalid):
    """No instant with its zone; `field` names where."""


def only(request: Ask, *names: str) -> None:
    """Refuse what nothing is looked for by, rather than answer as if it had been. Raises ParameterUnknown."""
    for name in request.query_params:
        if name not in names and name != "language":
            raise ParameterUnknown(field=name[:80])


def instant(text: str | None) -> datetime | None:
    """An instant as RFC 3339 writes it, with its zone. Raises InstantNotValid for what is none."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InstantNotValid(field="before") from error
    if found.tzinfo is None:
        raise InstantNotValid(field="before")
    return found


def next_page(request: Ask, before: str | None, limit: int, **asked: str) -> dict[str, str]:
    """The header that leads on from `before`, the last one of this page; none where nothing follows. `asked`: what the
    list was asked for besides, empty: not."""
    if before is None:
        return {}
    query = urlencode(
        {name: value for name, value in asked.items() if value} | {"before": before, "limit": limit}
    )
    return {"link": f'<{request.url.path}?{query}>; rel="next"'}
