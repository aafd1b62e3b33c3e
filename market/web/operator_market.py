"""How the market does: money by day, week or month as charts with their tables, and how holders and brands fare."""

from datetime import timedelta
from typing import Any

from litestar import Response, get
from litestar.params import FromQuery

from market.base.access import OPERATOR, needs
from market.base.clock import market_date, now
from market.base.filters import day as day_words
from market.base.i18n import Language
from market.base.pages import language_of, page
from market.operators.health import queries, rules
from market.operators.health.rules import Bar
from market.web.charts import Column, columns_chart
from market.web.forms import Ask
from market.web.operator_filters import not_offered

PATH = "/operator/market"
DEFAULT = 90
LONGEST = 20  # characters of a span or grain that there is not


@get(PATH, **needs(OPERATOR))
async def market(request: Ask, span: FromQuery[str] = "", by: FromQuery[str] = "") -> Response[str]:
    """The last `span` days, by `by`, or by something coarser where that would be too many bars."""
    spans = [str(it) for it in rules.SPANS]
    trouble = not_offered(request, "span", span, ("", *spans)) or not_offered(
        request, "by", by, ("", *rules.GRAINS)
    )
    offers: dict[str, Any] = {"spans": spans, "grains": rules.GRAINS, "trouble": trouble}
    if trouble:
        typed = {"span": span[:LONGEST] or str(DEFAULT), "by": by[:LONGEST]}
        return page(
            request, "operator/market.html", trouble.status, dense=True, coarser=False, **typed, **offers
        )
    chosen = int(span or DEFAULT)
    grain = rules.grain_for(chosen, by)
    last = market_date(await now())
    first = last - timedelta(days=chosen - 1)
    bars = rules.bars(await queries.days(first, last), first, last, grain)
    language = language_of(request)
    return page(
        request,
        "operator/market.html",
        dense=True,
        span=str(chosen),
        by=grain,
        coarser=by not in ("", grain),
        first=first,
        last=last,
        bars=bars,
        labels=[label(it, grain, language) for it in bars],
        charts=_charts(bars, grain, language),
        counted=await queries.counted(chosen),
        **offers,
    )


def _charts(bars: Any, grain: str, language: Language) -> dict[str, Any]:
    def drawn(*fields: str) -> Any:
        short = [label(it, grain, language) for it in bars]
        values = [tuple(max(getattr(it, field), 0) for field in fields) for it in bars]
        return columns_chart([Column(word, *value) for word, value in zip(short, values, strict=True)])

    return {
        "volume": drawn("volume"),
        "fees": drawn("commission", "stripe_fees"),
        "refunds": drawn("refunds"),
    }


def label(bar: Bar, grain: str, language: Language) -> str:
    """What a bar is called: a month by its number and year, a day or week by its first day."""
    if grain == "month":
        return bar.first.strftime("%m/%y")
    return str(day_words(bar.first, language, short=True))


ROUTES = (market,)
