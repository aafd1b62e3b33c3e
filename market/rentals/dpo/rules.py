"""Pure: a pack made of what is known of the brand, its rentals, the settings and the compliance profile."""

from collections.abc import Iterable, Sequence

from babel import Locale

from contracts import vat
from contracts.agreement import LAWFUL_BASIS
from contracts.compliance import Obligation, in_force
from contracts.sentences_said import act
from contracts.terms import called
from contracts.variant import Rule as TermsRule
from contracts.variant import Terms
from contracts.vocabulary import ACTIONS, CLAIMS, PD, PROHIBITIONS, PURPOSES, SAID, Term
from market.accounts.queries import BrandFacts
from market.base.filters import LOCALES
from market.base.i18n import Language
from market.rentals.dpo import content, words
from market.rentals.dpo.case import Asked, Rented, roster
from market.rentals.dpo.sample import sample


def pack(asked: Asked) -> content.Pack:
    """The pack of one brand, on one day, in one language."""
    found = tuple(asked.rented) or roster(asked.brand.processors)
    duties = in_force(asked.profile, asked.day, "brand")
    moved = _transfers(asked)
    return content.Pack(
        language=asked.language,
        issued_on=asked.day,
        basis="rented" if asked.rented else "roster",
        profile_edition=asked.profile.edition,
        brand=_brand(asked.brand),
        platform=_platform(asked),
        register_entry=_entry(asked, found, moved),
        cases=tuple(_case(it, asked) for it in found),
        transfers=moved,
        security=tuple(
            content.Measure(id=it.id, words=it.text.in_(asked.language))
            for it in asked.profile.measures
            if it.when in asked.here.holds
        ),
        rights=tuple(_duty(it, asked.language) for it in duties if it.right),
        duties=tuple(_duty(it, asked.language) for it in duties if not it.right),
        missing=_missing(asked),
    )


def _brand(it: BrandFacts) -> content.Company:
    return content.Company(
        name=it.legal_name,
        siren=it.siren,
        vat_number=it.vat_number,
        address=_address(it.street, it.postcode, it.city),
        country=it.country,
        contact_address=it.contact_address,
        contact=it.contact,
    )


def _platform(asked: Asked) -> content.Platform:
    it = asked.platform
    company = content.Company(
        name=it.name,
        siren=it.siren,
        vat_number=it.vat_number,
        address=_address(it.street, it.postcode, it.city),
        country=it.country,
    )
    return content.Platform(
        company=company,
        role=asked.say(words.ROLE),
        privacy_contact=asked.here.privacy_contact,
        notified=asked.here.notified,
    )


def _address(street: str | None, postcode: str | None, city: str | None) -> str | None:
    place = " ".join(it for it in (postcode, city) if it)
    return ", ".join(it for it in (street, place) if it) or None


def _erasure(asked: Asked, found: Sequence[Rented]) -> str:
    """When copies are gone; and of what the person says, by which contracts or by the law alone."""
    days = sorted({it.terms.retention.days for it in found})
    said = [
        asked.say(words.ERASURE, days=days[0])
        if len(days) == 1
        else asked.say(words.ERASURE_RANGE, least=days[0], most=days[-1])
    ]
    for bound, message in ((True, words.SAID_ERASURE), (False, words.UNSAID_ERASURE)):
        under = [it.terms.edition for it in found if it.terms.contact.heard and _bound(it.terms) == bound]
        said += [asked.say(message, editions=", ".join(under))] if under else []
    return " ".join(said)


def _bound(terms: Terms) -> bool:
    return terms.contact.said is not None


def _entry(asked: Asked, found: Sequence[Rented], moved: content.Transfers) -> content.RegisterEntry:
    language, say = asked.language, asked.say
    purposes = _each(purpose for it in found for purpose in it.purposes)
    traits = _each(
        called(it.terms, claim).in_(language) for it in found for claim in it.terms.disclosure.claims
    )
    processors = _each(name for it in found for name in it.processors)
    coming = [name for name in asked.brand.processors if name not in processors]
    kinds = _each(kind for it in found for kind in it.terms.contact.heard)
    return content.RegisterEntry(
        name=say(words.PROCESSING),
        controller=_brand(asked.brand),
        purposes=(
            *(PURPOSES[it].plain.in_(language) for it in purposes),
            *((say(words.SAID_PURPOSES),) if kinds else ()),
        ),
        lawful_basis=say(words.BASIS),
        persons=say(words.PERSONS),
        personal_data=(
            *traits,
            say(words.PHRASES),
            *(it.text.in_(language) for it in SAID.values() if it.id in kinds),
            *((say(words.IMAGES),) if "message" in kinds else ()),
        ),
        source=" ".join((say(words.SOURCE), *((say(words.SOURCE_SAID),) if kinds else ()))),
        recipients=(
            say(words.YOU, brand=asked.brand.legal_name),
            *_processors(processors, coming, asked),
            *((say(words.SAID_RECIPIENTS),) if kinds else ()),
        ),
        transfers=moved.words,
        erasure=_erasure(asked, found),
        security=say(words.SECURITY),
    )


def _processors(named: Sequence[str], coming: Sequence[str], asked: Asked) -> tuple[str, ...]:
    """Those whom contracts name, and those whom the next ones will."""
    return (
        *(asked.say(words.PROCESSOR, name=it) for it in named),
        *(asked.say(words.PROCESSOR_COMING, name=it) for it in coming),
    ) or (asked.say(words.NO_PROCESSOR),)


def _each(found: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order in which they came."""
    return tuple(dict.fromkeys(found))


def _case(it: Rented, asked: Asked) -> content.Case:
    terms, language = it.terms, asked.language
    return content.Case(
        edition=terms.edition,
        name=terms.name.in_(language),
        address=f"/terms/{terms.edition}",
        begun=it.begun,
        running=it.running,
        purposes=tuple(_purpose(PURPOSES[each], language) for each in it.purposes),
        actions=tuple(_act(each, terms, language) for each in terms.actions),
        prohibitions=tuple(_rule(each, PROHIBITIONS[each.term], language) for each in terms.prohibitions),
        traits=(
            *(
                content.Trait(id=claim, iri=CLAIMS[claim].iri, name=called(terms, claim).in_(language))
                for claim in terms.disclosure.claims
            ),
            # Which of them were chosen is the person's to say: as data they are preferences.
            content.Trait(id="phrases", iri=f"{PD}Preference", name=asked.say(words.PHRASES)),
        ),
        said=content.Said(
            kinds=tuple(
                content.Trait(id=each.id, iri=each.iri, name=each.text.in_(language))
                for each in map(SAID.__getitem__, terms.contact.heard)
            ),
            bound=_bound(terms),
            plain=_on_said(terms, asked),
        ),
        processors=it.processors,
        reads_per_day=terms.reads.per_day,
        invitations_per_month=terms.contact.invitations_per_month,
        questions_per_month=terms.contact.questions_per_month,
        messages_per_month=terms.contact.messages_per_month,
        erase_within_days=terms.retention.days,
        contract=sample(
            terms,
            it.purposes,
            brand=asked.brand.legal_name,
            processors=it.processors,
            persona=asked.say(words.EXAMPLE),
            period=it.period,
            price_step=it.price_step,
            day=asked.day,
            language=language,
        ),
    )


def _on_said(terms: Terms, asked: Asked) -> str:
    """What binds what the person says; and what of it the terms do not speak of, where they speak of the rest."""
    if not _bound(terms):
        return asked.say(words.SAID_UNBOUND)
    beside = [
        SAID[it].text.in_(asked.language) for it in terms.contact.heard if it not in terms.contact.kinds
    ]
    unspoken = (asked.say(words.SAID_BESIDE, kinds=" · ".join(beside)),) if beside else ()
    return " ".join((asked.say(words.SAID_BOUND), *unspoken))


def _act(rule: TermsRule, terms: Terms, language: Language) -> content.Rule:
    """An act as these terms word it."""
    plain = act(rule, terms.contact, said=True).in_(language)
    return _rule(rule, ACTIONS[rule.term], language).model_copy(update={"plain": plain})


def _purpose(term: Term, language: Language) -> content.Purpose:
    return content.Purpose(
        id=term.id,
        iri=term.iri,
        name=term.text.in_(language),
        plain=term.plain.in_(language),
        lawful_basis=LAWFUL_BASIS,
    )


def _rule(rule: TermsRule, term: Term, language: Language) -> content.Rule:
    return content.Rule(id=term.id, iri=term.iri, plain=term.plain.in_(language), kept=rule.enforcement)


def _duty(it: Obligation, language: Language) -> content.Duty:
    return content.Duty(
        id=it.id,
        law=it.law,
        article=it.article,
        title=it.title.in_(language),
        asks=it.asks.in_(language),
        met=it.met.in_(language),
        left=it.left.in_(language) if it.left else None,
    )


def _transfers(asked: Asked) -> content.Transfers:
    by, code = asked.here.hosted_by, asked.here.hosted_in
    inside = None if code is None else vat.in_union(code, asked.day)
    said = words.UNSAID if inside is None else words.INSIDE if inside else words.OUTSIDE
    where = ", ".join(it for it in (by, country(code, asked.language) if code else None) if it)
    message = asked.say(said) if inside is None else asked.say(said, where=where)
    return content.Transfers(hosted_by=by, hosted_in=code, inside=inside, words=message)


def country(code: str, language: Language) -> str:
    """A country's name; its code where it has none."""
    return str(Locale.parse(LOCALES[language]).territories.get(code, code))


def _missing(asked: Asked) -> tuple[str, ...]:
    here = asked.here
    wanted = (
        (here.hosted_in, words.NOT_HOSTED),
        (here.hosted_by, words.NOT_HOST),
        (here.privacy_contact, words.NOT_CONTACT),
        (here.notified, words.NOT_NOTIFIED),
    )
    return tuple(asked.say(message) for value, message in wanted if value is None)
