"""What the verifier found of one file: proven, not proven, doubted, or refused by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from contracts.formats import NBSP
from contracts.heads import DayHead
from contracts.keyset import KeySet
from contracts.sdjwt import Challenge
from contracts.verifier.refusal_words import REASONS, REFUSED, UNEXPECTED
from contracts.verifier.words import SAID
from contracts.vocabulary import Text

SKEW: Final = timedelta(minutes=5)
"""By so much the reader's clock may be behind before something is from the future."""

Verdict = Literal["verified", "doubtful", "refused"]


class FromTheFuture(ValueError):
    """``what`` bears a time that has not come yet, by the reader's clock."""

    def __init__(self, what: str, when: str) -> None:
        super().__init__(f"{what} bears the time {when}")
        self.what = what
        self.when = when


@dataclass(frozen=True)
class Given:
    """What the reader brings along. ``now`` is UTC; without ``keys`` a document's own are used, and doubted.

    ``party_keys`` are the brand's own, as its reader knows them: a persona has none. ``proof_keys``,
    ``credential_keys`` and ``status_keys`` are the platform's for proofs, credentials and status lists: one set may
    hold keys of several uses. ``challenge`` is what the reader asked of whoever shows a credential.
    """

    now: datetime
    keys: KeySet | None = None
    party_keys: KeySet | None = None
    heads: tuple[DayHead, ...] = ()
    proof_keys: KeySet | None = None
    credential_keys: KeySet | None = None
    status_keys: KeySet | None = None
    challenge: Challenge | None = None

    def refuse_future(self, at: datetime, what: str) -> None:
        """Raises FromTheFuture for an instant that has not come."""
        if at > self.now + SKEW:
            raise FromTheFuture(what, at.isoformat())


@dataclass
class Report:
    """What was found, in the order in which it was looked at."""

    proven: list[Text] = field(default_factory=list)
    limits: list[Text] = field(default_factory=list)
    """What such a file cannot prove."""
    doubts: list[Text] = field(default_factory=list)
    """What this file should prove and does not."""
    refusal: Exception | None = None

    @property
    def verdict(self) -> Verdict:
        if self.refusal is not None:
            return "refused"
        return "doubtful" if self.doubts or not self.proven else "verified"

    def prove(self, key: str, **values: object) -> None:
        self.proven.append(say(key, **values))

    def limit(self, key: str, **values: object) -> None:
        said = say(key, **values)
        if said not in self.limits:
            self.limits.append(said)

    def doubt(self, key: str, **values: object) -> None:
        said = say(key, **values)
        if said not in self.doubts:
            self.doubts.append(said)


def say(key: str, **values: object) -> Text:
    """A sentence in both languages; a Text among the values is put in its own language."""
    return _filled(SAID[key], values)


def refused(error: Exception) -> Text:
    """What a refusal says: each has words of its own, a test looks for them."""
    words = REFUSED.get(type(error).__name__)
    if words is None:
        return _filled(UNEXPECTED, {"error": type(error).__name__})
    return _filled(words, {name: _in_words(name, value) for name, value in vars(error).items()})


def _in_words(name: str, value: object) -> object:
    """A value in both languages; what a library or a check says in English alone is told in French in general."""
    if value is None:
        return Text(fr="sans nom", en="without a name")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if name == "reason" and str(value) not in REASONS:
        return Text(fr=REASONS["another value"].fr, en=str(value))
    return REASONS.get(str(value), value)


def _filled(text: Text, values: Mapping[str, object]) -> Text:
    fr = {name: _shown(value.fr if isinstance(value, Text) else value) for name, value in values.items()}
    en = {name: _shown(value.en if isinstance(value, Text) else value) for name, value in values.items()}
    return Text(fr=text.fr.format(**fr), en=text.en.format(**en))


def _shown(value: object) -> str:
    """What stands in a file is not obeyed by a terminal: no control character of it is printed."""
    return "".join(letter if letter.isprintable() or letter == NBSP else "\ufffd" for letter in str(value))


def joined(texts: Sequence[Text]) -> Text:
    """Texts with commas between."""
    return Text(fr=", ".join(each.fr for each in texts), en=", ".join(each.en for each in texts))
