"""A brand's own key and a rental's credential, in a browser: registered, downloaded, verified, and seen to end."""

import os
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.jws import trusting
from contracts.keys import PrivateKey, b64url
from contracts.status_list import LIFE, TTL, CredentialRevoked, check_status, read_list
from market.base import clock, signing
from market.base.access import Principal
from market.base.database import fetch
from market.base.i18n import Language
from market.rentals.actions.end import withdraw
from tests.accounts.people import owner_of_brand
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.factories import a_holder, a_persona
from tests.market import Market
from tests.rentals.credentials.holding import name_of, place_of, verified

pytestmark = pytest.mark.browser

OLGA = "olga@example.org"


async def photograph(visitor: Visitor, name: str) -> None:
    """For whoever wants to look: the whole page, where MOI_PHOTOGRAPHS names a folder."""
    if folder := os.environ.get("MOI_PHOTOGRAPHS"):
        await visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def a_rental_of_olgas(market: Market) -> tuple[Principal, uuid.UUID]:
    """A paid rental of a brand whose owner has a password: its holder and its agreement."""
    owner, holder = await owner_of_brand(OLGA), await a_holder()
    assert owner.seat
    await fetch(
        "update accounts.brands set state = 'approved', approved_by = 'x', approved_at = base.now() where id = $1",
        owner.seat.brand,
    )
    allowed = replace(owner, seat=replace(owner.seat, approved=True))
    return holder, await market.rented(allowed, await a_persona(holder))


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("language", "screen"), [("fr", PHONE), ("en", PHONE), ("fr", DESKTOP), ("en", DESKTOP)]
)
async def test_a_key_is_registered_and_the_credential_is_taken_and_ends(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    holder, agreement = await a_rental_of_olgas(market)
    owner = await street.visitor(language, screen)
    width = screen["viewport"]["width"]
    await owner.sign_in(OLGA)
    seed = os.urandom(32)
    made, key = Ed25519PrivateKey.from_private_bytes(seed), PrivateKey(seed)

    await owner.go("/brand/signing-keys")
    await photograph(owner, f"key-none-{language}-{width}")
    await owner.send()
    line = await owner.main.locator("[name=challenge]").input_value()
    pem = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    await owner.fill(key=pem, signature=b64url(made.sign(b"another line")))
    await photograph(owner, f"key-form-{language}-{width}")
    async with owner.refused(422):
        await owner.main.locator("form[action='/brand/signing-keys'] button").click()
        await owner.page.wait_for_load_state()
    await photograph(owner, f"key-refused-{language}-{width}")
    await owner.fill(signature=b64url(made.sign(line.encode())))
    await owner.main.locator("form[action='/brand/signing-keys'] button").click()
    await owner.reads(key.kid)
    await photograph(owner, f"key-there-{language}-{width}")

    await owner.go(f"/rentals/{agreement}")
    await photograph(owner, f"credential-none-{language}-{width}")
    await owner.main.locator("form[action$='/credential'] button").click()
    taking = owner.main.locator("form[action$='/credential/file'] button")
    await taking.wait_for()
    await photograph(owner, f"credential-there-{language}-{width}")
    async with owner.page.expect_download() as coming:
        await taking.click()
    text = Path(await (await coming.value).path()).read_text()
    assert (await verified(text, key)).doubts == ()

    await withdraw(holder, agreement)
    await clock.travel(TTL)
    async with httpx.AsyncClient(trust_env=False) as verifier:
        served = await verifier.get(f"{street.url}/status/{name_of(text)}")
    lists = trusting((await signing.key_set("status")).keys.values())
    listed = read_list(served.text, keys=lists, at=await clock.now(), longest=LIFE)
    with pytest.raises(CredentialRevoked):
        check_status(listed, place_of(text), await clock.now())
    assert owner.troubles == []
