"""Opening an account: nothing exists until the mailbox's owner confirms, with the password chosen here.

A sign-up waits in its code. So nobody can prepare an account in somebody else's name: the link alone opens
nothing, and a stranger's sign-up has a password that the mailbox's owner does not know. Whether an address
has an account is answered to its mailbox, never to the one who asks.
"""

import uuid

from market.accounts import attempts, charter, codes, letters, rules
from market.accounts.actions.sessions import open_session
from market.accounts.passwords import hash_password, matches
from market.accounts.people import add_brand, by, person_at
from market.accounts.post import address_of, tell
from market.accounts.refusals import CodeNotValid, WrongCredentials
from market.accounts.secrets import email_lookup, subject
from market.base import audit
from market.base.database import fetch_row, fetch_value, transaction
from market.base.settings import settings


async def sign_up_holder(email: str, password: str, language: str, adult: bool) -> None:
    """Ask for an account as holder. Raises EmailNotValid, PasswordTooWeak, AdultsOnly."""
    rules.check_adult(adult)
    await _sign_up(email, password, language, None)


async def sign_up_brand(
    email: str,
    password: str,
    language: str,
    legal_name: str,
    trading_name: str = "",
    siren: str = "",
    vat_number: str = "",
    *,
    edition: int | None = charter.LATEST,
) -> None:
    """Ask for an account that owns a brand, which signs the charter with this: its `edition`, None for later.

    Raises CharterEditionNeeded, and as sign_up_holder and rules.company do.
    """
    company = rules.company(legal_name, trading_name, siren, vat_number)
    await _sign_up(
        email, password, language, company, None if edition is None else charter.check_edition(edition)
    )


async def _sign_up(
    email: str, password: str, language: str, company: rules.Company | None, edition: int | None = None
) -> None:
    address = rules.email_address(email)
    rules.check_password(password, address.split("@")[0])
    hashed = await hash_password(password)
    if not await attempts.allowed(attempts.MAIL, email_lookup(address)):
        return
    async with transaction():
        found = await person_at(address, language)
        if found.disabled:
            return
        if found.verified:
            await _tell_of_the_account(found.person)
            return
        brand = await add_brand(company, found.person, "owner", edition=edition) if company else None
        code = await codes.issue(
            found.person,
            "verify",
            rules.VERIFY_LIFE,
            password_hash=hashed,
            adult=company is None,
            brand=brand,
        )
        link = f"{settings().url}/confirm?code={code}"
        await tell(found.person, letters.VERIFY, link=link)
        facts = {"brand": brand is not None, "charter": edition}
        await audit.record(by(found.person), "person.signed_up", "person", subject(found.person), **facts)


async def _tell_of_the_account(person: uuid.UUID) -> None:
    url = settings().url
    await tell(person, letters.EXISTS_ALREADY, sign_in=f"{url}/sign-in", forgotten=f"{url}/forgotten")
    await audit.record(by(person), "person.signed_up_again", "person", subject(person))


async def confirm(code: str, password: str) -> str:
    """The mailbox's owner confirms a sign-up or accepts an invitation to a brand; returns a session's token.

    `password` is the one chosen at sign-up, the account's, or for a newcomer who was invited a new one.
    Raises CodeNotValid, WrongCredentials, PasswordTooWeak, TooManyAttempts.
    """
    found = await codes.look(code, "verify", "join")
    await attempts.count(attempts.CONFIRM, found.hash)
    known = found.password_hash if found.purpose == "verify" else found.current_hash
    if known is None:
        rules.check_password(password, (await address_of(found.person)).split("@")[0])
        known = await hash_password(password)
    elif not await matches(password, known):
        raise WrongCredentials(field="password")
    async with transaction():
        await codes.redeem(found)
        await _settle(found, known)
        if found.brand:
            await _join(found.brand, found.person)
        token = await open_session(found.person, found.brand)
        await audit.record(
            by(found.person), "person.confirmed", "person", subject(found.person), purpose=found.purpose
        )
    return token


async def _settle(code: codes.Code, password_hash: str) -> None:
    """Make the person real; raises CodeNotValid if the account changed since the code was looked at."""
    updated = await fetch_row(
        "update accounts.people p set password_hash = $2,"
        " email_verified_at = coalesce(p.email_verified_at, base.now()),"
        " adult_declared_at = coalesce(p.adult_declared_at, c.adult_declared_at),"
        " holder = p.holder or c.adult_declared_at is not null"
        " from accounts.one_time_codes c where c.hash = $3 and p.id = c.person and p.id = $1"
        " and p.password_hash is not distinct from $4 and p.disabled_at is null returning p.id",
        code.person,
        password_hash,
        code.hash,
        code.current_hash,
    )
    if updated is None:
        raise CodeNotValid(field="code")
    await codes.void(code.person, "verify")


async def _join(brand: uuid.UUID, person: uuid.UUID) -> None:
    joined = await fetch_value(
        "update accounts.memberships set joined_at = base.now()"
        " where brand = $1 and person = $2 and joined_at is null returning id",
        brand,
        person,
    )
    if joined is None:  # the invitation was taken back
        raise CodeNotValid(field="code")
