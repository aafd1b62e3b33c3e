"""Whatever a holder writes in a conversation, the bytes that reach the brand never hold who they are.

The texts are Faker's identities in both languages, under the disguises of `questions.test_speech`, sent by the real
action, confirmed each time; what it lets pass is read back over the brand's own channels.
"""

import random

import pytest
from faker import Faker
from litestar import Litestar

from market.base.database import transaction
from market.base.disguise import plain, tokens
from market.money.payouts import identities
from market.relations.conversation.actions import write_as_holder
from market.relations.errors import GivesYouAway, TextNotAccepted
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.relations.helpers import Relation, a_relation, a_session, with_mailbox
from tests.relations.questions.test_speech import OF_ADDRESSES, OF_NAMES, OF_PLACES, Identity

AROUND = ("{}", "bon, {} voilà", "you see: {}.", "le prix ({}) surtout", "a\n{}\nb")
HARMLESS = ("la légèreté, et qu’il se plie bien.", "a quieter bell, and lights that last.")
IDENTITIES = [(language, seed) for language in ("fr_FR", "en_GB") for seed in range(6)]


def an_identity(language: str, seed: int) -> Identity:
    fake = Faker(language)
    fake.seed_instance(seed)
    name = f"{fake.first_name()} {fake.last_name()}"
    return Identity(name, fake.email(), fake.phone_number(), fake.address(), fake.iban(), language)


def written_by(who: Identity, dice: random.Random) -> list[str]:
    """Each of their secrets under each disguise, in some sentence."""
    parts = [it for it in who.name.split() if len(it) > 3]
    secrets = [disguise(who.name) for disguise in OF_NAMES.values()]
    secrets += [disguise(parts[-1]) for name, disguise in OF_NAMES.items() if name != "longer"]
    secrets += [disguise(who.email) for disguise in OF_ADDRESSES.values()]
    secrets += [disguise(who.address) for disguise in OF_PLACES.values()]
    secrets += [who.phone, " ".join(who.phone), who.iban, who.iban.lower(), who.iban[4:]]
    return [dice.choice(AROUND).format(it) for it in secrets]


async def known_to_the_house(relation: Relation, who: Identity) -> None:
    """The holder's mailbox and payout account are this identity's."""
    assert relation.holder.person is not None
    await with_mailbox(relation.holder, who.email)
    async with transaction():
        value = {"name": who.name, "iban": who.iban, "bic": ""}
        await identities.keep(relation.holder.person, "sepa", value, ready=True)


@pytest.mark.parametrize(("language", "seed"), IDENTITIES)
async def test_nothing_that_reaches_the_brand_says_who_wrote_it(
    app: Litestar, database: FreshDatabase, language: str, seed: int
) -> None:
    who, relation = an_identity(language, seed), await a_relation()
    await known_to_the_house(relation, who)
    texts = written_by(who, random.Random(seed))
    for text in texts:
        with pytest.raises((GivesYouAway, TextNotAccepted)):
            await write_as_holder(relation.holder, relation.agreement, text, confirmed=True)
    for text in HARMLESS:
        await write_as_holder(relation.holder, relation.agreement, text, confirmed=True)
    agreement, bytes_ = relation.agreement, b""
    async with browser(app, await a_session(relation.brand)) as brand:
        for path in (f"/v1/rentals/{agreement}/messages", f"/rentals/{agreement}"):
            bytes_ += (await brand.get(path)).content
        bytes_ += (await brand.get(f"/v1/rentals/{agreement}/files/record")).content
    seen = plain(bytes_.decode())
    for text in HARMLESS:  # control: words do reach it
        assert plain(text).split(",")[0] in seen.replace("&#39;", "'")
    words = set(tokens(seen))
    assert not {it for it in tokens(plain(who.name)) if len(it) > 4} & words
    assert plain(who.email) not in seen and plain(who.iban) not in seen
    assert "".join(tokens(plain(who.phone)))[-8:] not in "".join(tokens(seen))
