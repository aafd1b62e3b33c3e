"""The compliance profile: of one piece, in both languages, in editions that say when each duty applies."""

import hashlib
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import compliance
from contracts.compliance import EDITIONS, EditionAstray, Profile, current, in_force
from contracts.compliance.editions import FILES, read
from contracts.record_kinds import KINDS
from tests.contracts.consents import a_receipt
from tests.contracts.proofs import a_proof
from tests.contracts.tokens import a_token

FIRST = current().obligations[0].id
DAYS = st.dates(min_value=date(2017, 1, 1), max_value=date(2040, 1, 1))


def raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / f"{current().edition}.json").read_text())
    return found


def of(data: dict[str, Any]) -> Profile:
    return Profile.model_validate_json(json.dumps(data))


def changed(at: str, **changes: object) -> Profile:
    data = raw()
    entry = next(it for it in data["obligations"] if it["id"] == at)
    entry.update(changes)
    return of(data)


def test_a_published_edition_never_changes() -> None:
    known = {1: "fef2231e74a36d3b", 2: "bd3e12fd561c6638", 3: "4b8f86c59170f168", 4: "24a0f0ed039cba4a"}
    found = {it: hashlib.sha256((FILES / f"{it}.json").read_bytes()).hexdigest()[:16] for it in EDITIONS}
    assert found == known


def test_the_file_is_told_whole_and_the_latest_edition_is_the_current_one() -> None:
    document = compliance.document()
    assert document["editions"][-1] == raw()
    assert document["current"] == max(EDITIONS) == current().edition


def test_a_file_that_says_another_edition_than_its_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "9.json"
    path.write_text(json.dumps(raw()))
    with pytest.raises(EditionAstray):
        read(path)


@pytest.mark.parametrize(
    "change",
    [
        {"law": "lex-nulla"},
        {"measures": ["a-moat"]},
        {"binds": []},
        {"binds": ["everybody"]},
        {"references": []},
        {"references": [{"kind": "rumour", "name": "x"}]},
        {"until": "2018-05-25"},
        {"asks": {"fr": "Seul."}},
        {"comment": "unknown to the profile"},
    ],
)
def test_what_is_not_of_one_piece_is_refused(change: dict[str, Any]) -> None:
    assert changed(FIRST) == current(), "unchanged, it is accepted"
    with pytest.raises(ValidationError):
        changed(FIRST, **change)


def test_an_id_that_stands_twice_is_refused() -> None:
    for part in ("obligations", "measures", "laws"):
        data = raw()
        data[part].append(data[part][0])
        with pytest.raises(ValidationError):
            of(data)


@given(since=DAYS, length=st.integers(1, 5000), day=DAYS)
def test_a_duty_applies_from_its_first_day_until_the_day_of_its_end(
    since: date, length: int, day: date
) -> None:
    until = since + timedelta(days=length)
    profile = changed(FIRST, since=since.isoformat(), until=until.isoformat())
    applies = FIRST in [it.id for it in in_force(profile, day)]
    assert applies == (since <= day < until)


def test_it_is_asked_for_by_whom_it_binds() -> None:
    today = current().published_on
    brand, platform = (in_force(current(), today, whom) for whom in ("brand", "platform"))
    assert {it.id for it in brand} | {it.id for it in platform} == {
        it.id for it in in_force(current(), today)
    }
    assert all("brand" in it.binds for it in brand) and all("platform" in it.binds for it in platform)
    assert not in_force(current(), date(2018, 5, 24))


def test_both_languages_are_set_as_in_print() -> None:
    def texts(value: object) -> list[tuple[str, str]]:
        if isinstance(value, dict):
            if set(value) == {"fr", "en"}:
                return [(value["fr"], value["en"])]
            return [it for each in value.values() for it in texts(each)]
        return [it for each in value for it in texts(each)] if isinstance(value, list) else []

    found = texts(raw())
    assert len(found) > 100
    for fr, en in found:
        assert not re.search(r"(?<!\u00a0)[:;?!€»%]|«(?!\u00a0)|['\"\u202f]|\.\.\.", fr), fr
        assert not re.search(r"['\"\u00a0]|\.\.\.| [:;?!]", en), en
        assert "  " not in fr + en


def test_what_was_missing_in_the_first_edition_stands_in_the_second() -> None:
    first, second = ({it.id: it for it in EDITIONS[n].obligations} for n in (1, 2))
    added = {"gdpr-13", "dga-12-e", "dga-12-h", "dga-12-j", "dga-12-k", "dga-12-l"}
    assert set(second) - set(first) == added and not set(first) - set(second)
    assert {it.id for it in (*first.values(), *second.values()) if first.get(it.id) != it} == added | {
        "gdpr-5-1-c",
        "dga-12-a",
    }
    letters = {
        letter for it in second.values() if it.law == "dga" for letter in re.findall(r"\((\w)\)", it.article)
    }
    assert letters == set("abcdefghijklmno"), "each letter of article 12"


def test_the_third_edition_corrects_three_sentences_of_the_second() -> None:
    second, third = ({it.id: it for it in EDITIONS[n].obligations} for n in (2, 3))
    assert second.keys() == third.keys()
    assert {id for id, it in third.items() if it != second[id]} == {"dga-12-i", "dga-12-k", "dga-12-o"}
    assert (EDITIONS[2].measures, EDITIONS[2].laws) == (EDITIONS[3].measures, EDITIONS[3].laws)


def test_the_fourth_edition_says_what_becomes_of_what_a_person_says() -> None:
    third, fourth = ({it.id: it for it in EDITIONS[n].obligations} for n in (3, 4))
    assert third.keys() == fourth.keys()
    assert {id for id, it in fourth.items() if it != third[id]} == {"gdpr-9", "dga-12-a"}
    measures = [{it.id: it for it in EDITIONS[n].measures} for n in (3, 4)]
    assert {id for id, it in measures[1].items() if it != measures[0][id]} == {"pseudonyms"}
    assert "no name, address or means of contact is passed on" not in measures[1]["pseudonyms"].text.en
    met, left = fourth["gdpr-9"].met, fourth["gdpr-9"].left
    assert left is not None
    for word in ("message", "image"):
        assert all(word in text for text in (met.en, met.fr, left.en, left.fr))


def test_what_it_says_of_formats_is_so_of_what_is_issued() -> None:
    met = next(it.met for it in current().obligations if it.id == "dga-12-i")
    statement = json.loads(a_proof())["statement"]
    assert statement.count(".") == 2 and "~" not in statement and "nameless proof a compact JWS" in met.en
    assert "~" in a_token() and "credential of a rental is an SD-JWT VC" in met.en
    assert "ISO/IEC TS 27560" in met.en and json.loads(a_receipt())["receipt"]["@context"]
    assert not any("proofs in SD-JWT" in it.met.en for it in current().obligations)


def test_what_it_says_of_the_record_is_no_more_than_the_record_has() -> None:
    met = next(it.met for it in current().obligations if it.id == "dga-12-o")
    assert (
        not any("credential" in it for it in KINDS) and "issue of a credential in the audit trail" in met.en
    )
    assert "Each act" not in met.en and "record and audit trail are sealed each night" in met.en


def test_it_says_for_whom_traits_are_opened() -> None:
    """Wherever the code opens them: a studio, a rental, a rule that answers, a card, a proof, a check."""
    met = next(it.met for it in current().obligations if it.id == "dga-12-a")
    for words in (
        "holder",
        "brand that rents",
        "rule of the holder’s",
        "cards of the day",
        "nameless proof",
        "operator",
    ):
        assert words in met.en
    for words in (
        "titulaire",
        "marque qui loue",
        "règle du titulaire",
        "cartes du jour",
        "preuve sans nom",
        "opérateur",
    ):
        assert words in met.fr
