"""The two languages of the pages: English in the code, French in `locale/fr/LC_MESSAGES/messages.po`.

A message id *is* the English text; only French needs a catalogue. It is read from the .po file at the first
use, so no compiled file can grow stale. One Jinja environment serves both languages: the translating
functions read `language` from the template's context.
"""

from __future__ import annotations

import gettext as stdlib_gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeGuard

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

Language = Literal["fr", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
DEFAULT: Final[Language] = "fr"
NAMES: Final[dict[Language, str]] = {"fr": "Français", "en": "English"}
COOKIE: Final = "language"
LOCALE = Path(__file__).parent / "locale"


class LanguageMissing(LookupError):
    """A template was rendered, or macros were imported, without `language` in reach."""

    def __init__(self, template: str | None) -> None:
        super().__init__(f"{template}: no `language`; pass it, and import macros `with context`")
        self.template = template


def is_language(value: object) -> TypeGuard[Language]:
    """Whether pages exist in this language."""
    return value in LANGUAGES


@cache
def translations(language: Language) -> stdlib_gettext.NullTranslations:
    """The catalogue of a language: French from its .po file, English as the ids stand."""
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return stdlib_gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)


def translate(language: Language, message: str, /, **values: object) -> str:
    """The message in a language, its `%(name)s` filled in. For Python; templates use `_()`."""
    text = translations(language).gettext(message)
    return text % values if values else text


def translate_count(language: Language, one: str, several: str, count: int, /, **values: object) -> str:
    """The message for so many, `%(num)s` among its values. For Python; templates use `ngettext()`."""
    return translations(language).ngettext(one, several, count) % {"num": count, **values}


def known(message: str) -> bool:
    """Whether this is a message of ours: it has a French text."""
    return bool(message) and translations("fr").gettext(message) != message


def marked(message: str) -> str:
    """The message itself, unchanged: tells the extraction that it will be translated where it is shown."""
    return message


def language_of(context: Context) -> Language:
    """The language a template is rendered in; raises `LanguageMissing`."""
    language = context.get("language")
    if not is_language(language):
        raise LanguageMissing(context.name)
    return language


def install(environment: Environment) -> None:
    """Make `_()`, its kin and `{% trans %}` speak the language of the context."""

    def bound(name: str) -> Callable[..., str]:
        @pass_context
        def call(context: Context, *arguments: Any) -> str:
            text: str = getattr(translations(language_of(context)), name)(*arguments)
            return text

        return call

    environment.install_gettext_callables(  # type: ignore[attr-defined]
        bound("gettext"),
        bound("ngettext"),
        newstyle=True,
        pgettext=bound("pgettext"),
        npgettext=bound("npgettext"),
    )


def choose(cookie: str | None, accept_language: str | None) -> Language:
    """The reader's language: the one kept in the cookie, else the best of `Accept-Language`, else French.

    `cookie` is the value of the cookie named `COOKIE`; `accept_language` follows RFC 9110, section 12.5.4,
    and may be anything a stranger sends.
    """
    if is_language(cookie):
        return cookie
    for _, tag in sorted(weighed(accept_language or ""), reverse=True, key=lambda pair: pair[0]):
        primary = tag.partition("-")[0].lower()
        if is_language(primary):
            return primary
    return DEFAULT


def weighed(accept_language: str) -> list[tuple[float, str]]:
    """The acceptable language tags with their weights, as given; what cannot be read is left out."""
    found = []
    for entry in accept_language[:500].split(","):
        tag, _, parameter = entry.partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if 0 < weight <= 1 and tag.strip():
            found.append((weight, tag.strip()))
    return found
