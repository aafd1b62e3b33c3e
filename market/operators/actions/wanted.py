"""An operator has a brand written to that a crowd would welcome: once, to an address of the brand's that they know."""

import uuid
from typing import get_args

from market.accounts.rules import email_address
from market.base import audit, mail
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.i18n import Language
from market.base.mail import Fact
from market.base.settings import settings
from market.operators.actions.decisions import actor_of, operator_of
from market.operators.errors import AlreadyInvited, LanguageUnknown
from market.operators.letters_wanted import WANTED, WANTED_HERE
from market.relations.welcome import queries


async def invite_brand(who: Principal, wanted: uuid.UUID, email: str, language: str) -> None:
    """Write to it, in one of our languages, and note that it was done. The address stands in the letter alone.

    Raises NotFound, EmailNotValid, LanguageUnknown, AlreadyInvited, NotYours.
    """
    operator, address = operator_of(who), email_address(email)
    if language not in get_args(Language):
        raise LanguageUnknown(field="language", known=sorted(get_args(Language)))
    async with transaction():
        brand = await queries.one_wanted(wanted)
        noted = await fetch(
            "insert into relations.wanted_invitations (wanted, language, sent_at) values ($1, $2, base.now())"
            " on conflict (wanted) do nothing returning wanted",
            *(wanted, language),
        )
        if not noted:
            raise AlreadyInvited()
        letter, path = (WANTED_HERE, "/catalogue") if brand.page else (WANTED, "/sign-up/brand")
        # The letter is sealed under the key of the operator who had it sent: the brand has none here.
        facts: dict[str, Fact] = {"brand": brand.host or brand.label, "count": brand.at_least}
        await mail.write(operator, address, letter, language, **facts, link=settings().url + path)
        await audit.record(actor_of(operator), "wanted_brand.invited", queries.WANTED, wanted)
