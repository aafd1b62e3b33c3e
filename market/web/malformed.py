"""What is wrong with a malformed request, field by field, in words of ours and in the reader's language.

The validators speak English of their own; only the kind of their error and its bounds are taken over. A kind
that is not in these tables is said as "invalid", so that no foreign sentence ever passes.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from litestar._signature.types import ExtendedMsgSpecValidationError  # what the framework raises by
from litestar.exceptions import HTTPException, SerializationException

# kind -> (français, English); {…} are bounds.
WORDS: dict[str, tuple[str, str]] = {
    "missing": ("Ce champ est nécessaire.", "This field is needed."),
    "unknown": ("Ce champ n’existe pas ici.", "There is no such field here."),
    "text": ("Un texte est attendu.", "A text is expected."),
    "whole-number": ("Un nombre entier est attendu.", "A whole number is expected."),
    "yes-or-no": ("Vrai ou faux est attendu.", "True or false is expected."),
    "list": ("Une liste est attendue.", "A list is expected."),
    "object": ("Un objet est attendu.", "An object is expected."),
    "day": ("Un jour est attendu, comme 2026-11-30.", "A day is expected, such as 2026-11-30."),
    "moment": (
        "Un moment est attendu, avec son fuseau, comme 2026-11-30T18:00:00+01:00.",
        "A moment with its offset is expected, such as 2026-11-30T18:00:00+01:00.",
    ),
    "id": ("Un identifiant est attendu.", "An id is expected."),
    "base64": ("Un fichier en base64 est attendu.", "A file in base64 is expected."),
    "choice": ("Une de ces valeurs est attendue : {choices}.", "One of these is expected: {choices}."),
    "unlisted": ("Cette valeur n’est pas admise ici.", "This value is not accepted here."),
    "too-long": ("C’est trop long : {max} au plus.", "This is too long: {max} at most."),
    "too-short": ("C’est trop court : {min} au moins.", "This is too short: {min} at least."),
    "too-large": ("C’est trop grand : {max} au plus.", "This is too large: {max} at most."),
    "too-small": ("C’est trop petit : {min} au moins.", "This is too small: {min} at least."),
    "no-body": (
        "Un corps en JSON est attendu, et il n’y en a pas.",
        "A body in JSON is expected, and there is none.",
    ),
    "not-json": ("Ce n’est pas du JSON valable.", "This is not valid JSON."),
    "invalid": ("Cette valeur ne convient pas.", "This value does not fit."),
}

# pydantic's types: https://docs.pydantic.dev/latest/errors/validation_errors/
PYDANTIC: dict[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    **dict.fromkeys(("string_type", "string_unicode", "invalid_key"), "text"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "whole-number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "yes-or-no"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), "list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "dataclass_type"), "object"),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), "day"
    ),
    **dict.fromkeys(
        (
            *("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
            *("datetime_object_invalid", "timezone_aware"),
        ),
        "moment",
    ),
    **dict.fromkeys(("uuid_type", "uuid_parsing"), "id"),
    **dict.fromkeys(("bytes_type", "bytes_invalid_encoding"), "base64"),
    **dict.fromkeys(("literal_error", "enum"), "choice"),
    **dict.fromkeys(("string_too_long", "bytes_too_long", "too_long"), "too-long"),
    **dict.fromkeys(("string_too_short", "too_short"), "too-short"),
    "less_than_equal": "too-large",
    "greater_than_equal": "too-small",
    "json_invalid": "not-json",
}

# Where a parameter is not there at all, the framework says it in one sentence and names no field apart.
_ABSENT = re.compile(r"Missing required (?P<source>\w+) parameter '(?P<key>[^']+)'")
_BODY = "data"  # what handlers call the body: a name of ours, and of no field

# msgspec has no types, only sentences; these are the beginnings of those that parameters can raise.
MSGSPEC: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"Object missing required field|Missing required|Expected `\w+`, got `null`", "missing"),
        (r"Object contains unknown field", "unknown"),
        (r"Expected `str` of length >= (?P<min>\d+)", "too-short"),
        (r"Expected `str` of length <= (?P<max>\d+)", "too-long"),
        (r"Expected `(?:array|object)` of length <= (?P<max>\d+)", "too-long"),
        (r"Expected `(?:int|float)` >= (?P<min>-?\d+)", "too-small"),
        (r"Expected `(?:int|float)` <= (?P<max>-?\d+)", "too-large"),
        (r"Expected `int", "whole-number"),
        (r"Expected `bool", "yes-or-no"),
        (r"Expected `str", "text"),
        (r"Expected `array", "list"),
        (r"Expected `object", "object"),
        (r"Invalid RFC3339 encoded date|Expected `date", "day"),
        (r"Invalid UUID|Expected `uuid", "id"),
        (r"Invalid enum value", "unlisted"),
    )
)


def errors_of(
    error: HTTPException, language: str, asked_as: Mapping[str, tuple[str, str]] | None = None
) -> list[dict[str, str]]:
    """One entry a fault: `key` (its path, where there is one), `source`, `kind` and `message`. Pure.

    `asked_as`: the source and name of parameters that our code calls otherwise than those who ask.
    """
    cause = error.__cause__
    if isinstance(cause, SerializationException):
        return no_json(language)
    if isinstance(cause, ExtendedMsgSpecValidationError):  # a body of ours, judged by pydantic
        return [_of_pydantic(fault, language) for fault in cause.errors]
    if absent := _ABSENT.match(str(error.detail)):
        found = {"source": absent["source"], "kind": "missing", "message": said("missing", {}, language)}
        return [_placed([absent["key"]], found)]
    extra = error.extra if isinstance(error.extra, list) else []
    return [
        _of_msgspec(_renamed(fault, asked_as or {}), language)
        for fault in extra
        if isinstance(fault, Mapping)
    ]


def _renamed(fault: Mapping[str, Any], asked_as: Mapping[str, tuple[str, str]]) -> Mapping[str, Any]:
    """The fault under the name that was asked by: a path goes on after it."""
    ours, dot, rest = str(fault.get("key", "")).partition(".")
    if ours not in asked_as:
        return fault
    source, name = asked_as[ours]
    return {**fault, "key": f"{name}{dot}{rest}", "source": source}


def no_json(language: str) -> list[dict[str, str]]:
    """The one fault of a body that cannot be read at all."""
    return [{"source": "body", "kind": "not-json", "message": said("not-json", {}, language)}]


def said(kind: str, bounds: Mapping[str, Any], language: str) -> str:
    """The words of a kind."""
    return WORDS[kind][0 if language == "fr" else 1].format_map(bounds)


def _of_pydantic(fault: Mapping[str, Any], language: str) -> dict[str, str]:
    kind, given = PYDANTIC.get(fault["type"], "invalid"), fault.get("ctx", {})
    bounds: dict[str, Any] = {
        "choices": ", ".join(re.findall(r"'([^']*)'", str(given.get("expected", "")))),
        "max": given.get("max_length", given.get("le")),
        "min": given.get("min_length", given.get("ge")),
    }
    found = {"source": "body", "kind": kind, "message": said(kind, bounds, language)}
    return _placed(fault["loc"], found)


def _of_msgspec(fault: Mapping[str, Any], language: str) -> dict[str, str]:
    if fault.get("key") == _BODY and getattr(fault.get("source"), "value", fault.get("source")) == "body":
        return {"source": "body", "kind": "no-body", "message": said("no-body", {}, language)}
    kind, bounds = _understood(str(fault.get("message", "")))
    found = {"kind": kind, "message": said(kind, bounds, language)}
    if "source" in fault:
        found = {"source": str(getattr(fault["source"], "value", fault["source"])), **found}
    return _placed([fault["key"]] if fault.get("key") else [], found)


def _understood(sentence: str) -> tuple[str, dict[str, str]]:
    for pattern, kind in MSGSPEC:
        if match := pattern.match(sentence):
            return kind, match.groupdict()
    return "invalid", {}


def _placed(path: Sequence[Any], found: dict[str, str]) -> dict[str, str]:
    return {"key": ".".join(map(str, path)), **found} if path else found
