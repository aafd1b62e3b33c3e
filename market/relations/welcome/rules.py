"""Pure decisions of what holders would welcome: which brand is meant, and what of a crowd may be told.

A brand that is not registered here is its website: `https://www.Exemple.fr/velos` and `exemple.fr` are one, whatever
people call it. What it is called is told where a crowd writes it alike.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from market.base.disguise import plain, tokens
from market.catalogue.steps import CROWD, STEPS, coarse_count
from market.relations import scan
from market.relations.errors import LinkNotAccepted
from market.relations.text import line

FEWEST: Final = STEPS[0]
"""So many persons at least, before anybody is told that a brand is wanted."""

NAME_MOST: Final = 80  # characters
WEBSITE_MOST: Final = 200  # characters
WISHES_MOST: Final = 100
"""Of one holder."""

_SCHEME: Final = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_WWW: Final = re.compile(r"^www\d?\.(?=[^.]+\.)")


def check_name(text: str, field: str = "name") -> str:
    """What a holder calls a brand, as it is kept. Raises TextNotAccepted."""
    return line(field, text, NAME_MOST)


def host_of(website: str, field: str = "website") -> str:
    """The one name of a website, however it was typed. Raises TextNotAccepted, LinkNotAccepted, ContactNotAllowed."""
    typed = line(field, website, WEBSITE_MOST)
    rest = _SCHEME.sub("", typed)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rstrip(".").casefold()
    if "@" in authority or ":" in authority:
        raise LinkNotAccepted(field=field, reason="user-or-port")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise LinkNotAccepted(field=field, reason="not-a-name") from None
    host = _WWW.sub("", host)
    scan.check_link(field, f"https://{host}")
    return host


def same_name(name: str) -> str:
    """A name without case, accents and what stands between its letters: two spellings that are one."""
    return "".join(tokens(plain(name)))


def told(persons: int) -> int | None:
    """At least how many, as an operator may be told: nothing below fifty, then in steps."""
    return coarse_count(persons) if persons >= FEWEST else None


def name_of_a_crowd(names: Iterable[str]) -> str:
    """What a crowd calls a brand, by one name a person: its commonest spelling where that alone is a crowd's, else the
    name without case and accents; "" where not even that is written alike by so many."""
    spellings = Counter(names)
    alike: Counter[str] = Counter()
    for name, count in spellings.items():
        alike[same_name(name)] += count
    if not alike:
        return ""
    common, persons = min(alike.items(), key=lambda it: (-it[1], it[0]))
    if persons < CROWD or not common:
        return ""
    spelled = {name: count for name, count in spellings.items() if same_name(name) == common}
    name, count = min(spelled.items(), key=lambda it: (-it[1], it[0]))
    return name if count >= CROWD else common[:NAME_MOST]
