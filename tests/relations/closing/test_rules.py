"""What a closing note may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import PURPOSES
from market.relations.closing.rules import NOTHING, OUTCOMES, USES, check_note, uses_of
from market.relations.errors import ClosingNoteUnclear
from market.web.closing_words import OUTCOMES as OUTCOME_WORDS
from market.web.closing_words import USES as USE_WORDS

ALL = uses_of(tuple(PURPOSES))
SOME = st.lists(st.sampled_from((*ALL, "paper")), max_size=6)


def test_every_purpose_has_uses_and_every_code_its_words() -> None:
    assert set(USES) == set(PURPOSES)
    assert len(ALL) == len(set(ALL)) and set(USE_WORDS) == set(ALL) and set(OUTCOME_WORDS) == set(OUTCOMES)


@given(
    st.sets(st.sampled_from(sorted(PURPOSES)), min_size=1), SOME, st.sampled_from((*OUTCOMES, "", "splendid"))
)
def test_a_note_speaks_of_what_was_agreed_or_is_refused(
    purposes: set[str], used: list[str], outcome: str
) -> None:
    known = {it for purpose in purposes for it in USES[purpose]} | {NOTHING}
    sound = (
        bool(used)
        and set(used) <= known
        and (NOTHING not in used or set(used) == {NOTHING})
        and outcome in OUTCOMES
    )
    if not sound:
        with pytest.raises(ClosingNoteUnclear):
            check_note(tuple(purposes), used, outcome, None)
        return
    note = check_note(tuple(purposes), used, outcome, "  ")
    assert set(note.used_for) == set(used) and note.outcome == outcome and note.text is None
