"""The routes themselves: classified, refusing in the reader's language, steady without a database."""

from typing import Any, get_args

import httpx
import pytest
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler
from pydantic import BaseModel, Field, StrictInt

from market.app import check_classified, create_app, handlers_of
from market.base.access import UnclassifiedRoute
from market.base.database import DB
from market.base.settings import Settings
from tests.conftest import FreshDatabase


def test_a_route_that_nobody_classified_stops_the_start() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(UnclassifiedRoute, match="/forgotten"):
        check_classified(Litestar([forgotten], openapi_config=None))


def test_the_application_has_routes_and_each_is_classified() -> None:
    app = create_app(Settings())
    assert len(handlers_of(app)) > 2
    check_classified(app)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en-GB,en;q=0.9", "There is nothing here, or it is not for you."),
        ("fr", "Il n’y a rien ici, ou ce n’est pas pour vous."),
    ],
)
async def test_an_unknown_address_is_refused_in_the_readers_language(
    client: httpx.AsyncClient, language: str, title: str
) -> None:
    answer = await client.get("/nowhere", headers={"accept-language": language, "accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {"type": "/problems/not-found", "title": title, "status": 404}


async def test_a_missing_database_is_503_and_mends_itself(
    client: httpx.AsyncClient, database: FreshDatabase
) -> None:
    assert (await client.get("/readyz")).status_code == 200
    await DB.close()
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-away")
    assert answer.headers["retry-after"] == "2"
    assert (await client.get("/healthz")).status_code == 200
    await DB.open(database.service)
    assert (await client.get("/readyz")).status_code == 200


def test_no_body_takes_a_word_for_a_number() -> None:
    """Neither "1000" nor 1000.0 nor true is an amount: who sends that has a mistake, and money would follow it."""
    handlers = [it for it in handlers_of(create_app(Settings())) if isinstance(it[2], HTTPRouteHandler)]
    shapes = {f"{method} {path}": body_of(handler) for path, method, handler in handlers}
    known = {path: shape for path, shape in shapes.items() if shape is not None}
    assert len(known) > 20
    assert {path: lax_numbers(shape) for path, shape in known.items() if lax_numbers(shape)} == {}


def test_control_a_plain_number_is_lax() -> None:
    class Inner(BaseModel):
        amount: int = Field(ge=1)

    class Shape(BaseModel):
        lines: list[Inner]
        sure: bool
        exact: StrictInt

    assert lax_numbers(Shape) == ["lines.amount", "sure"]


def body_of(handler: Any) -> type[BaseModel] | None:
    """The shape of a route's JSON body."""
    field = handler.parsed_data_field
    found = field and next((it for it in field.inner_types or [field] if it.is_subclass_of(BaseModel)), None)
    return (found or field).annotation if field and (found or field.is_subclass_of(BaseModel)) else None


def lax_numbers(shape: type[BaseModel]) -> list[str]:
    """The numbers and truths of a shape, and of the shapes in it, that take something else for one."""
    found = []
    for name, field in shape.model_fields.items():
        inner = [it for it in [field.annotation, *get_args(field.annotation)] if isinstance(it, type)]
        strict = any(getattr(it, "strict", False) for it in field.metadata)
        if any(it in (int, float, bool) for it in inner) and not strict:
            found.append(name)
        for it in inner:
            if issubclass(it, BaseModel):
                found += [f"{name}.{lax}" for lax in lax_numbers(it)]
    return found
