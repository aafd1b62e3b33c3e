"""Tells people what has happened: in their inbox, and by mail as they chose. Every higher room tells through here.

A letter reaches the address that accounts alone knows; the digest of the day, what was left to it.
"""

import uuid

from market.accounts.notifications.actions import keep
from market.accounts.notifications.rules import DEFAULT, Way
from market.accounts.secrets import email_place
from market.base import mail, vault
from market.base.access import ROLE_RIGHTS, Right
from market.base.database import fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.base.mail import Fact, Letter
from market.base.settings import settings


async def address_of(person: uuid.UUID) -> str:
    """The person's address in clear; raises NotFound or vault.Erased."""
    row = await fetch_row("select email from accounts.people where id = $1", person)
    if row is None:
        raise NotFound()
    address: str = (await vault.data_key(person)).unseal(email_place(person), row["email"])["address"]
    return address


async def addresses_of(people: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Many addresses in two queries; the erased are missing from the answer."""
    rows = await fetch("select id, email from accounts.people where id = any($1)", list(people))
    keys = await vault.data_keys(people)
    return {
        row["id"]: keys[row["id"]].unseal(email_place(row["id"]), row["email"])["address"]
        for row in rows
        if row["id"] in keys
    }


async def tell(person: uuid.UUID, letter: Letter, **facts: Fact) -> None:
    """Tell a person of it in their language, inside the open transaction. Raises NotFound or vault.Erased."""
    row = await fetch_row(
        "select p.language, c.way from accounts.people p left join accounts.notification_choices c"
        " on c.person = p.id and c.topic = $2 where p.id = $1",
        *(person, letter.topic.value),
    )
    if row is None:
        raise NotFound()
    way = Way(row["way"]) if row["way"] else DEFAULT
    if not letter.secret:
        subject, text = letter.render(row["language"], **facts)
        link = facts.get("link")
        await keep(person, letter.topic, subject, _unfolded(text, link), _path(link), way)
    if way is Way.AT_ONCE:
        await mail.write(person, await address_of(person), letter, row["language"], **facts)


async def write_to(person: uuid.UUID, letter: Letter, **facts: Fact) -> None:
    """By mail alone, whatever they chose, inside the open transaction. Raises NotFound or vault.Erased."""
    language = await fetch_value("select language from accounts.people where id = $1", person)
    await mail.write(person, await address_of(person), letter, language, **facts)


def _unfolded(text: str, link: Fact | None) -> str:
    """A letter as a page shows it: each paragraph one line, and without the address that the subject leads to."""
    said = text.replace(str(link), "") if link else text
    paragraphs = (" ".join(it.split()) for it in said.split("\n\n"))
    return "\n\n".join(it for it in paragraphs if it)


def _path(link: Fact | None) -> str:
    """Where a link leads on this site; empty where it leads elsewhere."""
    here = settings().url
    return link.removeprefix(here) if isinstance(link, str) and link.startswith(f"{here}/") else ""


async def tell_tagged(room: str, person_tag: bytes, letter: Letter, **facts: Fact) -> None:
    """`tell`, for a room that knows the person by its tag only."""
    await tell(vault.person_of(room, person_tag), letter, **facts)


async def tell_brand(brand: uuid.UUID, letter: Letter, /, **facts: Fact) -> None:
    """Tell everyone in the brand who may pay, inside the open transaction."""
    rows = await fetch(
        "select m.person from accounts.memberships m join accounts.people p on p.id = m.person"
        " where m.brand = $1 and m.joined_at is not null and m.role = any($2) and p.disabled_at is null"
        " order by m.id",
        brand,
        [role for role, rights in ROLE_RIGHTS.items() if Right.RENT in rights],
    )
    for row in rows:
        await tell(row["person"], letter, **facts)
