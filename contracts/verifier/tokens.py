"""Credentials and the status lists that say whether they still hold: files that are tokens, not documents of ours.

A credential is an SD-JWT (RFC 9901, section 4) as a brand downloads or shows it, a status list a compact JWS
(draft-ietf-oauth-status-list, section 5.1). Neither carries the platform's keys: the reader brings them along.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from contracts.credential import Reading, Said, verify_rented
from contracts.formats import moment
from contracts.jws import Keys, read, trusting
from contracts.keys import ALGORITHM
from contracts.keyset import KeySet
from contracts.period import ZONE
from contracts.refusals import TokenRefused
from contracts.sdjwt.vc import TYPE
from contracts.status_list import LIFE, Published, Reference, read_list
from contracts.terms import EDITIONS
from contracts.verifier.report import Given, Report, joined
from contracts.verifier.token_words import PROVENANCE, STANCE
from contracts.vocabulary import CLAIMS, PURPOSES, Text, VocabularyError, code_of

_TOKEN: Final = re.compile(rb"[A-Za-z0-9_.~-]+\n?")
"""One line of the letters that tokens are made of; an editor may have ended it."""

Lists = Mapping[str, tuple[Published, ...]]
"""By their address the newest status lists, their signatures right: one, or those that were signed in one second."""


class CredentialAstray(ValueError):
    """The credential has another ``field`` than its terms, the contract that it names or a file given with it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the credential has another {field}")
        self.field = field


def is_token(data: bytes) -> bool:
    """Whether the file is one of these, or nothing that is read here."""
    return _TOKEN.fullmatch(data) is not None and b"." in data


def lists_among(files: Iterable[bytes], given: Given) -> Lists:
    """The status lists among the files that prove something; of the others `verify_token` tells why not.

    Of two of one address the newer tells what is so, in whichever order they are given.
    """
    found: dict[str, tuple[Published, ...]] = {}
    for data in files:
        if is_token(data) and not _is_credential(data) and given.status_keys is not None:
            try:
                published = _read_list(data, given, given.status_keys)
            except TokenRefused:
                continue
            before = found.get(published.uri, ())
            if not before or published.issued_at > before[0].issued_at:
                found[published.uri] = (published,)
            elif published.issued_at == before[0].issued_at:
                found[published.uri] = (*before, published)
    return found


def verify_token(data: bytes, given: Given, lists: Lists, report: Report) -> Reading | None:
    """Findings on a token's file; what it says, where it is a credential that was proven.

    Raises every refusal by name.
    """
    keys = given.credential_keys if _is_credential(data) else given.status_keys
    if keys is None:
        _not_wrong(data, given, lists)
        report.doubt("token_keys")
        return None
    report.prove("keys_given", n=len(keys.keys))
    if not _is_credential(data):
        _tell_list(_read_list(data, given, keys), report)
        return None
    reading, published = _read(_text(data), _trusted(keys), given, lists)
    keys.at(_kid(data), reading.issued_on)
    _of_its_terms(reading)
    _tell(reading, given, report)
    _tell_status(reading.status, published, report)
    return reading


class _NoKeys(Exception):
    """All that can be seen without a key is right."""


class _AnyKey:
    """Stands for the key that is missing: what a token's signature has to fit is looked at, and no signature."""

    algorithms = frozenset({ALGORITHM})

    def verify(self, signature: bytes, message: bytes) -> None:
        raise _NoKeys


def _not_wrong(data: bytes, given: Given, lists: Lists) -> None:
    """Raises what is wrong with a token before any key counts: its shape, its type, its algorithm."""
    with suppress(_NoKeys):
        if _is_credential(data):
            _read(_text(data), lambda kid: _AnyKey(), given, lists)
        else:
            read_list(_text(data), keys=lambda kid: _AnyKey(), at=given.now, longest=LIFE)


def _read(text: str, keys: Keys, given: Given, lists: Lists) -> tuple[Reading, Published | None]:
    """What the credential proves beside its status list, if that was given; every newest one must say VALID."""
    reading = verify_rented(text, keys=keys, at=given.now, challenge=given.challenge, published=None)
    published = None
    for published in lists.get(reading.status.uri, ()):
        reading = verify_rented(text, keys=keys, at=given.now, challenge=given.challenge, published=published)
    return reading, published


def _of_its_terms(reading: Reading) -> None:
    """What is disclosed is within the published terms that it names. Raises CredentialAstray."""
    terms = next((each for each in EDITIONS.values() if each.iri == reading.terms), None)
    if terms is None:
        return
    if not {it for it in reading.said if it in CLAIMS} <= set(terms.disclosure.claims):
        raise CredentialAstray("claims")
    if not set(reading.purposes or ()) <= set(terms.purposes.admitted):
        raise CredentialAstray("purposes")


def _is_credential(data: bytes) -> bool:
    """By its tildes; or, where somebody has cut them off, by what it says that it is."""
    if b"~" in data:
        return True
    with suppress(TokenRefused):
        return read(_text(data)).header.get("typ") == TYPE
    return False


def _text(data: bytes) -> str:
    return data.decode().removesuffix("\n")


def _kid(data: bytes) -> str:
    """The key by which a credential that was proven is signed."""
    return str(read(_text(data).split("~")[0]).header["kid"])


def _trusted(keys: KeySet) -> Keys:
    return trusting(keys.keys.values())


def _read_list(data: bytes, given: Given, keys: KeySet) -> Published:
    published = read_list(_text(data), keys=_trusted(keys), at=given.now, longest=LIFE)
    keys.at(_kid(data), published.issued_at)
    return published


def _tell_list(published: Published, report: Report) -> None:
    at = published.issued_at
    report.prove("status_list_signed", uri=published.uri, at=_moment(at))
    report.limit("status_list_alone")


def _tell(reading: Reading, given: Given, report: Report) -> None:
    """In plain words: what was rented, under which terms, until when, and whose key may show it."""
    report.prove("credential_signed", terms=reading.terms, end=_moment(reading.expires_at))
    if reading.terms not in {each.iri for each in EDITIONS.values()}:
        report.doubt("edition_unknown", edition=reading.terms)
    if reading.agreement is not None:
        report.prove("credential_agreement", agreement=reading.agreement)
    known = {each for each in reading.purposes or () if each in PURPOSES}
    if known:
        report.prove("credential_purposes", purposes=joined([PURPOSES[it].text for it in sorted(known)]))
    for word in set(reading.purposes or ()) - known:
        report.doubt("credential_word", word=word)
    for claim, said in reading.said.items():
        try:
            report.prove("credential_says", **_in_words(claim, said))
        except VocabularyError:
            report.doubt("credential_word", word=f"{claim}: {said.value}")
    if not reading.said:
        report.limit("credential_says_nothing")
    if reading.by_holder:
        assert given.challenge is not None
        report.prove("credential_by_holder", kid=reading.holder.kid, audience=given.challenge.audience)
    else:
        report.doubt("credential_shown", kid=reading.holder.kid)
    report.limit("credential_person")
    report.limit("clock")


def _tell_status(reference: Reference, published: Published | None, report: Report) -> None:
    if published is None:
        report.doubt("status_missing", uri=reference.uri)
        return
    report.prove("status_valid", at=_moment(published.issued_at), index=reference.index)
    report.limit("status_later", at=_moment(published.issued_at))


def _in_words(claim: str, said: Said) -> dict[str, Text]:
    """A phrase is its own name. Raises VocabularyError for words that are not known here (yet, or any more)."""
    value = code_of(claim, said.value).text
    return {
        "claim": CLAIMS[claim].text if claim in CLAIMS else value,
        "value": value,
        "stance": STANCE[said.stance],
        "provenance": PROVENANCE[said.provenance],
    }


def _moment(at: datetime) -> Text:
    return Text(fr=moment(at, "fr", ZONE), en=moment(at, "en", ZONE))
