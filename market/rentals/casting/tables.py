"""The places of castings: each is a line of an order that is paid already, and becomes a rental or goes back."""

from piccolo.columns import UUID, BigInt, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "rentals"
MOST = 50
"""Places of one casting."""


class CastingPlace(Table, tablename="casting_places", schema=SCHEMA):
    """One place of a casting. `rental` is the id that its order's line stands under, and the rental's once a person has
    taken it; `accepted_at` (UTC) is when they said so. `vat_bps` as the order was placed, `price_step` in minor units
    a month.
    """

    id = UUID(primary_key=True, default=InnerId())
    casting = UUID(null=False, default=None)
    number = SmallInt(null=False, default=None)
    brand = UUID(null=False, default=None)
    order_id = UUID(null=False, default=None)
    rental = UUID(null=False, default=None)
    period = Varchar(3, null=False, default=None)
    price_step = BigInt(null=False, default=None)
    vat_bps = SmallInt(null=False, default=None)
    state = Varchar(8, null=False, default=None)
    accepted_at = Timestamptz(null=True, default=None)

    casting_places_number = Unique([casting, number], name="casting_places_number")
    casting_places_rental = Unique([rental], name="casting_places_rental")
    casting_places_most = Check(f"number between 1 and {MOST}", name="casting_places_most")
    casting_places_state = Check("state in ('free', 'taken', 'returned')", name="casting_places_state")
    casting_places_taken = Check("(state = 'taken') = (accepted_at is not null)", name="casting_places_taken")


RIGHTS: dict[type[Table], str] = {CastingPlace: "select, insert, update"}
