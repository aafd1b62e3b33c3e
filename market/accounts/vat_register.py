"""The registers of VAT numbers: VIES of the European Commission, and in local mode one in this process.

VatRegister   a small protocol: is this number good today?
RegisterAway  no answer; what was known stays, and asking again later is safe
"""

from typing import Any, Protocol

import httpx

VIES_URL = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
TIMEOUT = 10.0  # seconds


class RegisterAway(RuntimeError):
    """The register, or the country's part of it, gave no answer."""


class VatRegister(Protocol):
    """Where a VAT number is looked up; never called inside a transaction."""

    async def knows(self, number: str) -> bool:
        """Whether `number`, with its country's prefix, is good today. Raises RegisterAway."""
        ...


class LocalRegister:
    """Knows every number that is written well, but those in `ceased`; gives no answer while `away`."""

    def __init__(self) -> None:
        self.ceased: set[str] = set()
        self.away = False

    async def knows(self, number: str) -> bool:
        if self.away:
            raise RegisterAway("local")
        return number not in self.ceased


class Vies:
    """The VIES service. Its answer about a number's validity is used, names and addresses are not kept."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport

    async def knows(self, number: str) -> bool:
        body = {"countryCode": number[:2], "vatNumber": number[2:]}
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT) as client:
                answer = await client.post(VIES_URL, json=body)
            said: Any = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RegisterAway(type(error).__name__) from error
        valid = said.get("valid") if answer.status_code == httpx.codes.OK and isinstance(said, dict) else None
        if not isinstance(valid, bool):  # MS_UNAVAILABLE, MS_MAX_CONCURRENT_REQ and the like
            raise RegisterAway(f"answer {answer.status_code}")
        return valid


class NoRegister(RuntimeError):
    """A number is to be looked up before `open_register`."""


_open: list[VatRegister] = []


def open_register(register: VatRegister) -> None:
    """Look numbers up in `register` in this process from now on."""
    _open[:] = [register]


def register() -> VatRegister:
    """The register of this process; raises NoRegister."""
    if not _open:
        raise NoRegister("open_register() comes first")
    return _open[0]
