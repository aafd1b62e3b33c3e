from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.agreement import (
    Agreement,
    Party,
    TransitionRefused,
    activated,
    body,
    check_signature,
    delete_by,
    is_open,
    renewed,
    sign,
)
from contracts.canonical import canonical
from contracts.keys import PrivateKey, SignatureInvalid
from contracts.period import Interval
from contracts.price import Money
from contracts.terms import ROSTER, Proffer
from tests.contracts.builders import SIGNED, STARTED, an_agreement

KEY = PrivateKey(bytes(range(32)))


def test_the_period_starts_at_activation_on_a_whole_second() -> None:
    waiting = an_agreement(begun=False)
    assert waiting.interval is None
    agreement = activated(waiting, STARTED)
    assert agreement.starts_at == datetime(2026, 10, 20, 12, 5, 33, tzinfo=UTC)
    # 14:05:33 in Paris, in summer time at the start and in winter time at the end.
    assert agreement.ends_at == datetime(2026, 11, 20, 13, 5, 33, tzinfo=UTC)
    with pytest.raises(TransitionRefused):
        activated(agreement, STARTED)


def test_an_agreement_reads_back_from_its_json() -> None:
    for begun in (True, False):
        agreement = sign(an_agreement(begun=begun), "first_party", "platform", KEY, SIGNED)
        assert Agreement.model_validate_json(agreement.model_dump_json()) == agreement


@pytest.mark.parametrize(
    "change",
    [
        {"agreement_id": "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057"},
        {"agreement_id": "0f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"},
        {"period": "P1W", "price": Money(760)},
        {"period": "P2M"},
        {"price": Money(1899)},
        {"price": Money(1900, "USD")},
        {"price_step": 1800},
        {"purposes": ("persona-testing",)},
        {"purposes": ()},
        {"purposes": ("recommend", "benefits")},
        {"terms_salt": "00" * 15},
        {"signed_at": SIGNED.replace(tzinfo=None)},
        {"starts_at": SIGNED.replace(microsecond=0)},
        {"starts_at": SIGNED, "ends_at": SIGNED + timedelta(days=31)},
        {"holder_bps": 10_001},
        {"renewal": "automatic"},
        {"unknown": 1},
    ],
)
def test_an_agreement_that_contradicts_itself_or_its_terms_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        an_agreement(begun=False, **change)


@pytest.mark.parametrize("name", ["", "A\nOnly a verified brand may rent.", "A\u2028B", "A\x00"])
def test_a_name_cannot_add_a_line_to_the_reading(name: str) -> None:
    with pytest.raises(ValidationError):
        Party(id="https://moi.example/x", name=name)


def test_access_is_open_only_while_active_and_within_the_period() -> None:
    span = an_agreement().interval
    assert span is not None
    assert is_open("Active", span, span.starts_at)
    assert is_open("Active", span, span.ends_at - timedelta(microseconds=1))
    assert not is_open("Active", span, span.ends_at)
    assert not is_open("Active", span, span.starts_at - timedelta(microseconds=1))
    for state in ("Inactive", "TemporarilySuspended", "Expired", "Terminated"):
        assert not is_open(state, span, span.starts_at)


def test_copies_are_erased_the_variants_days_after_the_real_end() -> None:
    end = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert delete_by(an_agreement(), end) == datetime(2026, 11, 23, 13, tzinfo=UTC)
    week = an_agreement(Proffer("simple", "P1W", 500))
    assert delete_by(week, end) == datetime(2026, 10, 31, 13, tzinfo=UTC)


def test_the_split_is_the_whole_price() -> None:
    split = an_agreement().split
    assert (split.holder, split.platform, split.refund) == (Money(1520), Money(380), Money(0))


def test_the_signed_body_is_canonical_and_leaves_out_what_comes_later() -> None:
    waiting = an_agreement(begun=False)
    assert body(activated(waiting, STARTED)) == body(waiting)
    assert canonical(body(waiting))
    assert {"starts_at", "ends_at", "signatures"}.isdisjoint(body(waiting))
    assert body(waiting)["signed_at"] == "2026-10-20T11:58:07.123456Z"


def test_signatures_outlive_activation_and_fail_on_any_change() -> None:
    agreement = sign(an_agreement(begun=False), "first_party", "platform", KEY, SIGNED)
    agreement = sign(agreement, "second_party", "platform", KEY, SIGNED)
    for signature in agreement.signatures:
        assert signature.kid == KEY.kid
        check_signature(activated(agreement, STARTED), signature, KEY.public)
    first, second = agreement.signatures
    forged = an_agreement(begun=False, holder_bps=7000)
    altered = first.model_copy(update={"by": "party"})
    swapped = first.model_copy(update={"value": second.value})
    later = first.model_copy(update={"at": SIGNED + timedelta(seconds=1)})
    for document, signature in (
        (forged, first),
        (agreement, altered),
        (agreement, swapped),
        (agreement, later),
    ):
        with pytest.raises(SignatureInvalid):
            check_signature(document, signature, KEY.public)


def test_every_variant_and_period_makes_an_agreement() -> None:
    for terms in ROSTER.values():
        for period in terms.periods:
            assert an_agreement(Proffer(terms.id, period, 900)).period == period


def test_a_renewal_begins_where_the_period_before_it_ends() -> None:
    waiting = an_agreement(begun=False)
    span = Interval(STARTED.replace(microsecond=0), STARTED.replace(microsecond=0) + timedelta(days=31))
    running = renewed(waiting, span)
    assert running.interval == span and body(running) == body(waiting)
    with pytest.raises(TransitionRefused):
        renewed(running, span)
