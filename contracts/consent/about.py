"""What a consent is about, beside its events, and the forms in which its receipt may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from pydantic import Field

from contracts.agreement import Party, UrnUuid4
from contracts.consent.kinds import Reached
from contracts.consent.life import Life
from contracts.variant import Terms, Value

Form = Literal[1, 2, 3, 4]

_FOLLOWED: Final = "ISO/IEC TS 27560:2023, DPV 2.3, https://moi.example/ns#profile-1"
SCHEMAS: Final[Mapping[Form, str]] = MappingProxyType(
    {
        1: _FOLLOWED,
        2: f"{_FOLLOWED}, receipt 2",
        3: f"{_FOLLOWED}, receipt 3",
        4: f"{_FOLLOWED}, receipt 4",
    }
)
"""What a receipt follows, by its form. 1: claims alone; 2: the sentences chosen, too, as a rental discloses;
3: of each party what kind it is, its address and how it is reached (section 6.3.6); of each event all that is
mandatory (6.3.7); what the person says during the rental; where to withdraw as addresses that anybody can open.
4: read as RDF it says the same as in JSON: no wider purpose; nothing owed; processors that are no third parties; an id
of each party. What is said freely is of no known category, and erased only by terms that bind it.
"""
FORMS: Final[Mapping[str, Form]] = MappingProxyType({schema: form for form, schema in SCHEMAS.items()})


class RecorderReached(Reached):
    """Where the platform is reached, and ``site``, the address of its pages: as of the day of a receipt."""

    site: str = Field(pattern=r"^https?://[^\s?#/]+(/[^\s?#/]+)*$")


class Consent(Value):
    """What a consent is about, beside its events. Names are those of its agreement."""

    record_id: UrnUuid4
    receipt_id: UrnUuid4
    agreement_id: UrnUuid4
    first_party: Party
    second_party: Party
    recorder: Party
    recorder_reached: RecorderReached | None = None
    """Needed from the third form on; it stands in the receipt, so that no later change of it matters."""
    recipients: tuple[Party, ...] = ()
    terms: Terms
    purposes: tuple[str, ...] = Field(min_length=1)
    period: str
    jurisdiction: Literal["FR"] = "FR"
    spatial: Literal["EU"] = "EU"
    form: Form | None = None
    """None: the newest for which its events say enough."""


def form_of(consent: Consent, life: Life) -> Form:
    """The form of a receipt of these events."""
    if consent.form is not None:
        return consent.form
    return 4 if life.request.reached and consent.recorder_reached else 2


def says_all(form: Form | None) -> bool:
    """Whether a receipt of this form says where everybody is reached, and all that is mandatory of each event."""
    return form in (3, 4)
