"""The contract from end to end, on two screens: negotiated, agreed on, downloaded and verified offline; a proof without
a name by a code on a second page; and switched off, which the credential's status tells.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from contracts.status_list import TTL
from contracts.verifier.command import main
from market.base import clock
from tests.accounts.people import PASSWORD
from tests.browser.test_consent import signed_in
from tests.browser.test_negotiation import _press
from tests.browser.test_proof import asks, photograph, stage
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.market import Market
from tests.proofs.asking import a_holder_with_a_password
from tests.rentals.credentials.holding import a_key, name_of, register
from tests.rentals.negotiation.asking import a_request

pytestmark = pytest.mark.browser


async def offline(folder: Path, *names: str) -> tuple[int, str]:
    """`python -m contracts verify`, as anybody runs it on files of theirs."""
    command = [sys.executable, "-m", "contracts", "verify", *names, "--keys", "keys.json", "--lang", "en"]
    root = Path(__file__).parents[2]
    run = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env={"PYTHONPATH": str(root)}, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await run.communicate()
    return run.returncode or 0, said.decode()


async def kept(visitor: Visitor, link: str, to: Path) -> None:
    async with visitor.page.expect_download() as downloading:
        await visitor.page.locator(link).first.click()
    to.write_bytes(Path(await (await downloading.value).path()).read_bytes())


@pytest.mark.timeout(300)
async def test_negotiate_agree_verify_prove_and_switch_off(
    market: Market, street: Street, tmp_path: Path
) -> None:
    # The files are checked by the clock on the wall: so the night in which a yes takes effect must be over by it.
    await clock.travel_to(datetime.now(UTC) - timedelta(days=1))
    ada = await a_holder_with_a_password()
    request = await a_request(market, holder=ada)
    await register(request.brand, a_key())
    phone = await signed_in(street, ada, "fr", PHONE)
    brand = await signed_in(street, request.brand, "en", DESKTOP)

    await phone.go(f"/asked/{request.agreement}")
    await _press(phone, "Accept")
    await phone.waits_for(phone.page.get_by_role("button", name=phone.say("Take my yes back")))
    await photograph(phone, "accepted-fr")
    await brand.go(f"/requests/{request.agreement}")
    await brand.reads("A yes or a no is told once a day")
    await photograph(brand, "waiting-en")
    await clock.travel(timedelta(days=1))
    await brand.page.wait_for_timeout(1000)
    await request.sweep()
    await brand.go(f"/rentals/{request.agreement}")
    await brand.waits_for(brand.page.locator("main a[href$='/files/record']"))
    await brand.waits_for(brand.page.get_by_role("button", name=brand.say("Download the credential")))
    await kept(brand, "main a[href$='/files/agreement']", tmp_path / "agreement.json")
    await kept(brand, "form[action$='/credential/file'] button", tmp_path / "credential.sd-jwt")
    name = name_of((tmp_path / "credential.sd-jwt").read_text())
    async with httpx.AsyncClient(base_url=street.url, trust_env=False) as anybody:
        (tmp_path / "keys.json").write_bytes((await anybody.get("/.well-known/moi-keys")).content)
        (tmp_path / "list.jwt").write_bytes((await anybody.get(f"/status/{name}")).content)
        code, said = await offline(tmp_path, "agreement.json", "credential.sd-jwt", "list.jwt")
        assert code == 3 and said.count("VERIFIED") == 2, said
        assert "credential.sd-jwt: DOUBT" in said, "nobody has shown it with its key"

        shop = await street.visitor("en", DESKTOP)
        await shop.go("/verify")
        path, words = await asks(shop, "en")
        await phone.go(path)
        await expect(phone.page.locator(".two-words")).to_have_text(words)
        await phone.fill(password=PASSWORD)
        await phone.page.get_by_role("button", name=phone.say("Prove it"), exact=True).click()
        await expect(stage(shop, "proven")).to_be_visible()
        await kept(shop, "[data-keep]", tmp_path / "proof.json")
        code, said = await offline(tmp_path, "proof.json")
        assert code == 3 and "18" in said, "whose question it answers, nobody has said"
        shown = await shop.page.locator(".command").inner_text()
        *_, audience, nonce = shown.split()
        assert audience.startswith("--audience=") and nonce.startswith(
            "--nonce="
        )  # either may begin with a dash
        code, said = await offline(tmp_path, "proof.json", audience, nonce)
        assert code == 0 and "answers the question that you asked" in said, said

        await phone.go(f"/relations/{request.agreement}")
        await phone.page.locator("#consent a.button, #consent button").first.click()
        await phone.page.get_by_role("button", name=phone.say("Switch off now")).click()
        await phone.page.wait_for_load_state()
        await clock.travel(TTL)
        (tmp_path / "list.jwt").write_bytes((await anybody.get(f"/status/{name}")).content)
    # By the market's clock, which is five minutes ahead by now: on the wall's this list may be of the future.
    files = [str(tmp_path / it) for it in ("agreement.json", "credential.sd-jwt", "list.jwt")]
    keys = ["--keys", str(tmp_path / "keys.json"), "--lang", "en"]
    code, lines = main(["verify", *files, *keys], await clock.now())
    said = "\n".join(lines)
    assert code == 1 and "(CredentialRevoked)" in said and said.count("VERIFIED") == 2, said
    assert json.loads((tmp_path / "agreement.json").read_text())["type"] == "moi.agreement"
    assert phone.troubles == brand.troubles == shop.troubles == []
