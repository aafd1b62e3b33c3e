"""Who has to have signed the charter by when."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.charter import current, standing

EDITION = current().model_copy(update={"edition": 2})
OUT, DUE = EDITION.published_on, EDITION.due_on
A_DAY = timedelta(days=1)


def test_who_has_signed_it_is_done() -> None:
    assert standing(EDITION, 2, None, DUE + 400 * A_DAY) == "signed"
    assert standing(EDITION, 1, OUT, OUT) == "unsigned", "an earlier edition is not this one"


def test_who_was_here_before_has_the_whole_term() -> None:
    before = OUT - A_DAY
    assert [standing(EDITION, 1, before, it) for it in (OUT, DUE - A_DAY, DUE)] == [
        "term",
        "term",
        "unsigned",
    ]
    assert standing(EDITION, None, before, EDITION.last_day) == "term"


def test_who_comes_after_begins_with_signing() -> None:
    assert standing(EDITION, None, OUT, OUT) == "unsigned"
    assert standing(EDITION, None, None, OUT) == "unsigned"


def test_before_it_is_published_nobody_has_to() -> None:
    assert standing(EDITION, None, None, OUT - A_DAY) == "term"


@given(st.integers(-100, 100), st.integers(-100, 100))
def test_a_term_only_ends(since: int, day: int) -> None:
    """Who has not signed never gets time again."""
    found = [standing(EDITION, None, OUT + since * A_DAY, OUT + (day + more) * A_DAY) for more in range(3)]
    assert found == sorted(found, key=["term", "unsigned"].index)
