"""Personas, their immutable versions, and the slots in which they can be rented."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.personas.charter.tables import RIGHTS as CHARTER
from market.personas.checks.tables import RIGHTS as CHECKS

SCHEMA = "personas"

MAX_CAPACITY = 10


class Persona(Table, tablename="personas", schema=SCHEMA):
    """What a holder lists. `holder` is the person's tag in this room; nothing here says who it is."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    state = Varchar(8, null=False, default=None)
    draft = Bytea(null=False, default=None)  # sealed: what the studio holds
    version = UUID(null=True, default=None)  # the current one, once published
    variant = Varchar(16, null=True, default=None)
    terms_version = SmallInt(null=False, default=1)  # the edition of the roster it was published under
    period = Varchar(3, null=True, default=None)
    price_step = BigInt(null=True, default=None)  # minor units a month
    capacity = SmallInt(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)
    published_at = Timestamptz(null=True, default=None)  # the current version; the next is 30 days later
    listed_since = Timestamptz(null=True, default=None)  # since it was published, or shown again
    shown_at = Timestamptz(null=True, default=None)  # the current version's first day under a card
    renews_since = Timestamptz(
        null=True, default=None
    )  # since when its rentals may be renewed; null: they may not

    personas_holder_length = Check("octet_length(holder) = 32", name="personas_holder_length")
    personas_state = Check(
        "state in ('draft', 'listed', 'hidden', 'stopped', 'retired', 'erased')", name="personas_state"
    )
    personas_capacity = Check(f"capacity between 1 and {MAX_CAPACITY}", name="personas_capacity")
    personas_offer_is_whole = Check(
        "state in ('draft', 'retired', 'erased') or (version is not null and variant is not null"
        " and period is not null and price_step is not null and published_at is not null and listed_since is not null)",
        name="personas_offer_is_whole",
    )


class PersonaVersion(Table, tablename="persona_versions", schema=SCHEMA):
    """What a persona said when it was published. `sheet` is what a rental discloses, the same to every brand."""

    id = UUID(primary_key=True, default=InnerId())
    persona = ForeignKey(Persona, null=False, default=None, on_delete=OnDelete.restrict)
    number = SmallInt(null=False, default=None)
    variant = Varchar(16, null=False, default=None)
    terms_version = SmallInt(null=False, default=1)
    sealed = Bytea(null=False, default=None)
    sheet = Bytea(null=False, default=None)
    created_at = Timestamptz(null=False, default=None)

    persona_versions_number = Unique([persona, number], name="persona_versions_number")


class Slot(Table, tablename="slots", schema=SCHEMA):
    """A place in which one rental at a time can be: held until paid, then taken until its end."""

    id = UUID(primary_key=True, default=InnerId())
    persona = ForeignKey(Persona, null=False, default=None, on_delete=OnDelete.restrict)
    number = SmallInt(null=False, default=None)
    brand = UUID(null=False, default=None)
    rental = UUID(null=False, default=None)
    held_until = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    exclusive = Boolean(null=False, default=False)  # no other brand has a place of this persona meanwhile
    released_at = Timestamptz(null=True, default=None)

    slots_held_or_taken = Check("(held_until is null) <> (ends_at is null)", name="slots_held_or_taken")
    slots_number = Check(f"number between 1 and {MAX_CAPACITY}", name="slots_number")


RIGHTS: dict[type[Table], str] = {
    Persona: "select, insert, update",
    PersonaVersion: "select, insert",
    Slot: "select, insert, update",
    **CHECKS,
    **CHARTER,
}
