"""The form of an invitation: to one rental, or to several in a campaign.

A field of a benefit is called by its type too, "sample.what": one form holds them all, and only those of the chosen
type are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Any, Final

from market.base.clock import MARKET_ZONE
from market.base.i18n import Language, marked, translate
from market.relations.benefits import BENEFIT_MOST, KINDS, OPTIONAL, Benefit, Kind, check_kind, fields_of
from market.relations.errors import BenefitUnfit, ValidityImpossible
from market.relations.rules import Invitation, wall_time
from market.web.forms import Said, minor, text
from market.web.invitation_words import KINDS as NAMES

COMMON: Final = ("kind", "title", "conditions", "code", "link", "valid_from", "valid_until", "ends_at", "key")

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "discount.percent": marked("Per cent off"),
        "discount.amount": marked("Or an amount off, in euros"),
        "sample.what": marked("What is given"),
        "experience.where": marked("Where"),
        "experience.when": marked("When"),
        "early_access.what": marked("What comes early"),
        "early_access.public_on": marked("The day from which everybody has it (optional)"),
        "advice.what": marked("Advice on what"),
    }
)
_AS: Final[Mapping[str, tuple[str, dict[str, Any]]]] = MappingProxyType(
    {
        "percent": ("text", {"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"}),
        "amount": ("text", {"inputmode": "decimal", "maxlength": 12, "autocomplete": "off"}),
        "public_on": ("date", {}),
    }
)


@dataclass(frozen=True)
class Shown:
    """One input of a type's part of the form."""

    name: str
    label: str
    type: str
    value: str
    error: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A type with its inputs."""

    kind: str
    name: str
    fields: list[Shown]


def typed_in(form: Mapping[str, Any]) -> dict[str, str]:
    """All that the form says of an invitation, as it was typed."""
    return {name: text(form, name) for name in (*COMMON, *LABELS)}


def typed_of(draft: Invitation) -> dict[str, str]:
    """The form as a draft fills it in."""
    said = draft.to_json()
    typed = {name: str(said.get(name) or "") for name in COMMON if name != "ends_at"}
    if draft.ends_at is not None:
        typed["ends_at"] = draft.ends_at.astimezone(MARKET_ZONE).strftime("%H:%M")
    for name, value in said["benefit"].items():
        euros = f"{value / 100:g}" if name == "amount" else str(value)
        typed[f"{draft.kind}.{name}"] = euros
    return typed


def parts(typed: Mapping[str, str], trouble: Said | None, language: Language) -> list[Part]:
    """The types and their inputs, with what was typed and, at its place, what was refused."""
    return [
        Part(
            kind,
            translate(language, NAMES[kind]),
            [_shown(kind, it, typed, trouble, language) for it in fields_of(kind)],
        )
        for kind in KINDS
    ]


def _shown(
    kind: Kind, name: str, typed: Mapping[str, str], trouble: Said | None, language: Language
) -> Shown:
    whole = f"{kind}.{name}"
    wrong = trouble is not None and trouble.field == name and typed.get("kind") == kind
    as_type, attributes = _AS.get(name, ("text", {"maxlength": BENEFIT_MOST, "autocomplete": "off"}))
    return Shown(
        whole,
        translate(language, LABELS[whole]),
        as_type,
        typed.get(whole, ""),
        trouble.words if wrong and trouble else "",
        attributes,
    )


def invitation_in(typed: Mapping[str, str]) -> Invitation:
    """The draft that was typed. Raises KindUnknown, BenefitUnfit, ValidityImpossible; the rules say the rest."""
    kind = check_kind(typed["kind"])
    last = _day(typed, "valid_until")
    at = _time(typed["ends_at"])
    return Invitation(
        kind=kind,
        title=typed["title"],
        conditions=typed["conditions"],
        code=typed["code"] or None,
        link=typed["link"] or None,
        valid_from=_day(typed, "valid_from"),
        valid_until=last,
        benefit=benefit_in_form(kind, typed),
        ends_at=wall_time(last, at) if at is not None else None,
    )


def benefit_in_form(kind: Kind, typed: Mapping[str, str]) -> Benefit:
    """What it brings, as it was typed. Raises BenefitUnfit for what is no day; the rules say the rest."""
    said: dict[str, Any] = {it: typed[f"{kind}.{it}"] for it in fields_of(kind) if typed[f"{kind}.{it}"]}
    if "percent" in said:
        digits = said["percent"].removesuffix("%").strip()
        said["percent"] = int(digits) if digits.isascii() and digits.isdigit() else 0
    if "amount" in said:
        said["amount"] = minor(said["amount"])
    if "public_on" in said:
        said["public_on"] = _public_on(said["public_on"])
    return Benefit(**said)


def _public_on(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise BenefitUnfit(
            field="public_on", reason="no-day", known=list(OPTIONAL["early_access"])
        ) from error


def _day(typed: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(typed[name])
    except ValueError as error:
        raise ValidityImpossible(field=name, reason="no-day") from error


def _time(words: str) -> time | None:
    if not words:
        return None
    try:
        return time.fromisoformat(words).replace(tzinfo=None)
    except ValueError as error:
        raise ValidityImpossible(field="ends_at", reason="no-time") from error
