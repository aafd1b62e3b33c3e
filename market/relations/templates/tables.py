"""The templates that brands keep."""

from piccolo.columns import JSONB, UUID, Integer, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.relations.benefits import KINDS
from market.relations.templates.rules import NAME_MOST

SCHEMA = "relations"
_KINDS = ", ".join(f"'{it}'" for it in KINDS)


class InvitationTemplate(Table, tablename="invitation_templates", schema=SCHEMA):
    """A brand's own draft, in clear: it was written for nobody, and says of nobody that they were sent it.

    `version` counts how often it was written: who writes over what they have not seen is refused.
    """

    id = UUID(primary_key=True, default=InnerId())
    brand = UUID(null=False, default=None)
    name = Varchar(NAME_MOST, null=False, default=None)
    kind = Varchar(16, null=False, default=None)
    said = JSONB(null=False, default=None)
    version = Integer(null=False, default=1)
    changed_at = Timestamptz(null=False, default=None)

    invitation_templates_name = Unique([brand, name], name="invitation_templates_name")
    invitation_templates_named = Check("length(btrim(name)) > 0", name="invitation_templates_named")
    invitation_templates_kind = Check(f"kind in ({_KINDS})", name="invitation_templates_kind")
    invitation_templates_version = Check("version >= 1", name="invitation_templates_version")


RIGHTS: dict[type[Table], str] = {InvitationTemplate: "select, insert, update, delete"}
