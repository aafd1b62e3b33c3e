"""What a contract says, stripped of how it says it.

Each reading, the ODRL and the typed object give their facts on their own way, and a test finds them
equal: the contract shown is the contract enforced.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.agreement import LAWFUL_BASIS, Agreement, delete_by
from contracts.price import Money
from contracts.standing import OF_THE_TERMS, kept_by, over_said, recorded_of, said_by
from contracts.variant import SCHEME, Enforcement, Scheme, Terms


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The rules of terms, and, of an agreement, its period and money; instants in UTC.

    ``kept`` says which rules there are and how each is kept, by its name in `contracts.standing`. ``phrases``: the
    sentences that the holder chose are disclosed; ``suspended``: access is, while a bank contests the payment.
    ``said``: the kinds of what the person says within the rental; ``over_said``: the rules on the sheet that cover it;
    ``recorded``: what of it the brand's copy of the record keeps, where that is listed.
    """

    periods: frozenset[str]
    purposes: frozenset[str]
    actions: frozenset[str]
    prohibitions: frozenset[str]
    claims: tuple[str, ...]
    answered: int
    phrases: bool
    reads_per_day: int
    invitations_per_month: int
    question: bool
    rewarded_per_month: int
    messages_per_month: int
    said: frozenset[str]
    over_said: frozenset[str]
    recorded: frozenset[str]
    retention_days: int
    verified_only: bool
    exclusive: bool
    instant: bool
    closed_world: bool
    suspended: bool
    processors: bool
    kept: frozenset[tuple[str, Enforcement]]
    lawful_basis: str | None
    refund_rule: str | None
    jurisdiction: str | None
    spatial: str | None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    delete_by: datetime | None = None
    price: Money | None = None
    holder: Money | None = None
    platform: Money | None = None


def of_terms(terms: Terms, scheme: Scheme = SCHEME) -> Facts:
    """The facts of a roster variant."""
    return as_of(scheme, _facts(terms, frozenset(terms.periods), terms.purposes.admitted, scheme))


def of_agreement(agreement: Agreement) -> Facts:
    """The facts of an agreement: its terms as far as they apply, its period and its money."""
    ends_at = agreement.ends_at
    found = _facts(
        agreement.terms,
        frozenset({agreement.period}),
        agreement.purposes,
        agreement.schema_version,
        processors=bool(agreement.recipients),
        lawful_basis=agreement.lawful_basis,
        refund_rule=agreement.refund_rule,
        jurisdiction=agreement.jurisdiction,
        spatial=agreement.spatial,
        starts_at=agreement.starts_at,
        ends_at=ends_at,
        delete_by=None if ends_at is None else delete_by(agreement, ends_at),
        price=agreement.price,
        holder=agreement.split.holder,
        platform=agreement.split.platform,
    )
    return as_of(agreement.schema_version, found)


def as_of(scheme: Scheme, facts: Facts) -> Facts:
    """As much of these facts as all readings of a scheme state: before the third one some stood in one alone."""
    if scheme > 2:
        return facts
    kept = {(rule, how) for rule, how in facts.kept if ":" in rule or rule in OF_THE_TERMS}
    unsaid = replace(facts, said=frozenset(), over_said=frozenset(), recorded=frozenset())
    return replace(unsaid, kept=frozenset(kept), phrases=False, suspended=False, processors=False)


def _facts(
    terms: Terms,
    periods: frozenset[str],
    purposes: tuple[str, ...],
    scheme: Scheme,
    *,
    processors: bool = False,
    lawful_basis: str = LAWFUL_BASIS,
    refund_rule: str = "rental-days-begun",
    jurisdiction: str = "FR",
    spatial: str = "EU",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    delete_by: datetime | None = None,
    price: Money | None = None,
    holder: Money | None = None,
    platform: Money | None = None,
) -> Facts:
    return Facts(
        periods=periods,
        purposes=frozenset(purposes),
        actions=frozenset(rule.term for rule in terms.actions),
        prohibitions=frozenset(rule.term for rule in terms.prohibitions),
        claims=terms.disclosure.claims,
        answered=terms.disclosure.answered,
        phrases=True,
        reads_per_day=terms.reads.per_day,
        invitations_per_month=terms.contact.invitations_per_month,
        question=terms.contact.question,
        rewarded_per_month=terms.contact.rewarded_per_month,
        messages_per_month=terms.contact.messages_per_month,
        said=frozenset(said_by(terms, scheme)),
        over_said=over_said(terms, scheme),
        recorded=frozenset(recorded_of(terms, scheme)),
        retention_days=terms.retention.days,
        verified_only=terms.brands.kinds == ("verified",),
        exclusive=terms.exclusive,
        instant=terms.instant,
        closed_world=True,
        suspended=True,
        processors=processors,
        kept=frozenset(kept_by(terms, scheme).items()),
        lawful_basis=lawful_basis,
        refund_rule=refund_rule,
        jurisdiction=jurisdiction,
        spatial=spatial,
        starts_at=starts_at,
        ends_at=ends_at,
        delete_by=delete_by,
        price=price,
        holder=holder,
        platform=platform,
    )
