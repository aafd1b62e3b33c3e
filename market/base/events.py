"""A lower room tells a higher one: the handlers run at once, in the raiser's transaction.

Only `market/wiring.py` connects handlers. An exception of a handler is the raiser's own: all of it is undone.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

E = TypeVar("E")

_handlers: dict[type[Any], list[Callable[[Any], Awaitable[None]]]] = defaultdict(list)


def on(kind: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
    """Let `handler` answer events of exactly this kind; connecting the same handler again changes nothing."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


async def raise_event(event: object) -> None:
    """Run the handlers of the event's kind in the order they were connected."""
    for handler in _handlers[type(event)]:
        await handler(event)
