"""The form of a template: an invitation's, with spans of time in place of its days."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from market.base.i18n import Language, marked, translate
from market.relations.benefits import check_kind
from market.relations.errors import BenefitUnfit, ValidityImpossible
from market.relations.templates.queries import TemplateRow
from market.relations.templates.rules import Draft
from market.web.forms import Said, text
from market.web.invitation_form import LABELS, Part, Shown, benefit_in_form, parts

FIELDS: Final = ("name", "kind", "title", "conditions", "code", "link", "days", "hours", "key", "version")
EARLY: Final = "early_access.public_on"
PUBLIC_IN: Final = "early_access.public_in"
IN_DAYS = marked("In how many days everybody has it (optional)")


def template_typed_in(form: Mapping[str, Any]) -> dict[str, str]:
    """All that the form says of a template, as it was typed."""
    return {name: text(form, name) for name in (*FIELDS, *LABELS, PUBLIC_IN)} | {EARLY: ""}


def template_typed_of(row: TemplateRow, typed: Mapping[str, str]) -> dict[str, str]:
    """The form as a template fills it in; `typed`: what its invitation does."""
    spans = {"days": row.draft.days, "hours": row.draft.hours, PUBLIC_IN: row.draft.public_in}
    said = {name: "" if value is None else str(value) for name, value in spans.items()}
    return {**typed, **said, "name": row.name, "version": str(row.version)}


def template_parts(typed: Mapping[str, str], trouble: Said | None, language: Language) -> list[Part]:
    """The types and their inputs; a day is asked for as a number of days."""
    return [
        replace(
            part,
            fields=[_in_days(typed, trouble, language) if it.name == EARLY else it for it in part.fields],
        )
        for part in parts(typed, trouble, language)
    ]


def _in_days(typed: Mapping[str, str], trouble: Said | None, language: Language) -> Shown:
    wrong = trouble is not None and trouble.field == "public_in"
    return Shown(
        PUBLIC_IN,
        translate(language, IN_DAYS),
        "text",
        typed.get(PUBLIC_IN, ""),
        trouble.words if wrong and trouble else "",
        {"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"},
    )


def draft_in(typed: Mapping[str, str]) -> Draft:
    """The draft that was typed. Raises KindUnknown, BenefitUnfit, ValidityImpossible; the rules say the rest."""
    kind = check_kind(typed["kind"])
    early = _whole(typed[PUBLIC_IN]) if kind == "early_access" else None
    if early is not None and early < 0:
        raise BenefitUnfit(field="public_in", reason="no-number")
    return Draft(
        kind=kind,
        title=typed["title"],
        conditions=typed["conditions"],
        code=typed["code"] or None,
        link=typed["link"] or None,
        benefit=benefit_in_form(kind, typed),
        days=_span(typed, "days"),
        hours=_span(typed, "hours"),
        public_in=early,
    )


def _span(typed: Mapping[str, str], name: str) -> int | None:
    found = _whole(typed[name])
    if found is not None and found < 0:
        raise ValidityImpossible(field=name, reason="no-number")
    return found


def _whole(words: str) -> int | None:
    """The number; None for nothing, -1 for what is none."""
    if not words:
        return None
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else -1
