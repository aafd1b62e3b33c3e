"""Keys and daily heads, as anybody fetches them; and keys that turn, without any document losing its proof."""

import json
from datetime import timedelta
from pathlib import Path

from contracts.documents import HeadsDocument, read
from contracts.keyset import KeySet
from market.base import clock, signing
from market.relations.actions.invite import send
from market.rentals.sealing import heads
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.relations.helpers import a_paid_relation, an_offer
from tests.rentals.sealing.nights import all_sealed, the_night_passes, verify, weeks_ago
from tests.rentals.sealing.test_files import downloads

__all__ = ["market"]

HEADS, KEYS = "/.well-known/moi-heads", "/.well-known/moi-keys"


async def test_keys_are_a_key_set_each_key_for_one_use(market: Market) -> None:
    async with a_browser(market.app) as anybody:
        answer = await anybody.get(KEYS)
    assert answer.headers["content-type"].startswith("application/jwk-set+json")
    assert answer.headers["cache-control"] == "public, max-age=300"
    listed = answer.json()["keys"]
    assert [each["moi_purpose"] for each in listed] == ["record", "status", "credential", "proof"]
    assert all(each.keys() == {"kty", "crv", "alg", "use", "kid", "x", "moi_purpose"} for each in listed)
    for purpose in signing.PURPOSES:
        (kid,) = KeySet.read(answer.content, purpose).keys
        assert kid == (await signing.signing_key(purpose)).kid


async def test_heads_are_all_or_from_a_day_on_and_are_not_sent_twice(market: Market) -> None:
    first = (await weeks_ago()).date()
    await a_paid_relation(market)
    await clock.travel(timedelta(days=4))
    assert len(await all_sealed()) == 4
    async with a_browser(market.app) as anybody:
        whole, part = (
            await anybody.get(HEADS),
            await anybody.get(HEADS, params={"from": str(first + timedelta(3))}),
        )
        again = await anybody.get(HEADS, headers={"if-none-match": f'"x", W/{whole.headers["etag"]}'})
        late = await anybody.get(HEADS, params={"from": "2099-01-01"})
        wrong = await anybody.get(HEADS, params={"from": "yesterday"})
    assert (again.status_code, again.content) == (304, b"")
    assert whole.headers["cache-control"] == again.headers["cache-control"] == "public, max-age=300"
    assert whole.headers["etag"] != part.headers["etag"]
    document, rest = read(whole.content), read(part.content)
    assert isinstance(document, HeadsDocument) and isinstance(rest, HeadsDocument)
    assert [head.day for head in document.heads] == [first + timedelta(days=n) for n in range(4)]
    assert rest.heads == document.heads[3:]
    assert (late.status_code, late.json()["type"]) == (404, "/problems/no-head-yet")
    assert wrong.status_code == 422


async def test_after_a_key_turned_old_and_new_documents_are_verified(market: Market, tmp_path: Path) -> None:
    await weeks_ago()
    old = await a_paid_relation(market)
    await the_night_passes()
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
    await downloads(market, old, before)
    first = await signing.signing_key("record")
    turned = await signing.rotate("record")
    await send(old.brand, old.agreement, await an_offer())
    await the_night_passes()
    await downloads(market, old, after)
    last = await heads.last()
    assert last is not None and last.kid == turned.kid != first.kid, "it is data which one signs"
    given = ("--keys", "after/keys.json", "--heads", "after/heads.json")
    for file in (
        "before/brand-record.json",
        "before/heads.json",
        "after/brand-agreement.json",
        "after/heads.json",
    ):
        code, said = verify(tmp_path, file, *given)
        assert code == 0, (file, said)
    code, said = verify(tmp_path, "after/heads.json", "--keys", "before/keys.json")
    assert code == 1 and "(KeyUnknown)" in said, (
        "the control: who has the old keys alone fetches the new ones"
    )
    purposes = [each["moi_purpose"] for each in json.loads((after / "keys.json").read_bytes())["keys"]]
    assert purposes == ["record", "record", "status", "credential", "proof"]
