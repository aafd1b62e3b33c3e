"""Which rules and facts each clause and each plain sentence states, so that none stands in one reading alone.

A clause of the legal reading either names here what it states or stands among those of form, with the reason;
so does a sentence. Rules are named as in `contracts.standing`, facts as the fields of `contracts.facts.Facts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class States:
    """The rules that a text states, whose mark it bears, and the facts of no rule or beside one."""

    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def _states(rules: str = "", facts: str = "") -> States:
    return States(tuple(rules.split()), tuple(facts.split()))


CLAUSES: Final[Mapping[str, States]] = MappingProxyType(
    {
        "verified": _states("brands", "verified_only"),
        "recorder": _states("record"),
        "pseudonym": _states("never"),
        "licence": _states("no_sale"),
        "licence_of": _states("no_sale"),
        "fixed": _states("fixed"),
        "no_sale": _states("no_sale"),
        "not_exclusive": _states(facts="exclusive"),
        "exclusive": _states("exclusive", "exclusive"),
        "instant": _states("instant", "instant"),
        "instant_concluded": _states("instant", "instant"),
        "approval": _states("approval", "instant"),
        "approval_concluded": _states("approval", "instant"),
        "instant_renewed": _states("instant", "instant"),
        "approval_renewed": _states("approval", "instant"),
        "disclosed": _states("disclosure", "claims answered"),
        "phrases": _states("phrases", "phrases"),
        "never": _states("never"),
        "said": _states(facts="said over_said"),
        "said_shown": _states("said"),
        "said_recorded": _states("said", "recorded"),
        "reads": _states("reads", "reads_per_day"),
        "closed_world": _states("closed_world", "closed_world"),
        "invitations": _states("contact", "invitations_per_month"),
        "invitations_messages": _states("contact", "invitations_per_month messages_per_month"),
        "question": _states("contact", "question"),
        "no_question": _states("contact", "question"),
        "rewarded": _states("rewarded", "rewarded_per_month"),
        "silence": _states("contact"),
        "silence_messages": _states("contact"),
        "price": _states("price"),
        "price_agreed": _states("price", "price"),
        "split": _states("price"),
        "split_agreed": _states("price", "holder platform"),
        "refund": _states("refund", "refund_rule"),
        "end_early": _states("early_end"),
        "shares": _states("price"),
        "periods": _states("period", "periods"),
        "begun": _states("period", "periods starts_at ends_at"),
        "not_begun": _states("period", "periods"),
        "term": _states("period"),
        "term_access": _states("period"),
        "use_ends": _states("use"),
        "renewal": _states("renewal"),
        "withdrawal": _states("withdrawal"),
        "withdrawal_by": _states("withdrawal"),
        "at_once": _states("withdrawal"),
        "others": _states("early_end"),
        "contested": _states("suspension", "suspended"),
        "retention": _states("retention", "retention_days"),
        "attestation": _states("attestation"),
        "delay": _states("retention"),
        "delete_by": _states("retention", "delete_by"),
        "passed_on": _states("passed_on"),
        "recipients": _states("recipients", "processors"),
        "recipients_named": _states("recipients", "processors"),
        "recipients_none": _states("recipients", "processors"),
        "processors": _states("recipients"),
        "union": _states("spatial", "spatial"),
        "record": _states("record"),
        "copies": _states("record"),
        "law": _states(facts="jurisdiction"),
    }
)
"""By the key of a wording. The items of lists state what they name: purposes, acts, prohibitions, claims."""

FORM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "parties": "says who the parties are",
        "parties_named": "says who the parties are",
        "apart": "tells the contract from other instruments",
        "summary": "has no contractual force",
        "declared": "describes the data, and asks nothing of anybody",
        "purposes": "opens a list",
        "purposes_declared": "opens a list",
        "may": "opens a list",
        "must_not": "opens a list",
        "days": "defines a day",
        "marks": "explains the brackets",
        "reference": "names the terms",
        "reference_agreed": "names the contract and its terms",
        "languages": "says which text counts",
        "numbers": "explains the numbers",
        "performance": "repeats the law: GDPR 6(1)(b)",
        "controller": "repeats the law: GDPR 4(7)",
        "past": "repeats the law: GDPR 7(3)",
        "rights": "repeats the law: GDPR 15 to 21",
        "by_pseudonym": "repeats the law: GDPR 11 and 12",
        "authority": "repeats the law: GDPR 77",
        "liability": "repeats the law of contracts",
        "courts": "repeats the law: GDPR 79(2)",
    }
)
"""The clauses that state no rule of the rental, and why each does not."""

SENTENCES: Final[Mapping[str, States]] = MappingProxyType(
    {
        "periods": _states("period", "periods"),
        "periods_fixed": _states("period fixed", "periods"),
        "begun": _states("period", "periods starts_at ends_at"),
        "begun_fixed": _states("period fixed", "periods starts_at ends_at"),
        "not_begun": _states("period", "periods"),
        "not_begun_fixed": _states("period fixed", "periods"),
        "price": _states("price", "price holder platform"),
        "price_offered": _states("price"),
        "recorder": _states("record"),
        "recipients": _states("recipients", "processors"),
        "recipients_offered": _states("recipients"),
        "recipients_none": _states("recipients", "processors"),
        "verified": _states("brands", "verified_only"),
        "instant": _states("instant", "instant lawful_basis"),
        "approval": _states("approval", "instant lawful_basis"),
        "exclusive": _states("exclusive", "exclusive"),
        "not_exclusive": _states(facts="exclusive"),
        "disclosed": _states("disclosure", "claims answered"),
        "named_below": _states("phrases", "phrases"),
        "phrases": _states("phrases", "phrases"),
        "never": _states("never"),
        "said": _states(facts="said over_said"),
        "said_shown": _states("said"),
        "said_recorded": _states("said", "recorded"),
        "reads": _states("reads", "reads_per_day"),
        "invitations": _states("contact", "invitations_per_month"),
        "invitations_messages": _states("contact", "invitations_per_month messages_per_month"),
        "monthly": _states(
            "contact rewarded", "invitations_per_month messages_per_month question rewarded_per_month"
        ),
        "question": _states("contact", "question"),
        "no_question": _states("contact", "question"),
        "question_free": _states("contact", "question"),
        "no_question_free": _states("contact", "question"),
        "closed_world": _states("closed_world", "closed_world"),
        "switch_off": _states("withdrawal"),
        "refund": _states("refund", "refund_rule"),
        "end_early": _states("early_end"),
        "end_early_no_renewal": _states("early_end renewal"),
        "contested": _states("suspension", "suspended"),
        "retention": _states("retention", "retention_days"),
        "erased": _states("retention", "retention_days"),
        "delete_by": _states("retention", "delete_by"),
        "signed": _states("attestation"),
        "use_ends": _states("use"),
        "use_erased": _states("use retention", "retention_days"),
        "passed_on": _states("passed_on"),
        "licence": _states("no_sale"),
        "licence_law": _states("no_sale spatial", "jurisdiction spatial"),
        "law": _states("spatial", "jurisdiction spatial"),
    }
)
"""By the key of a sentence of the plain reading."""

FORM_OF_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "terms_title": "a title",
        "agreement_title": "a title",
        "parties": "says who the parties are",
        "claims": "lists what another sentence counts",
        "claims_of": "lists what another sentence counts",
        "reference": "names the terms",
        "legend": "explains the brackets",
    }
)
