"""Another edition of the charter, published on a day: the text of the current one, under the next number."""

from datetime import date
from types import MappingProxyType

import pytest

from contracts.charter import EDITIONS, Edition, Promise, current, editions


def publish(
    monkeypatch: pytest.MonkeyPatch, on: date, term_days: int = 30, **parties: tuple[Promise, ...]
) -> Edition:
    """From now on it is the current one; `parties` promise something else in it."""
    number = current().edition + 1
    changed = {"edition": number, "published_on": on, "term_days": term_days, **parties}
    edition = current().model_copy(update=changed)
    monkeypatch.setattr(editions, "EDITIONS", MappingProxyType({**EDITIONS, number: edition}))
    return edition
