import hashlib
import json
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.canonical import NotCanonical, canonical, digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_members_are_sorted_by_utf16_units() -> None:
    # RFC 8785, section 3.2.3: the example's keys, in its order.
    keys = ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]
    spelled = canonical(dict.fromkeys(reversed(keys), 0))
    assert list(json.loads(spelled)) == keys


def test_strings_are_escaped_as_little_as_possible() -> None:
    # RFC 8785, section 3.2.2.2.
    assert canonical('€$\u000f\nA\'B"\\\\"/\x7f') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'.encode()
    assert canonical("\b\t\f\r\x1f") == b'"\\b\\t\\f\\r\\u001f"'


def test_the_literals() -> None:
    assert canonical([None, True, False, 0, -1, [], {}, ""]) == b'[null,true,false,0,-1,[],{},""]'


def test_a_named_string_is_spelled_as_its_value() -> None:
    class State(StrEnum):
        ACTIVE = "Active"

    assert canonical({"state": State.ACTIVE}) == b'{"state":"Active"}'


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.0, ""),
        ({"a": [1, 2.5]}, "/a/1"),
        ({"a": {"b": (1,)}}, "/a/b"),
        ({"a": b"raw"}, "/a"),
        ({1: "a"}, ""),
        ({"\ud800": 1}, ""),
        (["\udc00"], "/0"),
        (2**53, ""),
        (-(2**53), ""),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object, path: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical(value)
    assert refusal.value.path == path


@given(JSON)
def test_a_canonical_spelling_reads_back_and_is_stable(value: object) -> None:
    spelled = canonical(value)
    assert json.loads(spelled) == value
    assert canonical(json.loads(spelled)) == spelled
    assert digest(value) == hashlib.sha256(spelled).digest()


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_members_does_not_matter(members: dict[str, int]) -> None:
    assert canonical(members) == canonical(dict(reversed(members.items())))
