"""What documents say, in numbers: the worked example, many lines, every end, without a cent of drift."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.price import BPS, LADDER, Money, price, proration, vat_included
from market.money.documents import rules, words
from market.money.documents.content import Earlier
from market.money.documents.rules import MixedTaxes, Share, Unused
from market.money.documents.sheet import sheet as sheet_of
from tests.money.documents.builders import BOUGHT, ENDED, ISSUED, a_line, a_purchase, ended

EARLIER = Earlier(number="F-7KQ2M-2026-0001", issued_on=BOUGHT)
DAYS = {"P1W": (7,), "P1M": (28, 29, 30, 31), "P3M": (89, 90, 91, 92)}


def test_the_worked_example_is_an_invoice_of_380_with_63_of_vat() -> None:
    content = rules.invoice(a_purchase(), "F-7KQ2M-2026-0001", ISSUED)
    assert (content.net, content.vat, content.gross) == (317, 63, 380)
    assert content.settled_on == BOUGHT
    assert "kavo-tilu" in content.lines[0].words
    assert rules.collection(a_purchase(), "R-7KQ2M-2026-0001", ISSUED).gross == 1520


def test_after_10_of_31_days_the_credit_note_leaves_what_the_ledger_has() -> None:
    line = ended(10, 31)
    content = rules.credit_note(a_purchase(line), line, "A-7KQ2M-2026-0001", ISSUED, EARLIER)
    assert content.gross == 380 - 123
    assert content.vat == 63 - vat_included(Money(123), 2000).amount
    assert content.supplied_on == ENDED
    assert content.corrects == EARLIER
    back = rules.collection_back(a_purchase(line), line, "R-7KQ2M-2026-0002", ISSUED, EARLIER)
    assert back.gross == 1520 - 490
    assert content.gross + back.gross == line.unused.total == 1287


def test_a_rental_that_never_began_is_given_back_whole() -> None:
    line = a_line(used_days=0, total_days=None, unused=Unused(refunded=1900), closed_on=ENDED)
    assert line.kept() == Share(0, 0, 0)
    content = rules.credit_note(a_purchase(line), line, "A-1", ISSUED, EARLIER)
    assert content.gross == 380
    assert "jamais commencée" in content.lines[0].words


def test_an_open_line_and_one_used_to_the_end_keep_what_was_bought() -> None:
    assert a_line().kept() == a_line().bought()
    assert ended(31, 31).kept() == a_line().bought()


def test_lines_that_are_taxed_differently_are_no_order() -> None:
    with pytest.raises(MixedTaxes):
        rules.invoice(a_purchase(a_line(), a_line(vat_bps=0, vat_category="AE")), "F-1", ISSUED)


@pytest.mark.parametrize("count", [3, 1000])
def test_the_vat_of_many_lines_is_that_of_their_sum(count: int) -> None:
    lines = [a_line(commission_before=380 * number) for number in range(count)]
    content = rules.invoice(a_purchase(*lines), "F-1", ISSUED)
    assert content.gross == 380 * count
    assert content.vat == vat_included(Money(380 * count), 2000).amount
    # Line by line the rounding would add up: this is what is avoided.
    assert (count * vat_included(Money(380), 2000).amount == content.vat) is False


@given(
    step=st.sampled_from(LADDER),
    period=st.sampled_from(sorted(DAYS)),
    bps=st.sampled_from([7000, 8000, 8500]),
    before=st.integers(0, 10**7),
    vat_bps=st.sampled_from([0, 1960, 2000]),
    data=st.data(),
)
def test_invoice_less_credit_note_is_what_is_earned_and_the_rest_goes_back(
    step: int, period: str, bps: int, before: int, vat_bps: int, data: st.DataObject
) -> None:
    total = data.draw(st.sampled_from(DAYS[period]))
    used = data.draw(st.integers(0, total))
    amount = price(step, period).amount
    line = ended(used, total, amount=amount, bps=bps, vat_bps=vat_bps, commission_before=before)
    parts = proration(Money(amount), total, used, bps)
    bought, kept = line.bought(), line.kept()
    assert bought.fee + bought.commission == amount
    assert (kept.fee, kept.commission) == (parts.holder.amount, parts.platform.amount)
    back = bought - kept
    assert back.fee + back.commission == parts.refund.amount
    assert min(back.fee, back.net, back.vat) >= 0
    assert abs(kept.vat - vat_included(parts.platform, vat_bps).amount) <= 1
    if back.commission:
        assert back.net > 0, "an invoice's price is positive"


@given(
    parts=st.lists(st.tuples(st.sampled_from(LADDER), st.sampled_from([7000, 8000])), min_size=1, max_size=20)
)
def test_the_lines_of_an_order_share_its_vat_whatever_they_cost(parts: list[tuple[int, int]]) -> None:
    commissions = [amount - amount * bps // BPS for amount, bps in parts]
    before = [0, *itertools.accumulate(commissions)]
    lines = [
        a_line(amount=amount, bps=bps, commission_before=before[number])
        for number, (amount, bps) in enumerate(parts)
    ]
    content = rules.invoice(a_purchase(*lines), "F-1", ISSUED)
    assert content.vat == vat_included(Money(sum(commissions)), 2000).amount
    assert content.gross == sum(commissions)


def test_one_day_is_one_day_in_both_languages() -> None:
    assert "1 jour sur 31 non couru" in words.commission_back("fr", "kavo-tilu", 30, 31)
    assert "21 jours sur 31 non courus" in words.fee_back("fr", "kavo-tilu", 10, 31)
    assert "1 day of 31 not used" in words.fee_back("en", "kavo-tilu", 30, 31)
    assert "Commission\u00a0:" in words.commission("fr", "kavo-tilu", "P1M"), "a no-break space stays one"


def test_the_brands_reference_stands_on_every_document_of_its_order() -> None:
    line = ended()
    bought = a_purchase(line, reference="PO-2026/7")
    made = (
        rules.invoice(bought, "F-1", ISSUED),
        rules.collection(bought, "R-1", ISSUED),
        rules.credit_note(bought, line, "A-1", ISSUED, EARLIER),
        rules.collection_back(bought, line, "R-2", ISSUED, EARLIER),
    )
    for content in made:
        assert content.reference == "PO-2026/7"
        assert ("Your reference", "PO-2026/7") in sheet_of(
            content.model_copy(update={"language": "en"})
        ).facts
    plain = rules.invoice(a_purchase(), "F-1", ISSUED)
    assert plain.reference is None and "Votre référence" not in dict(sheet_of(plain).facts)
