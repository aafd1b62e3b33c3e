"""The charter in public: each edition as a page, and all of them as one document that the platform has signed."""

import json

from litestar import Response, get
from litestar.params import FromPath

from contracts import charter
from contracts.charter import Edition
from market.base.access import PUBLIC, needs
from market.base.errors import NotFound
from market.base.pages import language_of, page
from market.base.signing import signing_key
from market.web.forms import Ask
from market.web.public_documents import JSON, public


@get("/charter", sync_to_thread=False, **needs(PUBLIC))
def current(request: Ask) -> Response[str]:
    """The edition of today."""
    return _shown(request, charter.current())


@get("/charter/{name:str}", sync_to_thread=False, **needs(PUBLIC))
def edition(request: Ask, name: FromPath[str]) -> Response[str]:
    """One edition by its number, as whoever signed it had it."""
    found = next((it for number, it in charter.EDITIONS.items() if name == str(number)), None)
    if found is None:
        raise NotFound()
    return _shown(request, found)


@get("/.well-known/moi-charter", **needs(PUBLIC, authenticate=False))
async def well_known(request: Ask) -> Response[bytes]:
    """Every edition in both languages, each signed by the platform's key of the record. Raises SigningKeyLost."""
    document = charter.document(await signing_key("record"))
    return public(request, json.dumps(document, ensure_ascii=False).encode(), JSON)


def _shown(request: Ask, it: Edition) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        "charter.html",
        edition=it,
        promises={party: [each.text.in_(language) for each in it.of(party)] for party in charter.PARTIES},
        digest=charter.digest_of(it),
        editions=list(charter.EDITIONS.values()),
        current=charter.current(),
    )


ROUTES = (current, edition, well_known)
