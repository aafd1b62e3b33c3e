"""A sample of the contract: a brand, an invented persona, and the very code that makes the readings of real ones.

Its ids are the same for everybody and belong to nothing; it is not signed, and its period has not begun.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from contracts import legal, odrl
from contracts.agreement import Agreement, Party
from contracts.price import price
from contracts.readings import agreement_reading
from contracts.terms import Terms
from contracts.terms_hash import terms_hash
from market.base.i18n import Language
from market.rentals.agreements import HOLDER_BPS, RECORDER
from market.rentals.dpo.content import Contract

NOBODY: Final = "urn:uuid:00000000-0000-4000-8000-000000000000"
SALT: Final = bytes(16)
RENTED_AT, ACCEPTED_AT = "POST /moi/{address}/rent", "POST /asked/{agreement}/accept"
"""By whose act it is concluded: the brand's, or where terms await an answer the holder's. On our pages."""
WITHDRAWN_AT = "POST /v1/relations/{agreement}/withdrawal"


def sample(
    terms: Terms,
    purposes: Sequence[str],
    *,
    brand: str,
    processors: Sequence[str],
    persona: str,
    period: str,
    price_step: int,
    day: date,
    language: Language,
) -> Contract:
    """The three readings. Raises PurposeNotAdmitted, PeriodNotOffered, PriceOffLadder."""
    agreement = Agreement(
        agreement_id=NOBODY,
        consumer_pid=NOBODY,
        provider_pid=NOBODY,
        first_party=Party(id="urn:moi:persona:example", name=persona),
        second_party=Party(id="urn:moi:brand:example", name=brand),
        recorder=RECORDER,
        target="urn:moi:version:example",
        terms=terms,
        terms_salt=SALT.hex(),
        terms_hash=terms_hash(terms, SALT),
        purposes=terms.admit(purposes),
        recipients=tuple(
            Party(id=f"urn:moi:processor:example-{number}", name=name)
            for number, name in enumerate(processors, 1)
        ),
        signed_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        period=period,
        price_step=price_step,
        price=price(price_step, period),
        holder_bps=HOLDER_BPS,
        vat_bps=0,  # in none of the readings
        expression_method=RENTED_AT if terms.instant else ACCEPTED_AT,
        withdrawal_method=WITHDRAWN_AT,
    )
    return Contract(
        plain=agreement_reading(agreement, language).text,
        legal=legal.agreement_reading(agreement, language).text,
        machine=odrl.agreement(agreement),
    )
