"""How people come to the market of a year, and stay: as everybody does, by the product's own actions.

They sign up, confirm with the code in their mailbox, and open their accounts again and again: who does not is asked
whether they are still there. Operators are made as the command line makes them, their second factor as the demo's.
"""

import uuid
from dataclasses import dataclass

from stdnum import luhn
from stdnum.ch import uid

from drills.town import Town, an_account, tag_of
from market.accounts.actions import factors
from market.accounts.actions.billing import set_billing
from market.accounts.actions.contact import set_contact
from market.accounts.actions.sessions import sign_in
from market.accounts.actions.sign_up import confirm, sign_up_brand, sign_up_holder
from market.accounts.authentication import of_session
from market.base.access import Principal
from market.base.i18n import Language
from market.money.payouts.actions.identity import give_account
from market.money.payouts.actions.onboarding import begin, come_back
from market.money.sandbox import accounts, ibans
from market.operators.actions.brands import approve_brand
from market.operators.actions.decisions import Reason
from tests.accounts.people import PASSWORD, code_for, factor_code, person


@dataclass
class Visitor:
    """Somebody with a browser."""

    email: str
    who: Principal
    token: str

    async def open(self) -> None:
        """Open the account: with the browser's session, or by the password when that is over."""
        if not (await of_session(self.token)).known:
            self.token = await sign_in(self.email, PASSWORD)


@dataclass(frozen=True)
class Company:
    """What a brand says of itself: one number, and an address of street, postcode and town."""

    name: str
    siren: str
    vat_number: str
    address: tuple[str, str, str]
    language: Language


def company(number: int) -> Company:
    """The nth brand: of six, one is in Belgium, one in Switzerland and the others in France."""
    match number % 6:
        case 1:
            body = 4030000 + number
            vat_number = f"BE{body:08d}{97 - body % 97:02d}"
            return Company(f"Fietsen {number} NV", "", vat_number, ("Meir 1", "2000", "Antwerpen"), "en")
        case 2:
            home = ("Rue du Lac 1", "1003", "Lausanne")
            return Company(f"Velos Leman {number}", "", _swiss(number), home, "fr")
        case _:
            body = f"{55210055 + number:08d}"
            home = ("2 quai des Chartrons", "33000", "Bordeaux")
            return Company(f"Cycles Garonne {number}", body + luhn.calc_check_digit(body), "", home, "fr")


def _swiss(number: int) -> str:
    bodies = (f"{10778700 + 10 * number + it}" for it in range(10))
    return next(
        it for it in (f"CHE{body}{uid.calc_check_digit(body)}" for body in bodies) if uid.is_valid(it)
    )


async def _confirmed(town: Town, email: str) -> str:
    """The token of who signed up a moment ago, and reads their mail."""
    await town.work()
    return await confirm(await code_for(email), PASSWORD)


async def a_holder(town: Town, number: int) -> Visitor:
    """The nth holder, of whom every fourth reads English; they say to which account they want to be paid."""
    email = f"holder{number}-{uuid.uuid4().hex[:8]}@example.org"
    await sign_up_holder(email, PASSWORD, "en" if number % 4 == 3 else "fr", adult=True)
    token = await _confirmed(town, email)
    who = await of_session(token)
    account = town.accounts[tag_of(who)] = an_account(number + 1)
    await give_account(who, *account)
    return Visitor(email, who, token)


async def a_brand(town: Town, number: int, operator: Principal) -> Principal:
    """The nth brand: it applies with its number, is approved, and says where its invoices go."""
    about, email = company(number), f"brand{number}-{uuid.uuid4().hex[:8]}@example.org"
    await sign_up_brand(
        *(email, PASSWORD, about.language, about.name),
        siren=about.siren,
        vat_number=about.vat_number,
    )
    token = await _confirmed(town, email)
    applied = await of_session(token)
    assert applied.seat
    await approve_brand(operator, applied.seat.brand, Reason("registered"))
    who = await of_session(token)
    await set_billing(who, *about.address, about.vat_number)
    await set_contact(who, ", ".join(filter(None, about.address)), email)
    return who


async def an_operator() -> Principal:
    """One who has signed in with both factors."""
    email = f"operator-{uuid.uuid4().hex[:8]}@example.org"
    await person(email, adult=False, operator=True)
    half = await of_session(await sign_in(email, PASSWORD))
    return await of_session(await factors.give(half, await factor_code(email)))


async def connected(town: Town, who: Principal) -> str:
    """A holder tells Stripe on its own page where their money goes, and is back: the id of their account there."""
    page = await begin(who, PASSWORD)
    async with town.sandbox.acting() as call:
        opened = await accounts.use_link(call, page.rsplit("/", 1)[1])
        assert opened, "it opens once"
        await accounts.onboard(call, opened["account"], ibans.SUCCEEDS)
    assert await come_back(who)
    return str(opened["account"])
