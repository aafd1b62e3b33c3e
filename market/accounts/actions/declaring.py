"""An owner says for the brand, in public, who speaks for it and what it intends."""

import json
from collections.abc import Collection

from contracts.vocabulary import PURPOSES
from market.accounts.actions.keys import seat_of
from market.accounts.public import SPEAKERS
from market.accounts.refusals import IntentionUnknown, SpeakerUnknown
from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, transaction


async def declare(who: Principal, speaker: str, intends: Collection[str]) -> None:
    """Both anew; `speaker` of `SPEAKERS`, `intends` of the vocabulary's purposes, one at least.

    Raises SpeakerUnknown, IntentionUnknown.
    """
    brand = seat_of(who).brand
    if speaker not in SPEAKERS:
        raise SpeakerUnknown(field="speaker", known=list(SPEAKERS))
    if not intends or not set(intends) <= PURPOSES.keys():
        raise IntentionUnknown(field="intends", known=list(PURPOSES))
    said = [it for it in PURPOSES if it in intends]
    async with transaction():
        await fetch(
            "update accounts.brands set speaker = $2, intends = $3, declared_at = base.now() where id = $1",
            *(brand, speaker, json.dumps(said)),
        )
        await audit.record(who.actor, "brand.declared", "brand", brand, speaker=speaker, intends=len(said))
