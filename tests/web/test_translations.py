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


def wrong_with(text: str) -> list[str]:
    """Which rules of French type a text breaks."""
    rules = {
        "the fonts lack U+202F": "\u202f" in text,
        "U+00A0 before : ; ? ! » €": bool(re.search(r"[^\u00a0][:;?!»€]", text)),
        "U+00A0 after «": bool(re.search(r"«[^\u00a0]", text)),
        "a typographic apostrophe": "'" in text,
        "no exclamation": text.endswith("!"),
    }
    return [rule for rule, broken in rules.items() if broken]


# One test for all messages each: five thousand tests took longer to be handed out than to run.


def test_each_french_message_is_whole() -> None:
    for message in MESSAGES:
        assert not message.fuzzy, message.id
        for text in words(message.string):
            assert text, message.id
            assert set(FIELD.findall(text)) == set(FIELD.findall(words(message.id)[0])), message.id


def test_each_french_message_keeps_the_rules_of_type() -> None:
    texts = [text for message in MESSAGES for text in words(message.string)]
    assert {text: wrong for text in texts if (wrong := wrong_with(text))} == {}


@pytest.mark.parametrize(
    "text", ["a\u202f!", "Quoi?", "«\u00a0a»", "« a\u00a0»", "l'autre", "Oui\u00a0!", "19 €"]
)
def test_control_what_breaks_a_rule_of_type_is_found(text: str) -> None:
    assert wrong_with(text)


def test_no_page_says_the_words_we_do_not_use() -> None:
    unused = re.compile(r"\b(users?|submit|data subjects?|consumers?|utilisateurs?|soumettre)\b", re.I)
    assert unused.search("The user submits")
    texts = [text for it in MESSAGES for text in (*words(it.id), *words(it.string))]
    assert [text for text in texts if unused.search(text)] == []
