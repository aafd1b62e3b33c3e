"""What the year reads on the page of a document."""

import pytest

from drills.paper_lines import misread, sums_in
from market.base.filters import money
from market.base.i18n import Language
from market.money.documents import rules
from market.money.documents.sheet import sheet
from tests.money.documents.builders import ISSUED, a_line, a_purchase


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sums_with_cents_are_read_in_both_languages(language: Language) -> None:
    sums = (5, 1520, 123_456_70, -300)
    words = " then ".join(money(it, language, exact=True) for it in sums)
    assert sums_in(f"A fine of {money(4000, language)}. {words}") == list(sums)


def test_the_page_may_say_a_sum_of_its_document_twice_and_no_other() -> None:
    content = rules.collection(a_purchase(a_line(), a_line()), "R-7KQ2M-2026-0001", ISSUED)
    rows, total = [row[-1] for row in sheet(content).rows], sheet(content).total[1]
    assert misread(content, "\n".join([*rows, total])) == []
    assert misread(content, "\n".join([rows[0], *rows, total, "0,12\u00a0€"])) == []
    assert misread(content, "\n".join([rows[0], "0,12\u00a0€", rows[1], total]))
    assert misread(content, "\n".join([rows[0], total]))
    assert misread(content, "")
