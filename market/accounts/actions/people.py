"""What happens to a person's account apart from opening it."""

import uuid

from market.accounts import charter, codes, rules
from market.accounts.actions.keys import revoke_keys_of
from market.accounts.people import add_brand, person_at
from market.accounts.refusals import AccountExists
from market.accounts.secrets import subject
from market.base import audit
from market.base.access import NotYours, Principal
from market.base.audit import Actor
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound


async def create_person(
    email: str, password_hash: str, language: str, *, adult: bool = False, operator: bool = False
) -> uuid.UUID:
    """A person whose address needs no proof, for the command line and seeds: (`adult`) a holder.

    Raises EmailNotValid, AccountExists.
    """
    address = rules.email_address(email)
    async with transaction():
        found = await person_at(address, language)
        if found.verified or found.disabled:
            raise AccountExists(field="email")
        await fetch(
            "update accounts.people set password_hash = $2, email_verified_at = base.now(), holder = $3,"
            " adult_declared_at = case when $3 then base.now() end, operator = $4 where id = $1",
            found.person,
            password_hash,
            adult,
            operator,
        )
        await codes.void(found.person, "verify", "join", "reset")
        await audit.record(
            audit.SYSTEM, "person.created", "person", subject(found.person), operator=operator, holder=adult
        )
    return found.person


async def become_holder(who: Principal, adult: bool) -> None:
    """A signed-in person starts to list personas. Raises AdultsOnly."""
    rules.check_adult(adult)
    person = person_of(who)
    async with transaction():
        changed = await fetch_value(
            "update accounts.people set holder = true, adult_declared_at = base.now()"
            " where id = $1 and not holder returning id",
            person,
        )
        if changed:
            await audit.record(who.actor, "person.became_holder", "person", subject(person))


async def found_brand(
    who: Principal,
    legal_name: str,
    trading_name: str = "",
    siren: str = "",
    vat_number: str = "",
    *,
    edition: int | None = charter.LATEST,
) -> uuid.UUID:
    """A signed-in person applies for a brand and sits in it at once. It signs the charter with this: its `edition`,
    None for later. Raises CharterEditionNeeded, and as rules.company does."""
    company = rules.company(legal_name, trading_name, siren, vat_number)
    edition = None if edition is None else charter.check_edition(edition)
    person = person_of(who)
    async with transaction():
        brand = await add_brand(company, person, "owner", joined=True, edition=edition)
        await fetch("update accounts.sessions set brand = $2 where token_hash = $1", who.session, brand)
        await audit.record(who.actor, "brand.applied", "brand", brand, charter=edition)
    return brand


async def choose_language(who: Principal, language: str) -> None:
    """The language of the mail to come."""
    person = person_of(who)
    async with transaction():
        await fetch("update accounts.people set language = $2 where id = $1", person, language)
        await audit.record(who.actor, "person.language_chosen", "person", subject(person), language=language)


async def disable_person(person: uuid.UUID, operator: Actor) -> None:
    """Close an account; its sessions, codes and the keys it made end with this commit. Raises NotFound."""
    async with transaction():
        disabled = await fetch_value(
            "update accounts.people set disabled_at = base.now() where id = $1 and disabled_at is null"
            " returning id",
            person,
        )
        if disabled is None:
            raise NotFound()
        await fetch("delete from accounts.sessions where person = $1", person)
        await codes.void(person, "verify", "join", "reset")
        await revoke_keys_of(person)
        await audit.record(operator, "person.disabled", "person", subject(person))


def person_of(who: Principal) -> uuid.UUID:
    """The person behind a principal; raises NotYours for a key."""
    if who.person is None:
        raise NotYours()
    return who.person
