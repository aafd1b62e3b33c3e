"""Refusals: what a person asked for cannot be, and nothing has changed.

    Refusal
    ├── NotFound          the thing is not there, or not yours: one and the same answer
    ├── Forbidden         you may not do this
    ├── Unauthenticated   we do not know who asks
    ├── Invalid           the input says something impossible
    ├── Conflict          the state of things does not allow it (now)
    ├── TooMany           asked too often; the same request is welcome later
    └── Unavailable       something we need is away; asking again later is safe

A refusal is named by the fact, carries its data as attributes and knows nothing of HTTP. Its `code` is
stable: `market/web/problems.py` gives it a status, `market/web/refusals` words in both languages.
"""

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """Base of every refusal. Keyword arguments are the facts that the reader may see."""

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __init__(self, **facts: Any) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class NotFound(Refusal):
    """Not there, hidden, or somebody else's: the answer does not tell which."""


class Forbidden(Refusal):
    """The reader is known and may not do this."""


class Unauthenticated(Refusal):
    """The reader is not known."""


class Invalid(Refusal):
    """The input cannot be meant; `field` names where, if one place is to blame."""


class Conflict(Refusal):
    """The input is sound, but the state of things does not allow it."""


class TooMany(Refusal):
    """Asked too often in a window of time; nothing was tried."""


class Unavailable(Refusal):
    """A part that we need does not answer; nothing was changed and asking again is safe."""
