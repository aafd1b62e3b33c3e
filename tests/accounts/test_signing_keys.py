"""A brand's own key: registered with proof that one has it, replaced, revoked; each bad key refused by its name."""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from litestar import Litestar

from contracts.keys import PrivateKey, b64url
from market.accounts import queries
from market.accounts.actions import signing_keys
from market.accounts.actions.keys import create_api_key
from market.accounts.brand_keys import key_of, key_of_text
from market.accounts.refusals import (
    BrandKeyKind,
    BrandKeyNotValid,
    BrandKeyTaken,
    BrandKeyUnknown,
    BrandKeyWeak,
    BrandNotMovable,
    ChallengeNotGood,
    PrivateKeyGiven,
    ProofNotGood,
    TooManyBrandKeys,
)
from market.accounts.sweep import forget_the_old
from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.errors import Refusal
from tests.conftest import FreshDatabase
from tests.contracts.test_curve import SMALL_ORDER
from tests.factories import a_brand
from tests.journeys.steps import a_browser, ok
from tests.relations.helpers import a_session, brand_of
from tests.rentals.credentials.holding import a_key, register

HTML = {"accept": "text/html", "accept-language": "en"}


def signed(key: PrivateKey, text: str) -> str:
    return b64url(key.sign(text.encode()))


async def states(who: Principal) -> list[tuple[str, str]]:
    """(key, standing), latest first."""
    return [
        (it.key.kid, "revoked" if it.revoked_at else "replaced" if it.replaced_at else "current")
        for it in await queries.signing_keys(brand_of(who))
    ]


async def test_the_latest_key_is_current_and_every_former_one_is_kept(database: FreshDatabase) -> None:
    owner = await a_brand()
    first, second, third = [await register(owner, a_key()) for _ in range(3)]
    assert await queries.current_signing_key(brand_of(owner)) == third.public
    await signing_keys.revoke(owner, second.kid)
    assert await states(owner) == [(third.kid, "current"), (second.kid, "revoked"), (first.kid, "replaced")]
    await signing_keys.revoke(owner, third.kid)
    await signing_keys.revoke(owner, third.kid)
    assert await queries.current_signing_key(brand_of(owner)) is None
    fourth = await register(owner, a_key())
    assert (await states(owner))[0] == (fourth.kid, "current")
    acts = await fetch("select action from base.audit_entries where action like 'brand_key.%' order by id")
    assert [row["action"].split(".")[1] for row in acts].count("registered") == 4


async def test_without_its_private_half_a_key_is_not_registered(database: FreshDatabase) -> None:
    owner, key = await a_brand(), a_key()
    given = await signing_keys.challenge(owner)
    for signature in (
        signed(a_key(), given.text),
        signed(key, given.text + "\n"),
        signed(key, given.text[:-1]),
        "",
        "A" * 86,
        "no base64 at all",
    ):
        with pytest.raises(ProofNotGood):
            await signing_keys.register(owner, key.public, given.text, signature)
    assert await states(owner) == []
    await signing_keys.register(owner, key.public, given.text, signed(key, given.text))


async def test_a_challenge_is_good_once_for_ten_minutes_for_one_brand_and_the_last_one_only(
    database: FreshDatabase,
) -> None:
    owner, other = await a_brand(), await a_brand()
    used = (await signing_keys.challenge(owner)).text
    await signing_keys.register(owner, (key := a_key()).public, used, signed(key, used))
    theirs = (await signing_keys.challenge(other)).text
    former = (await signing_keys.challenge(owner)).text
    late = (await signing_keys.challenge(owner)).text
    await clock.travel(timedelta(minutes=10, seconds=1))
    for text in (used, theirs, former, late, "", "moi.brand-key.1.x.y"):
        newer = a_key()
        with pytest.raises(ChallengeNotGood):
            await signing_keys.register(owner, newer.public, text, signed(newer, text))
    assert await states(owner) == [(key.kid, "current")]


async def test_of_two_who_answer_one_challenge_at_once_one_gets_through(database: FreshDatabase) -> None:
    owner, text = await a_brand(), ""
    text = (await signing_keys.challenge(owner)).text
    keys = [a_key() for _ in range(6)]
    done = await asyncio.gather(
        *(signing_keys.register(owner, key.public, text, signed(key, text)) for key in keys),
        return_exceptions=True,
    )
    assert [it for it in done if it is None] == [None]
    assert all(isinstance(it, ChallengeNotGood) for it in done if it is not None)
    assert [standing for _, standing in await states(owner)] == ["current"]


async def test_by_the_databases_own_rule_a_brand_has_one_current_key(database: FreshDatabase) -> None:
    owner = await a_brand()
    await register(owner, a_key())
    other = a_key()
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await fetch(
            "insert into accounts.brand_keys (id, brand, kid, x, began_at)"
            " values (uuidv7(), $1, $2, $3, base.now())",
            *(brand_of(owner), other.kid, other.public.jwk()["x"]),
        )
    assert refused.value.constraint_name == "brand_keys_current"


async def test_a_key_is_registered_once_and_nobody_is_told_by_whom(database: FreshDatabase) -> None:
    owner, other = await a_brand(), await a_brand()
    key = await register(owner, a_key())
    said = []
    for who in (owner, other):
        with pytest.raises(BrandKeyTaken) as refused:
            await register(who, key)
        said.append(refused.value.facts)
    assert said == [{"field": "key"}] * 2, "its own or another's: the same answer"
    given = await signing_keys.challenge(other)
    with pytest.raises(ProofNotGood):  # who has not its private half does not learn that it is known
        await signing_keys.register(other, key.public, given.text, signed(a_key(), given.text))
    await signing_keys.revoke(owner, key.kid)
    with pytest.raises(BrandKeyTaken):
        await register(owner, key)


async def test_a_key_of_another_brands_is_none_to_revoke_and_a_stopped_brand_registers_none(
    database: FreshDatabase,
) -> None:
    owner, other = await a_brand(), await a_brand()
    key = await register(owner, a_key())
    for kid in (key.kid, "x", ""):
        with pytest.raises(BrandKeyUnknown):
            await signing_keys.revoke(other, kid)
    given = await signing_keys.challenge(owner)
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(owner))
    with pytest.raises(BrandNotMovable):
        await signing_keys.challenge(owner)
    newer = a_key()
    with pytest.raises(BrandNotMovable):
        await signing_keys.register(owner, newer.public, given.text, signed(newer, given.text))


def _pem(key: Any) -> str:
    return str(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def _private(key: Any, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    return str(key.private_bytes(Encoding.PEM, form, NoEncryption()).decode())


X = a_key().public.jwk()["x"]
POINT = {"kty": "OKP", "crv": "Ed25519"}
RSA = rsa.generate_private_key(65537, 2048)
BAD: dict[str, tuple[type[Refusal], str | dict[str, Any]]] = {
    "nothing": (BrandKeyNotValid, ""),
    "no JSON": (BrandKeyNotValid, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"),
    "a list": (BrandKeyNotValid, "[1]"),
    "deep JSON": (BrandKeyNotValid, "[" * 2000 + "]" * 2000),
    "a set of keys": (BrandKeyNotValid, {"keys": [POINT | {"x": X}]}),
    "no x": (BrandKeyNotValid, POINT),
    "x that is a number": (BrandKeyNotValid, POINT | {"x": 7}),
    "x too short": (BrandKeyNotValid, POINT | {"x": X[:-2]}),
    "x in another spelling": (BrandKeyNotValid, POINT | {"x": X + "="}),
    "x that is not ASCII": (BrandKeyNotValid, POINT | {"x": "é" * 43}),
    "broken PEM": (BrandKeyNotValid, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
    "another curve": (BrandKeyKind, {"kty": "EC", "crv": "P-256", "x": X, "y": X}),
    "a key for agreement": (BrandKeyKind, {"kty": "OKP", "crv": "X25519", "x": X}),
    "another kind": (BrandKeyKind, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
    "P-256 in PEM": (BrandKeyKind, _pem(ec.generate_private_key(ec.SECP256R1()))),
    "Ed448 in PEM": (BrandKeyKind, _pem(ed448.Ed448PrivateKey.generate())),
    "X25519 in PEM": (BrandKeyKind, _pem(x25519.X25519PrivateKey.generate())),
    "RSA in PEM": (BrandKeyKind, _pem(RSA)),
    "a private JWK": (PrivateKeyGiven, POINT | {"x": X, "d": X}),
    "a private JWK of another kind": (PrivateKeyGiven, {"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}),
    "a secret": (PrivateKeyGiven, {"kty": "oct", "k": X}),
    "private PEM": (PrivateKeyGiven, _private(ed25519.Ed25519PrivateKey.generate())),
    "private PEM after words": (
        PrivateKeyGiven,
        "my key:\n" + _private(ed25519.Ed25519PrivateKey.generate()),
    ),
    "private OpenSSH": (
        PrivateKeyGiven,
        _private(ed25519.Ed25519PrivateKey.generate(), PrivateFormat.OpenSSH),
    ),
    "private RSA": (PrivateKeyGiven, _private(RSA, PrivateFormat.TraditionalOpenSSL)),
    **{
        f"small order {n}": (BrandKeyWeak, POINT | {"x": b64url(bytes.fromhex(raw))})
        for n, raw in enumerate(SMALL_ORDER)
    },
    "no point": (BrandKeyWeak, POINT | {"x": b64url((2).to_bytes(32, "little"))}),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_good_key_is_refused_by_its_name(what: str) -> None:
    refusal, given = BAD[what]
    readings: list[Callable[[], object]] = [
        lambda: key_of_text(given if isinstance(given, str) else json.dumps(given))
    ]
    if isinstance(given, dict):
        readings.append(lambda: key_of(given))
    for reading in readings:
        with pytest.raises(refusal) as refused:
            reading()
        assert type(refused.value) is refusal and refused.value.facts == {"field": "key"}


def test_a_good_key_is_read_in_either_form_and_keeps_no_name_of_its_own() -> None:
    made = ed25519.Ed25519PrivateKey.generate()
    raw = made.public_key().public_bytes_raw()
    for given in (
        _pem(made),
        f"\n {_pem(made)} \n",
        json.dumps(POINT | {"x": b64url(raw), "kid": "our key", "use": "sig", "alg": "EdDSA"}),
    ):
        assert key_of_text(given).raw == raw


async def test_a_brand_registers_ten_keys_a_day_and_goes_on_tomorrow(database: FreshDatabase) -> None:
    owner = await a_brand()
    for _ in range(10):
        last = await register(owner, a_key())
    with pytest.raises(TooManyBrandKeys):
        await register(owner, a_key())
    assert await queries.current_signing_key(brand_of(owner)) == last.public
    await clock.travel(timedelta(days=1, seconds=1))
    await register(owner, a_key())


async def test_an_application_that_nobody_is_left_of_goes_with_its_key_and_stops_no_sweep(
    database: FreshDatabase,
) -> None:
    gone, kept = await a_brand(approved=False), await a_brand(approved=False)
    for who in (gone, kept):
        await register(who, a_key())
    await create_api_key(kept, "CRM", frozenset({"rentals:read"}))
    await fetch("delete from accounts.memberships")
    await clock.travel(timedelta(days=11))
    await forget_the_old()
    left = await fetch("select id from accounts.brands")
    assert [row["id"] for row in left] == [brand_of(kept)]
    assert [row["brand"] for row in await fetch("select brand from accounts.brand_keys")] == [brand_of(kept)]


async def test_by_api_an_owner_registers_lists_and_revokes(app: Litestar) -> None:
    owner, key = await a_brand(), a_key()
    async with a_browser(app, cookie=f"__Host-moi={await a_session(owner)}") as browser:
        given = ok(await browser.post("/v1/brand/signing-keys/challenges"), 201)["challenge"]
        body = {"jwk": key.public.jwk(), "challenge": given, "signature": signed(key, given)}
        assert ok(await browser.post("/v1/brand/signing-keys", json=body), 201) == {"kid": key.kid}
        answer = await browser.post("/v1/brand/signing-keys", json=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/challenge-not-good")
        (listed,) = ok(await browser.get("/v1/brand/signing-keys"))
        assert listed["kid"] == key.kid and listed["current"] and listed["jwk"] == key.public.jwk()
        secret = {**body["jwk"], "d": b64url(bytes(range(32)))}  # type: ignore[dict-item]
        answer = await browser.post("/v1/brand/signing-keys", json=body | {"jwk": secret})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/private-key-given")
        assert secret["d"] not in answer.text
        assert (await browser.delete(f"/v1/brand/signing-keys/{key.kid}")).status_code == 204
        (listed,) = ok(await browser.get("/v1/brand/signing-keys"))
        assert not listed["current"] and listed["revoked_at"]


async def test_on_the_page_a_private_key_is_neither_kept_nor_sent_back(
    app: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    owner, made = await a_brand(), ed25519.Ed25519PrivateKey.generate()
    secret = _private(made)
    async with a_browser(app, cookie=f"__Host-moi={await a_session(owner)}", **HTML) as browser:
        page = (await browser.post("/brand/signing-keys/challenge")).text
        line = page.split('name="challenge"', 1)[1].split(">", 1)[1].split("<", 1)[0]
        for field in ("key", "signature"):
            sent = {"key": _pem(made), "signature": "A" * 86, "challenge": line, field: secret}
            answer = await browser.post("/brand/signing-keys", data=sent)
            assert answer.status_code == 422 and "must be thought lost" in answer.text
            assert secret.splitlines()[1] not in answer.text + caplog.text
        bare = base64.b64encode(made.private_bytes_raw()).decode()
        answer = await browser.post("/brand/signing-keys", data={"key": bare, "signature": "A" * 86})
        assert answer.status_code == 422 and bare not in answer.text, "what is none might be one"
    assert await fetch_value("select count(*) from accounts.brand_keys") == 0


async def test_on_the_page_an_owner_registers_a_key_with_what_openssl_prints(app: Litestar) -> None:
    owner, made = await a_brand(), ed25519.Ed25519PrivateKey.generate()
    async with a_browser(app, cookie=f"__Host-moi={await a_session(owner)}", **HTML) as browser:
        page = (await browser.post("/brand/signing-keys/challenge")).text
        line = page.split('name="challenge"', 1)[1].split(">", 1)[1].split("<", 1)[0]
        assert f"printf %s &#39;{line}&#39;" in page or f"printf %s '{line}'" in page
        signature = base64.b64encode(made.sign(line.encode())).decode()
        wrong = {"key": _pem(made), "signature": "A" * 86, "challenge": line}
        answer = await browser.post("/brand/signing-keys", data=wrong)
        assert answer.status_code == 422 and line in answer.text, "the same line may be signed again"
        answer = await browser.post("/brand/signing-keys", data=wrong | {"signature": signature + "\n"})
        assert answer.headers["location"] == "/brand/signing-keys"
        page = (await browser.get("/brand/signing-keys")).text
        (kept,) = await queries.signing_keys(brand_of(owner))
        assert kept.key.kid in page and "current" in page
        answer = await browser.post(f"/brand/signing-keys/{kept.key.kid}/revoke")
        assert answer.status_code == 303
        assert "revoked" in (await browser.get("/brand/signing-keys")).text
