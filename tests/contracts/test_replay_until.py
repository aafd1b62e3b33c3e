"""A copy answers for no time after its own end, but for what nothing can change any more."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from contracts.copies import whole
from contracts.history import History, history
from contracts.record import head
from contracts.replay import Asked, replay
from contracts.seals import seal
from contracts.told import told
from contracts.verifier.command import main
from tests.contracts.records import (
    HOUR,
    NOW,
    PLATFORM,
    STARTED,
    Happening,
    Kept,
    a_life,
    a_record,
    chained,
    period_facts,
    signed,
)

DEAL = signed()
LIFE = a_life(DEAL)  # switched off on 28 October, signed as erased on 2 November
ENDS = datetime.fromisoformat(period_facts(DEAL)["ends_at"])
NEXT = "urn:uuid:5f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"
DISPUTED: Happening = ("disputed", STARTED + 24 * HOUR, {})


def cut(length: int, last_head: date, **more: Any) -> bytes:
    """The record as it was handed out the day after a head: each signature in it is true."""
    kept = a_record(agreement=DEAL)
    anchors = [it for it in kept.anchors if it.head.day <= last_head]
    events, identity = kept.events[:length], DEAL.agreement_id
    whole = seal(identity, head(events, identity), last_head + timedelta(days=1), "recorder", PLATFORM)
    return Kept(DEAL, events, [whole], anchors).bytes(**more)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk()]}))
    return tmp_path


def run(files: Path, data: bytes, at: str, lang: str = "en") -> tuple[int, str]:
    (files / "record.json").write_bytes(data)
    call = ["replay", str(files / "record.json"), "--at", at, "--lang", lang]
    code, lines = main([*call, "--keys", str(files / "keys.json")], NOW)
    return code, "\n".join(lines).replace("\xa0", " ")


UNTIL = "22 October 2026 at 02:00:00 (UTC+2)"


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_a_record_cut_at_a_head_does_not_answer_for_later(files: Path, side: Any) -> None:
    data = cut(4, date(2026, 10, 21), side=side)
    code, said = run(files, data, "2026-10-30")
    assert code == 3 and "DOUBT" in said and "OPEN" not in said
    assert f"NOT TO BE TOLD: this copy is complete until {UNTIL} only (running then)" in said
    assert f"What happened after {UNTIL}" in said
    french = run(files, data, "2026-10-30", "fr")[1]
    assert "NE SE DIT PAS : cette copie n’est complète que jusqu’au 22 octobre 2026" in french
    code, said = run(files, data, "2026-10-21")
    assert code == 0 and "OPEN" in said and f"This copy is complete until {UNTIL}" in said
    code, said = run(files, data, "2026-10-22")
    assert code == 3 and "OPEN" in said and "NOT TO BE TOLD" in said


def test_what_is_over_is_closed_and_whether_it_was_erased_is_not_told(files: Path) -> None:
    code, said = run(files, cut(4, date(2026, 10, 21)), "2027-02-28")
    assert code == 3 and "CLOSED" in said and "(period over)" in said
    assert "had not yet signed" not in said and "Whether the brand has signed since" in said
    assert "erased by 20 December 2026 at 14:05:33 (UTC+1) at the latest, or earlier" in said
    ended = cut(5, date(2026, 10, 28))
    code, said = run(files, ended, "2026-10-30")
    assert code == 3 and "switched off by the holder" in said and "NOT TO BE TOLD" not in said
    assert "Whether the brand has signed since" in said and "or earlier if the rental ended" not in said
    code, said = run(files, ended, "2026-10-28")
    assert code == 0 and "had not yet signed that it erased" in said, "all of that day was sealed"


def test_what_has_happened_for_good_is_told_of_any_later_time(files: Path) -> None:
    data = a_record(agreement=DEAL).bytes()
    for at in ("2026-10-22", "2026-11-02", "2026-11-28", "2031-01-01"):
        assert run(files, data, at)[0] == 0
    assert "signed that it erased" in run(files, data, "2031-01-01")[1]


def test_a_duty_that_was_broken_is_told_and_a_word_that_came_late(files: Path) -> None:
    due = datetime(2026, 11, 28, tzinfo=UTC)
    life = [
        *LIFE[:-1],
        ("erasure_breached", due + HOUR, {"delete_by": "2026-11-27"}),
        ("erasure_attested", due + 50 * HOUR, {"late": True}),
    ]
    data = a_record(life, DEAL, downloaded=date(2026, 12, 10)).bytes()
    kept, broken, late = (run(files, data, at)[1] for at in ("2026-11-10", "2026-11-28", "2026-12-02"))
    assert "had not yet signed" in kept and "breach" not in kept
    assert "The time passed without its word: the platform noted the breach." in broken
    assert "had not yet signed" in broken
    assert "noted the breach" in late and "The brand signed, after that time, that it erased" in late
    assert "a noté le manquement" in run(files, data, "2026-12-02", "fr")[1]


@pytest.mark.parametrize("side", ["brand", "holder"])
@pytest.mark.parametrize(
    ("hour", "told"),
    [("2026-11-27T08:00:00Z", False), ("2026-11-27T22:59:59Z", False), ("2026-11-27T23:00:00Z", True)],
)
def test_a_breach_is_told_from_midnight_on_in_either_copy(
    files: Path, side: str, hour: str, told: bool
) -> None:
    """The last day to erase is over at midnight in the agreement's zone: a copy that holds the hour back knows it."""
    over = datetime(2026, 11, 27, 23, tzinfo=UTC)
    life = [*LIFE[:-1], ("erasure_breached", over, {"delete_by": "2026-11-27"})]
    data = a_record(life, DEAL, downloaded=date(2026, 12, 10)).bytes(side)
    assert ("noted the breach" in run(files, data, hour)[1]) is told


def test_a_breach_that_was_noted_on_a_later_day_is_told_once_that_day_is_over(files: Path) -> None:
    noted = datetime(2026, 11, 29, 9, tzinfo=UTC)
    life = [*LIFE[:-1], ("erasure_breached", noted, {"delete_by": "2026-11-27"})]
    data = a_record(life, DEAL, downloaded=date(2026, 12, 10)).bytes("brand")
    said = [run(files, data, at)[1] for at in ("2026-11-28T12:00:00Z", "2026-11-29T12:00:00Z", "2026-11-30")]
    assert ["noted the breach" in it for it in said] == [False, False, True]


def test_a_day_before_there_was_an_agreement_is_called_so(files: Path) -> None:
    data = a_record(agreement=DEAL).bytes()
    assert (
        "CLOSED: nobody could read anything under this agreement (not agreed yet)"
        in (run(files, data, "2026-03-29")[1])
    )


def test_an_answer_that_hangs_on_an_hour_that_the_copy_holds_back_is_a_doubt(files: Path) -> None:
    data = a_record(agreement=DEAL)
    code, said = run(files, data.bytes("brand"), "2026-10-28T12:00:00Z")
    assert code == 3 and "NOT TO BE TOLD" in said and "gives the day alone: the answer hangs on it" in said
    assert run(files, data.bytes(), "2026-10-28T12:00:00Z")[0] == 0
    assert run(files, data.bytes("brand"), "2026-10-27T12:00:00Z")[0] == 0


def test_the_day_of_a_download_is_told_as_far_as_the_last_event(files: Path) -> None:
    """The platform's signature has a day and no hour: that of the next act on that day is not known."""
    data = a_record(LIFE[:2], DEAL).bytes(anchors=[])
    code, said = run(files, data, STARTED.isoformat().replace("+00:00", "Z"))
    assert code == 3 and "complete until 20 October 2026 at 14:05:33 (UTC+2)" in said
    later = a_record(LIFE[:2], DEAL, downloaded=date(2026, 10, 25)).bytes()
    assert run(files, later, "2026-10-24")[0] == 0
    assert run(files, later, "2026-10-25")[0] == 3
    sealed_before = a_record(LIFE[:2], DEAL)
    code, said = run(files, sealed_before.bytes(), "2026-10-20T23:59:59Z")
    assert code == 0 and "complete until 21 October 2026 at 02:00:00 (UTC+2)" in said


def test_only_what_covers_all_events_says_until_when(files: Path) -> None:
    """A later signature over fewer events would say nothing: there is none in a true file, and none is counted."""
    kept = a_record(LIFE[:4], DEAL)
    only_first = [it for it in kept.anchors if it.length < 4]
    assert only_first
    said = run(files, kept.bytes(anchors=only_first), "2026-10-22")[1]
    assert "complete until 21 October 2026 at 20:05:33 (UTC+2)" in said, "of the seal's day, the last event"


@pytest.mark.parametrize("at", ["9999-12-31", "0001-01-01", "9999-12-31T12:00:00Z", "0001-01-01T00:00:00Z"])
def test_a_date_at_the_end_of_the_calendar_is_refused_by_its_own_name(files: Path, at: str) -> None:
    code, said = run(files, a_record(agreement=DEAL).bytes(), at)
    assert code == 1 and said.startswith("REFUSED No calendar") and at[:10] in said
    assert said.endswith("(DateOutOfReach)") and "record.json" not in said
    for near in ("9999-12-30", "0001-01-02", "9999-12-30T23:59:59Z", "0001-01-02T00:00:00Z"):
        assert run(files, a_record(agreement=DEAL).bytes(), near)[0] == 0


def of(happenings: list[Happening]) -> History:
    return history(DEAL, [told(it.seq, whole(it).values) for it in chained(DEAL, happenings)])


STORIES: list[list[Happening]] = [
    LIFE,
    [*LIFE[:2], DISPUTED, ("dispute_won", STARTED + 48 * HOUR, {}), *LIFE[4:]],
    [*LIFE[:2], DISPUTED, ("ended", ENDS, {"by": "clock", "reason": "x", "used_days": 31})],
    [
        *LIFE[:2],
        ("renewal_noticed", STARTED + HOUR, {"by": NEXT, "terms_hash": "ab" * 32}),
        ("renewed", STARTED + 2 * HOUR, {"by": NEXT}),
        ("ended", ENDS, {"by": "clock", "reason": "x", "used_days": 31}),
    ],
    [LIFE[0], ("abandoned", STARTED, {})],
]


@settings(deadline=None, max_examples=400)
@over(st.sampled_from(STORIES), st.data())
def test_no_certain_answer_of_a_shorter_copy_is_denied_by_a_longer_one(
    story: list[Happening], data: st.DataObject
) -> None:
    length = data.draw(st.integers(1, len(story)))
    bounds = [at for _, at, _ in story]
    earliest = bounds[length - 1]
    latest = bounds[length] if length < len(story) else datetime.combine(date(2027, 6, 1), time(), UTC)
    until = earliest + (latest - earliest) * data.draw(st.floats(0, 1))
    at = STARTED + HOUR * data.draw(st.integers(-40, 2000)) + timedelta(seconds=1)
    asked = Asked(at, at + HOUR * data.draw(st.integers(0, 30)))
    shorter = replay(of(story[:length]), asked, until)
    longer = replay(of(story), asked, datetime.max.replace(tzinfo=UTC))
    for one in shorter.stretches:
        for other in longer.stretches:
            if (one.start < other.end and other.start < one.end) or one.start == other.start:
                assert one.open is None or one.open == other.open
    if shorter.certain:
        assert (shorter.delete_by, shorter.passed_on) == (longer.delete_by, longer.passed_on)
        assert (shorter.attested is None) == (longer.attested is None)
    last = max(asked.start, asked.end - timedelta(microseconds=1))
    assert shorter.certain or last >= until, "what lies before the copy's end is told"
