"""How people come to the demo's market: holders with their personas, brands with their members, the operators.

Accounts are opened by `create_person`, which takes a hash and asks for no proof of the address: the demo's one
password is hashed once, not a thousand times. All else is what people do in the product.
"""

import re

from contracts import charter
from market.accounts.actions import factors
from market.accounts.actions.billing import set_billing
from market.accounts.actions.charter import sign
from market.accounts.actions.contact import set_contact
from market.accounts.actions.declaring import declare
from market.accounts.actions.keys import create_api_key
from market.accounts.actions.members import invite_member
from market.accounts.actions.people import create_person, found_brand
from market.accounts.actions.sign_up import confirm
from market.accounts.queries import members
from market.accounts.secrets import hash_key
from market.base import mail
from market.base.access import Role
from market.base.clock import market_date, now
from market.operators.actions.brands import approve_brand, refuse_brand
from market.operators.actions.decisions import Reason
from market.personas import actions as personas
from market.personas.charter import actions as personas_charter
from seeds.demo import OPERATOR, PASSWORD, SECOND
from seeds.plan import Brand, Holder, Persona
from seeds.stage import Stage, principal, seated

SCOPES = frozenset({"catalogue:read", "rentals:read", "rentals:write", "invitations:write"})


SPEAKERS = ("customer-service", "marketing", "studies", "management")
INTENDS = ("improve", "market-research", "persona-testing")


async def open_the_desk(stage: Stage) -> None:
    """The operator before anybody else, and the one who confirms what takes two."""
    for address in (SECOND, OPERATOR):
        person = await create_person(address, stage.password_hash, "fr", operator=True)
        await factors.provide(person)
    stage.operator = principal(person, operator=True)


async def join(stage: Stage, holder: Holder) -> None:
    """A holder signs up."""
    person = await create_person(holder.email, stage.password_hash, holder.language, adult=True)
    stage.holders[holder.number] = principal(person, holder=True)


async def publish(stage: Stage, persona: Persona) -> None:
    """A holder makes a persona, and lists it unless it stays a draft."""
    who, like = stage.holders[persona.holder], persona.archetype
    started = await personas.start(who, like.mask)
    await personas.save_draft(who, started, persona.draft)
    if persona.day is not None:
        offer = {"variant": like.variant, "period": like.period}
        await personas.publish(
            who,
            started,
            price_step=like.price_step,
            capacity=persona.capacity,
            charter=await edition_of_the_day(),
            **offer,
        )
    stage.personas[persona.number] = started


async def hide(stage: Stage, persona: Persona) -> None:
    """A holder takes a persona from the catalogue for a while."""
    await personas.move(stage.holders[persona.holder], stage.personas[persona.number], "hidden")


async def apply(stage: Stage, brand: Brand) -> None:
    """A brand's owner opens an account and applies for it."""
    person = await create_person(brand.members[0].email, stage.password_hash, "fr")
    who, company = principal(person), brand.company
    names = (company.legal_name, company.trading_name, company.siren)
    founded = await found_brand(who, *names, edition=await edition_of_the_day())
    stage.brands[brand.number] = {Role.OWNER: seated(who, founded, Role.OWNER)}


async def decide(stage: Stage, brand: Brand) -> None:
    """The operator looks the number up, and decides."""
    applied = stage.brand_id(brand.number)
    if brand.fate == "approve":
        await approve_brand(stage.operator, applied, Reason("registered"))
    else:
        await refuse_brand(stage.operator, applied, Reason("not-registered"))


async def settle_in(stage: Stage, brand: Brand) -> None:
    """An approved brand says where its invoices go, where it is reached and what it intends, invites its members, who
    confirm by the link in their mailbox, and makes a key."""
    owner, company = stage.brands[brand.number][Role.OWNER], brand.company
    await set_billing(owner, company.street, company.postcode, company.city, "")
    address = f"{company.street}, {company.postcode} {company.city}, France"
    await set_contact(owner, address, brand.members[0].email)
    await declare(
        owner, SPEAKERS[brand.number % len(SPEAKERS)], ("benefits", *INTENDS[: brand.number % 3 + 1])
    )
    for member in brand.members[1:]:
        await invite_member(owner, member.email, member.role)
        await confirm(await _code_for(member.email), PASSWORD)
    for seat in await members(stage.brand_id(brand.number)):
        who = seated(principal(seat.person), stage.brand_id(brand.number), seat.role)
        stage.brands[brand.number][seat.role] = who
    if brand.api:
        _, text = await create_api_key(owner, "Outil de relation client", SCOPES)
        stage.keys[brand.number] = hash_key(text)


async def edition_of_the_day() -> int | None:
    """The charter's edition that is signed; None on a day on which there was none yet."""
    edition = charter.current()
    return edition.edition if market_date(await now()) >= edition.published_on else None


async def sign_the_charter(stage: Stage) -> None:
    """Those who were there before the charter was published sign it as soon as it is, Camille among them."""
    edition = await edition_of_the_day()
    if edition is None:
        return
    await personas_charter.sign(stage.holders[0], edition)
    for number in stage.brands.keys() - stage.signed:
        await sign(stage.brands[number][Role.OWNER], edition)
        stage.signed.add(number)


async def _code_for(address: str) -> str:
    """The code in the newest message to this address, as the local mailbox shows it."""
    for message in await mail.kept():
        found = re.search(r"code=([\w-]+)", message.text)
        if message.address == address and found:
            return found[1]
    raise LookupError(address)
