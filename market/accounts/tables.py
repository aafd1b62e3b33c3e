"""Who people and brands are. Secrets stand as hashes, e-mail addresses sealed; other rooms know tags only."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.accounts.notifications.tables import RIGHTS as NOTIFICATIONS
from market.base.ids import InnerId

SCHEMA = "accounts"


class Person(Table, tablename="people", schema=SCHEMA):
    """Somebody with an e-mail address. Without a password until the mailbox's owner has confirmed it."""

    id = UUID(primary_key=True, default=InnerId())
    email_lookup = Bytea(null=False, default=None)
    email = Bytea(null=False, default=None)
    password_hash = Varchar(255, null=True, default=None)
    language = Varchar(2, null=False, default=None)
    email_verified_at = Timestamptz(null=True, default=None)
    adult_declared_at = Timestamptz(null=True, default=None)
    holder = Boolean(null=False, default=False)
    operator = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=None)
    disabled_at = Timestamptz(null=True, default=None)

    people_email_lookup = Unique(["email_lookup"], name="people_email_lookup")
    people_lookup_length = Check("octet_length(email_lookup) = 32", name="people_lookup_length")
    people_language = Check("language in ('fr', 'en')", name="people_language")
    people_holder_is_adult = Check(
        "not holder or adult_declared_at is not null", name="people_holder_is_adult"
    )
    people_password_after_proof = Check(
        "password_hash is null or email_verified_at is not null", name="people_password_after_proof"
    )


class Brand(Table, tablename="brands", schema=SCHEMA):
    """A registered company. An operator approves it before it may pay.

    The address is what stands on its invoices. `vat_valid` is what the register of its country said of the VAT
    number at `vat_checked_at`; where nothing depends on a register's answer (at home, outside of the Union) none is
    asked.
    """

    id = UUID(primary_key=True, default=InnerId())
    legal_name = Varchar(160, null=False, default=None)
    trading_name = Varchar(80, null=False, default=None)
    siren = Varchar(9, null=True, default=None)
    vat_number = Varchar(14, null=True, default=None)
    country = Varchar(2, null=False, default=None)
    state = Varchar(16, null=False, default=None)
    approved_by = Bytea(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    street = Varchar(160, null=True, default=None)
    postcode = Varchar(16, null=True, default=None)
    city = Varchar(80, null=True, default=None)
    vat_checked_at = Timestamptz(null=True, default=None)
    vat_valid = Boolean(null=True, default=None)
    processors = JSONB(
        null=False, default=[]
    )  # names, in the brand's order: who else processes what it rents

    contact_address = Varchar(240, null=True, default=None)
    contact = Varchar(254, null=True, default=None)

    # What it says of itself in public; the speaker is a role (`accounts.public`).
    speaker = Varchar(24, null=True, default=None)
    intends = JSONB(null=False, default=[])
    declared_at = Timestamptz(null=True, default=None)

    charter_told = SmallInt(null=True, default=None)  # the edition that its people were last written about

    brands_declared = Check("(speaker is null) = (declared_at is null)", name="brands_declared")
    brands_address = Check("(street is null) = (city is null)", name="brands_address")
    # Where it is reached about the data of the people it rents from (GDPR, articles 13(1)(a) and 14(1)(a)).
    brands_contact = Check("(contact_address is null) = (contact is null)", name="brands_contact")
    brands_vat_check = Check("(vat_checked_at is null) = (vat_valid is null)", name="brands_vat_check")
    # Those of contracts/vat.py; what was refused or stopped before this rule keeps what it said.
    brands_country = Check(
        "state in ('refused', 'stopped') or country in ("
        "'AT', 'BE', 'BG', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', "
        "'IE', 'IT', 'LT', 'LU', 'LV', 'MC', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'"
        ")",
        name="brands_country",
    )
    brands_state = Check("state in ('applied', 'approved', 'refused', 'stopped')", name="brands_state")
    brands_is_registered = Check("siren is not null or vat_number is not null", name="brands_is_registered")
    brands_approval = Check(
        "state not in ('approved', 'stopped') or (approved_by is not null and approved_at is not null)",
        name="brands_approval",
    )


class CharterSignature(Table, tablename="charter_signatures", schema=SCHEMA):
    """A brand has signed an edition of the charter, once; it is not rewritten, and goes with a brand that was never
    approved."""

    id = UUID(primary_key=True, default=InnerId())
    brand = ForeignKey(references=Brand, null=False, default=None, on_delete=OnDelete.cascade)
    edition = SmallInt(null=False, default=None)
    signed_at = Timestamptz(null=False, default=None)

    charter_signatures_once = Unique(["brand", "edition"], name="charter_signatures_once")
    charter_signatures_edition = Check("edition >= 1", name="charter_signatures_edition")


class Membership(Table, tablename="memberships", schema=SCHEMA):
    """A person's place in a brand; a mere invitation until `joined_at`."""

    id = UUID(primary_key=True, default=InnerId())
    brand = ForeignKey(references=Brand, null=False, default=None, on_delete=OnDelete.restrict)
    person = ForeignKey(references=Person, null=False, default=None, on_delete=OnDelete.cascade)
    role = Varchar(16, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    joined_at = Timestamptz(null=True, default=None)

    memberships_once = Unique(["brand", "person"], name="memberships_once")
    memberships_role = Check("role in ('owner', 'buyer', 'analyst')", name="memberships_role")


class Session(Table, tablename="sessions", schema=SCHEMA):
    """A browser that is signed in; `brand` is the seat it acts from, good only while the membership is.

    `factor_at`: when the second factor was given. An operator's session without it opens nothing.
    """

    token_hash = Bytea(primary_key=True, default=None, null=False)
    person = ForeignKey(references=Person, null=False, default=None, on_delete=OnDelete.cascade)
    brand = ForeignKey(references=Brand, null=True, default=None, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=None)
    last_seen_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    factor_at = Timestamptz(null=True, default=None)

    sessions_hash_length = Check("octet_length(token_hash) = 32", name="sessions_hash_length")


class Opening(Table, tablename="openings", schema=SCHEMA):
    """When a person last opened the account; `asked` counts our letters since, the last of them at `asked_at`."""

    person = ForeignKey(
        references=Person, primary_key=True, null=False, default=None, on_delete=OnDelete.cascade
    )
    at = Timestamptz(null=False, default=None)
    asked = SmallInt(null=False, default=0)
    asked_at = Timestamptz(null=True, default=None)

    openings_asked = Check("asked >= 0 and (asked = 0) = (asked_at is null)", name="openings_asked")


class OneTimeCode(Table, tablename="one_time_codes", schema=SCHEMA):
    """A code sent by mail, stored as a hash. A sign-up lives here until the mailbox's owner confirms it."""

    hash = Bytea(primary_key=True, default=None, null=False)
    person = ForeignKey(references=Person, null=False, default=None, on_delete=OnDelete.cascade)
    purpose = Varchar(16, null=False, default=None)
    password_hash = Varchar(255, null=True, default=None)
    adult_declared_at = Timestamptz(null=True, default=None)
    brand = ForeignKey(references=Brand, null=True, default=None, on_delete=OnDelete.cascade)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    one_time_codes_hash_length = Check("octet_length(hash) = 32", name="one_time_codes_hash_length")
    one_time_codes_purposes = Check(
        "(purpose = 'verify' and password_hash is not null)"
        " or (purpose = 'join' and password_hash is null and brand is not null)"
        " or (purpose in ('reset', 'factor') and password_hash is null and brand is null)",
        name="one_time_codes_purposes",
    )


class SecondFactor(Table, tablename="second_factors", schema=SCHEMA):
    """An operator's authenticator: its secret, sealed under the person's key; not in force before `confirmed_at`.

    `last_step` is the step of thirty seconds whose code was taken last: it and all before it are worth nothing.
    """

    person = ForeignKey(
        references=Person, primary_key=True, null=False, default=None, on_delete=OnDelete.cascade
    )
    sealed = Bytea(null=False, default=None)
    last_step = BigInt(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    confirmed_at = Timestamptz(null=True, default=None)

    second_factors_confirmed = Check(
        "(last_step is null) = (confirmed_at is null)", name="second_factors_confirmed"
    )


class RecoveryCode(Table, tablename="recovery_codes", schema=SCHEMA):
    """One of the codes for whoever lost the authenticator: shown once, stored as a keyed hash, used once."""

    hash = Bytea(primary_key=True, default=None, null=False)
    person = ForeignKey(references=Person, null=False, default=None, on_delete=OnDelete.cascade)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    recovery_codes_hash_length = Check("octet_length(hash) = 32", name="recovery_codes_hash_length")


class ApiKey(Table, tablename="api_keys", schema=SCHEMA):
    """A brand's key for machines: shown once, stored as a hash."""

    id = UUID(primary_key=True, default=InnerId())
    brand = ForeignKey(references=Brand, null=False, default=None, on_delete=OnDelete.restrict)
    name = Varchar(60, null=False, default=None)
    prefix = Varchar(12, null=False, default=None)
    hash = Bytea(null=False, default=None)
    scopes = Array(base_column=Varchar(32), null=False, default=None)
    created_by = ForeignKey(references=Person, null=True, default=None, on_delete=OnDelete.set_null)
    created_at = Timestamptz(null=False, default=None)
    last_used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    api_keys_hash = Unique(["hash"], name="api_keys_hash")
    api_keys_hash_length = Check("octet_length(hash) = 32", name="api_keys_hash_length")


class BrandKey(Table, tablename="brand_keys", schema=SCHEMA):
    """A generation of a brand's own Ed25519 key, its public half: `kid` is the thumbprint (RFC 7638), `x` the point.

    The current one was neither replaced nor revoked. A key is one brand's, once, for ever; it goes with a brand that
    was never approved, and whose people have all left.
    """

    id = UUID(primary_key=True, default=InnerId())
    brand = ForeignKey(references=Brand, null=False, default=None, on_delete=OnDelete.cascade)
    kid = Varchar(43, null=False, default=None)
    x = Varchar(43, null=False, default=None)
    began_at = Timestamptz(null=False, default=None)
    replaced_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    brand_keys_kid = Unique(["kid"], name="brand_keys_kid")
    brand_keys_lengths = Check("length(kid) = 43 and length(x) = 43", name="brand_keys_lengths")


class KeyChallenge(Table, tablename="key_challenges", schema=SCHEMA):
    """What a brand was last asked to sign with the key that it registers, as a hash."""

    brand = ForeignKey(
        references=Brand, primary_key=True, null=False, default=None, on_delete=OnDelete.cascade
    )
    hash = Bytea(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    key_challenges_hash_length = Check("octet_length(hash) = 32", name="key_challenges_hash_length")


class Attempt(Table, tablename="attempts", schema=SCHEMA):
    """How often something guessable was tried since `since`; the bucket is a keyed hash, no address."""

    bucket = Bytea(primary_key=True, default=None, null=False)
    since = Timestamptz(null=False, default=None)
    tries = Integer(null=False, default=None)


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    Person: "select, insert, update, delete",
    Brand: "select, insert, update, delete",
    CharterSignature: "select, insert",
    Membership: "select, insert, update, delete",
    Session: "select, insert, update, delete",
    Opening: "select, insert, update, delete",
    OneTimeCode: "select, insert, update, delete",
    SecondFactor: "select, insert, update, delete",
    RecoveryCode: "select, insert, update, delete",
    ApiKey: "select, insert, update",
    BrandKey: "select, insert, update",
    KeyChallenge: "select, insert, update",
    Attempt: "select, insert, update, delete",
    **NOTIFICATIONS,
}
