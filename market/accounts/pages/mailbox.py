"""The local mailbox: what the mail would have been. It does not exist in production."""

from litestar import Response, get

from market.accounts import queries_factor
from market.base import mail
from market.base.access import Door, Rule, needs
from market.base.errors import NotFound
from market.base.pages import Ask, page
from market.base.settings import settings


@get("/mailbox", **needs(Rule(Door.PUBLIC, local_only=True)))
async def mailbox(request: Ask) -> Response[str]:
    """The latest messages of everybody, and the operators' codes of the moment; raises NotFound in production."""
    if not settings().local:
        raise NotFound()
    return page(
        request,
        "accounts/mailbox.html",
        messages=await mail.kept(),
        codes=await queries_factor.local_codes(),
    )


ROUTES = (mailbox,)
