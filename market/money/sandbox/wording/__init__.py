"""What people read on the sandbox's pages, in French and English. Pure.

Here speaks the payment company, not the market: its words are its own. The states of its objects, its events and
its codes stand there as its documentation writes them, in either language.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from babel.numbers import format_currency

from market.money.sandbox.wording.english import ENGLISH
from market.money.sandbox.wording.french import FRENCH

__all__ = ["ENGLISH", "FRENCH", "WORDS", "language_of", "money"]

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": ENGLISH, "fr": FRENCH})


def language_of(asked: str | None, session_locale: str | None, accepted: str) -> str:
    """The address speaks first, then the session, then the browser (Accept-Language); "fr" or "en"."""
    for locale in (asked, session_locale):
        if locale and locale != "auto":
            return "fr" if locale.startswith("fr") else "en"
    return "fr" if accepted.lower().startswith("fr") else "en"


def money(amount: int, currency: str, language: str) -> str:
    """Minor units of a currency with two decimals, as people write them: 19,00 € and €19.00."""
    shown = str(format_currency(Decimal(amount) / 100, currency.upper(), locale=language))
    return shown.replace("\u202f", "\u00a0")  # the market's fonts have no narrow space
