"""G6: Stripe fails at each call that acts, in each way; whatever it did, there is one effect at most."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

from drills import children
from drills.case import Broken, Drill, found_out, whole
from drills.flows import FLOWS, Flow
from drills.ground import Ground
from drills.lives import Reference, go_on, refer
from drills.points import called
from drills.town import Town, town, wait
from market.money import captures, janitor
from market.money.bankcards import jobs as card_jobs
from market.money.disputes import jobs as dispute_jobs
from market.money.sandbox import Sandbox, SandboxTransport, faults, idempotency

ONCE, STUBBORN = 1, 12
"""Once, so that the client's own second try meets it; and oftener than anybody tries before giving up."""
FORGOTTEN = "forgotten"
"""Stripe has acted and not answered, nobody asks for 25 hours, and by then it knows the key no more."""
DAY = (FORGOTTEN, faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER)
"""Stripe says a 500 again under the same key for a day: until then the outcome stays unknown."""
WAYS = [(kind, times) for kind in faults.API_KINDS for times in (ONCE, STUBBORN)] + [(FORGOTTEN, STUBBORN)]
READS = [
    (kind, STUBBORN)
    for kind in (faults.TIMEOUT_BEFORE, faults.SERVER_ERROR, faults.RATE_LIMIT, *faults.WITHOUT_A_KEY)
]
SAMPLE = 3


class Fault(Drill):
    """One flow. A case names a call that the flow makes, a fault, and how often it strikes."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.name = flow, f"G6 {flow.name}"

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed = ground, seed
        self.reference: Reference = refer(ground, self.flow)

    def cases(self) -> Sequence[str]:
        dice = Random(f"{self.seed} {self.name}")
        acts = [f"{call} | {kind} | {times}" for call in self._calls("POST") for kind, times in WAYS]
        reads = [f"{call} | {kind} | {times}" for call in self._calls("GET") for kind, times in READS]
        dice.shuffle(acts)
        dice.shuffle(reads)
        return acts[:SAMPLE] if self.fast else acts + reads

    def _calls(self, method: str) -> list[str]:
        return [
            it.removeprefix("before ") for it in self.reference.points if it.startswith(f"before {method} ")
        ]

    def attack(self, case: str) -> list[str] | None:
        return self._struck(case, whole)

    def _struck(self, case: str, broken: Broken) -> list[str] | None:
        call, kind, times = case.split(" | ")
        strike = Strike(call, faults.TIMEOUT_AFTER if kind == FORGOTTEN else kind, int(times))
        a_day = call.startswith("POST") and kind in DAY
        with self.ground.copy_of(self.reference.before) as name:
            if not children.run(lambda: self._live(name, strike, broken)):
                return None
            later = _a_day_and_an_hour if a_day else _stripe_is_well
            # Where the act lapses, a day later its end is another: then there is one effect at most.
            exact = not (a_day and self.flow.lapses)
            return go_on(self.ground, self.reference, name, broken, later, exact)

    async def _live(self, name: str, strike: "Strike", broken: Broken) -> bool:
        """Live with the fault; whether it struck."""
        broken()
        self.reference.flow.plays()
        async with town(self.ground, name) as place:
            strike.wait_for_it(place.sandbox)
            try:
                await self.reference.flow.act(place, self.reference.facts)
            except RuntimeError as never_quiet:
                if not strike.struck:
                    raise never_quiet
            return strike.struck

    def control(self) -> list[str]:
        """A product whose calls bear a new key each time; where a second call does nothing anyway, one that asks
        nobody what became of a call without an answer, or takes silence for a yes.
        """
        for broken, kind, times in CONTROLS:
            if not self._whole_undisturbed(broken):
                continue
            for call in self._calls("POST"):
                found = found_out(self._struck(f"{call} | {kind} | {times}", broken) or [])
                if found:
                    return found
        return []

    def _whole_undisturbed(self, broken: Broken) -> bool:
        """Whether nothing is wrong with the broken product as long as Stripe is well: else it proves nothing."""
        with self.ground.copy_of(self.reference.before) as name:
            children.run(lambda: self._live(name, Strike("", "", 0), broken))
            return not go_on(self.ground, self.reference, name, broken)


@dataclass
class Strike:
    """The fault becomes live when the named call of this process is about to be made."""

    call: str
    kind: str
    times: int
    struck: bool = False
    made: Counter[str] = field(default_factory=Counter)

    def wait_for_it(self, sandbox: Sandbox) -> None:
        plain = SandboxTransport.request_async

        async def request_async(
            it: Any, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
        ) -> Any:
            name = called(method, url)
            self.made[name] += 1
            if not self.struck and f"{name} #{self.made[name]}" == self.call:
                self.struck = True
                async with sandbox.acting() as call:
                    path = urlsplit(url).path
                    await faults.inject(call.connection, method.upper(), path, self.kind, count=self.times)
            return await plain(it, method, url, headers, post_data)

        async def at_once(it: Any, seconds: float) -> None:
            """The client waits before it tries again; nothing is learnt from that here."""

        SandboxTransport.request_async = request_async  # type: ignore[method-assign]
        SandboxTransport.sleep_async = at_once  # type: ignore[method-assign]


async def _stripe_is_well(town: Town) -> None:
    async with town.sandbox.acting() as call:
        await faults.clear(call.connection)


async def _a_day_and_an_hour(town: Town) -> None:
    await _stripe_is_well(town)
    await wait(timedelta(hours=25))
    async with town.sandbox.acting() as call:
        await idempotency.forget(call.connection)


def _new_keys() -> None:
    """The wall taken away: a key of its own for each call, so that none is known again."""
    plain = SandboxTransport.request_async

    async def request_async(
        it: Any, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> Any:
        fresh = {name: value for name, value in headers.items() if name.lower() != "idempotency-key"}
        if method.upper() == "POST":
            fresh["Idempotency-Key"] = uuid.uuid4().hex
        return await plain(it, method, url, fresh, post_data)

    SandboxTransport.request_async = request_async  # type: ignore[method-assign]


def _asks_nobody() -> None:
    """The wall taken away: no sweep looks at what got no answer."""

    async def none(*_: Any) -> int:
        return 0

    async def nothing(*_: Any) -> list[Any]:
        return []

    janitor._each = none  # type: ignore[assignment]
    dispute_jobs.fetch = card_jobs.fetch = nothing  # type: ignore[assignment]


def _silence_is_a_yes() -> None:
    """What got no answer about held money counts as done."""
    note = captures._note

    async def noted(payment: uuid.UUID, status: str, code: str | None = None) -> None:
        await note(payment, "answered" if status == "unknown" else status, code)

    captures._note = noted


CONTROLS: Sequence[tuple[Broken, str, int]] = (
    (_new_keys, faults.TIMEOUT_AFTER, ONCE),
    (_asks_nobody, faults.TIMEOUT_BEFORE, STUBBORN),
    (_silence_is_a_yes, faults.TIMEOUT_BEFORE, STUBBORN),
)
DRILLS = [Fault(flow) for flow in FLOWS if flow.calls]
