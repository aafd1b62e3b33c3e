"""The duty to erase the copies of each rental that is over, and what its brand signed for it."""

from piccolo.columns import JSONB, UUID, Boolean, Date, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

SCHEMA = "rentals"


class ErasureDuty(Table, tablename="erasure_duties", schema=SCHEMA):
    """What a brand owes of one rental, from the statement that ended it on: a trigger writes the row.

    `delete_by` is the last day on which copies may be there. `passed_on`: the next period holds them, and has the
    duty. Broken is what is not signed when that day is over, by the database clock: `breached_at` is when the worker
    wrote it down. `due_on`: the day on which there is something to tell of the copies; null: never again.
    `note_due_on`: the day from which the closing note is to be asked for; null once it was, or was given unasked.
    """

    rental = UUID(primary_key=True, default=None, null=False)
    brand = UUID(null=False, default=None)
    delete_by = Date(null=False, default=None)
    passed_on = Boolean(null=False, default=False)
    due_on = Date(null=True, default=None)
    note_due_on = Date(null=True, default=None)
    breached_at = Timestamptz(null=True, default=None)
    attested_at = Timestamptz(null=True, default=None)

    erasure_duties_passed_on = Check(
        "not passed_on or (due_on is null and note_due_on is null and breached_at is null and attested_at is null)",
        name="erasure_duties_passed_on",
    )
    erasure_duties_done = Check(
        "due_on is null or (breached_at is null and attested_at is null)", name="erasure_duties_done"
    )


class ErasureAttestation(Table, tablename="erasure_attestations", schema=SCHEMA):
    """What a brand signed: the parts of its file (`contracts.documents.ErasureDocument`), as they were given."""

    rental = UUID(primary_key=True, default=None, null=False)
    said = JSONB(null=False, default=None)
    signature = JSONB(null=False, default=None)
    received = JSONB(null=False, default=None)
    at = Timestamptz(null=False, default=None)


RIGHTS: dict[type[Table], str] = {ErasureDuty: "select, update", ErasureAttestation: "select, insert"}
