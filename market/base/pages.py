"""Pages: a template, the reader's language, their navigation and what has just happened.

Routes answer with `page(request, "room/name.html", …)` and, after a change, with `see_other(path, notice)`.
A notice travels in a cookie for one page: its words are a message id of ours and nothing else is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlencode

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType

from market.base import i18n
from market.base.access import Principal, principal_of
from market.base.errors import Refusal
from market.base.templating import environment

Ask = Request[Any, Any, Any]

NOTICE = "notice"
NOTICE_SECONDS = 30
LANGUAGE_SECONDS = 365 * 24 * 3600

Words = Callable[[Refusal, i18n.Language], tuple[int, str]]
Navigation = Callable[[Principal, i18n.Language, str], Mapping[str, Any]]

_navigation: Navigation | None = None
_words: Words | None = None


def navigate_by(navigation: Navigation) -> None:
    """Let `market/web` say where a reader can go: `nav`, `account`, `tabs`, `home`, `footer` of the layout."""
    global _navigation
    _navigation = navigation


def refuse_by(words: Words) -> None:
    """Let `market/web` say a refusal: its status and its words, for forms that show it where it belongs."""
    global _words
    _words = words


def language_of(request: Ask) -> i18n.Language:
    """The reader's language: asked for in the address, kept in the cookie, preferred by the browser."""
    asked = request.query_params.get("language")
    if i18n.is_language(asked):
        return asked
    return i18n.choose(request.cookies.get(i18n.COOKIE), request.headers.get("accept-language"))


def page(request: Ask, template: str, status: int = 200, **context: Any) -> Response[str]:
    """The template in the reader's language. With `HX-Request`, templates that know how answer a fragment."""
    language = language_of(request)
    cookies = []
    if i18n.is_language(request.query_params.get("language")):
        cookies.append(_cookie(i18n.COOKIE, language, LANGUAGE_SECONDS))
    notice = unquote(request.cookies.get(NOTICE, ""))
    if notice:
        cookies.append(_cookie(NOTICE, "", 0))
    around = dict(_navigation(principal_of(request), language, request.url.path)) if _navigation else {}
    text = (
        environment()
        .get_template(template)
        .render(
            {
                "language": language,
                "addresses": {code: _in_language(request, code) for code in i18n.LANGUAGES},
                "fragment": request.headers.get("hx-request") == "true",
                "notices": [{"words": i18n.translate(language, notice)}] if i18n.known(notice) else [],
                **around,
                **context,
            }
        )
    )
    return Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        cookies=cookies,
        headers={"cache-control": "no-store", "vary": "cookie, accept-language, hx-request"},
    )


def refused(request: Ask, template: str, refusal: Refusal, **context: Any) -> Response[str]:
    """The form again with the refusal's words in `errors`, at its field, or at "" where none is to blame.

    The caller passes what was typed back in, a password never. Refusals of ours only; others stay exceptions.
    """
    return refused_for(request, template, [refusal], **context)


def refused_for(request: Ask, template: str, refusals: Sequence[Refusal], **context: Any) -> Response[str]:
    """As `refused`, for several faults at once, each at its field; the first one gives the status."""
    if _words is None:
        raise refusals[0]
    said = [_words(it, language_of(request)) for it in refusals]
    fields = [str(it.facts.get("field", "")) for it in refusals]
    errors = {field: words for field, (_, words) in reversed([*zip(fields, said, strict=True)])}
    return page(request, template, said[0][0], errors=errors, **context)


def see_other(path: str, notice: str = "") -> Response[None]:
    """After a change: go to `path` (RFC 9110, section 15.4.4); `notice` is a message id from `marked()`."""
    cookies = []
    if notice:
        cookies.append(_cookie(NOTICE, quote(notice), NOTICE_SECONDS))
    return Response(None, status_code=303, headers={"location": path}, cookies=cookies)


def _in_language(request: Ask, code: str) -> str:
    query = [(key, value) for key, value in request.query_params.multi_items() if key != "language"]
    return f"{request.url.path}?{urlencode([*query, ('language', code)])}"


def _cookie(key: str, value: str, seconds: int) -> Cookie:
    return Cookie(key=key, value=value, max_age=seconds, path="/", httponly=True, secure=True, samesite="lax")
