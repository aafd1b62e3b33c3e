from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import market
from market.base.i18n import LOCALE

ROOT = Path(market.__file__).parents[1]
KEYWORDS = DEFAULT_KEYWORDS | {"marked": None, "translate": (2,), "translate_count": (2, 3)}
FIELD = re.compile(r"%\((\w+)\)s")

MessageId = str | tuple[str, ...]


def said() -> set[MessageId]:
    """All message ids in templates and Python, by the project's own configuration."""
    with (ROOT / "babel.cfg").open() as configuration:
        methods, options = parse_mapping_cfg(configuration)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT / "market", methods, options, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def french() -> Catalog:
    with (LOCALE / "fr/LC_MESSAGES/messages.po").open("rb") as source:
        return read_po(source, locale="fr", abort_invalid=True)


def words(text: MessageId) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


MESSAGES = [message for message in french() if message.id]


def test_french_says_all_that_is_said_and_nothing_else() -> None:
    written = {message.id if isinstance(message.id, str) else tuple(message.id) for message in MESSAGES}
    asked = said()
    assert len(asked) > 50, "the extraction found next to nothing"
    assert asked - written == set(), "missing in French"
    assert written - asked == set(), "left over in French"


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_a_french_message_is_whole(message) -> None:  # type: ignore[no-untyped-def]
    assert not message.fuzzy
    for text in words(message.string):
        assert text
        assert set(FIELD.findall(text)) == set(FIELD.findall(words(message.id)[0]))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_a_french_message_keeps_the_rules_of_type(message) -> None:  # type: ignore[no-untyped-def]
    for text in words(message.string):
        assert "\u202f" not in text, "the fonts lack U+202F"
        assert not re.search(r"[^\u00a0][:;?!»€]", text), "U+00A0 before : ; ? ! » €"
        assert not re.search(r"«[^\u00a0]", text), "U+00A0 after «"
        assert "'" not in text, "a typographic apostrophe"
        assert not text.endswith("!")


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_no_page_says_the_words_we_do_not_use(message) -> None:  # type: ignore[no-untyped-def]
    for text in (*words(message.id), *words(message.string)):
        assert not re.search(
            r"\b(users?|submit|data subjects?|consumers?|utilisateurs?|soumettre)\b", text, re.I
        )
