"""What similar rentals brought, as counted on a day. No row is about one rental."""

from piccolo.columns import UUID, BigInt, Date, Integer, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "relations"


class BroughtFigure(Table, tablename="brought_figures", schema=SCHEMA):
    """Median and quartiles of what ended rentals of one price step, variant and period brought: minor units, in steps,
    rewards included. They are of more than `more_than` rentals."""

    id = UUID(primary_key=True, default=InnerId())
    price_step = Integer(null=False, default=None)
    variant = Varchar(32, null=False, default=None)
    period = Varchar(3, null=False, default=None)
    more_than = Integer(null=False, default=None)
    low = BigInt(null=False, default=None)
    middle = BigInt(null=False, default=None)
    high = BigInt(null=False, default=None)
    counted_on = Date(null=False, default=None)

    brought_figures_once = Unique([price_step, variant, period], name="brought_figures_once")
    brought_figures_crowd = Check("more_than >= 10", name="brought_figures_crowd")
    brought_figures_order = Check(
        "0 <= low and low <= middle and middle <= high", name="brought_figures_order"
    )


RIGHTS: dict[type[Table], str] = {BroughtFigure: "select, insert, update, delete"}
