import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import record
from contracts.commitments import Opened, SaltTooShort, decoys, leaf, opened

AT = datetime(2026, 10, 20, 23, 59, 59, 999999, tzinfo=UTC)
SALT = bytes(range(16))
FACTS = {"reaction": "interested", "invitation": "n1"}


def test_a_field_is_committed_to_as_the_docstring_says() -> None:
    field = opened("reacted", AT, FACTS, SALT)["fact:reaction"]
    salt = hmac.new(SALT, b"moi/field-salt/1\x00fact:reaction", "sha256").digest()[:16]
    spelled = b'["' + salt.hex().encode() + b'","fact:reaction","interested"]'
    assert field.digest == hashlib.sha256(b"moi/field/1\x00" + spelled).digest()


def test_an_event_commits_to_kind_day_instant_and_each_fact() -> None:
    fields = opened("reacted", AT, FACTS, SALT)
    assert {name: field.value for name, field in fields.items()} == {
        "kind": "reacted",
        "day": "2026-10-20",
        "at": "2026-10-20T23:59:59.999999Z",
        "fact:reaction": "interested",
        "fact:invitation": "n1",
    }
    assert record.leaf(3, "reacted", AT, FACTS, SALT) == leaf(
        3, [*(field.digest for field in fields.values()), *decoys(5, SALT)]
    )


@pytest.mark.parametrize(("fields", "filled"), [(3, 5), (5, 3), (8, 0), (9, 7)])
def test_decoys_hide_how_many_fields_there_are(fields: int, filled: int) -> None:
    made = decoys(fields, SALT)
    assert len(set(made)) == filled and {len(each) for each in made} <= {32}
    assert not set(made) & set(decoys(fields, bytes(16)))


def test_the_order_of_digests_says_nothing() -> None:
    digests = [field.digest for field in opened("reacted", AT, FACTS, SALT).values()]
    assert leaf(0, digests) == leaf(0, reversed(digests)) != leaf(1, digests)


def test_the_salt_of_one_field_opens_no_other() -> None:
    fields = opened("reacted", AT, FACTS, SALT)
    salts = {field.salt for field in fields.values()}
    assert len(salts) == len(fields) and SALT not in salts
    day, at = fields["day"], fields["at"]
    assert Opened("at", at.value, day.salt).digest != at.digest


@given(st.sampled_from(["name", "value", "salt"]), st.binary(min_size=16, max_size=16))
def test_a_digest_changes_with_name_value_and_salt(what: str, other: bytes) -> None:
    field = opened("reacted", AT, FACTS, SALT)["at"]
    changed = replace(field, **{what: other if what == "salt" else other.hex()})
    assert (changed.digest == field.digest) == (changed == field)


def test_a_whole_salt_is_asked_for() -> None:
    with pytest.raises(SaltTooShort):
        opened("reacted", AT, FACTS, b"short")
    with pytest.raises(SaltTooShort):
        _ = Opened("at", "x", b"short").digest
