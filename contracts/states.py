"""The machines of a rental, as tables: its negotiation, its agreement, and the consent that stands beside it.

Negotiation: Dataspace Protocol 2025-1, contract negotiation. Nothing follows FINALIZED there; what
happens afterwards is the agreement's. Breached, disputed and fulfilled are events, not states.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

EndedBy = Literal["person", "brand", "operator", "clock"]


class TransitionRefused(ValueError):
    """The machine has no way for this event out of this state."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"{event} is refused in {state}")
        self.state = state
        self.event = event


@dataclass(frozen=True, slots=True)
class Machine:
    """A table of (from, event, to); an event leads from a state to one state at most."""

    name: str
    initial: str
    transitions: frozenset[tuple[str, str, str]]

    @property
    def states(self) -> frozenset[str]:
        return frozenset({self.initial} | {state for a, _, b in self.transitions for state in (a, b)})

    @property
    def events(self) -> frozenset[str]:
        return frozenset(event for _, event, _ in self.transitions)

    @property
    def final(self) -> frozenset[str]:
        """The states that nothing leaves."""
        return self.states - {state for state, _, _ in self.transitions}

    def sources(self, event: str) -> tuple[str, ...]:
        """The states that the event may find, sorted: the ``IN`` of a conditional update.

        Raises KeyError for an event that the machine does not know.
        """
        if event not in self.events:
            raise KeyError(event)
        return tuple(sorted(state for state, name, _ in self.transitions if name == event))

    def target(self, event: str) -> str:
        """The state that the event leads to, wherever it starts; raises KeyError."""
        if event not in self.events:
            raise KeyError(event)
        (state,) = {to for _, name, to in self.transitions if name == event}
        return state

    def next_state(self, state: str, event: str) -> str:
        """Where the event leads from ``state``; raises TransitionRefused."""
        for source, name, to in self.transitions:
            if (source, name) == (state, event):
                return to
        raise TransitionRefused(state, event)


def _machine(name: str, initial: str, table: dict[str, tuple[tuple[str, ...], str]]) -> Machine:
    return Machine(
        name,
        initial,
        frozenset((source, event, to) for event, (sources, to) in table.items() for source in sources),
    )


_OPEN = ("Active", "TemporarilySuspended")
_UNENDED = ("Inactive", *_OPEN)

AGREEMENT: Final = _machine(
    "agreement",
    "Inactive",
    {
        "activate": (("Inactive",), "Active"),
        "suspend": (("Active",), "TemporarilySuspended"),
        "resume": (("TemporarilySuspended",), "Active"),
        # The clock runs through a suspension.
        "expire": (_OPEN, "Expired"),
        # A holder, a brand or an operator may also end what is not yet paid.
        "withdraw": (_UNENDED, "Terminated"),
        "end_early": (_UNENDED, "Terminated"),
        "stop": (_UNENDED, "Terminated"),
        "abandon": (("Inactive",), "Terminated"),
    },
)
"""The rental agreement, in the states of DPV's contract status."""

ENDED_BY: Final = MappingProxyType[str, EndedBy](
    {"withdraw": "person", "end_early": "brand", "stop": "operator", "expire": "clock", "abandon": "clock"}
)
"""Who ends an agreement by which event. An abandoned one was never paid in time."""

_BEFORE_FINALIZED = ("REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED")

NEGOTIATION: Final = _machine(
    "negotiation",
    "REQUESTED",
    {
        "offer": (("REQUESTED",), "OFFERED"),
        "accept": (("OFFERED",), "ACCEPTED"),
        "agree": (("REQUESTED", "ACCEPTED"), "AGREED"),
        "verify": (("AGREED",), "VERIFIED"),
        "finalize": (("VERIFIED",), "FINALIZED"),
        "terminate": (_BEFORE_FINALIZED, "TERMINATED"),
    },
)
"""The negotiation; it begins with a brand's request, and is FINALIZED at activation.

Of the protocol's ways ours has one round: what the holder offered is accepted or not, so that nothing leads from
OFFERED back to REQUESTED.
"""

CONSENT: Final = _machine(
    "consent",
    "requested",
    {
        "give": (("requested",), "given"),
        "renew": (("requested",), "renewed"),
        "refuse": (("requested",), "refused"),
        # A request that is never paid for runs out, as a consent does.
        "expire": (("requested", "given", "renewed"), "expired"),
        "withdraw": (("given", "renewed"), "withdrawn"),
        "revoke": (("requested", "given", "renewed"), "revoked"),
        "invalidate": (("given", "renewed"), "invalidated"),
    },
)
"""The consent to what an agreement allows (DPV's consent status). Withdrawn is the person's act, revoked another's."""

_CLOSED_BY = MappingProxyType(
    {"withdraw": "withdraw", "end_early": "revoke", "stop": "revoke", "expire": "expire", "abandon": "expire"}
)


def consent_event(state: str, agreement_event: str) -> str:
    """What the event that ends an agreement does to its consent in ``state``; raises KeyError for another event.

    A person who calls off what was only requested refuses it.
    """
    event = _CLOSED_BY[agreement_event]
    return "refuse" if (state, event) == (CONSENT.initial, "withdraw") else event
