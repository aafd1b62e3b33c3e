"""What was held back, jobs of ours and messages of Stripe's: what they were, and a button to let them go on."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base import jobs
from market.base.access import OPERATOR, needs, principal_of
from market.base.i18n import marked
from market.base.ids import canonical
from market.base.pages import page, see_other
from market.money import inbox
from market.operators.actions import findings
from market.web.forms import Ask
from market.web.operator_names import EVENT, JOB, inner, inner_number, outward, outward_number

MOST = 100
AGAIN = marked("It is done again now.")
NOT_HELD = marked("It was not held any more: nothing is done twice.")


@get("/operator/held", **needs(OPERATOR))
async def held(request: Ask) -> Response[str]:
    """Jobs and messages of Stripe's that wait for a person, latest first."""
    return page(
        request,
        "operator/held.html",
        dense=True,
        jobs=[
            {"name": outward_number(JOB, it.id), "it": it, "about": _about(it)}
            for it in await jobs.held(MOST)
        ],
        events=[{"name": outward(EVENT, it["id"]), "it": it} for it in await inbox.dead(MOST)],
    )


def _about(job: jobs.Held) -> dict[str, str]:
    """What a job is about: ids under names of the desk's, the rest as it stands."""
    return {key: _outwardly(key, str(value)) for key, value in job.payload.items()}


def _outwardly(key: str, value: str) -> str:
    try:
        return outward(key, canonical(value))[1:9]
    except ValueError:
        return value


@post("/operator/held/jobs/{name:str}/replay", **needs(OPERATOR))
async def replay_job(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Let a held job be done again."""
    again = await findings.replay_job(principal_of(request), inner_number(JOB, name))
    return see_other("/operator/held", AGAIN if again else NOT_HELD)


@post("/operator/held/events/{name:str}/replay", **needs(OPERATOR))
async def replay_event(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Let a message of Stripe's be handled again."""
    again = await findings.replay_event(principal_of(request), inner(EVENT, name))
    return see_other("/operator/held", AGAIN if again else NOT_HELD)


ROUTES = (held, replay_job, replay_event)
