"""Two brands that rented one persona lay their files side by side: nothing of ours joins them.

The measure is the control pair of two different holders' personas of one class (`terms.md`, section 2): what is
in common there is common to everybody. The persona and its holder do not enter a record at all; what could join
two files is what we make while we seal and sign them.
"""

from __future__ import annotations

import re
from datetime import timedelta

from contracts.agreement import Agreement, Party
from contracts.documents import RecordDocument, record_file, written
from contracts.heads import entry
from contracts.record import head
from contracts.seals import seal
from contracts.terms_hash import terms_hash
from tests.contracts.records import (
    DAY,
    HOUR,
    PLATFORM,
    Happening,
    a_day,
    a_life,
    chained,
    invited,
    salt,
    signed,
)

TOKEN = re.compile(rb"[0-9A-Za-z_-]{8,}")  # of 32 bits and more, in hex, base64url or decimal
PARTIES = 4


def an_agreement(n: int) -> Agreement:
    of_its_own = salt("terms", n)
    plain = signed()
    return signed(
        agreement_id=f"urn:uuid:{salt('id', n).hex()[:8]}-0c39-4c0e-9f5a-{salt('id', n).hex()[:12]}",
        consumer_pid=f"urn:uuid:{salt('c', n).hex()[:8]}-0c39-4c0e-9f5a-{salt('c', n).hex()[:12]}",
        provider_pid=f"urn:uuid:{salt('p', n).hex()[:8]}-0c39-4c0e-9f5a-{salt('p', n).hex()[:12]}",
        first_party=Party(
            id=f"urn:moi:persona:{salt('persona', n).hex()}", name=f"kavo-{salt('name', n).hex()}"
        ),
        second_party=Party(id=f"urn:moi:brand:{salt('brand', n).hex()}", name=f"Brand {n}"),
        target=f"urn:moi:version:{salt('version', n).hex()}",
        terms_salt=of_its_own.hex(),
        terms_hash=terms_hash(plain.terms, of_its_own),
        withdrawal_method=f"POST /{salt('w', n).hex()}",
    )


def lives(agreement: Agreement, n: int, end: int) -> list[Happening]:
    """Rented hours apart; of the first two, one person switches off both in the same second."""
    life = a_life(agreement)[:2]
    off = ("ended", life[1][1] + end * HOUR, {"by": "person", "reason": "switched_off", "used_days": 2})
    sent = life[1][1] + n * timedelta(minutes=7, seconds=n)
    said = invited(salt("invitation", n).hex()) | {"content": salt("said", n).hex() * 2}
    return [*life, ("invited", sent, said), off]


def pooled() -> list[RecordDocument]:
    agreements = [an_agreement(n) for n in range(PARTIES)]
    ends = (30, 30, 31, 32)
    records = [chained(it, lives(it, n, ends[n])) for n, it in enumerate(agreements)]
    day = DAY + timedelta(days=1)
    before, _ = a_day(DAY, [], None)
    entries = [
        entry(it.agreement_id, events, None, salt("entry", it.agreement_id))
        for it, events in zip(agreements, records, strict=True)
    ]
    _, anchors = a_day(day, entries, before)
    return [
        record_file(
            "brand",
            it,
            events,
            seals=[seal(it.agreement_id, head(events, it.agreement_id), day, "recorder", PLATFORM)],
            anchors=[anchors[it.agreement_id]],
            keys=[PLATFORM.public],
        )
        for it, events in zip(agreements, records, strict=True)
    ]


def tokens(document: RecordDocument) -> set[bytes]:
    return set(TOKEN.findall(written(document)))


def test_two_brands_over_one_persona_have_no_more_in_common_than_strangers() -> None:
    files = pooled()
    one_persona = tokens(files[0]) & tokens(files[1])
    control = tokens(files[2]) & tokens(files[3])
    # Nodes of the tree near its root are shared by halves and quarters of everyone, as chance has it.
    nodes = {each.encode() for file in files for each in file.anchors[0].path}
    assert one_persona - nodes == control - nodes
    head_of_all = files[0].anchors[0].head
    made = {each for each in control if re.fullmatch(rb"[0-9a-f]{32,64}|[0-9A-Za-z_-]{43,86}", each)} - nodes
    allowed = (
        head_of_all.root,
        head_of_all.prev,
        head_of_all.kid,
        head_of_all.value,
        PLATFORM.public.jwk()["x"],
    )
    assert made == {each.encode() for each in allowed}


def test_one_act_that_ends_two_rentals_in_one_second_gives_both_brands_the_day_alone() -> None:
    files = pooled()
    endings = [dict(file.events[3].values) for file in files]
    assert endings[0] == endings[1] == endings[2]
    assert "at" not in endings[0] and endings[0]["day"] == "2026-10-21"
    assert not set(files[0].events[3].held_back) & set(files[1].events[3].held_back)  # type: ignore[union-attr]
