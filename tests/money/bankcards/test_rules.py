"""What a decline leaves to do, and until when a card is good."""

from datetime import date

import pytest

from market.money.bankcards.rules import BANK_CARD, CARD_SETUP, Declined, declined, is_expired


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("insufficient_funds", Declined.SOFT),
        ("generic_decline", Declined.SOFT),
        ("processing_error", Declined.SOFT),
        ("a code of next year", Declined.SOFT),
        ("lost", Declined.UNASKED),
        ("not_wanted", Declined.UNASKED),
        ("no_card", Declined.NO_CARD),
        ("default_expired", Declined.EXPIRED),
        ("no_account_kept", Declined.NO_ACCOUNT),
        ("lost_card", Declined.HARD),
        ("expired_card", Declined.HARD),
        ("resource_missing", Declined.HARD),
        ("authentication_required", Declined.ASKS),
    ],
)
def test_a_decline_code_says_what_is_left_to_do(code: str, means: Declined) -> None:
    assert declined(code) is means


def test_a_card_is_good_until_the_last_day_of_its_month() -> None:
    assert not is_expired(2, 2028, date(2028, 2, 29))
    assert is_expired(2, 2028, date(2028, 3, 1))
    assert not is_expired(12, 2027, date(2027, 12, 31))
    assert is_expired(12, 2027, date(2028, 1, 1))


def test_what_is_removed_does_not_come_back() -> None:
    assert BANK_CARD.final == {"removed"}
    assert "kept" not in {to for _, _, to in BANK_CARD.transitions}
    assert CARD_SETUP.final == {"complete", "expired", "failed"}
