"""After the end, over HTTP alone: expiry, a reminder and the brand's own signature; expiry, a breach, a late one."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.keys import PrivateKey, b64url, b64url_decode
from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.clock import MARKET_ZONE
from market.rentals.erasure.jobs import sweep_erasures
from market.rentals.jobs import sweep_expired
from tests.journeys.steps import a_browser, a_program, ok, refused
from tests.market import Market, market
from tests.relations.helpers import a_session
from tests.rentals.credentials.holding import a_key, register
from tests.rentals.erasure.erasing import Over, a_rented, letters
from tests.rentals.sealing.nights import all_sealed, verify, weeks_ago
from tests.world import SCOPES

__all__ = ["market"]

DAY = timedelta(days=1)
WITHOUT = {"erased": ["none"], "recipients": "none"}
DECLARED = {"erased": ["files", "systems"], "recipients": "none"}


async def to(market: Market, day: date) -> None:
    """Noon of a day of the market's, with all that the worker does."""
    await clock.travel_to(datetime(day.year, day.month, day.day, 12, tzinfo=MARKET_ZONE))
    await sweep_expired()
    await sweep_erasures()
    await market.quiet()


async def verified(
    folder: Path, public: httpx.AsyncClient, *bodies: Any, brand: PrivateKey | None = None
) -> str:
    """What `python -m contracts verify` says of the files, in a process of its own, with keys and heads."""
    for name, path in (("keys.json", "moi-keys"), ("heads.json", "moi-heads")):
        (folder / name).write_bytes((await public.get(f"/.well-known/{path}")).content)
    names = []
    for n, body in enumerate(bodies):
        (folder / f"{n}.json").write_bytes(body)
        names.append(f"{n}.json")
    own = []
    if brand is not None:
        (folder / "brand.json").write_text(json.dumps(brand.public.jwk()))
        own = ["--party-keys", "brand.json"]
    code, said = verify(folder, *names, "--keys", "keys.json", "--heads", "heads.json", *own)
    assert code == 0, said
    return said


async def test_expiry_a_reminder_and_the_brands_own_signature(market: Market, tmp_path: Path) -> None:
    await weeks_ago(20)
    over: Over = await a_rented(market)
    key = await register(over.brand, a_key())
    row = await over.row()
    assert row.ends_at
    _, text = await create_api_key(over.brand, "CRM", frozenset(SCOPES))
    base = f"/v1/rentals/{over.agreement}"
    async with a_program(market.app, text) as program:
        assert ok(await program.get(f"{base}/erasure"))["standing"] == "running"
        assert refused(await program.post(f"{base}/erasure", json=DECLARED)) == (409, "rental-not-over")
        await to(market, clock.market_date(row.ends_at) + DAY)
        owed = ok(await program.get(f"{base}/erasure"))
        due = date.fromisoformat(owed["delete_by"])
        assert owed["standing"] == "open" and due == clock.market_date(row.ends_at) + 30 * DAY
        await to(market, due - 7 * DAY)
        assert [kind for kind, _ in await letters()] == ["erasure_over", "erasure_reminder"]

        # What is to be signed is asked for, and signed with the brand's own key; else it is refused by name.
        assert refused(await program.post(f"{base}/erasure", json=DECLARED)) == (422, "erasure-unsigned")
        asked = ok(await program.get(f"{base}/erasure/message", params=DECLARED))
        value = b64url(key.sign(b64url_decode(asked["message"])))
        signed = DECLARED | {"kid": asked["kid"], "day": asked["day"], "value": value}
        other = signed | {"erased": ["files"]}
        assert refused(await program.post(f"{base}/erasure", json=other)) == (422, "erasure-not-good")
        done = ok(await program.post(f"{base}/erasure", json=signed), 201)
        assert (done["standing"], done["file"]) == ("attested", f"{base}/files/erasure")
        assert refused(await program.post(f"{base}/erasure", json=signed)) == (
            409,
            "erasure-attested-already",
        )
        note = {"used_for": ["offer-made"], "outcome": "learned", "text": "Nos horaires ont changé."}
        ok(await program.put(f"{base}/closing-note", json=note))
        file = (await program.get(f"{base}/files/erasure")).content
        await to(market, due + 3 * DAY)
        await all_sealed()
        record = (await program.get(f"{base}/files/record")).content
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(over.holder)}") as holder:
        side = f"/v1/relations/{over.agreement}"
        assert (await holder.get(f"{side}/files/erasure")).content == file, "both sides have the same file"
        assert ok(await holder.get(f"{side}/closing-note"))["text"] == note["text"]
        whole = (await holder.get(f"{side}/files/record")).content
        said = await verified(tmp_path, holder, file, whole, brand=key)
        assert "The brand signed itself" in said and "in time" in said
        await verified(tmp_path, holder, file, record, brand=key)
    assert [kind for kind, _ in await letters()][2:] == ["erasure_attested"]


async def test_expiry_a_breach_and_a_late_signature(market: Market, tmp_path: Path) -> None:
    await weeks_ago(20)
    over: Over = await a_rented(market)
    row = await over.row()
    assert row.ends_at
    due = clock.market_date(row.ends_at) + 30 * DAY
    base = f"/v1/rentals/{over.agreement}"
    await to(market, clock.market_date(row.ends_at) + DAY)
    await to(market, due + DAY)
    async with (
        a_browser(market.app, cookie=f"__Host-moi={await a_session(over.brand)}") as member,
        a_browser(market.app, cookie=f"__Host-moi={await a_session(over.holder)}") as holder,
    ):
        assert ok(await holder.get(f"/v1/relations/{over.agreement}/erasure"))["standing"] == "overdue"
        page = (
            await holder.get(f"/relations/{over.agreement}?language=en", headers={"accept": "text/html"})
        ).text
        assert "not signed" in page and "/brands/" in page
        done = ok(await member.post(f"{base}/erasure", json=WITHOUT), 201)
        assert done["standing"] == "attested_late"
    await to(market, due + 40 * DAY)  # long enough for a session to end
    await all_sealed()
    async with (
        a_browser(market.app, cookie=f"__Host-moi={await a_session(over.brand)}") as member,
        a_browser(market.app, cookie=f"__Host-moi={await a_session(over.holder)}") as holder,
    ):
        file = (await member.get(f"{base}/files/erasure")).content
        whole = (await holder.get(f"/v1/relations/{over.agreement}/files/record")).content
        said = await verified(tmp_path, holder, file, whole)
        assert "LATE" in said and "on behalf of the brand" in said
    kinds = [it["kind"] for it in json.loads(whole)["events"]]
    assert kinds == ["agreed", "activated", "ended", "erasure_breached", "erasure_attested"]
    told = [kind for kind, _ in await letters()]
    assert told == ["erasure_over", "erasure_breach_brand", "erasure_breach", "erasure_attested"]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.replace(b'"none"', b'"files"', 1),
        lambda file: file.replace(b'"on":"20', b'"on":"19'),
        lambda file: file[:-2] + b" }\n",
    ],
)
async def test_what_was_changed_in_the_file_proves_nothing(
    market: Market, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    await weeks_ago(5)
    over = await (await a_rented(market)).switched_off()
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(over.brand)}") as member:
        ok(await member.post(f"/v1/rentals/{over.agreement}/erasure", json=WITHOUT), 201)
        file = (await member.get(f"/v1/rentals/{over.agreement}/files/erasure")).content
        (tmp_path / "keys.json").write_bytes((await member.get("/.well-known/moi-keys")).content)
    assert change(file) != file
    (tmp_path / "erasure.json").write_bytes(change(file))
    code, said = verify(tmp_path, "erasure.json", "--keys", "keys.json")
    assert code == 1, said
