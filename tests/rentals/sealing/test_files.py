"""Both sides' files, as they are downloaded, and as anybody verifies them."""

import json
from pathlib import Path

import httpx

from contracts.documents import RecordDocument, read
from market.accounts.actions.keys import create_api_key
from market.relations.actions.invite import react, send
from market.relations.rules import Reaction
from market.rentals.actions.attest import attest_erasure
from market.rentals.actions.end import withdraw
from tests.journeys.steps import a_browser, a_program, ok
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_session, an_offer
from tests.rentals.sealing.nights import past_every_trigger, the_night_passes, verify, weeks_ago
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
    await attest_erasure(relation.brand, relation.agreement)
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


async def test_an_older_file_beside_a_newer_one_is_refused_as_cut_off(market: Market, tmp_path: Path) -> None:
    relation = await a_life(market)
    await the_night_passes()
    (tmp_path / "old").mkdir()
    older = await downloads(market, relation, tmp_path / "old")
    document = json.loads(older["brand-record"].content)
    document["events"] = document["events"][:-1]
    (tmp_path / "cut.json").write_bytes(older["brand-record"].content.replace(b'"seq":5', b'"seq":6'))
    code, said = verify(tmp_path, "cut.json", "--keys", "old/keys.json")
    assert code == 1 and "(RecordReordered)" in said, said


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
