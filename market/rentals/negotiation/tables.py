"""Negotiations: what brands ask for, and how far it has come. From the agreement on, `rentals.rentals` goes on."""

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "rentals"


class Negotiation(Table, tablename="negotiations", schema=SCHEMA):
    """A brand's request to rent a persona version, and its one answer. Times UTC, `price_step` in minor units a month.

    `agreement` is the random id that both sides know: the agreement's, if it comes to one. `rental` is the id that its
    place and its order's line stand under, and then the rental's. `put_at`: since when a bank holds the money, so that
    the holder is asked; `decide_by` follows from it. `answered_at` is the holder's answer, whatever it was. Where it is
    a yes, `accepted_way` is the route, and at `agree_at` it becomes an agreement: until then its brand is told nothing,
    and the holder may take it back. What did not end by its brand's act is told, and the money let go, at `due_at`;
    `settled_at` is when that was done. Where its brand's own act came before that, or its bank's, it is over for the
    brand as `closed_as` since `closed_at`.
    `holder_checked` is what was known of the holder when the brand asked.

    FINALIZED, and TERMINATED after an agreement, stand on the rental: one truth for instant ones and these.
    """

    id = UUID(primary_key=True, default=InnerId())
    agreement = UUID(null=False, default=None)
    rental = UUID(null=False, default=None)
    persona = UUID(null=False, default=None)
    version = UUID(null=False, default=None)
    holder = Bytea(null=False, default=None)
    brand = UUID(null=False, default=None)
    order_id = UUID(null=False, default=None)
    consumer_pid = UUID(null=False, default=None)
    provider_pid = UUID(null=False, default=None)
    state = Varchar(16, null=False, default=None)
    terms = Varchar(24, null=False, default=None)  # an edition, as "accord-2"
    period = Varchar(3, null=False, default=None)
    price_step = BigInt(null=False, default=None)
    purposes = JSONB(null=False, default=None)
    processors = JSONB(null=False, default=[])  # by name, as the holder reads them before answering
    contact_address = Varchar(
        240, null=True, default=None
    )  # where the brand is reached about the data, when it asked
    contact = Varchar(254, null=True, default=None)
    message = Varchar(16, null=True, default=None)
    vat_bps = SmallInt(null=False, default=None)  # as its order was placed
    requested_at = Timestamptz(null=False, default=None)
    held_until = Timestamptz(null=False, default=None)  # for the payment, before anybody is asked
    put_at = Timestamptz(null=True, default=None)
    decide_by = Timestamptz(null=True, default=None)
    offered_terms = Varchar(24, null=True, default=None)
    offered_period = Varchar(3, null=True, default=None)
    offered_step = BigInt(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    accepted_way = Varchar(4, null=True, default=None)
    agree_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(8, null=True, default=None)
    reason = Varchar(16, null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_as = Varchar(16, null=True, default=None)
    holder_checked = Boolean(null=False, default=False)
    card_sealed = Bytea(null=True, default=None)

    negotiations_agreement = Unique([agreement], name="negotiations_agreement")
    negotiations_rental = Unique([rental], name="negotiations_rental")
    negotiations_order = Unique([order_id], name="negotiations_order")
    negotiations_state = Check(
        "state in ('REQUESTED', 'OFFERED', 'ACCEPTED', 'AGREED', 'TERMINATED')", name="negotiations_state"
    )
    negotiations_put = Check(
        "(put_at is null) = (decide_by is null) and put_at < decide_by"
        " and (put_at is not null or state in ('REQUESTED', 'TERMINATED'))",
        name="negotiations_put",
    )
    negotiations_offer = Check(
        "(offered_terms is null) = (offered_period is null) and (offered_terms is null) = (offered_step is null)"
        " and (state not in ('OFFERED', 'ACCEPTED') or offered_terms is not null)"
        " and (offered_terms is null or answered_at is not null)",
        name="negotiations_offer",
    )
    negotiations_answer = Check(
        "(answered_at is null or put_at is not null)"
        " and (state not in ('OFFERED', 'ACCEPTED', 'AGREED') or answered_at is not null)",
        name="negotiations_answer",
    )
    negotiations_accepted = Check(
        "(accepted_way is null) = (agree_at is null) and (accepted_way is null or accepted_way in ('api', 'page'))"
        " and (agree_at is null or agree_at > answered_at and offered_terms is null)",
        name="negotiations_accepted",
    )
    negotiations_end = Check(
        "(state = 'TERMINATED') = (ended_at is not null) and (ended_at is null) = (ended_by is null)"
        " and (ended_at is null) = (due_at is null) and (settled_at is null or ended_at is not null)"
        " and (ended_by is null or ended_by in ('person', 'brand', 'operator', 'clock'))"
        " and (reason is null or ended_at is not null)",
        name="negotiations_end",
    )
    negotiations_reached = Check("(contact_address is null) = (contact is null)", name="negotiations_reached")
    negotiations_closed = Check(
        "(closed_at is null) = (closed_as is null)"
        " and (closed_as is null or closed_as in ('withdrawn', 'not-paid', 'not-accepted'))"
        " and (closed_at is null or state = 'TERMINATED' and ended_by <> 'brand' and closed_at < due_at"
        " and settled_at is not null)",
        name="negotiations_closed",
    )


RIGHTS: dict[type[Table], str] = {Negotiation: "select, insert, update"}
