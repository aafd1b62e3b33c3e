"""The charter: of one piece, in both languages, in editions that never change and that the platform signs."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from contracts import charter
from contracts.charter import EDITIONS, PARTIES, Edition, EditionAstray, current, digest_of, sign, verify
from contracts.charter.editions import FILES, read
from contracts.jws import trusting
from contracts.keys import PrivateKey
from contracts.refusals import KeyUnknown, TokenTampered

KEY, OTHER = PrivateKey(bytes(range(32))), PrivateKey(bytes(32))


def raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / f"{current().edition}.json").read_text())
    return found


def of(data: dict[str, Any]) -> Edition:
    return Edition.model_validate_json(json.dumps(data))


def test_a_published_edition_never_changes() -> None:
    known = {1: "8b0c86b8519345a1"}
    found = {it: hashlib.sha256((FILES / f"{it}.json").read_bytes()).hexdigest()[:16] for it in EDITIONS}
    assert found == known


def test_each_party_promises_something_and_the_latest_edition_is_the_current_one() -> None:
    assert all(current().of(party) for party in PARTIES)
    assert current().edition == max(EDITIONS)
    assert current().due_on - current().published_on == timedelta(days=current().term_days)


def test_a_file_that_says_another_edition_than_its_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "9.json"
    path.write_text(json.dumps(raw()))
    with pytest.raises(EditionAstray):
        read(path)


@pytest.mark.parametrize("change", [{"brand": []}, {"term_days": 0}, {"edition": 0}, {"comment": "unknown"}])
def test_what_is_not_of_one_piece_is_refused(change: dict[str, Any]) -> None:
    assert of(raw()) == current(), "unchanged, it is accepted"
    with pytest.raises(ValidationError):
        of(raw() | change)


def test_a_promise_that_stands_twice_is_refused() -> None:
    data = raw()
    data["holder"].append(data["platform"][0])
    with pytest.raises(ValidationError):
        of(data)


def test_it_is_set_as_in_print_in_both_languages() -> None:
    for it in (promise for party in PARTIES for promise in current().of(party)):
        fr, en = it.text.fr, it.text.en
        assert not re.search(r"(?<!\u00a0)[:;?!€»%]|«(?!\u00a0)|['\"\u202f]|\.\.\.", fr), fr
        assert not re.search(r"['\"\u00a0]|\.\.\.| [:;?!]", en), en
        assert fr.endswith(".") and en.endswith(".") and "  " not in fr + en
    platform = {it.id: it.text for it in current().platform}
    assert "trente jours" in platform["editions"].fr and "thirty days" in platform["editions"].en
    assert current().term_days == 30


def test_the_platform_signs_exactly_one_edition_and_the_same_way_each_time() -> None:
    signed = sign(current(), KEY)
    verify(current(), signed, trusting([KEY.public]))
    assert sign(current(), KEY) == signed
    with pytest.raises(KeyUnknown):
        verify(current(), signed, trusting([OTHER.public]))
    changed = of(raw() | {"term_days": 31})
    assert digest_of(changed) != digest_of(current())
    with pytest.raises(ValueError, match="not the signature"):
        verify(changed, signed, trusting([KEY.public]))
    head, payload, signature = signed.split(".")
    with pytest.raises(TokenTampered):
        verify(current(), f"{head}.{payload}.{signature[:-4]}AAAA", trusting([KEY.public]))


def test_the_document_tells_every_edition_whole_with_its_signature() -> None:
    document = charter.document(KEY)
    assert (document["format"], document["current"]) == ("moi.charter", current().edition)
    for entry, edition in zip(document["editions"], EDITIONS.values(), strict=True):
        verify(edition, entry.pop("signed"), trusting([KEY.public]))
        assert entry.pop("digest") == digest_of(edition)
        assert of(entry) == edition
