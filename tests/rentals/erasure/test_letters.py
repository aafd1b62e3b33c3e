"""What letters and pages say of the public page is what it does: it counts a breach once that month is over."""

import re
from pathlib import Path

import pytest

from market.base.mail import Letter
from market.rentals.erasure import jobs, letters

LETTERS = [it for it in vars(letters).values() if isinstance(it, Letter)]
TEMPLATES = Path(letters.__file__).parents[2] / "web" / "templates"


def speaks_of_the_page(text: str) -> bool:
    return re.search(r"public page|page publique", text) is not None


def says_when(text: str) -> bool:
    return re.search(r"month( of that date)? is\s+over|mois(-là| de\s+cette date)? passé", text) is not None


@pytest.mark.parametrize("letter", LETTERS, ids=lambda it: it.kind)
def test_a_letter_that_names_the_public_page_says_when_it_counts(letter: Letter) -> None:
    for _, text in (letter.fr, letter.en):
        assert says_when(text) == speaks_of_the_page(text)


def test_so_does_the_sentence_on_a_late_signature() -> None:
    for text in (jobs.LATE.fr, jobs.LATE.en):
        assert speaks_of_the_page(text) and says_when(text)


def test_so_do_the_pages_of_both_sides() -> None:
    found = []
    for path in ("desk/erasure.html", "space/afterwards.html"):
        said = re.findall(r'_\("([^"]+)"', (TEMPLATES / path).read_text())
        found += [it for it in said if speaks_of_the_page(it)]
    assert len(found) == 3 and all(map(says_when, found))


def test_at_least_three_letters_name_it() -> None:
    assert sum(speaks_of_the_page(it.en[1]) for it in LETTERS) == 3
