"""Who has to do with a consent, as its receipt names them: what each is, and where it is reached."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.agreement import Party
from contracts.consent.about import Consent
from contracts.consent.kinds import Reached

PROCESSOR: Final = "dpv:Recipient"
PROCESSOR_SINCE_4: Final = "dpv:DataProcessor"
"""A processor that the brand named, before the fourth form and since."""

AUTHORITY: Final[Mapping[str, Party]] = MappingProxyType(
    {"FR": Party(id="https://www.cnil.fr/", name="Commission nationale de l’informatique et des libertés")}
)
_AUTHORITY_REACHED: Final[Mapping[str, Reached]] = MappingProxyType(
    {
        "FR": Reached(
            address="3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07",
            contact="https://www.cnil.fr/fr/plaintes",
        )
    }
)


def parties_of(consent: Consent, brand: Reached | None) -> list[dict[str, str]]:
    """Everybody who has to do with it; of whom nobody is to know the address, it is whose care they are in."""
    authority, platform = AUTHORITY[consent.jurisdiction], consent.recorder_reached
    listed = [
        _party(consent.first_party, "dpv:DataSubject"),
        _party(consent.second_party, "dpv:DataController"),
        _party(consent.recorder, "dga:DISPForDataSubject"),
        *(
            _party(party, PROCESSOR_SINCE_4 if consent.form == 4 else PROCESSOR)
            for party in consent.recipients
        ),
        _party(authority, "dpv:DataProtectionAuthority"),
    ]
    if brand is None or platform is None:
        return listed
    processors = [_reached("dpv:Organisation", brand, consent.second_party)] * len(consent.recipients)
    more = [
        _reached("dpv:NaturalPerson", platform, consent.recorder),
        _reached("dpv:Organisation", brand),
        {**_reached("dpv:Organisation", platform), "party_url": platform.site},
        *processors,
        _reached("dpv:PublicSectorBody", _AUTHORITY_REACHED[consent.jurisdiction]),
    ]
    if consent.form == 4:
        more = [{"party_identifier": it["party_id"], **where} for it, where in zip(listed, more, strict=True)]
    return [{**party, **where} for party, where in zip(listed, more, strict=True)]


def _party(it: Party, role: str) -> dict[str, str]:
    return {"party_id": it.id, "party_name": it.name, "party_role": role}


def _reached(kind: str, at: Reached, care: Party | None = None) -> dict[str, str]:
    address = at.address if care is None else f"c/o {care.name}, {at.address}"
    return {"party_type": kind, "party_address": address, "party_contact": at.contact}
