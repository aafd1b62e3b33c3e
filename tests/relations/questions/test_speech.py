"""Whatever a holder types, the words that would reach a brand hold no name, address or number of theirs."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from faker import Faker
from hypothesis import given, settings
from hypothesis import strategies as st

from market.accounts.giveaways import address_in, name_in, pieces_in
from market.base.disguise import plain, tokens
from market.money.payouts.giveaways import iban_in
from market.relations.speech import gives_away, may_give_away

LEET = str.maketrans("aeiosAEIOS", "4310543105")
CYRILLIC = str.maketrans("aeopcx", "аеорсх")
WIDE = {code: code + 0xFEE0 for code in range(33, 127)}
DIGITS = {
    "fr_FR": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    "en_GB": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}

Disguise = Callable[[str], str]
OF_NAMES: dict[str, Disguise] = {
    "as it is": str,
    "in capitals": str.upper,
    "small": str.lower,
    "spelled": " ".join,
    "dotted": ".".join,
    "dashed": "-".join,
    "starred": "*".join,
    "leet": lambda it: it.translate(LEET),
    "backwards": lambda it: it[::-1],
    "invisible": "\u200b".join,
    "look-alike": lambda it: it.translate(CYRILLIC),
    "wide": lambda it: it.translate(WIDE),
    "run together": lambda it: it.replace(" ", ""),
    "longer": lambda it: re.sub(r"([lmnt])", r"\1\1\1", it),
    "with accents": lambda it: it.translate(str.maketrans("aeiou", "àéîôù")),
}
OF_ADDRESSES: dict[str, Disguise] = {
    "as it is": str,
    "said": lambda it: it.replace("@", " arobase ").replace(".", " point "),
    "said in English": lambda it: it.replace("@", " at ").replace(".", " dot "),
    "in brackets": lambda it: it.replace("@", "[at]"),
    "spelled": " ".join,
    "in capitals": str.upper,
    "wide": lambda it: it.translate(WIDE),
}
OF_PLACES: dict[str, Disguise] = {
    "as it is": str,
    "in a line": lambda it: it.replace("\n", ", "),
    "small": str.lower,
    "in capitals": str.upper,
}


@dataclass(frozen=True)
class Identity:
    """Somebody, as Faker draws them."""

    name: str
    email: str
    phone: str
    address: str
    iban: str
    language: str


@st.composite
def identities(draw: st.DrawFn) -> Identity:
    language = draw(st.sampled_from(["fr_FR", "en_GB"]))
    fake = Faker(language)
    fake.seed_instance(draw(st.integers(0, 2**32)))
    name = f"{fake.first_name()} {fake.last_name()}"
    return Identity(name, fake.email(), fake.phone_number(), fake.address(), fake.iban(), language)


AROUND = st.sampled_from(["{}", "bon, {} voilà", "you see: {}.", "Le prix ({}) surtout", "a\n{}\nb"])


def refused(who: Identity, text: str) -> frozenset[str]:
    """What is found in a text, as `speech.check` adds it up."""
    found = set(gives_away(text))
    found |= {"name"} if name_in(text, who.name) else set()
    found |= {"email"} if address_in(text, who.email) else set()
    found |= {"iban"} if iban_in(text, who.iban) else set()
    return frozenset(found)


@settings(max_examples=60)
@given(identities(), st.sampled_from(sorted(OF_NAMES)), st.booleans(), AROUND)
def test_a_name_or_a_part_of_it_is_found_in_any_disguise(
    who: Identity, disguise: str, whole: bool, around: str
) -> None:
    parts = [it for it in who.name.split() if len(it) > 2 and it.lower() not in ("dos", "le", "de", "la")]
    said = who.name if whole else parts[-1]
    if disguise == "longer" and len(re.sub(r"(.)\1+", r"\1", plain(said))) < 3:
        return
    assert "name" in refused(who, around.format(OF_NAMES[disguise](said)))


@settings(max_examples=60)
@given(identities(), st.sampled_from(sorted(OF_ADDRESSES)), AROUND)
def test_an_e_mail_address_is_found_in_any_disguise(who: Identity, disguise: str, around: str) -> None:
    assert "email" in refused(who, around.format(OF_ADDRESSES[disguise](who.email)))


@settings(max_examples=60)
@given(identities(), st.sampled_from(["as it is", "spelled", "letters", "words"]), AROUND)
def test_a_number_to_call_is_found_in_any_disguise(who: Identity, disguise: str, around: str) -> None:
    said = {
        "as it is": who.phone,
        "spelled": " ".join(who.phone),
        "letters": who.phone.replace("0", "O").replace("1", "l"),
        "words": " ".join(DIGITS[who.language][int(it)] if it.isdigit() else " " for it in who.phone),
    }[disguise]
    assert "phone" in refused(who, around.format(said))


@settings(max_examples=60)
@given(identities(), st.sampled_from(sorted(OF_PLACES)), AROUND)
def test_an_address_in_a_street_is_found_in_any_disguise(who: Identity, disguise: str, around: str) -> None:
    assert "address" in refused(who, around.format(OF_PLACES[disguise](who.address)))


@settings(max_examples=60)
@given(identities(), st.sampled_from(["as it is", "in fours", "small", "without its country"]), AROUND)
def test_an_account_is_found_in_any_disguise(who: Identity, disguise: str, around: str) -> None:
    fours = " ".join(re.findall(".{1,4}", who.iban))
    said = {
        "as it is": who.iban,
        "in fours": fours,
        "small": who.iban.lower(),
        "without its country": who.iban[4:],
    }[disguise]
    assert "iban" in refused(who, around.format(said))


PLAIN = [
    "Je roule 15000 km par an, surtout le dimanche.",
    "Un vélo pliant à 1 200 €, léger.",
    "Deux ou trois fois par semaine.",
    "Plutôt entre 10 et 15 euros.",
    "I ride 20 miles, three times a week.",
    "Le prix surtout, et la garantie de 5 ans.",
    "J’attends les soldes du 12/01/2027.",
    "Plus de place pour 2 vélos, 4 places de cinéma par mois.",
    "Une route de campagne, et 3 passages par mois.",
    "A quieter bell, lights that last, and a better saddle.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_pass_without_a_question(text: str) -> None:
    assert (gives_away(text), may_give_away(text)) == (frozenset(), frozenset())
    assert not name_in(text, "Camille Moreau") and not address_in(text, "c.moreau@example.org")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Chez Decathlon, surtout.", "name"),
        ("vers la rue des lilas", "address"),
        ("le modèle 4711", "number"),
    ],
)
def test_what_may_be_somebody_is_asked_about(text: str, what: str) -> None:
    assert gives_away(text) == frozenset() and what in may_give_away(text)


def test_a_word_of_ones_e_mail_address_is_asked_about() -> None:
    assert pieces_in("le velo, toujours", "velo.passion@example.org")
    assert not address_in("le velo, toujours", "velo.passion@example.org")
    assert not pieces_in("le prix, toujours", "velo.passion@example.org")


def test_particles_of_a_name_are_not_looked_for_alone() -> None:
    assert not name_in("le prix de la selle", "Anne de La Tour")
    assert name_in("la tour", "Anne de La Tour") and name_in("Li", "Li Bo")
    assert tokens("a-b c") == ["a", "b", "c"]
