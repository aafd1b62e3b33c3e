"""The pages of accounts: the same actions as the API, in the reader's language, without scripts."""

import re
from html import unescape

import httpx
import pytest
from litestar import Litestar

from market.accounts.actions.sessions import sign_in
from market.accounts.pages.forms import own_path
from market.base.database import fetch_value
from market.base.settings import settings
from tests.accounts.people import (
    OTHER_SIREN,
    PASSWORD,
    SIREN,
    browser,
    code_for,
    mailed,
    owner_of_brand,
    person,
)
from tests.factories import EDITION

ADA, BEA = "ada@example.org", "bea@example.org"
HTML = "text/html,application/xhtml+xml"
EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}


def words(answer: httpx.Response) -> str:
    """What the page says, spaces collapsed."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", answer.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def hidden(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return unescape(found[1])


def marked(answer: httpx.Response) -> set[str]:
    """The fields that the page finds fault with."""
    return set(re.findall(r'id="(?:field-)?([a-z_]+)-error"', answer.text))


async def test_a_sign_up_says_all_that_is_wrong_with_it_at_once(app: Litestar) -> None:
    async with browser(app, accept=HTML, **EN) as ada:
        empty = await ada.post("/sign-up", data={})
        assert (empty.status_code, marked(empty)) == (422, {"email", "password", "adult"})
        short = await ada.post("/sign-up", data={"email": ADA, "password": "short"})
        assert marked(short) == {"password", "adult"}
        assert "short" not in re.findall(r'value="([^"]*)"', short.text), "a password is never shown again"
        brand = await ada.post("/sign-up/brand", data={})
        assert (brand.status_code, marked(brand)) == (
            422,
            {"legal_name", "siren", "email", "password", "charter"},
        )
        wrong = {"legal_name": "Vélo Vite SAS", "siren": "123456789", "vat_number": "FR00", "email": "x"}
        brand = await ada.post("/sign-up/brand", data=wrong | {"password": PASSWORD})
        assert marked(brand) == {"siren", "vat_number", "email", "charter"}
        other = {
            "charter": str(EDITION),
            "siren": SIREN,
            "vat_number": "FR" + "40" + "303265045",
            "email": ADA,
            "password": PASSWORD,
        }
        brand = await ada.post("/sign-up/brand", data={"legal_name": "Vélo Vite SAS"} | other)
        assert marked(brand) <= {"vat_number"}, "how the numbers fit together comes once each is sound"


async def test_a_holder_signs_up_by_the_pages_alone(app: Litestar) -> None:
    async with browser(app, accept=HTML, **EN) as ada:
        assert "Create an account" in words(await ada.get("/sign-up"))
        form = {"email": ADA, "password": PASSWORD, "adult": "yes"}
        answer = await ada.post("/sign-up", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/look-at-your-mail")
        assert "/mailbox" in (await ada.get("/look-at-your-mail")).text
        mailbox = await ada.get("/mailbox")
        link = re.search(r'href="https://moi\.test(/confirm\?code=[\w-]+)"', mailbox.text)
        assert link, mailbox.text
        page = await ada.get(link[1])
        answer = await ada.post("/confirm", data={"code": hidden(page, "code"), "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/home")
        account = await ada.get("/account")
        assert ADA in words(account)
        assert "Sign out" in words(account)
        answer = await ada.post("/sign-out")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "You are signed out." in words(await ada.get("/"))
        assert (await ada.get("/account")).status_code == 401


async def test_a_brand_signs_up_by_the_pages_alone(app: Litestar) -> None:
    async with browser(app, accept=HTML, **FR) as ada:
        form = {"email": ADA, "password": PASSWORD, "legal_name": "Vélos Réunis SAS", "siren": SIREN}
        form["charter"] = str(EDITION)
        assert (await ada.post("/sign-up/brand", data=form)).status_code == 303
        await ada.post("/confirm", data={"code": await code_for(ADA), "password": PASSWORD})
        said = words(await ada.get("/account"))
    assert "Vélos Réunis SAS" in said
    assert "en vérification" in said


@pytest.mark.parametrize(
    ("path", "form", "field", "french"),
    [
        ("/sign-up", {"email": "nobody"}, "adult", "Moi est réservé aux adultes."),
        ("/sign-up", {"email": "nobody", "adult": "yes"}, "email", "Cette adresse e-mail n’est pas valable."),
        (
            "/sign-up",
            {"email": ADA, "password": "court", "adult": "yes"},
            "password",
            "se devine trop facilement",
        ),
        ("/sign-up/brand", {"legal_name": "Vélos Réunis"}, "siren", "Une marque est une société enregistrée"),
        ("/sign-up/brand", {"legal_name": "Vélos", "siren": "1"}, "siren", "Ce numéro n’est pas valable."),
        ("/sign-up/brand", {"siren": SIREN}, "legal_name", "Ce nom est trop court"),
        ("/sign-in", {"email": ADA, "password": "pas le bon mot de passe"}, "password", "n’est pas le bon"),
        ("/sign-in", {}, "email", "Cette adresse e-mail n’est pas valable."),
        ("/forgotten", {"email": "nobody"}, "email", "Cette adresse e-mail n’est pas valable."),
    ],
)
async def test_what_is_refused_is_said_at_its_field_and_the_input_is_kept(
    app: Litestar, path: str, form: dict[str, str], field: str, french: str
) -> None:
    async with browser(app, accept=HTML, **FR) as visitor:
        answer = await visitor.post(path, data=form)
    assert answer.status_code in (401, 422)
    error = re.search(rf'id="field-{field}-error">(.*?)</p>', answer.text)
    assert error, answer.text
    assert french in unescape(error[1])
    assert f'aria-describedby="field-{field}' in answer.text
    for name, value in form.items():
        if name != "password" and name != "adult":
            assert f'value="{value}"' in answer.text
    assert form.get("password", "☃") not in answer.text
    assert await fetch_value("select count(*) from accounts.people") == 0


@pytest.mark.parametrize("code", ["", "x", "é", "a" * 3000, "<script>"])
async def test_a_link_that_no_longer_works_is_a_page_that_says_so(app: Litestar, code: str) -> None:
    async with browser(app, accept=HTML, **EN) as visitor:
        for path in ("/confirm", "/reset"):
            answer = await visitor.get(path, params={"code": code})
            assert answer.status_code == 422
            assert "This link no longer works, or never did." in words(answer)
            answer = await visitor.post(path, data={"code": code, "password": PASSWORD})
            assert answer.status_code == 422


async def test_a_forgotten_password_is_replaced_by_the_pages_alone(app: Litestar) -> None:
    await person(ADA)
    async with browser(app, accept=HTML, **EN) as ada:
        known = await ada.post("/forgotten", data={"email": ADA})
        unknown = await ada.post("/forgotten", data={"email": "unknown@example.org"})
        assert known.status_code == unknown.status_code == 303
        assert known.headers["location"] == unknown.headers["location"]
        page = await ada.get("/reset", params={"code": await code_for(ADA)})
        form = {"code": hidden(page, "code"), "password": "cinq mots tout à fait neufs"}
        answer = await ada.post("/reset", data=form)
        assert answer.headers["location"] == "/sign-in"
        assert "Your new password is set." in words(await ada.get("/sign-in"))
    await sign_in(ADA, "cinq mots tout à fait neufs")


async def test_signing_in_leads_on_to_a_page_of_ours_and_nowhere_else(app: Litestar) -> None:
    await person(ADA)
    async with browser(app, accept=HTML, **EN) as ada:
        page = await ada.get("/sign-in", params={"next": "/account/brand?x=1"})
        form = {"email": ADA, "password": PASSWORD, "next": hidden(page, "next")}
        assert (await ada.post("/sign-in", data=form)).headers["location"] == "/account/brand?x=1"
        for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
            assert hidden(await ada.get("/sign-in", params={"next": evil}), "next") == "/home"
            answer = await ada.post("/sign-in", data=form | {"next": evil})
            assert answer.headers["location"] == "/home"


@pytest.mark.parametrize("path", ["", "x", "//a", "/\\a", "\\\\a", "http:a", "/a\nb", "/\t/a", "https://a/b"])
def test_only_a_path_of_ours_is_gone_to(path: str) -> None:
    assert own_path(path) == "/home"


async def test_another_sites_form_signs_nobody_in(app: Litestar) -> None:
    await person(ADA)
    async with browser(app, accept=HTML, **{"sec-fetch-site": "cross-site"}) as visitor:
        answer = await visitor.post("/sign-in", data={"email": ADA, "password": PASSWORD})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_an_owner_runs_the_team_by_the_page(app: Litestar) -> None:
    await owner_of_brand()
    async with browser(app, await sign_in("olga@example.org", PASSWORD), accept=HTML, **EN) as olga:
        answer = await olga.post("/brand/members", data={"email": BEA, "role": "buyer"})
        assert answer.headers["location"] == "/brand/members"
        said = words(await olga.get("/brand/members"))
        assert "The invitation is on its way." in said
        assert BEA in said
        async with browser(app, accept=HTML, **EN) as bea:
            page = await bea.get("/confirm", params={"code": await code_for(BEA)})
            assert "Choose a password" in words(page)
            weak = await bea.post("/confirm", data={"code": hidden(page, "code"), "password": "short"})
            assert weak.status_code == 422
            assert 'id="field-password-error"' in weak.text
            form = {"code": hidden(page, "code"), "password": PASSWORD}
            assert (await bea.post("/confirm", data=form)).status_code == 303
            assert (await bea.get("/brand/members")).status_code == 403
            answer = await olga.post("/brand/members", data={"email": BEA, "role": "buyer"})
            assert "This person is in the team already." in words(answer)
            answer = await olga.post("/brand/members", data={"email": "cy@example.org", "role": "king"})
            assert "This role does not exist." in words(answer)
            team = await olga.get("/brand/members")
            [remove] = re.findall(r'action="(/brand/members/[^"]+/remove)"', team.text)
            promote = remove.replace("/remove", "/role")
            assert (await olga.post(promote, data={"role": "analyst"})).status_code == 303
            assert (await olga.post(remove)).status_code == 303
            assert "You belong to no brand." in words(await bea.get("/account"))
            assert (await olga.post(remove)).status_code == 404


async def test_a_key_is_on_one_page_once(app: Litestar) -> None:
    await owner_of_brand()
    async with browser(app, await sign_in("olga@example.org", PASSWORD), accept=HTML, **EN) as olga:
        refused = await olga.post("/brand/keys", data={"name": "My <CRM>"})
        assert "A key has at least one right, and only those we name." in words(refused)
        assert 'value="My &lt;CRM&gt;"' in refused.text
        made = await olga.post(
            "/brand/keys", data={"name": "My <CRM>", "scopes": ["rentals:read", "rentals:write"]}
        )
        assert made.status_code == 201
        assert made.headers["cache-control"] == "no-store"
        [key] = re.findall(r"moi_[\w-]{43}", made.text)
        again = await olga.get("/brand/keys")
        assert key not in again.text
        assert "My <CRM>" in words(again)
        assert "Read what is rented" in words(again)
        [revoke] = re.findall(r'action="(/brand/keys/[^"]+/revoke)"', again.text)
        assert (await olga.post(revoke)).status_code == 303
        assert "revoked" in words(await olga.get("/brand/keys"))
    async with browser(app, authorization=f"Bearer {key}") as machine:
        assert (await machine.get("/v1/rentals")).status_code == 401


async def test_one_account_is_a_holder_and_sits_in_two_brands(app: Litestar) -> None:
    await owner_of_brand()
    async with browser(app, await sign_in("olga@example.org", PASSWORD), accept=HTML, **EN) as olga:
        answer = await olga.post("/account/holder", data={})
        assert 'id="field-adult-error"' in answer.text
        assert (await olga.post("/account/holder", data={"adult": "yes"})).status_code == 303
        refused = await olga.post(
            "/account/brand", data={"legal_name": "Cafés du Port", "siren": "1", "charter": str(EDITION)}
        )
        assert 'value="Cafés du Port"' in refused.text
        form = {"legal_name": "Cafés du Port", "siren": OTHER_SIREN, "charter": str(EDITION)}
        assert (await olga.post("/account/brand", data=form)).status_code == 303
        account = await olga.get("/account")
        assert words(account).count("You act for this brand.") == 1
        answer = await olga.post("/account/seat", data={"brand": hidden(account, "brand")})
        assert answer.status_code == 303
        assert "Vélos Réunis" in words(await olga.get("/brand/members"))
        assert (await olga.post("/account/seat", data={"brand": "x"})).status_code == 404


async def test_a_password_is_changed_on_the_page_and_never_shown(app: Litestar) -> None:
    await person(ADA)
    async with browser(app, await sign_in(ADA, PASSWORD), accept=HTML, **EN) as ada:
        wrong = await ada.post(
            "/account/password", data={"old": "pas le bon mot", "new": "cinq mots tout neufs"}
        )
        assert 'id="field-old-error"' in wrong.text
        weak = await ada.post("/account/password", data={"old": PASSWORD, "new": "court"})
        assert 'id="field-new-error"' in weak.text
        assert PASSWORD not in weak.text + wrong.text
        form = {"old": PASSWORD, "new": "cinq mots tout à fait neufs"}
        assert (await ada.post("/account/password", data=form)).status_code == 303
        assert (await ada.post("/sign-out/everywhere")).status_code == 303
    assert (await mailed(ADA))[0].kind == "password_changed"


async def test_the_mailbox_is_not_there_in_production(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browser(app, accept=HTML) as visitor:
        assert (await visitor.get("/mailbox")).status_code == 200
        monkeypatch.setenv("MOI_MODE", "production")
        settings.cache_clear()
        assert (await visitor.get("/mailbox")).status_code == 404


PAGES = ("/sign-up", "/sign-up/brand", "/sign-in", "/forgotten", "/look-at-your-mail", "/mailbox")
OWN_PAGES = ("/account", "/account/brand", "/brand/members", "/brand/keys")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_no_link_of_these_pages_is_dead(app: Litestar, language: str) -> None:
    await owner_of_brand()
    token = await sign_in("olga@example.org", PASSWORD)
    async with browser(app, token, accept=HTML, **{"accept-language": language}) as olga:
        links = set()
        for path in (*PAGES, *OWN_PAGES):
            answer = await olga.get(path)
            assert answer.status_code == 200, path
            assert f'<html lang="{language}"' in answer.text
            links |= {
                unescape(link).split("#")[0]
                for link in re.findall(r"<main.*?</main>", answer.text, re.S)[0].split('href="')[1:]
                for link in [link.split('"')[0]]
            }
        for link in links:
            assert (await olga.get(link)).status_code == 200, link
