"""The inbox as its reader uses it: on its page, and by the API."""

import pytest
from litestar import Litestar

from market.accounts.actions.keys import create_api_key
from market.accounts.actions.sessions import sign_in
from market.accounts.notifications import actions, queries
from market.accounts.notifications.rules import Way
from market.base.mail import Topic
from tests.accounts.notifications.test_inbox import ada, told
from tests.accounts.people import PASSWORD, browser, owner_of_brand, person, signed_in
from tests.journeys.steps import a_program

pytestmark = pytest.mark.usefixtures("database")
HTML = {"accept": "text/html"}


async def test_the_page_shows_what_is_new_and_where_it_leads(app: Litestar) -> None:
    who = await ada()
    await told(who)
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as page:
        shown = (await page.get("/notifications", headers=HTML)).text
        assert '<a class="link" href="/relations/1">Un message de Vélos Réunis SAS</a>' in shown
        assert "1 nouvelle." in shown and "non lue</span>" in shown
        assert "1 nouvelle</span>" in (await page.get("/account", headers=HTML)).text
        assert "1 nouvelle notification</a>" in (await page.get("/space", headers=HTML)).text
        until = shown.split('name="until" value="')[1].split('"')[0]
        answer = await page.post("/notifications/read", data={"until": until}, headers=HTML)
        assert (answer.status_code, answer.headers["location"]) == (303, "/notifications")
        assert "1 nouvelle." not in (await page.get("/notifications", headers=HTML)).text


async def test_what_is_chosen_on_the_page_stands(app: Litestar) -> None:
    who = await ada()
    assert who.person
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as page:
        sent = {"messages": "never", "money": "daily", "rentals": "at_once"}
        assert (await page.post("/notifications/choices", data=sent, headers=HTML)).status_code == 303
        chosen = await queries.choices(who.person)
        assert (chosen[Topic.MESSAGES], chosen[Topic.MONEY]) == (Way.NEVER, Way.DAILY)
        shown = (await page.get("/notifications", headers=HTML)).text
        assert '<option value="never" selected>ici seulement</option>' in shown
        refused = await page.post("/notifications/choices", data={"money": "never"}, headers=HTML)
        assert refused.status_code == 422 and "au moins une fois par jour" in refused.text
        assert (await queries.choices(who.person))[Topic.MONEY] is Way.DAILY


async def test_a_page_too_many_leads_to_older_ones(app: Litestar) -> None:
    who = await ada()
    for number in range(queries.A_PAGE + 2):
        await told(who, path=f"/relations/{number}")
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as page:
        first = (await page.get("/v1/notifications")).json()
        assert len(first["notifications"]) == queries.A_PAGE and first["unread"] == queries.A_PAGE + 2
        rest = (await page.get("/v1/notifications", params={"before": first["next"]})).json()
        assert [it["path"] for it in rest["notifications"]] == ["/relations/1", "/relations/0"]
        assert rest["next"] is None
        shown = (await page.get("/notifications", headers=HTML)).text
        older = (await page.get(f"/notifications?before={first['next']}", headers=HTML)).text
        assert 'rel="next"' in shown and 'rel="prev"' in older and "/relations/0" in older
        until = {"until": first["notifications"][-1]["id"]}
        assert (await page.post("/v1/notifications/read", json=until)).json() == {"read": 3}


@pytest.mark.parametrize("name", ["x", "", "0" * 40])
async def test_a_name_of_nothing_is_not_found(app: Litestar, name: str) -> None:
    await ada()
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as page:
        assert (await page.post("/v1/notifications/read", json={"until": name})).status_code == 404
        assert (await page.post("/notifications/read", data={"until": name}, headers=HTML)).status_code == 404
        if name:
            assert (await page.get("/v1/notifications", params={"before": name})).status_code == 404


async def test_somebody_elses_name_of_it_is_not_found(app: Litestar) -> None:
    who = await ada()
    await told(who)
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as page:
        name = (await page.get("/v1/notifications")).json()["notifications"][0]["id"]
    await person("bob@example.org")
    async with browser(app, await sign_in("bob@example.org", PASSWORD)) as page:
        assert (await page.post("/v1/notifications/read", json={"until": name})).status_code == 404
    assert who.person and await queries.unread(who.person) == 1


@pytest.mark.parametrize(
    ("ways", "status"),
    [
        ({"account": "daily"}, 422),
        ({"messages": "weekly"}, 422),
        ({"gossip": "daily"}, 422),
        ({}, 200),
        ({"questions": "daily"}, 200),
    ],
)
async def test_the_api_takes_what_the_rules_say(app: Litestar, ways: dict[str, str], status: int) -> None:
    await ada()
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as page:
        answer = await page.put("/v1/notification-choices", json={"ways": ways})
        assert answer.status_code == status, answer.text
        said = (await page.get("/v1/notification-choices")).json()
        assert said["ways"]["questions"] == (ways.get("questions", "at_once") if status == 200 else "at_once")
        assert said["open"]["account"] == ["at_once"]


async def test_no_program_reads_a_persons_inbox(app: Litestar) -> None:
    owner = await owner_of_brand()
    _, key = await create_api_key(owner, "CRM", frozenset({"rentals:read"}))
    async with a_program(app, key) as program:
        assert (await program.get("/v1/notifications")).status_code in (401, 403)
    await actions.choose(await signed_in("olga@example.org"), {Topic.MESSAGES: Way.DAILY})
