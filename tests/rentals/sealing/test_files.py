"""Both sides' files, as they are downloaded, and as anybody verifies them."""

from datetime import UTC, datetime
from pathlib import Path

import httpx

from contracts.documents import RecordDocument, read, record_file, written
from contracts.keyset import KeySet
from contracts.record import head
from contracts.seals import seal
from contracts.verifier import verify as verify_bytes
from contracts.verifier.report import Given
from market.accounts.actions.keys import create_api_key
from market.base import signing
from market.relations.actions.invite import react, send
from market.relations.rules import Reaction
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.erasure.attest import attest_erasure
from tests.journeys.steps import a_browser, a_program, ok
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_session, an_offer
from tests.rentals.erasure.erasing import ERASED
from tests.rentals.sealing.nights import past_every_trigger, rewrite, the_night_passes, verify, weeks_ago
from tests.world import SCOPES

__all__ = ["market"]


async def a_life(market: Market) -> Relation:
    """Rented, invited, answered, switched off, erased, on five days."""
    await weeks_ago()
    relation = await a_paid_relation(market)
    await the_night_passes()
    placed = await send(relation.brand, relation.agreement, await an_offer())
    await the_night_passes()
    await react(relation.holder, relation.agreement, placed.id, Reaction.INTERESTED)
    await the_night_passes()
    await withdraw(relation.holder, relation.agreement)
    await the_night_passes()
    await attest_erasure(relation.brand, relation.agreement, ERASED)
    return relation


async def downloads(market: Market, relation: Relation, folder: Path) -> dict[str, httpx.Response]:
    """Everything that there is to download, kept in files."""
    _, key = await create_api_key(relation.brand, "CRM", frozenset(SCOPES))
    found = {}
    async with (
        a_program(market.app, key) as brand,
        a_browser(market.app, cookie=f"__Host-moi={await a_session(relation.holder)}") as holder,
        a_browser(market.app) as anybody,
    ):
        found["keys"] = await anybody.get("/.well-known/moi-keys")
        found["heads"] = await anybody.get("/.well-known/moi-heads")
        for what in ("agreement", "record"):
            found[f"brand-{what}"] = await brand.get(f"/v1/rentals/{relation.agreement}/files/{what}")
            found[f"holder-{what}"] = await holder.get(f"/v1/relations/{relation.agreement}/files/{what}")
    for name, answer in found.items():
        assert answer.status_code == 200, (name, answer.text)
        (folder / f"{name}.json").write_bytes(answer.content)
    return found


async def test_what_both_sides_download_is_verified_offline_without_a_doubt(
    market: Market, tmp_path: Path
) -> None:
    relation = await a_life(market)
    await the_night_passes()
    found = await downloads(market, relation, tmp_path)
    name = found["brand-record"].headers["content-disposition"]
    assert name == f'attachment; filename="moi-record-{relation.agreement}.json"'
    given = ("--keys", "keys.json", "--heads", "heads.json")
    for file in ("brand-record", "holder-record", "brand-agreement", "holder-agreement", "heads"):
        code, said = verify(tmp_path, f"{file}.json", *given)
        assert code == 0, (file, said)
    code, said = verify(tmp_path, "brand-record.json", "holder-record.json", *given)
    assert code == 0, said
    whole, part = (read(found[f"{side}-record"].content) for side in ("holder", "brand"))
    assert isinstance(whole, RecordDocument) and isinstance(part, RecordDocument)
    assert [len(it.anchors) for it in (whole, part)] == [5, 5], "one a day on which it grew"
    assert [seal.party for seal in part.seals] == ["recorder"], "no brand's signature is made up"
    assert part.events[0].values["fact:agreement_hash"]
    assert [event.seq for event in part.events if "at" not in event.values] == [3, 4], "the holder's own acts"


async def test_a_record_of_today_is_signed_and_waits_for_its_head(market: Market, tmp_path: Path) -> None:
    relation = await a_life(market)
    await downloads(market, relation, tmp_path)
    code, said = verify(tmp_path, "brand-record.json", "--keys", "keys.json", "--heads", "heads.json")
    assert code == 3 and "refused" not in said, said
    code, _ = verify(tmp_path, "brand-record.json")
    assert code == 3, "keys that come with a file prove nothing"


async def test_an_older_copy_beside_a_newer_one_is_refused_as_cut_off(market: Market, tmp_path: Path) -> None:
    relation = await a_paid_relation_of_weeks_ago(market)
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    await the_night_passes()
    await downloads(market, relation, tmp_path / "old")
    await withdraw(relation.holder, relation.agreement)
    await the_night_passes()
    await downloads(market, relation, tmp_path / "new")
    given = ("--keys", "new/keys.json", "--heads", "new/heads.json")
    code, said = verify(tmp_path, "old/holder-record.json", "new/brand-record.json", *given)
    assert code == 1 and "(RecordTruncated)" in said, said
    code, said = verify(tmp_path, "old/holder-record.json", *given)
    assert code == 0, "alone it is a true one, of its day"


async def test_any_byte_changed_in_a_downloaded_file_is_refused(market: Market, tmp_path: Path) -> None:
    relation = await a_paid_relation_of_weeks_ago(market)
    await the_night_passes()
    found = await downloads(market, relation, tmp_path)
    given = Given(datetime.now(UTC), KeySet.read(found["keys"].content))
    for name in ("brand-record", "holder-record", "brand-agreement", "heads"):
        content = found[name].content
        assert verify_bytes(content, given).refusal is None
        for at in range(0, len(content), max(len(content) // 40, 1)):
            changed = bytearray(content)
            changed[at] ^= 1
            assert verify_bytes(bytes(changed), given).verdict != "verified", (name, at)


async def a_paid_relation_of_weeks_ago(market: Market) -> Relation:
    await weeks_ago()
    return await a_paid_relation(market)


async def test_a_row_changed_past_every_trigger_makes_no_file_any_more(
    market: Market, tmp_path: Path
) -> None:
    relation = await a_life(market)
    await the_night_passes()
    await past_every_trigger(
        market.database.superuser,
        "update rentals.record_events set facts = jsonb_set(facts, '{reaction}', '\"not_now\"')"
        " where rental = $1 and seq = 3",
        relation.rental,
    )
    _, key = await create_api_key(relation.brand, "CRM", frozenset(SCOPES))
    async with a_program(market.app, key) as brand:
        answer = await brand.get(f"/v1/rentals/{relation.agreement}/files/record")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/record-not-whole")
        ok(await brand.get(f"/v1/rentals/{relation.agreement}/files/agreement"))


async def test_a_history_made_anew_is_refused_even_under_the_platforms_own_signature(
    market: Market, tmp_path: Path
) -> None:
    """Whoever has the database and the signing key still does not have the heads that others kept."""
    relation = await a_life(market)
    await the_night_passes()
    found = await downloads(market, relation, tmp_path)
    true = read(found["holder-record"].content)
    assert isinstance(true, RecordDocument)
    answer = await record.read(relation.rental)
    forged_facts = dict(answer[3].facts) | {"reaction": "not_now"}
    await rewrite(market.database.superuser, relation, 3, forged_facts)
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(relation.holder)}") as holder:
        refused = await holder.get(f"/v1/relations/{relation.agreement}/files/record")
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/record-not-whole")

    events, key = await record.read(relation.rental), await signing.signing_key("record")
    identity = true.agreement.agreement_id
    signed = [seal(identity, head(events, identity), true.seals[0].day, "recorder", key)]
    given = ("--keys", "keys.json", "--heads", "heads.json")
    for name, anchors, code, reason in (
        ("with-proofs", true.anchors, 1, "(NotInHead)"),
        ("without", (), 3, "DOUBT"),
    ):
        forged = record_file("holder", true.agreement, events, seals=signed, anchors=anchors)
        (tmp_path / f"{name}.json").write_bytes(written(forged))
        got, said = verify(tmp_path, f"{name}.json", *given)
        assert got == code and reason in said, said
    got, said = verify(tmp_path, "without.json", "holder-record.json", *given)
    assert got == 1 and "(RecordForked)" in said, "beside the true one, which the holder kept"
