"""Tables to browse: what reads is let through, nothing writes, nothing sealed is known."""

import re
from pathlib import Path

import pytest
from piccolo.columns import Bytea

from market.base.database import fetch
from market.web import operator_tables
from market.web.operator_tables import PATH, SHOWN, admin, seen
from tests.accounts.people import browser
from tests.factories import a_brand, a_person
from tests.market import Market, market
from tests.relations.helpers import a_paid_relation, a_session
from tests.web.brands import reading, traces

__all__ = ["market"]

WRITES = ("POST", "PUT", "PATCH", "DELETE")


def addresses() -> list[str]:
    """Every address that piccolo_admin answers at, with every method, parameters filled in."""
    found = []

    def walk(routes: list[object], before: str) -> None:
        for route in routes:
            path = before + re.sub(r"\{[^}]*\}", "1", getattr(route, "path", ""))
            inner = getattr(route, "app", None)
            while inner is not None and not hasattr(inner, "routes"):
                inner = getattr(inner, "app", None)
            if inner is not None:
                walk(inner.routes, path)
            found.append(path)

    walk(admin().router.routes, "")
    return sorted(set(found))


async def test_every_write_verb_at_every_address_is_refused_and_changes_nothing(market: Market) -> None:
    await a_brand()
    before = await traces()
    paths = addresses()
    assert len(paths) > 60, "the walk found next to nothing"
    async with browser(market.app, await a_session(await a_person(operator=True))) as operator:
        for path in paths:
            for verb in WRITES:
                answer = await operator.request(verb, f"{PATH}{path}", json={"legal_name": "Autre"})
                assert answer.status_code in (404, 405), (verb, path, answer.status_code)
    assert await traces() == before
    assert {row["legal_name"] for row in await fetch("select legal_name from accounts.brands")} == {
        "Cycles Garonne"
    }


async def test_only_what_reads_is_handed_on(market: Market) -> None:
    async with browser(market.app, await a_session(await a_person(operator=True))) as operator:
        for path in (
            "/public/login/",
            "/public/logout/",
            "/api/docs/",
            "/api/openapi.json",
            "/api/media/",
            "/docs",
        ):
            assert (await operator.get(PATH + path)).status_code == 404, path
        for path in ("/assets/..%2f..%2fendpoints.py", "/assets/../../endpoints.py", "//evil.example/"):
            assert (await operator.get(PATH + path)).status_code in (400, 404), path
        assert (await operator.get(f"{PATH}/api/user/")).json()["username"] == "operator"


async def test_an_operator_reads_rows_and_sees_no_sealed_value_no_hash_no_tag(market: Market) -> None:
    await a_paid_relation(market)
    async with browser(market.app, await a_session(await a_person(operator=True))) as operator:
        names = (await operator.get(f"{PATH}/api/tables/")).json()
        assert sorted(names) == sorted(it._meta.tablename for it in SHOWN)
        told = b""
        for name in names:
            for part in ("", "schema/", "count/", "references/", "ids/"):
                answer = await operator.get(f"{PATH}/api/tables/{name}/{part}")
                assert answer.status_code == 200, (name, part, answer.text[:200])
                told += answer.content
        assert b"Cycles Garonne" in told
        orders = (await operator.get(f"{PATH}/api/tables/orders/")).json()["rows"]
        (order,) = orders
        one = await operator.get(f"{PATH}/api/tables/orders/{order['id']}/")
        assert one.json()["amount"] == 1900
    for value in await every_sealed_value():
        assert value.hex().encode() not in told and value[:8] not in told


async def every_sealed_value() -> list[bytes]:
    """Each value of each `bytea` column that is in the database, outside the ledger."""
    columns = await fetch(
        "select table_schema as s, table_name as t, column_name as c from information_schema.columns"
        " where data_type = 'bytea' and table_schema in"
        " ('accounts', 'base', 'money', 'personas', 'rentals', 'operators', 'relations')"
    )
    found = []
    for it in columns:
        rows = await fetch(f"select {it['c']} as v from {it['s']}.{it['t']} where length({it['c']}) >= 8")
        found += [bytes(row["v"]) for row in rows]
    assert len(found) > 30
    return found


async def test_a_hidden_column_cannot_be_asked_for_either(market: Market) -> None:
    await a_brand()
    async with browser(market.app, await a_session(await a_person(operator=True))) as operator:
        everything = (await operator.get(f"{PATH}/api/tables/api_keys/")).content
        for query in ("__visible_fields=hash", "hash=x", "__order=hash", "__visible_fields=created_by.email"):
            answer = await operator.get(f"{PATH}/api/tables/api_keys/?{query}")
            assert answer.status_code == 404 or answer.content == everything, (query, answer.text[:300])


@pytest.mark.parametrize("table", SHOWN, ids=lambda it: it.__name__)
def test_a_table_to_see_has_no_bytes_and_hides_what_is_named(table: type) -> None:
    shown = seen(table, SHOWN[table])
    ours = {it._meta.name for it in table._meta.columns}  # type: ignore[attr-defined]
    assert ours >= SHOWN[table], "a column that is named is gone: is it called otherwise now?"
    left = {it._meta.name for it in shown._meta.columns}
    assert not any(isinstance(it, Bytea) for it in shown._meta.columns)
    assert not left & SHOWN[table] and not shown._meta.foreign_key_columns
    assert left <= ours


def test_control_a_table_with_its_bytes_is_noticed() -> None:
    from market.accounts.tables import ApiKey

    assert any(isinstance(it, Bytea) for it in ApiKey._meta.columns)


async def test_nobody_else_reads_them_and_the_page_brings_its_own_policy(market: Market) -> None:
    for who in (await a_brand(), await a_person(holder=True), None):
        token = await a_session(who) if who else None
        async with browser(market.app, token) as other:
            for path in ("/", "/api/tables/", "/api/tables/brands/", "/assets/x.js"):
                assert (await other.get(PATH + path)).status_code in (401, 403), path
    async with reading(market, await a_person(operator=True)) as operator:
        assert (await operator.get(PATH)).headers["location"] == f"{PATH}/"
        page = await operator.get(f"{PATH}/")
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "unsafe-eval" not in page.headers["content-security-policy"]
        for asset in re.findall(r"\./(assets/[\w.-]+)", page.text):
            assert (await operator.get(f"{PATH}/{asset}")).status_code == 200


def test_its_imports_wait_for_the_first_reader() -> None:
    source = Path(operator_tables.__file__).read_text()
    assert not re.search(r"^(from|import) (piccolo_admin|piccolo_api|fastapi|starlette)", source, re.M)
