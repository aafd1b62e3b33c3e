"""HEAD on a page: the answer to GET, its headers and length, without a body (RFC 9110, section 9.3.2).

Not in the API: reading a sheet is written down, and one that nobody received must not be.
"""

from typing import cast

from litestar.enums import HttpMethod
from litestar.types import HTTPScope, Message, Scope, Send

from market.web.failures import API


def heads_as_gets(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """For HEAD on a page, the scope of GET and a `send` that drops the body; else what was given."""
    asked = cast(HTTPScope, scope)
    if asked.get("method") != HttpMethod.HEAD or asked["path"].startswith(API):
        return scope, send

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return {**asked, "method": HttpMethod.GET}, send_head
