"""Stripe's form parameters: `line_items[0][price_data][unit_amount]=1900` in, checked values out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from market.money.sandbox.refusals import invalid

Tree: TypeAlias = dict[str, Any]
"""Leaves are strings; arrays are still mappings from their index."""


@dataclass(frozen=True)
class Text:
    required: bool = False
    choices: tuple[str, ...] = ()
    url: bool = False
    longest: int = 5000


@dataclass(frozen=True)
class Integer:
    required: bool = False
    lowest: int = 0


@dataclass(frozen=True)
class Boolean:
    required: bool = False


@dataclass(frozen=True)
class Metadata:
    """At most 50 keys of 40 characters, values of 500 (docs.stripe.com/metadata). In an `update` an empty
    value takes a key away and stays empty here, and an empty hash, None here, takes all of them away.
    """

    required: bool = False
    update: bool = False


@dataclass(frozen=True)
class Group:
    fields: Mapping[str, Field] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True)
class Many:
    of: Field
    required: bool = False


Field: TypeAlias = "Text | Integer | Boolean | Metadata | Group | Many"


def decode(form: str) -> Tree:
    """Unfold the brackets. Raises StripeRefusal when a name is both a value and a group."""
    tree: Tree = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name) or [name]
        node = tree
        for step in [first, *rest][:-1]:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                raise invalid(f"Invalid object: {name}", first)
        last = [first, *rest][-1]
        last = last if last else str(len(node))
        if isinstance(node.get(last), dict):
            raise invalid(f"Invalid string: {name}", first)
        node[last] = value
    return tree


def read(spec: Field, value: Any, path: str = "") -> Any:
    """Check a value against its description. Raises StripeRefusal naming the parameter as Stripe would."""
    match spec:
        case Group():
            return _group(spec, value, path)
        case Many():
            if not isinstance(value, dict):
                raise invalid("Invalid array", path)
            return [read(spec.of, value[i], f"{path}[{i}]") for i in sorted(value, key=_index)]
        case Metadata():
            return _metadata(spec, value, path)
        case _:
            if isinstance(value, dict):
                raise invalid("Invalid string: {…}", path)
            return _leaf(spec, value, path)


def _index(step: str) -> tuple[int, str]:
    return (int(step), "") if step.isdecimal() else (0, step)


def _group(spec: Group, value: Any, path: str) -> Tree:
    if not isinstance(value, dict):
        raise invalid("Invalid object", path)

    def name(key: str) -> str:
        return f"{path}[{key}]" if path else key

    for key in value:
        if key not in spec.fields:
            raise invalid(f"Received unknown parameter: {name(key)}", name(key), "parameter_unknown")
    for key, part in spec.fields.items():
        if part.required and key not in value:
            raise invalid(f"Missing required param: {name(key)}.", name(key), "parameter_missing")
    return {key: read(spec.fields[key], part, name(key)) for key, part in value.items()}


def _metadata(spec: Metadata, value: Any, path: str) -> dict[str, str] | None:
    if value == "":
        return None if spec.update else {}
    if not isinstance(value, dict) or any(isinstance(part, dict) for part in value.values()):
        raise invalid("Metadata must be a hash of strings", path)
    if len(value) > 50:
        raise invalid("Metadata can have at most 50 keys", path)
    for key, text in value.items():
        if len(key) > 40 or len(text) > 500:
            raise invalid("Metadata keys have at most 40 characters, values 500", f"{path}[{key}]")
    return {key: text for key, text in value.items() if spec.update or text != ""}


def _leaf(spec: Text | Integer | Boolean, value: str, path: str) -> str | int | bool:
    match spec:
        case Integer():
            if not re.fullmatch(r"-?[0-9]{1,18}", value):
                raise invalid(f"Invalid integer: {value}", path, "parameter_invalid_integer")
            if int(value) < spec.lowest:
                raise invalid(
                    f"This value must be at least {spec.lowest}.", path, "parameter_invalid_integer"
                )
            return int(value)
        case Boolean():
            if value not in ("true", "false"):
                raise invalid(f"Invalid boolean: {value}", path)
            return value == "true"
        case _:
            return _text(spec, value, path)


def _text(spec: Text, value: str, path: str) -> str:
    if value == "":
        raise invalid(
            f"You passed an empty string for '{path}'. Remove '{path}' from your request instead.",
            path,
            "parameter_invalid_empty",
        )
    if len(value) > spec.longest:
        raise invalid(f"'{path}' has at most {spec.longest} characters.", path)
    if spec.choices and value not in spec.choices:
        raise invalid(f"Invalid {path}: must be one of {', '.join(spec.choices)}", path)
    if spec.url and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc):
        raise invalid("Not a valid URL", path, "url_invalid")
    return value
