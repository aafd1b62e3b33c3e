"""Two who ask one person compare all that they were given: nothing of ours is alike that is not alike for strangers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import pytest

from contracts.keys import PrivateKey, b64url
from contracts.proof import statement
from market.base.access import Principal
from market.proofs.actions import answer
from tests.accounts.people import PASSWORD
from tests.factories import a_persona
from tests.journeys.steps import a_browser, ok
from tests.market import Market, market
from tests.personas.test_checks import checked
from tests.privacy.tokens import tokens
from tests.proofs.asking import a_holder_with_a_password, asked_by, fresh_key, payload_of
from tests.relations.helpers import a_session

__all__ = ["market"]

PREDICATES = ("over-18", "lives-in-bretagne")
DULL = {"content-length", "content-type", "date"}


TIMES = ("iat", "exp", "expires_at")
"""When was asked and answered: who asks was there, and its digits would be alike by chance."""


def timeless(body: bytes) -> list[bytes]:
    """A body without the times of the merchant's own acts; a statement as it was signed, and its signature."""
    said = json.loads(body)
    header, payload, signature = str(said.pop("statement", "..")).split(".")
    kept = [said, payload_of({"statement": f"{header}.{payload}.{signature}"}) if payload else {}]
    return [
        *(
            json.dumps({name: value for name, value in each.items() if name not in TIMES}).encode()
            for each in kept
        ),
        *(header.encode(), signature.encode()),
    ]


@dataclass
class Merchant:
    """Somebody who keeps every byte that comes back. `file` is the proof."""

    key: PrivateKey = field(default_factory=fresh_key)
    content: list[bytes] = field(default_factory=list)
    file: bytes = b""

    async def keep(self, response: httpx.Response) -> None:
        await response.aread()
        # A drawing is made of a few dozen strokes, which any two share; what tells is all of it.
        drawn = response.headers["content-type"].startswith("image/")
        self.content += [b"image-" + response.content.hex().encode()] if drawn else timeless(response.content)
        for name, value in response.headers.items():
            if name not in DULL:
                self.content.append(f"{name} {value}".encode())

    @property
    def seen(self) -> set[bytes]:
        return set().union(*({it} if it.startswith(b"image-") else tokens(it) for it in self.content))


async def proven_to(market: Market, who: Principal) -> Merchant:
    """The whole way, from the question to the file."""
    shop = Merchant()
    async with (
        a_browser(market.app) as page,
        a_browser(market.app, cookie=f"__Host-moi={await a_session(who)}") as phone,
    ):
        page.event_hooks["response"].append(shop.keep)
        code = ok(await asked_by(page, shop.key, *PREDICATES), 201)["code"]
        ok(await page.get(f"/verify/{code}/code.svg"))
        ok(await page.get(f"/v1/proofs/{code}"))
        ok(await phone.post(f"/v1/proofs/{code}/approval", json={"password": PASSWORD}), 204)
        line = ok(await page.get(f"/v1/proofs/{code}"))["challenge"]
        sent = {"signature": b64url(shop.key.sign(line.encode()))}
        answered = await page.post(f"/v1/proofs/{code}/statement", json=sent)
        ok(answered)
        shop.file = answered.content
    return shop


def alike(shops: Sequence[Merchant]) -> set[bytes]:
    return set.intersection(*(shop.seen for shop in shops))


async def people(count: int) -> list[Principal]:
    found = [await a_holder_with_a_password(f"p{n}@example.org") for n in range(count)]
    for who in found:
        await checked(who, await a_persona(who))
    return found


async def test_two_proofs_of_one_person_share_what_two_strangers_share(market: Market) -> None:
    """The same answers, verified in the same month: what is left is the platform's key and the words of the list."""
    ada, ben, eve = await people(3)
    one = [await proven_to(market, ada) for _ in range(3)]
    strangers = [await proven_to(market, who) for who in (ada, ben, eve)]
    assert all(len(shop.seen) > 300 for shop in one), "there was something to compare"
    assert alike(one) - alike(strangers) == set()


async def test_what_is_alike_in_any_two_statements_is_said_here(market: Market) -> None:
    """Member by member: all else differs, also between two proofs to one merchant."""
    ada, ben = await people(2)
    first, second, other = [json.loads((await proven_to(market, who)).file) for who in (ada, ada, ben)]
    for one, another in ((first, second), (first, other)):
        a, b = payload_of(one), payload_of(another)
        same = {name for name in a if a[name] == b[name]}
        assert same - {"iat", "exp"} == {"iss", "predicates", "provenance"}
        assert one["platform_keys"] == another["platform_keys"] and one["asked_with"] != another["asked_with"]
    assert set(payload_of(first)) == {"iss", "aud", "nonce", "iat", "exp", "predicates", "provenance"}


async def test_control_a_statement_that_names_its_person_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(said: statement.Statement, key: PrivateKey) -> str:
        header, payload, _ = sign_statement(said, key).split(".")
        return f"{header}.{payload}.{b64url(answer_by[-1] * 4)}"

    sign_statement, answer_by = statement.sign_statement, list[bytes]()
    known_of = answer.queries.known_of

    async def noting(person: object, brand: object) -> object:
        answer_by.append(person.bytes)  # type: ignore[attr-defined]
        return await known_of(person, brand)  # type: ignore[arg-type]

    monkeypatch.setattr(answer.queries, "known_of", noting)
    monkeypatch.setattr(answer, "sign_statement", named)
    ada, ben, eve = await people(3)
    one = [await proven_to(market, ada) for _ in range(3)]
    strangers = [await proven_to(market, who) for who in (ada, ben, eve)]
    assert alike(one) - alike(strangers)


async def test_who_sees_the_code_alone_learns_nothing_of_the_person(market: Market) -> None:
    """A bystander photographs it: the state is told, and no statement without the key."""
    [ada] = await people(1)
    shop = fresh_key()
    async with (
        a_browser(market.app) as bystander,
        a_browser(market.app, cookie=f"__Host-moi={await a_session(ada)}") as phone,
    ):
        code = ok(await asked_by(bystander, shop, *PREDICATES), 201)["code"]
        ok(await phone.post(f"/v1/proofs/{code}/approval", json={"password": PASSWORD}), 204)
        told = ok(await bystander.get(f"/v1/proofs/{code}"))
        assert set(told) == {"state", "challenge"} and told["state"] == "answered"
        sent = {"signature": b64url(fresh_key().sign(told["challenge"].encode()))}
        assert (await bystander.post(f"/v1/proofs/{code}/statement", json=sent)).status_code == 403
