"""Whatever a holder says that they look for, the bytes that reach any brand never hold who they are.

As `conversation.test_words`: Faker's identities under every disguise, published by the real action, confirmed;
what it lets pass is read back over what brands read.
"""

import random
from dataclasses import dataclass
from typing import Any

import pytest

from market.base.access import Principal
from market.base.disguise import plain, tokens
from market.relations.errors import GivesYouAway, TextNotAccepted
from tests.market import Market, market
from tests.relations.conversation.test_words import (
    HARMLESS,
    IDENTITIES,
    an_identity,
    known_to_the_house,
    written_by,
)
from tests.relations.helpers import a_session
from tests.relations.intents.looking import a_bidder, a_seeker, before, days, looked_for
from tests.web.holders import pages

__all__ = ["market"]


@dataclass
class Known:
    """Whose mailbox and account are an identity's."""

    holder: Principal


@pytest.mark.parametrize(("language", "seed"), IDENTITIES)
async def test_nothing_that_brands_read_says_who_looks_for_it(
    market: Market, language: str, seed: int
) -> None:
    who, (holder, persona) = an_identity(language, seed), await a_seeker()
    known: Any = Known(holder)
    await known_to_the_house(known, who)
    for text in written_by(who, random.Random(seed)):
        with pytest.raises((GivesYouAway, TextNotAccepted)):
            await looked_for(holder, persona, text=text)
    intents = [await looked_for(holder, persona, text=text) for text in HARMLESS]
    await days(1)
    brand, read = await a_bidder(market), b""
    async with pages(market.app, await a_session(brand)) as desk:
        for path in ("/open-intents", *(f"/open-intents/{before(brand, it)}" for it in intents)):
            for address in (path, f"/v1{path}"):
                read += (await desk.get(address)).content
    seen = plain(read.decode())
    for text in HARMLESS:  # control: words do reach it
        assert plain(text).split(",")[0] in seen.replace("&#39;", "'")
    words = set(tokens(seen))
    assert not {it for it in tokens(plain(who.name)) if len(it) > 4} & words
    assert plain(who.email) not in seen and plain(who.iban) not in seen
    assert "".join(tokens(plain(who.phone)))[-8:] not in "".join(tokens(seen))
