"""People with a browser each, who notice what is wrong with the pages they see."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from market.base.filters import money
from market.base.i18n import Language, translate
from tests.accounts.people import PASSWORD, factor_code

PATIENCE_MS = 15_000  # for what the worker does: mail, cards, payments, refunds
expect.set_options(timeout=PATIENCE_MS)  # and for what a busy machine does
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 780},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

# Each page measures itself as soon as it stands, and says so where a visitor listens.
MEASURE = """
addEventListener("load", () => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth)
    console.error(`${location.pathname} is ${scrollWidth} px wide on a screen of ${clientWidth}`);
});
"""


@dataclass
class Visitor:
    """One person's browser. `troubles`: what no page of ours may show."""

    page: Page
    url: str
    language: Language
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A failed answer is noticed with its status below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.troubles.append(f"elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {urlsplit(response.url).path}")

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def say(self, words: str, **values: object) -> str:
        """These English words of ours in this visitor's language."""
        return translate(self.language, words, **values)

    def euros(self, cents: int) -> str:
        """An amount as pages write it."""
        return money(cents, self.language, exact=True)

    async def go(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def fill(self, **values: str) -> None:
        """Fill in fields by their names."""
        for name, value in values.items():
            await self.main.locator(f'[name="{name}"]').fill(value)

    async def send(self) -> None:
        """Press the button of the page's one form."""
        await self.main.locator("button[type=submit]:visible").click()

    async def reads(self, words: str, place: str = "") -> None:
        """The page, or this place of it, says these words."""
        await expect(self.page.locator(place or "main").first).to_contain_text(words)

    async def waits_for(self, found: Locator) -> None:
        """Reload, as people do, until what the worker brings is there."""
        left = PATIENCE_MS
        while not await found.count():
            assert left > 0, f"{self.page.url} never showed {found}"
            await self.page.wait_for_timeout(300)
            await self.page.reload()
            left -= 300

    async def confirm_by_mail(self, address: str) -> None:
        """Follow the link that was mailed, and type the password once more."""
        await self.go("/mailbox")
        link = self.page.locator("article", has_text=address).locator("a[href*='/confirm?code=']").first
        await self.waits_for(link)
        await link.click()
        await self.fill(password=PASSWORD)
        await self.send()
        await self.page.wait_for_url(lambda url: "/confirm" not in url)

    async def sign_in(self, address: str) -> None:
        await self.go("/sign-in")
        await self.fill(email=address, password=PASSWORD)
        await self.send()
        await self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        if self.page.url.endswith("/sign-in/factor"):
            await self.fill(factor=await factor_code(address))
            await self.send()
            await self.page.wait_for_url(lambda url: not url.endswith("/sign-in/factor"))

    @contextlib.asynccontextmanager
    async def refused(self, status: int) -> AsyncIterator[None]:
        """What is done here is refused, once."""
        before = len(self.troubles)
        yield
        new, self.troubles[before:] = self.troubles[before:], []
        assert len(new) == 1, new
        assert new[0].startswith(f"{status}: "), new


@dataclass
class Street:
    """Where people walk in, and are asked at the end whether anything was wrong."""

    browser: Browser
    url: str
    visitors: list[Visitor] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def visitor(
        self, language: Language = "en", screen: dict[str, Any] = DESKTOP, *, scripts: bool = True
    ) -> Visitor:
        context = await self.browser.new_context(
            **screen, locale={"fr": "fr-FR", "en": "en-GB"}[language], java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(MEASURE)
        self._contexts.append(context)
        self.visitors.append(Visitor(await context.new_page(), self.url, language))
        return self.visitors[-1]

    def troubles(self) -> list[str]:
        return [trouble for visitor in self.visitors for trouble in visitor.troubles]

    async def leave(self) -> None:
        for context in self._contexts:
            await context.close()
