"""What the sandbox's pages share: templates, languages, addresses.

Another company's site in local mode: it reads no session of the market's.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType

from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.wording import WORDS, language_of

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
Web = Request[Any, Any, State]


def page(template: str, language: str, code: int = 200, **values: Any) -> Response[str]:
    text = TEMPLATES.get_template(template).render(language=language, words=WORDS[language], **values)
    return Response(text, media_type=MediaType.HTML, status_code=code, headers={"cache-control": "no-store"})


def language_for(request: Web, locale: str | None) -> str:
    return language_of(request.query_params.get("locale"), locale, request.headers.get("accept-language", ""))


def address(request: Web, path: str) -> str:
    """A page of ours in the language that this one was asked for."""
    locale = request.query_params.get("locale")
    return f"{path}{'&' if '?' in path else '?'}locale={locale}" if locale in WORDS else path


def expiry(text: str) -> tuple[int, int] | None:
    """The month and year of "12/34"; None when it is malformed or past."""
    found = re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*/\s*(?:20)?([0-9]{2})\s*", text, re.ASCII)
    if not found:
        return None
    month, year = int(found[1]), 2000 + int(found[2])
    today = datetime.now(UTC)
    return (month, year) if (year, month) >= (today.year, today.month) else None


def unknown(request: Web, refusal: StripeRefusal) -> Response[str]:
    return page("closed.html", language_for(request, None), 404, status="unknown", back=None)
