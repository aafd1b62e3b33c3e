"""A real browser before the real thing: web and worker as processes of their own on this test's database."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from market.base.process import SUPERVISED
from tests import factories
from tests.browser.visitors import Street
from tests.conftest import ROOT, FreshDatabase
from tests.market import Market, market

__all__ = ["market"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser lies. Without one these tests are skipped, except in CI, which has to have it."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    missing = f"no Chromium here: none of {', '.join(NAMES)} is on the path"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as player:
        launched = await player.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture
def environment(market: Market, keyring_file: Path) -> dict[str, str]:
    """What web and worker are told; `market` prepared the database and stays beside them to look at it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "DATABASE_URL": market.database.service,
        "MOI_MODE": "local",
        "MOI_KEYRING": str(keyring_file),
        "MOI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "http_proxy": "http://127.0.0.1:9",  # of the environment's proxy nothing here is asked
        SUPERVISED: str(os.getpid()),  # both end with the tests, even with tests that are killed
    }


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom a factory makes is not forgotten by the worker that runs beside the test."""
    monkeypatch.setattr(factories, "CONFIRMED", True)


@pytest.fixture
async def street(
    chromium: str,
    market: Market,
    environment: dict[str, str],
    tmp_path: Path,
    browser: Browser,
    confirmed: None,
) -> AsyncIterator[Street]:
    """The market, open: people may walk in."""
    url = environment["MOI_PUBLIC_URL"]
    with _running("web", environment, tmp_path) as web, _running("worker", environment, tmp_path):
        _wait_for_answer(url, web)
        await _wait_for_postman(market.database, url)
        market.beside = True
        open_street = Street(browser, url)
        yield open_street
        await open_street.leave()


@contextlib.contextmanager
def _running(part: str, environment: dict[str, str], logs: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A part of the product; what it said is printed, which pytest shows where a test failed."""
    with (logs / f"{part}.log").open("w+b") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "market", part],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            log.seek(0)
            print(f"--- {part}", log.read().decode(errors="replace"), sep="\n")


def _wait_for_answer(url: str, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while web.poll() is None and time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readyz", timeout=1).status_code == 200:
                return
        time.sleep(0.05)
    pytest.fail(f"no answer from {url}")


async def _wait_for_postman(database: FreshDatabase, url: str) -> None:
    """The worker lives as soon as it has told the sandbox where webhooks go."""
    connection = await asyncpg.connect(database.superuser)
    until = time.monotonic() + START_SECONDS
    try:
        while time.monotonic() < until:
            if str(await connection.fetchval("select url from sandbox.endpoint")).startswith(url):
                return
            time.sleep(0.05)
    finally:
        await connection.close()
    pytest.fail("the worker does not come")
