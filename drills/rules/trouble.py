"""Trouble: Stripe does not answer, the worker is killed."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from drills import calm, children
from drills.points import Points, watch
from drills.rules.base import rule
from drills.rules.renting import Renting
from drills.town import town
from market.base.database import DB
from market.money.sandbox import faults


class Trouble(Renting):
    """Nothing of it changes what anybody is owed."""

    @rule(kind=st.sampled_from(faults.API_KINDS[:2] + faults.API_KINDS[4:]))
    def stripe_will_fail(self, kind: str) -> None:
        """The next refund is refused an answer, or made without one."""

        async def inject() -> None:
            async with self.place.sandbox.acting() as call:
                await faults.inject(call.connection, "POST", "/v1/refunds", kind, count=1)

        self.do(inject())

    @precondition(lambda self: any(it.runs or (it.paid and it.waits) for it in self.model.rentals))
    @rule(point=st.integers(0, 60))
    def the_worker_dies(self, point: int) -> None:
        """kill -9 in the midst of webhooks and jobs, at its nth statement or call; another one takes over."""

        async def live(say: children.Say) -> None:
            DB.pool = None  # the parent's
            points = Points(say=say, most=point)
            watch(points)
            async with town(self.ground, self.name) as place:
                points.armed = True
                await place.quiet()

        children.watched(live)
        self.do(calm.recover(self.place))
        self.sweep()
