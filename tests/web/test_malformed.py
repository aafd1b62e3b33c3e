"""What is wrong with a request is said in the reader's language, field by field, and never in a library's words."""

import inspect
import re
import typing
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from pydantic import BaseModel
from pydantic_core.core_schema import ErrorType

from market.app import MAX_BODY, handlers_of
from market.web.malformed import MSGSPEC, PYDANTIC, WORDS
from market.web.problems import PROBLEMS

DRAFT: dict[str, Any] = {"traits": {}, "phrases": [], "said": []}
OFFER = {"variant": "standard", "period": "P1M", "price_step": 1900}
SIGN_UP = {"email": "a@example.org", "password": "x", "adult": True}
HOLDER = "/v1/people"


def errors(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code in (400, 422), response.text
    assert response.json()["type"] == "/problems/malformed"
    found: list[dict[str, str]] = response.json()["errors"]
    return found


BODIES: list[tuple[dict[str, Any], str, str]] = [
    ({"password": "x", "adult": True}, "email", "missing"),
    (SIGN_UP | {"nickname": "x"}, "nickname", "unknown"),
    (SIGN_UP | {"email": 3}, "email", "text"),
    (SIGN_UP | {"email": "x" * 1025}, "email", "too-long"),
    (SIGN_UP | {"adult": "perhaps"}, "adult", "yes-or-no"),
    (SIGN_UP | {"adult": [1]}, "adult", "yes-or-no"),
    (SIGN_UP | {"language": "de"}, "language", "choice"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("body", "key", "kind"), BODIES, ids=lambda it: it if isinstance(it, str) else "")
async def test_each_fault_of_a_body_is_said_in_the_readers_language(
    client: httpx.AsyncClient, language: str, body: dict[str, Any], key: str, kind: str
) -> None:
    (found,) = errors(await client.post(HOLDER, json=body, headers={"accept-language": language}))
    assert (found["key"], found["source"], found["kind"]) == (key, "body", kind)
    pattern = re.escape(WORDS[kind][0 if language == "fr" else 1])
    pattern = pattern.replace(r"\{max\}", "1024").replace(r"\{choices\}", "fr, en")
    assert re.fullmatch(pattern, found["message"])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("query", "key", "kind"),
    [
        ("limit=0", "limit", "too-small"),
        ("limit=100000", "limit", "too-large"),
        ("limit=many", "limit", "whole-number"),
        ("q=" + "x" * 3000, "q", "too-long"),
    ],
)
async def test_each_fault_of_a_parameter_is_said_too(
    client: httpx.AsyncClient, language: str, query: str, key: str, kind: str
) -> None:
    (found,) = errors(await client.get(f"/v1/cards?{query}", headers={"accept-language": language}))
    assert found["kind"] == kind
    assert found["message"].split(":")[0].strip() == (
        WORDS[kind][0 if language == "fr" else 1].split("{")[0].split(":")[0].strip()
    )


async def test_what_is_no_json_is_said(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json", "accept-language": "fr"}
    for body in (b"{", b"\xff\xfe", b"[" * 5000, b'{"email": NaN}'):
        found = errors(await client.post(HOLDER, content=body, headers=headers))
        assert [it["kind"] for it in found] == ["not-json"]
    (missing,) = errors(await client.post(HOLDER, content=b"", headers=headers))
    assert missing == {"source": "body", "kind": "no-body", "message": WORDS["no-body"][0]}, (
        "no field is named"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_parameter_that_is_not_there_is_named(client: httpx.AsyncClient, language: str) -> None:
    path = "/v1/rentals/0190b5fe-9c1b-7f3a-8b2c-1d2e3f4a5b6c/sheet"
    (missing,) = errors(await client.get(path, headers={"accept-language": language}))
    message = WORDS["missing"][0 if language == "fr" else 1]
    assert missing == {"key": "purpose", "source": "query", "kind": "missing", "message": message}


async def test_a_number_is_a_number_and_neither_text_nor_true(app: Litestar) -> None:
    from pydantic import ValidationError

    from market.accounts.schemas import HolderSignUp
    from market.personas.schemas import OfferShape
    from market.rentals.schemas import RentalRequest

    rental = {"persona": "x", "variant": "standard", "period": "P1M", "purposes": ["benefits"]}
    for wrong in ("1900", True, 1900.0):
        for shape, body in ((RentalRequest, rental), (OfferShape, OFFER)):
            with pytest.raises(ValidationError) as caught:
                shape.model_validate(body | {"price_step": wrong})
            assert [(it["loc"], PYDANTIC[it["type"]]) for it in caught.value.errors()] == [
                (("price_step",), "whole-number")
            ]
    for wrong in ("yes", 1):
        with pytest.raises(ValidationError):
            HolderSignUp.model_validate(SIGN_UP | {"adult": wrong})


def bodies(app: Litestar) -> Iterator[type[BaseModel]]:
    """Every model that a route reads, with those inside it."""
    seen: set[type[BaseModel]] = set()

    def walk(shape: Any) -> Iterator[type[BaseModel]]:
        if inspect.isclass(shape) and issubclass(shape, BaseModel) and shape not in seen:
            seen.add(shape)
            yield shape
            for field in shape.model_fields.values():
                yield from walk(field.annotation)
        for part in typing.get_args(shape):
            yield from walk(part)

    for _, _, handler in handlers_of(app):
        for parameter in handler.parsed_fn_signature.parameters.values():
            yield from walk(parameter.raw)


# Kinds of pydantic schemas that our bodies are made of -> what each can find fault with.
FAULTS = {
    "str": {"string_type", "string_unicode", "string_too_long"},
    "bytes": {"bytes_type", "bytes_invalid_encoding", "bytes_too_long"},
    "int": {"int_type", "int_parsing", "int_from_float", "greater_than_equal", "less_than_equal"},
    "bool": {"bool_type", "bool_parsing"},
    "list": {"list_type", "too_long"},
    "dict": {"dict_type", "too_long"},
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"missing", "extra_forbidden"},
    "model-field": set(),
    "literal": {"literal_error"},
    "enum": {"enum"},
    "date": {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"},
    "datetime": {"datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware"},
    "uuid": {"uuid_type", "uuid_parsing"},
    "union": set(),
    "any": set(),
    "no-info": set(),
    "with-info": set(),
    "default": set(),
    "nullable": set(),
    "definitions": set(),
    "definition-ref": set(),
    "function-wrap": set(),
    "function-plain": set(),
    "function-after": set(),
    "function-before": set(),
    "json-or-python": set(),
    "lax-or-strict": set(),
    "is-instance": set(),
}


def kinds_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str) and schema["type"] not in ("object",):
            yield schema["type"]
        for name, part in schema.items():
            if name not in ("metadata", "serialization", "ref", "expected", "members"):
                yield from kinds_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from kinds_in(part)


def test_every_fault_that_our_bodies_can_have_has_words(app: Litestar) -> None:
    found = list(bodies(app))
    assert len(found) > 20
    kinds = {kind for shape in found for kind in kinds_in(shape.__pydantic_core_schema__)}
    assert kinds <= FAULTS.keys(), "a new kind of field: say what it can find fault with"
    assert {fault for kind in kinds for fault in FAULTS[kind]} <= PYDANTIC.keys()
    assert PYDANTIC.keys() <= set(typing.get_args(ErrorType))
    assert set(PYDANTIC.values()) | {kind for _, kind in MSGSPEC} <= WORDS.keys()


async def test_a_fault_deep_inside_keeps_its_path(app: Litestar) -> None:
    from pydantic import ValidationError

    from market.personas.schemas import DraftShape, OfferShape

    with pytest.raises(ValidationError) as caught:
        DraftShape.model_validate({"traits": {"home": {"stance": "me", "value": 3}}, "phrases": "x"})
    assert {it["type"] for it in caught.value.errors()} <= PYDANTIC.keys()
    with pytest.raises(ValidationError) as caught:
        OfferShape.model_validate(OFFER | {"price_step": 0, "capacity": 1.5})
    assert {it["type"] for it in caught.value.errors()} == {"greater_than_equal", "int_type"}


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "accept"), [("/v1/people", "application/json"), ("/sign-up", "text/html")])
async def test_a_body_over_a_mebibyte_is_refused_in_the_readers_language(
    client: httpx.AsyncClient, path: str, accept: str, chunked: bool
) -> None:
    """By what it says of its length, and by what comes of one that says nothing."""
    body = b"x" * (MAX_BODY + 1)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    kind = "application/json" if path.startswith("/v1/") else "application/x-www-form-urlencoded"
    headers = {"accept": accept, "content-type": kind, "accept-language": "fr"}
    answer = await client.post(path, content=pieces() if chunked else body, headers=headers)
    assert answer.status_code == 413
    assert PROBLEMS["too-large"].title("fr") in answer.text
    if accept == "application/json":
        assert answer.json()["type"] == "/problems/too-large"


async def test_a_body_of_a_mebibyte_is_read(client: httpx.AsyncClient) -> None:
    """The control: it is its contents that are wrong with this one, not its length."""
    answer = await client.post(
        HOLDER, content=b" " * (MAX_BODY - 2) + b"{}", headers={"content-type": "application/json"}
    )
    assert answer.status_code in (400, 422)
