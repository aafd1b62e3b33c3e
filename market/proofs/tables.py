"""Requests for a proof, for the minutes that they live, and what a person has answered, for that person alone."""

from piccolo.columns import UUID, Bytea, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "proofs"


class Request(Table, tablename="requests", schema=SCHEMA):
    """Somebody asks for something to be proven. Nothing here says, now or later, who answered.

    `code` is the random id that the QR code carries; `key` the public half (base64url, 32 bytes) of the Ed25519 key
    that the asker made for it; `brand` who asks, where a verified brand does. `asked` is what is to be proven, sealed,
    so that who reads this table beside the audit trail's times learns of nobody where they live. `challenge` is what
    the asker signs to be given `statement`, sealed as well, once: then it is gone.
    """

    id = UUID(primary_key=True, default=InnerId())
    code = UUID(null=False, default=None)
    nonce = Varchar(32, null=False, default=None)
    key = Varchar(43, null=False, default=None)
    brand = UUID(null=True, default=None)
    asked = Varchar(255, null=False, default=None)
    state = Varchar(8, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    answered_at = Timestamptz(null=True, default=None)
    challenge = Varchar(43, null=True, default=None)
    statement = Text(null=True, default=None)
    taken_at = Timestamptz(null=True, default=None)

    requests_code = Unique([code], name="requests_code")
    requests_state = Check("state in ('open', 'answered', 'declined')", name="requests_state")
    requests_in_time = Check(
        "(state = 'open') = (answered_at is null) and (answered_at is null or answered_at < expires_at)",
        name="requests_in_time",
    )
    requests_statement = Check(
        "(state = 'answered') = (challenge is not null)"
        " and (state = 'answered' and taken_at is null) = (statement is not null)"
        " and (taken_at is null or state = 'answered')",
        name="requests_statement",
    )


class Answer(Table, tablename="answers", schema=SCHEMA):
    """What a person was asked and answered. `holder` is their tag in this room; who asked what is sealed under their
    key. Nothing leads from here to the request."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    sealed = Bytea(null=False, default=None)

    answers_holder = Check("octet_length(holder) = 32", name="answers_holder")


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    Request: "select, insert, update, delete",
    Answer: "select, insert, delete",
}
