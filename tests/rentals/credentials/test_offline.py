"""What a brand downloads, for whoever has nothing but `python -m contracts`: verified until the rental ends."""

import json
from pathlib import Path

from contracts.verifier.command import main
from market.base import clock, signing
from market.rentals.actions.end import withdraw
from market.rentals.credentials import published
from tests.market import Market, market
from tests.rentals.credentials.holding import a_rented, name_of, text_of

__all__ = ["market"]


async def test_it_is_verified_offline_and_refused_from_the_end_on(market: Market, tmp_path: Path) -> None:
    it = await a_rented(market)
    text = await text_of(it)
    (tmp_path / "credential").write_text(text)
    (tmp_path / "keys").write_text(json.dumps({"keys": [each.jwk() for each in await signing.published()]}))

    async def verified() -> tuple[int, str]:
        (tmp_path / "list").write_text(await published.token(name_of(text)))
        names = [str(tmp_path / each) for each in ("credential", "list")]
        arguments = ["verify", *names, "--keys", str(tmp_path / "keys"), "--lang", "en"]
        code, lines = main(arguments, await clock.now())
        return code, "\n".join(lines)

    code, said = await verified()
    assert code == 0 and said.count("VERIFIED") == 2, said
    await withdraw(it.relation.holder, it.agreement)
    await clock.travel(published.AT_MOST_EVERY)
    code, said = await verified()
    assert code == 1 and "(CredentialRevoked)" in said
