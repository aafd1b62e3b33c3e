"""A line of the log says what happened and never what somebody wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar, Request, post

from market.base import logs
from market.base.access import PUBLIC, needs
from market.base.jobs import drain, enqueue
from market.base.settings import Settings
from market.web.failures import HANDLERS
from tests.conftest import FreshDatabase

SECRET = "rien-ne-doit-sortir"


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged in production, or in the mode that the test names."""
    before = (logging.getLogger().handlers[:], logging.getLogger().level)
    stream = io.StringIO()
    logs.configure(Settings.model_construct(mode=getattr(request, "param", "production")), stream)
    yield stream
    logging.getLogger().handlers[:], level = before[0], before[1]
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


@post("/break", **needs(PUBLIC))
async def break_down(request: Request[Any, Any, Any]) -> None:
    """Fails with the body in a local variable, and its cause quotes it."""
    password = (await request.body()).decode()
    try:
        {}[password]
    except KeyError as error:
        raise RuntimeError("broken") from error


async def break_it() -> httpx.Response:
    app = Litestar([break_down], exception_handlers=HANDLERS, openapi_config=None, logging_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://moi.test") as client:
        return await client.post("/break", content=SECRET, headers={"x-key": SECRET})


async def test_a_failure_is_logged_with_its_frames_and_without_what_was_sent(written: io.StringIO) -> None:
    answer = await break_it()
    assert answer.status_code == 500
    assert SECRET not in answer.text + written.getvalue()
    (line,) = [json.loads(it) for it in written.getvalue().splitlines()]
    assert (line["event"], line["path_template"]) == ("request.failed", "/break")
    assert line["exception"][0] == "builtins.RuntimeError"
    assert any(it.endswith("in break_down") for it in line["exception"])
    assert "builtins.KeyError" in line["exception"], "the cause is told too"


@pytest.mark.parametrize("written", ["local"], indirect=True)
async def test_on_a_persons_own_machine_the_message_helps_and_locals_stay_out(written: io.StringIO) -> None:
    log = structlog.get_logger()

    def fail() -> None:
        secret = SECRET
        raise RuntimeError("the stove is cold" if secret else "")

    try:
        fail()
    except RuntimeError as error:
        log.error("kitchen.closed", exc_info=error)
    assert "event=kitchen.closed" in written.getvalue()
    assert "the stove is cold" in written.getvalue() and "in fail" in written.getvalue()
    assert SECRET not in written.getvalue()


async def test_the_standard_librarys_loggers_come_out_alike(written: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("failed with %s", 7)
    logging.getLogger("stripe").info("Request to Stripe with %s", SECRET)
    logging.getLogger("httpx").info("GET https://example.org/?q=%s", SECRET)
    (line,) = [json.loads(it) for it in written.getvalue().splitlines()]
    assert (line["event"], line["level"], line["logger"]) == ("failed with 7", "error", "some.library")
    assert line["exception"][0] == "builtins.ValueError"
    assert SECRET not in written.getvalue()


async def test_configuring_twice_writes_each_line_once(written: io.StringIO) -> None:
    second = io.StringIO()
    logs.configure(Settings.model_construct(mode="production"), second)
    structlog.get_logger().info("once")
    assert (written.getvalue(), len(second.getvalue().splitlines())) == ("", 1)


def test_control_the_usual_rendering_would_show_the_secret() -> None:
    """The secret is where a careless processor finds it: in the frame's locals and in the cause's message."""
    render = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer())
    secret = SECRET
    try:
        raise ValueError("broken")
    except ValueError as error:
        assert secret in json.dumps(render(None, "error", {"exc_info": error}), default=str)


async def test_a_job_that_fails_leaves_no_message_in_the_queue(
    database: FreshDatabase, written: io.StringIO
) -> None:
    """A mail server's refusal quotes the address, and the queue keeps what a job raised."""
    from market.base.database import fetch, transaction

    async def refused() -> None:
        raise ValueError(SECRET)

    async with transaction():
        await enqueue("refused")
    await drain({"refused": refused})
    kept = [
        str(tuple(row))
        for table in ("pgqueuer", "pgqueuer_log")
        for row in await fetch(f"table jobs.{table}")
    ]
    assert any("JobFailed" in row for row in kept)
    assert SECRET not in "".join(kept) + written.getvalue()
    assert "jobs.failed" in written.getvalue()
