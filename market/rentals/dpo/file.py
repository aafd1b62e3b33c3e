"""A brand's pack, made when it is asked for: as content, as JSON, and as PDF/A-3 with that JSON inside."""

import asyncio
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Final

from contracts import compliance
from market.accounts import queries as accounts
from market.base.clock import market_date, now
from market.base.i18n import Language
from market.base.settings import settings
from market.money.documents.seller import seller
from market.rentals.dpo.case import Asked, installation
from market.rentals.dpo.content import Pack
from market.rentals.dpo.queries import rented_by
from market.rentals.dpo.rules import pack
from market.rentals.dpo.sheet import whole

FORM: Final = Path(__file__).parent / "forms" / "pack1.typ"
NAME: Final = "moi-dpo-pack"


async def of_brand(brand: uuid.UUID, language: Language) -> Pack:
    """The pack of a brand as of now."""
    config = settings()
    asked = Asked(
        brand=await accounts.brand(brand),
        platform=seller(config),
        rented=await rented_by(brand),
        here=installation(config),
        profile=compliance.current(),
        day=market_date(await now()),
        language=language,
    )
    return await asyncio.to_thread(pack, asked)  # the readings of some editions take tens of milliseconds


def as_json(made: Pack) -> bytes:
    """The pack by its published schema."""
    return made.model_dump_json(indent=2).encode() + b"\n"


async def as_pdf(made: Pack) -> bytes:
    """The pack on paper, with its JSON attached."""
    return await asyncio.to_thread(_printed, made)


def _printed(made: Pack) -> bytes:
    # Typst weighs tens of megabytes: only who asks for a file loads it.
    from market.money.documents.pdf import shown_in, typeset

    data = {**shown_in(asdict(whole(made))), "json": as_json(made).decode()}
    return typeset(FORM, data, made.issued_on)
