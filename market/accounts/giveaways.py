"""Whether words give away who wrote them, as far as accounts knows: the answer names what, and never says it.

A room that knows a person by its tag asks here before it passes words on; it learns no address and no name.
"""

import re
from typing import Final

from market.accounts.post import address_of
from market.base import vault
from market.base.disguise import plain, says, tokens, views

PROVIDERS: Final = frozenset(
    {
        *(
            "gmail",
            "googlemail",
            "outlook",
            "hotmail",
            "live",
            "yahoo",
            "icloud",
            "me",
            "proton",
            "protonmail",
        ),
        *("orange", "wanadoo", "free", "sfr", "laposte", "bbox", "gmx", "numericable", "neuf", "aol", "msn"),
        *("example", "mail", "posteo", "tutanota"),
    }
)
_SPOKEN: Final = frozenset({"at", "arobase", "arobas", "chez", "dot", "point", "tiret", "dash", "underscore"})
PARTICLES: Final = frozenset(
    {
        *(
            "le",
            "la",
            "les",
            "de",
            "des",
            "du",
            "d",
            "l",
            "van",
            "von",
            "der",
            "den",
            "el",
            "al",
            "ben",
            "da",
        ),
        *("di", "do", "dos", "saint", "sainte", "st", "mac", "mc", "et", "and"),
    }
)


def name_in(text: str, name: str) -> bool:
    """Whether any part of a person's name is said; particles alone are none of it."""
    parts = [it for it in tokens(plain(name)) if it not in PARTICLES and len(it) > 1]
    whole = tokens(plain(name))
    joined = {"".join(whole), "".join(reversed(whole)), "".join(parts)}
    return any(says(text, part) for part in {*parts, *joined})


def address_in(text: str, address: str) -> bool:
    """Whether an e-mail address is said, or the part of it that is one person's."""
    local, _, domain = address.rpartition("@")
    whole = "".join(tokens(plain(local)))
    if len(whole) > 4 and says(text, whole):
        return True
    sought = "".join(tokens(plain(address)))
    for view in views(text):
        spoken = "".join(it for it in tokens(view) if it not in _SPOKEN)
        if sought in spoken:
            return True
    label = "".join(tokens(plain(domain.rsplit(".", 1)[0])))
    return len(label) > 4 and label not in PROVIDERS and says(text, label)


def pieces_in(text: str, address: str) -> bool:
    """Whether a word of the address is said, which may be a name or just a word: whoever wrote it is asked."""
    local = address.rpartition("@")[0]
    pieces = [it for it in re.findall(r"[^\W\d_]+", plain(local)) if len(it) > 3]
    return any(says(text, piece) for piece in pieces)


async def given_away(room: str, person_tag: bytes, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """(what the text gives away for certain, what it may give away): "email". Raises NotFound, vault.Erased."""
    address = await address_of(vault.person_of(room, person_tag))
    sure = frozenset({"email"}) if address_in(text, address) else frozenset[str]()
    return sure, frozenset({"email"}) if pieces_in(text, address) else frozenset()
