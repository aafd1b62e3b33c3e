"""What a form sent, and where a reader goes after it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response
from litestar.params import URLEncodedBody

from market.accounts.authentication import of_session, session_cookie
from market.base.pages import see_other

Form = URLEncodedBody[dict[str, Any]]

HOME = "/account"
ENTRY = "/home"  # leads to the reader's own space
FIELD_MAX = 1024  # characters


def typed(form: Mapping[str, Any], *fields: str) -> dict[str, str]:
    """The named fields as text, empty where they are missing: a form never breaks by what it lacks."""
    return {field: _text(form.get(field)) for field in fields}


def several(form: Mapping[str, Any], field: str) -> list[str]:
    """All values of a field that may be ticked more than once."""
    value = form.get(field, [])
    return [_text(one) for one in (value if isinstance(value, list) else [value])]


def edition_ticked(form: Mapping[str, Any]) -> int | None:
    """The edition of the charter whose box was ticked; None where it was not."""
    said = typed(form, "charter")["charter"]
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else None


def kept(values: Mapping[str, str]) -> dict[str, str]:
    """What may be shown again: everything but secrets."""
    return {
        field: value for field, value in values.items() if field not in ("password", "old", "new", "factor")
    }


def own_path(text: str) -> str:
    """A path of ours to go on to, or the reader's own page: never another site."""
    parts = urlsplit(text)
    ours = (
        text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    )
    return text if ours and text.isprintable() and "\\" not in text else ENTRY


def entering(token: str, path: str = ENTRY) -> Response[None]:
    """Go to `path`, signed in."""
    answer = see_other(path)
    answer.set_cookie(session_cookie(token))
    return answer


async def past_the_factor(token: str, path: str = ENTRY) -> Response[None]:
    """The same, for who just gave a password: an operator goes by way of the second factor."""
    if (await of_session(token)).half is None:
        return entering(token, path)
    onward = f"?{urlencode({'next': path})}" if path != ENTRY else ""
    return entering(token, f"/sign-in/factor{onward}")


def _text(value: Any) -> str:
    return value[:FIELD_MAX] if isinstance(value, str) else ""
