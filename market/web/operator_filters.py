"""Filters in the addresses of the desk's lists: what a list does not offer is said, never taken for something else."""

from collections.abc import Collection

from market.base.pages import language_of
from market.operators.errors import FilterUnknown
from market.web.forms import Ask, Said, said


def not_offered(request: Ask, field: str, asked: str, offered: Collection[str]) -> Said | None:
    """What is to be said of `asked`, which the address gives under `field`; None where it is on offer."""
    if asked in offered:
        return None
    return said(FilterUnknown(field=field), language_of(request))
