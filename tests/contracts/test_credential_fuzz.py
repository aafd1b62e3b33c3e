"""Whatever byte of a document is changed, nobody is told that it is verified, and every refusal has a name."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import jws
from contracts.refusals import TokenRefused
from contracts.sdjwt import present
from contracts.status_list import LIFE, read_list
from tests.contracts.tokens import AT, TRUSTED_LISTS, a_list, a_presentation, a_token, verified


def issued(text: str) -> Any:
    return verified(text, challenge=None)


def presented(text: str) -> Any:
    return verified(text)


def listed(text: str) -> Any:
    return read_list(text, keys=TRUSTED_LISTS, at=AT, longest=LIFE)


DOCUMENTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "credential": (a_token(), issued),
    "selection": (present(a_token(), [("claims", "passion"), ("purposes",)]), issued),
    "presentation": (a_presentation(("claims", "region"), ("agreement",)), presented),
    "status list": (a_list({7: 1}), listed),
}


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def changed_at(text: str, position: int) -> set[str]:
    """With one byte flipped in some way; the last letter of each part becomes every other letter of base64.

    A last letter has bits to spare, so that several spell the same bytes: what only a strict reader sees.
    """
    others = {chr(ord(text[position]) ^ bits) for bits in (1, 32, 128)}
    if text[position + 1 : position + 2] in ("", ".", "~"):
        others |= set(LETTERS)
    return {f"{text[:position]}{other}{text[position + 1 :]}" for other in others - {text[position]}}


@pytest.mark.parametrize("name", ["credential", "presentation", "status list"])
def test_whichever_byte_is_flipped_it_is_not_verified(name: str) -> None:
    text, read = DOCUMENTS[name]
    read(text)
    for position in range(len(text)):
        for changed in changed_at(text, position):
            with pytest.raises(TokenRefused):
                read(changed)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_whichever_way_bytes_are_changed_cut_or_moved_it_is_not_verified(
    name: str, data: st.DataObject
) -> None:
    text, read = DOCUMENTS[name]
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, min(40, len(text) - start)))
    other = data.draw(
        st.text(alphabet=st.characters(max_codepoint=255), max_size=40)
        | st.text(alphabet="~.", max_size=4)
        | st.just(text[start : start + length] * 2)
    )
    changed = text[:start] + other + text[start + length :]
    if changed == text:
        return
    try:
        read(changed)
    except TokenRefused:
        return
    assert fewer(text, changed), "only a holder who shows less may still be believed"


def fewer(text: str, changed: str) -> bool:
    """A disclosure more or less is what selective disclosure is: the brand's choice, where nothing binds it."""
    kept = iter(text.split("~"))
    return text.endswith("~") and changed.endswith("~") and all(part in kept for part in changed.split("~"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="eyJhbGci.~AZ09-_", max_size=200))
def test_what_is_no_document_at_all_is_refused_by_name(text: str) -> None:
    for read in (issued, presented, listed):
        with pytest.raises(TokenRefused):
            read(text)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(4)))
def test_disclosures_in_another_order_say_the_same_unless_a_holder_has_signed_them(order: list[int]) -> None:
    text, _ = DOCUMENTS["selection"]
    token, *disclosures = text.split("~")[:-1]
    moved = [disclosures[n] for n in order if n < len(disclosures)]
    assert issued("".join(f"{part}~" for part in (token, *moved))).said == issued(text).said


def test_a_reader_that_takes_any_spelling_of_base64_would_be_fooled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the one spelling, a changed byte is verified, and the sweep above would see it."""

    def lenient(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    monkeypatch.setattr(jws, "b64url_decode", lenient)
    text, read = DOCUMENTS["presentation"]
    verified_too = 0
    for changed in changed_at(text, len(text) - 1):
        try:
            read(changed)
        except TokenRefused:
            continue
        verified_too += 1
    assert verified_too == 15
