"""The page of who asks for a proof, with or without an account; what it does stands in `static/verify.js`."""

from litestar import Response, get
from litestar.params import FromPath

from contracts.proof.predicates import PREDICATES
from contracts.vocabulary import CLAIMS
from market.accounts.factor import picture
from market.base.access import PUBLIC, needs, principal_of
from market.base.i18n import translate
from market.base.pages import Ask, language_of, page
from market.proofs import queries
from market.proofs.actions.ask import asking_brand
from market.proofs.api import code_of, link_of
from market.proofs.rules import LIFE
from market.web import proof_words


@get("/verify", **needs(PUBLIC))
async def verify(request: Ask) -> Response[str]:
    """What can be asked, and by whom it will be said to be asked."""
    language, asker = language_of(request), await queries.asker(asking_brand(principal_of(request)))
    return page(
        request,
        "proofs/verify.html",
        asker=asker.name if asker else "",
        ages=[(id, translate(language, short)) for id, short in proof_words.SHORT_AGES.items()],
        regions=[
            (it.id, CLAIMS["region"].code(str(it.needs)).text.in_(language))
            for it in PREDICATES.values()
            if it.about == "region"
        ],
        client=asker is not None,
        words=[(id, proof_words.what(id, language)) for id in PREDICATES],
        bases=[(id, translate(language, words)) for id, words in proof_words.BASES.items()],
        seconds=int(LIFE.total_seconds()),
    )


@get("/verify/{code:str}/code.svg", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def code(code: FromPath[str]) -> Response[str]:
    """The QR code of a request: its link, drawn. Black on white, whatever the theme: a camera reads it."""
    side, path = picture(link_of(code_of(code)))
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
    return Response(drawing, media_type="image/svg+xml", headers={"cache-control": "no-store"})


ROUTES = (verify, code)
