"""Whether words give away who is paid: the name or the account that a holder has given. It answers yes or no."""

from market.accounts.giveaways import name_in
from market.base import vault
from market.base.database import fetch
from market.base.disguise import plain, tokens, views
from market.money.payouts.identities import ROOM, place


async def given_away(room: str, person_tag: bytes, text: str) -> frozenset[str]:
    """What of the holder's payout details the text says: "name", "iban". Also of those that were replaced."""
    person = vault.person_of(room, person_tag)
    rows = await fetch(
        "select id, sealed from money.payout_identities where holder = $1", vault.tag(ROOM, person)
    )
    if not rows:
        return frozenset()
    key = await vault.data_key(person, vault.PAYOUTS)
    found = set()
    for row in rows:
        kept = key.unseal(place(row["id"]), row["sealed"])
        if kept.get("name") and name_in(text, kept["name"]):
            found.add("name")
        if kept.get("iban") and iban_in(text, kept["iban"]):
            found.add("iban")
    return frozenset(found)


def iban_in(text: str, iban: str) -> bool:
    """Whether the account's own digits are said, with or without its country."""
    sought = "".join(tokens(plain(iban)))[4:]
    return any(sought in "".join(tokens(view)) for view in views(text))
