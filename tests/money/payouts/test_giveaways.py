"""Whether words say who is paid: asked by a room that learns neither name nor account."""

import pytest

from market.base import vault
from market.base.database import transaction
from market.money.payouts.account import payee
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.giveaways import given_away, iban_in
from market.relations.queries import ROOM
from tests.factories import a_holder
from tests.money.payouts.paying import IBAN, NAME, OTHER_IBAN, a_payee

WORDS = [
    (f"Écrivez à {NAME}", {"name"}),
    (NAME.split()[-1].lower(), {"name"}),
    (f"sur {IBAN[:4]} {IBAN[4:]}", {"iban"}),
    (" ".join(IBAN[4:]), {"iban"}),
    (f"{NAME}, {IBAN}", {"name", "iban"}),
    ("Je roule tous les jours", set()),
]


@pytest.mark.parametrize(("text", "found"), WORDS)
async def test_the_name_and_the_account_are_found_in_words(paying: None, text: str, found: set[str]) -> None:
    who = await a_payee()
    assert who.person
    assert await given_away(ROOM, vault.tag(ROOM, who.person), text) == found


async def test_also_the_account_of_before(paying: None) -> None:
    who = await a_payee()
    assert who.person
    async with transaction():
        await keep_account(who.actor, who.person, payee("Ada Byron", OTHER_IBAN), first=False)
    assert await given_away(ROOM, vault.tag(ROOM, who.person), f"{NAME} ou {IBAN}") == {"name", "iban"}


async def test_of_whoever_gave_none_nothing_is_known(paying: None) -> None:
    who = await a_holder()
    assert who.person
    assert await given_away(ROOM, vault.tag(ROOM, who.person), f"{NAME} {IBAN}") == frozenset()


def test_a_few_digits_of_it_are_none() -> None:
    assert not iban_in("1234 5678", IBAN)
