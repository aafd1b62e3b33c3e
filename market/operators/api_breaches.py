"""The desk's breaches by API."""

from litestar import get

from market.base import names
from market.base.access import OPERATOR, needs
from market.operators.queries_breaches import breaches
from market.operators.schemas_breaches import BreachOut


@get("/v1/operator/breaches", **needs(OPERATOR))
async def list_breaches() -> list[BreachOut]:
    """Copies whose day went by without their brand's signature: those still not signed for first."""
    return [
        BreachOut(
            agreement=it.agreement,
            brand=names.name("brand", it.brand, names.for_operators()),
            trading_name=it.trading_name,
            delete_by=it.delete_by,
            attested_on=it.attested_on,
        )
        for it in await breaches()
    ]


ROUTES = (list_breaches,)
