"""`/v1/operator/wanted-brands`: brands that at least fifty persons would welcome, and the letter that invites one."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from market.base import names
from market.base.access import OPERATOR, needs, principal_of
from market.operators.actions.wanted import invite_brand
from market.operators.api import Ask
from market.operators.schemas_wanted import BrandInvitationShape, WantedBrandOut
from market.relations.welcome import queries

PATH = "/v1/operator/wanted-brands"


@get(PATH, **needs(OPERATOR))
async def list_wanted() -> list[WantedBrandOut]:
    """The most wanted first. Who wants them, nobody at the desk can ask."""
    return [
        WantedBrandOut(
            id=names.name(queries.WANTED, it.id, names.for_operators()),
            label=it.label,
            brand=it.page,
            website=it.host,
            at_least=it.at_least,
            invited_on=it.invited_on,
        )
        for it in await queries.wanted()
    ]


@post(PATH + "/{name:str}/invitation", status_code=204, **needs(OPERATOR))
async def invite(request: Ask, name: FromPath[str], data: JSONBody[BrandInvitationShape]) -> None:
    """Have it written to, once."""
    wanted = names.inner_id(queries.WANTED, name, names.for_operators())
    await invite_brand(principal_of(request), wanted, data.email, data.language)


ROUTES = (list_wanted, invite)
