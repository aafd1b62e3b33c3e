"""Every letter of the market: that each can be told in both languages, and that none names a persona."""

import importlib
import pkgutil
from string import Formatter

import pytest

import market
from market.base.mail import Letter

NAMING = {"persona", "mask", "trait", "claim", "question", "message", "text"}
"""Facts by which a letter would tell a reader's neighbour which persona it is of, or what was said to it."""


def letters() -> list[Letter]:
    """All letters that any module of the market holds."""
    found: dict[int, Letter] = {}
    for module in pkgutil.walk_packages(market.__path__, "market."):
        if "piccolo" in module.name or module.name.endswith("__main__"):
            continue
        for it in vars(importlib.import_module(module.name)).values():
            if isinstance(it, Letter):
                found[id(it)] = it
    return sorted(found.values(), key=lambda it: it.kind)


LETTERS = letters()


def facts_of(texts: tuple[str, ...]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def test_there_are_letters() -> None:
    assert len(LETTERS) > 60


@pytest.mark.parametrize("letter", LETTERS, ids=lambda it: it.kind)
def test_a_letter_says_the_same_in_both_languages_and_names_no_persona(letter: Letter) -> None:
    assert facts_of(letter.fr) == facts_of(letter.en)
    assert not facts_of(letter.fr) & NAMING


def test_control_a_letter_with_a_personas_name_would_be_seen() -> None:
    assert facts_of(("{brand} loue « {persona} »",)) & NAMING
