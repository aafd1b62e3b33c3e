"""A pack as people read it: headings with rows of names and words, laid out alike by the page and by the PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from market.base import filters
from market.base.i18n import Language, marked, translate, translate_count
from market.rentals.dpo.content import Case, Company, Duty, Pack, Rule
from market.rentals.dpo.rules import country

Row = tuple[str, Sequence[str]]


@dataclass(frozen=True)
class Section:
    """A heading; under it an opening, rows of a name and its words, a list, and a text that is quoted whole."""

    heading: str
    opening: str = ""
    rows: Sequence[Row] = ()
    items: Sequence[str] = ()
    quoted: Sequence[str] = ()
    level: int = 2


@dataclass(frozen=True)
class Sheet:
    """The whole of it, in words."""

    language: Language
    title: str
    author: str
    heading: str
    lead: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section] = field(default_factory=tuple)
    footer: str = ""


TITLE = marked("Data protection pack")
LEAD = marked(
    "What your lawyer or data protection officer needs to know of your rentals on Moi."
    " It was made on %(day)s of your contracts, of the settings of this market and of"
    " edition %(edition)s of its compliance profile. It replaces no advice."
)
RENTED_NOTHING = marked(
    "You have rented nothing yet: this describes all the terms of today, with every purpose that they admit."
)
KEPT = {
    "technical": marked("the service refuses the contrary"),
    "evidential": marked("a record shows it"),
    "legal": marked("the contract alone"),
}
HERE, YOURS = marked("Here: %(words)s"), marked("Yours to do: %(words)s")
LAWS = {"gdpr": marked("GDPR"), "dga": marked("Data Governance Act")}
NOT_SAID = marked("not said")
NO_CONTACT = marked(
    "None: your brand has not given one. Whoever rents has to (account, contact for personal data)."
)


def outline(pack: Pack) -> Sheet:
    """All but the sample contracts: what a page has room for."""
    say = _Sayer(pack.language)
    sections = [
        _entry(pack, say),
        *(_case(it, say) for it in pack.cases),
        _moi(pack, say),
        Section(say(marked("Measures of security")), items=[it.words for it in pack.security]),
        _duties(say(marked("The person’s rights, and how to answer them")), pack.rights, say),
        _duties(say(marked("Your other duties")), pack.duties, say),
    ]
    if pack.missing:
        unsaid = say(marked("The operator of this market has not said:"))
        sections.insert(0, Section(say(marked("What is missing here")), opening=unsaid, items=pack.missing))
    return Sheet(
        language=pack.language,
        title=f"{say(TITLE)} · {pack.brand.name}",
        author=pack.platform.company.name,
        heading=say(TITLE),
        lead=" ".join(
            [
                say(LEAD, day=_day(pack), edition=pack.profile_edition),
                *([say(RENTED_NOTHING)] if pack.basis == "roster" else []),
            ]
        ),
        facts=[(say(marked("For")), _company(pack.brand, pack.language)), (say(marked("Date")), _day(pack))],
        sections=sections,
        footer=f"{pack.platform.company.name} · {say(TITLE)} · {_day(pack)}",
    )


def whole(pack: Pack) -> Sheet:
    """The outline, and behind it the sample contract of each edition, plain and legal; the machine's is attached."""
    say, found = _Sayer(pack.language), outline(pack)
    contracts = [section for it in pack.cases for section in _contract(it, say)]
    return Sheet(**{**vars(found), "sections": [*found.sections, *contracts]})


class _Sayer:
    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, message: str, **values: object) -> str:
        return translate(self.language, message, **values)

    def number(self, value: int) -> str:
        return filters.number(value, self.language)


def _day(pack: Pack) -> str:
    return filters.day(pack.issued_on, pack.language, year=True)


def _company(it: Company, language: Language) -> str:
    numbers = [f"SIREN\u00a0{it.siren}"] if it.siren else []
    numbers += [it.vat_number] if it.vat_number else []
    return " · ".join(
        [it.name, *([it.address] if it.address else []), country(it.country, language), *numbers]
    )


def _contact(it: Company) -> list[str]:
    return [it.contact_address, it.contact] if it.contact_address and it.contact else []


def _entry(pack: Pack, say: _Sayer) -> Section:
    it = pack.register_entry
    rows: list[Row] = [
        (say(marked("Processing")), [it.name]),
        (say(marked("Controller")), [_company(it.controller, pack.language)]),
        (say(marked("Contact for personal data")), _contact(it.controller) or [say(NO_CONTACT)]),
        (say(marked("Purposes")), it.purposes),
        (say(marked("Lawful basis")), [it.lawful_basis]),
        (say(marked("Persons")), [it.persons]),
        (say(marked("Personal data")), [" · ".join(it.personal_data)]),
        (say(marked("Where they come from")), [it.source]),
        (say(marked("Recipients")), it.recipients),
        (say(marked("Transfers outside the Union")), [it.transfers]),
        (say(marked("Time until erasure")), [it.erasure]),
        (say(marked("Security")), [it.security]),
    ]
    opening = say(
        marked("Ready to copy into your record of processing (GDPR, article 30). Add your own systems.")
    )
    return Section(say(marked("Register entry")), opening, rows)


def _case(it: Case, say: _Sayer) -> Section:
    begun = translate_count(say.language, "%(num)s rental begun", "%(num)s rentals begun", it.begun)
    running = translate_count(say.language, "%(num)s running now", "%(num)s running now", it.running)
    days = translate_count(
        say.language, "within %(num)s day of the end", "within %(num)s days of the end", it.erase_within_days
    )
    rows: list[Row] = [
        (say(marked("Reference")), [f"{it.edition} ({it.address})"]),
        (say(marked("Your rentals")), [f"{begun}, {running}"]),
        (say(marked("Your purposes")), [each.name for each in it.purposes]),
        (say(marked("You may")), _rules(it.actions, say)),
        (say(marked("You may not")), _rules(it.prohibitions, say)),
        (say(marked("Readings a day, at most")), [say.number(it.reads_per_day)]),
        (say(marked("Invitations a month, at most")), [say.number(it.invitations_per_month)]),
        (say(marked("Questions a month, at most")), [say.number(it.questions_per_month)]),
        (say(marked("Messages a month, at most")), [say.number(it.messages_per_month)]),
        (say(marked("Copies erased")), [days]),
        (say(marked("Traits shown")), [" · ".join(each.name for each in it.traits)]),
        *(
            [
                (
                    say(marked("What the person says")),
                    [" · ".join(k.name for k in it.said.kinds), it.said.plain],
                )
            ]
            if it.said.kinds
            else []
        ),
        (say(marked("Processors named")), it.processors or [say(marked("none"))]),
    ]
    return Section(
        say(marked("Your rentals under the terms “%(name)s”"), name=f"{it.name}, {it.edition}"), rows=rows
    )


def _rules(rules: Iterable[Rule], say: _Sayer) -> list[str]:
    return [f"{it.plain} [{say(KEPT[it.kept])}]" for it in rules]


def _moi(pack: Pack, say: _Sayer) -> Section:
    it, moved = pack.platform, pack.transfers
    unsaid = say(NOT_SAID)
    rows: list[Row] = [
        (say(marked("Company")), [_company(it.company, pack.language)]),
        (say(marked("Role")), [it.role]),
        (say(marked("Contact for personal data")), [it.privacy_contact or unsaid]),
        (say(marked("Hosted by")), [moved.hosted_by or unsaid]),
        (say(marked("Hosted in")), [country(moved.hosted_in, pack.language) if moved.hosted_in else unsaid]),
        (say(marked("Notified as an intermediary")), [it.notified or unsaid]),
    ]
    return Section(say(marked("Who runs this market")), rows=rows)


def _duties(heading: str, duties: Iterable[Duty], say: _Sayer) -> Section:
    article = marked("%(title)s (%(law)s, article %(number)s)")
    rows: list[Row] = [
        (
            say(article, title=it.title, law=say(LAWS[it.law]), number=it.article),
            [it.asks, say(HERE, words=it.met), *([say(YOURS, words=it.left)] if it.left else [])],
        )
        for it in duties
    ]
    return Section(heading, rows=rows)


def _contract(it: Case, say: _Sayer) -> list[Section]:
    sample = marked("Sample contract “%(name)s”: plain words")
    opening = marked(
        "With an invented persona, unsigned: what you agree to when you rent."
        " The reading for machines (ODRL) is in the JSON file attached to this one."
    )
    name = f"{it.name}, {it.edition}"
    return [
        Section(say(sample, name=name), say(opening), quoted=_lines(it.contract.plain)),
        Section(
            say(marked("Sample contract “%(name)s”: legal text"), name=name), quoted=_lines(it.contract.legal)
        ),
    ]


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")
