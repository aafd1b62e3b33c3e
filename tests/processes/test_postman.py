"""The sandbox's webhooks come to this machine, whatever proxy its environment names."""

import asyncio

import httpx
import pytest

from market.worker import postman


async def _answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def test_the_postman_asks_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with await asyncio.start_server(_answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with postman() as client:
            assert (await client.post(url)).status_code == 204
        async with httpx.AsyncClient() as control:
            with pytest.raises(httpx.ConnectError):
                await control.post(url)
