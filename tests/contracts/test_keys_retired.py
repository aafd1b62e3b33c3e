"""A key that was turned proves what it signed before, and nothing that is dated later."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from contracts.keyset import PURPOSE, KeySet, KeysUnreadable
from contracts.refusals import KeyRetired, KeyUnknown
from contracts.verifier import verify
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.report import Given, refused
from tests.contracts import tokens
from tests.contracts.proofs import ANSWERED, QUESTION, a_proof
from tests.contracts.records import NOW, PLATFORM, STRANGER
from tests.contracts.test_verifier_fuzz import DOCUMENTS, GIVEN

DATED = sorted(set(DOCUMENTS) - {"proof", "proof of a brand's"})
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def turned(until: datetime) -> Given:
    """The platform's key, which signs nothing after this."""
    keys = KeySet({PLATFORM.public.kid: PLATFORM.public}, {PLATFORM.public.kid: until})
    return Given(NOW, keys, GIVEN.party_keys)


@pytest.mark.parametrize("name", DATED)
def test_what_is_dated_before_is_proven_as_ever_and_what_is_dated_after_is_refused(name: str) -> None:
    assert verify(DOCUMENTS[name], turned(NOW)).verdict == "verified"
    report = verify(DOCUMENTS[name], turned(LONG_AGO))
    assert report.verdict == "refused" and isinstance(report.refusal, KeyRetired)
    assert report.refusal.kid == PLATFORM.public.kid and report.refusal.until == LONG_AGO
    words = refused(report.refusal)
    assert "KeyRetired" in REFUSED and words.fr != words.en and "2020-01-01" in words.fr


@pytest.mark.parametrize("days", [-2, -1, 0, 1])
def test_a_credential_is_dated_by_its_day(days: int) -> None:
    key, token = tokens.ISSUER.public, tokens.a_token()
    issued_on = tokens.verified(token, challenge=None).issued_on
    keys = KeySet({key.kid: key}, {key.kid: issued_on + timedelta(days=days)})
    report = verify(token.encode(), Given(tokens.AT, credential_keys=keys))
    assert isinstance(report.refusal, KeyRetired) == (days < 0)


@pytest.mark.parametrize(("minutes", "refused_"), [(-1, True), (0, False)])
def test_a_status_list_and_a_proof_are_dated_by_their_moment(minutes: int, refused_: bool) -> None:
    lists, at = tokens.LISTS.public, tokens.AT
    keys = KeySet({lists.kid: lists}, {lists.kid: at + timedelta(minutes=minutes)})
    report = verify(tokens.a_list(at=at).encode(), Given(at, status_keys=keys))
    assert isinstance(report.refusal, KeyRetired) == refused_
    until = ANSWERED + timedelta(minutes=minutes)
    keys = KeySet({PLATFORM.public.kid: PLATFORM.public}, {PLATFORM.public.kid: until})
    report = verify(a_proof(), Given(NOW, proof_keys=keys, challenge=QUESTION))
    assert isinstance(report.refusal, KeyRetired) == refused_


def test_a_head_is_signed_when_its_day_is_over() -> None:
    """So a key that was turned within a day has not signed the head of that day."""
    last = max(it["day"] for it in json.loads(DOCUMENTS["heads"])["heads"])
    over = datetime.combine(date.fromisoformat(last) + timedelta(days=1), time(), UTC)
    assert verify(DOCUMENTS["heads"], turned(over)).verdict == "verified"
    assert isinstance(verify(DOCUMENTS["heads"], turned(over - timedelta(seconds=1))).refusal, KeyRetired)


def test_what_does_not_say_when_it_was_signed_is_not_of_a_key_that_was_turned() -> None:
    keys = KeySet({PLATFORM.public.kid: PLATFORM.public}, {PLATFORM.public.kid: NOW})
    with pytest.raises(KeyRetired):
        keys.at(PLATFORM.public.kid, None)
    assert KeySet.of([PLATFORM.public]).at(PLATFORM.public.kid, None) == PLATFORM.public
    with pytest.raises(KeyUnknown):
        keys.at(STRANGER.public.kid, NOW)


def published(**members: Any) -> bytes:
    jwk = PLATFORM.public.jwk() | {PURPOSE: "record"} | members
    return json.dumps({"keys": [jwk, STRANGER.public.jwk()]}).encode()


def test_a_published_set_says_when_a_key_ends() -> None:
    keys = KeySet.read(published(exp=1_770_000_000))
    assert keys.until == {PLATFORM.public.kid: datetime.fromtimestamp(1_770_000_000, UTC)}
    assert KeySet.read(published()).until == {}


@pytest.mark.parametrize("exp", ["2026-01-01", True, None, -1, 1.5, 10**18])
def test_an_end_that_is_no_time_makes_the_set_unreadable(exp: object) -> None:
    with pytest.raises(KeysUnreadable, match="exp"):
        KeySet.read(published(exp=exp))
