"""Every act has a reason that fits it, and words where the code is not enough."""

import pytest

from market.operators.rules import NOTE_MOST, REASONS, Act, check_reason
from market.operators.tables import Decision
from market.relations.errors import ContactNotAllowed, ReasonNeedsWords, ReasonUnknown, TextNotAccepted

PAIRS = sorted(REASONS)


@pytest.mark.parametrize(("act", "subject"), PAIRS)
def test_a_reason_fits_its_act(act: Act, subject: str) -> None:
    for reason in REASONS[act, subject] - {"other"}:
        assert check_reason(act, subject, reason, "  ") is None
        assert check_reason(act, subject, reason, " Vu au registre. ") == "Vu au registre."
    with pytest.raises(ReasonUnknown) as refusal:
        check_reason(act, subject, "because", None)
    assert refusal.value.facts["known"] == sorted(REASONS[act, subject])


@pytest.mark.parametrize(("act", "subject"), PAIRS)
def test_other_is_explained(act: Act, subject: str) -> None:
    for nothing in (None, "", " \n"):
        with pytest.raises(ReasonNeedsWords):
            check_reason(act, subject, "other", nothing)
    assert check_reason(act, subject, "other", "Des mots.") == "Des mots."


def test_a_note_is_short_and_holds_no_contact_details() -> None:
    with pytest.raises(ContactNotAllowed):
        check_reason(Act.APPROVE, "brand", "registered", "Vu avec jean@exemple.fr")
    with pytest.raises(TextNotAccepted):
        check_reason(Act.APPROVE, "brand", "registered", "a" * (NOTE_MOST + 1))


@pytest.mark.parametrize(("act", "subject"), PAIRS)
def test_the_table_knows_every_act(act: Act, subject: str) -> None:
    condition = Decision.decisions_act_and_subject.condition
    assert f"'{act}'" in condition and f"'{subject}'" in condition
