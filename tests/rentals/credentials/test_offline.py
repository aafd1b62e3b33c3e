"""What a brand downloads, for whoever has nothing but `python -m contracts`: verified until the rental ends."""

import json
from pathlib import Path

from contracts.sdjwt import bind
from contracts.status_list import TTL
from contracts.verifier.command import main
from market.base import clock, signing
from market.rentals.actions.end import withdraw
from market.rentals.credentials import published
from tests.market import Market, market
from tests.rentals.credentials.holding import CHALLENGE, a_rented, name_of, next_slot, text_of

__all__ = ["market"]


async def test_it_is_verified_offline_and_refused_from_the_end_on(market: Market, tmp_path: Path) -> None:
    await next_slot()  # the list is older than the credential by its own time
    it = await a_rented(market)
    text = await text_of(it)
    (tmp_path / "credential").write_text(text)
    (tmp_path / "keys").write_text(json.dumps({"keys": [each.jwk() for each in await signing.published()]}))

    async def verified(*asked: str) -> tuple[int, str]:
        (tmp_path / "list").write_text(await published.token(name_of(text)))
        names = [str(tmp_path / each) for each in ("credential", "list")]
        arguments = ["verify", *names, "--keys", str(tmp_path / "keys"), "--lang", "en", *asked]
        code, lines = main(arguments, await clock.now())
        return code, "\n".join(lines)

    code, said = await verified()
    assert code == 3 and said.count("VERIFIED") == 1 and "they would have to prove the key" in said, said
    shown = bind(text, it.key, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=await clock.now())
    (tmp_path / "credential").write_text(shown)
    asked = ("--audience", CHALLENGE.audience, "--nonce", CHALLENGE.nonce)
    code, said = await verified(*asked)
    assert code == 0 and said.count("VERIFIED") == 2, said
    (tmp_path / "credential").write_text(text)
    await withdraw(it.relation.holder, it.agreement)
    await clock.travel(TTL)
    code, said = await verified()
    assert code == 1 and "(CredentialRevoked)" in said
