"""``python -m contracts``: verify files offline, replay a record. Exit codes are for scripts.

0: proven without any doubt. 1: refused, by name. 2: the command was not understood, or a file is not there.
3: nothing is wrong, yet not all that such a file should prove is proven.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from contracts.documents import HeadsDocument, RecordDocument, read
from contracts.formats import moment
from contracts.heads import DayHead
from contracts.history import History
from contracts.keyset import KeySet, KeysUnreadable
from contracts.period import require_utc
from contracts.replay import Asked, day, replay
from contracts.sdjwt import Challenge
from contracts.told import EventClosed
from contracts.verifier import answers_a_question, verify, verify_all
from contracts.verifier.record import complete_until, follow_record
from contracts.verifier.replayed import lines
from contracts.verifier.report import Given, Report, Verdict, refused
from contracts.verifier.words import HEADINGS, VERDICTS
from contracts.vocabulary import Language, Text

CODES: Final[dict[Verdict, int]] = {"verified": 0, "refused": 1, "doubtful": 3}
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class NoSuchRecord(ValueError):
    """A document of this type is no record."""

    def __init__(self, type: str) -> None:
        super().__init__(f"{type} is no record")
        self.type = type


class NoHeads(ValueError):
    """A document of this type holds no daily heads."""

    def __init__(self, type: str) -> None:
        super().__init__(f"{type} holds no heads")
        self.type = type


class DateOutOfReach(ValueError):
    """The calendar ends within a day of this: it cannot be said in every zone."""

    def __init__(self, at: str) -> None:
        super().__init__(f"{at} is out of reach")
        self.at = at


def main(arguments: Sequence[str], now: datetime) -> tuple[int, Iterator[str]]:
    """The exit code and the lines of a command; ``now`` is UTC. Raises SystemExit for wrong usage."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command == "verify" and (asked.audience is None) != (asked.nonce is None):
        parser.error("--audience and --nonce go together")
    try:
        if asked.command == "replay":
            _reached(asked.at)
        given = _given(asked, now)
        files = [Path(name).read_bytes() for name in getattr(asked, "files", None) or [asked.record]]
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except ValueError as error:
        verdict = f"{_line(VERDICTS['refused'], asked.lang)} {refused(error).in_(asked.lang)}"
        return 1, iter([verdict, _named(error)])
    if asked.command == "replay":
        return _replay(files[0], asked, given)
    if given.challenge is not None and not any(answers_a_question(data) for data in files):
        parser.error("--audience and --nonce are of a credential or of a nameless proof: no file is one")
    reports = verify_all(files, given)
    code = max((CODES[report.verdict] for report in reports), key=_weight)
    return code, _told(asked.files, reports, asked.lang)


def _weight(code: int) -> int:
    """A refusal weighs most, then a doubt."""
    return {0: 0, 3: 1, 1: 2}[code]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contracts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verifying = commands.add_parser("verify", help="say what files prove, and what they do not")
    verifying.add_argument("files", nargs="+", metavar="FILE")
    verifying.add_argument(
        "--audience",
        metavar="NAME",
        help="to whom a credential was shown, or the thumbprint of the key for which a proof was made: yours",
    )
    verifying.add_argument("--nonce", metavar="TEXT", help="the question that you asked then")
    replaying = commands.add_parser("replay", help="say who could see what at a time")
    replaying.add_argument("record", metavar="RECORD")
    replaying.add_argument(
        "--at", required=True, type=_time, metavar="DATE", help="2026-11-26, or an instant"
    )
    for command in (verifying, replaying):
        command.add_argument("--keys", metavar="JWKS", help="the platform's public keys")
        command.add_argument(
            "--party-keys", metavar="JWKS", help="the brand's own public keys, as you have them from it"
        )
        command.add_argument("--heads", metavar="FILE", help="daily heads that you kept")
        command.add_argument("--lang", choices=("fr", "en"), default="fr")
    return parser


def _time(text: str) -> date | datetime:
    """A day, or an instant in UTC as 2026-11-26T12:00:00Z."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else require_utc(datetime.fromisoformat(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day and no instant in UTC") from None


def _reached(at: date | datetime) -> None:
    """Raises DateOutOfReach for the first and the last day of the calendar."""
    day = at.date() if isinstance(at, datetime) else at
    if not date.min < day < date.max:
        raise DateOutOfReach(at.isoformat())


def _given(asked: argparse.Namespace, now: datetime) -> Given:
    """What the reader brings along, verified itself. Raises OSError, and ValueError for what cannot be used."""
    held = _published(Path(asked.keys).read_bytes()) if asked.keys else {}
    parties = KeySet.read(Path(asked.party_keys).read_bytes()) if asked.party_keys else None
    given = Given(
        now,
        held.get("record"),
        parties,
        proof_keys=held.get("proof"),
        credential_keys=held.get("credential"),
        status_keys=held.get("status"),
        challenge=_challenge(asked),
    )
    return replace(given, heads=_heads(asked.heads, given)) if asked.heads else given


def _published(data: bytes) -> dict[str, KeySet]:
    """The platform's keys by their use; those of a use may be none. Raises KeysUnreadable if there is no key at all."""
    found, refused = dict[str, KeySet](), []
    for purpose in ("record", "proof", "credential", "status"):
        try:
            found[purpose] = KeySet.read(data, purpose)
        except KeysUnreadable as error:
            found[purpose] = KeySet({})
            refused.append(error)
    if len(refused) == len(found):
        raise refused[0]
    return found


def _challenge(asked: argparse.Namespace) -> Challenge | None:
    """What the reader asked of whoever shows a credential."""
    audience, nonce = getattr(asked, "audience", None), getattr(asked, "nonce", None)
    return Challenge(audience=audience, nonce=nonce) if audience is not None and nonce is not None else None


def _heads(name: str, given: Given) -> tuple[DayHead, ...]:
    data = Path(name).read_bytes()
    refusal = verify(data, given).refusal
    if refusal is not None:
        raise refusal
    document = read(data)
    if not isinstance(document, HeadsDocument):
        raise NoHeads(document.type)
    return document.heads


def _told(names: Sequence[str], reports: Sequence[Report], language: Language) -> Iterator[str]:
    for name, report in zip(names, reports, strict=True):
        yield f"{name}: {_line(VERDICTS[report.verdict], language)}"
        yield from _findings(report, language)


def _findings(report: Report, language: Language) -> Iterator[str]:
    yield from _against(report, language)
    if report.refusal is None:
        yield from _listed("proven", report.proven, language)
        yield from _listed("limits", report.limits, language)


def _against(report: Report, language: Language) -> Iterator[str]:
    """What is wrong, with the refusal's name for scripts; what was proven before one counts for nothing."""
    if report.refusal is None:
        yield from _listed("doubts", report.doubts, language)
        return
    yield from _listed("refused", [refused(report.refusal)], language)
    yield _named(report.refusal)


def _named(refusal: Exception) -> str:
    """Its name, for scripts."""
    return f"  ({type(refusal).__name__})"


def _listed(heading: str, texts: Sequence[Text], language: Language) -> Iterator[str]:
    if texts:
        yield f"  {_line(HEADINGS[heading], language)}"
        yield from (f"  - {text.in_(language)}" for text in texts)


def _replay(data: bytes, asked: argparse.Namespace, given: Given) -> tuple[int, Iterator[str]]:
    report, said = Report(), list[str]()
    try:
        document = read(data)
        if not isinstance(document, RecordDocument):
            raise NoSuchRecord(document.type)
        life = follow_record(document, given, report)
        if len(life.steps) < len(document.events):
            raise EventClosed(len(life.steps))
        answer = replay(life, _asked(asked.at, life), complete_until(document, life))
        if not answer.certain:
            report.doubt("replay_later", until=_moment(answer.until, life))
        if answer.hidden:
            report.doubt("replay_hidden")
        said = list(lines(life, answer, asked.lang))
    except ValueError as error:
        report.refusal = error
    verdict = f"{asked.record}: {_line(VERDICTS[report.verdict], asked.lang)}"
    return CODES[report.verdict], iter([verdict, *_against(report, asked.lang), *said])


def _asked(at: date | datetime, life: History) -> Asked:
    """A day is one of the agreement's zone."""
    return Asked(at, at) if isinstance(at, datetime) else day(at, life.agreement.zone)


def _moment(at: datetime, life: History) -> Text:
    zone = life.agreement.zone
    return Text(fr=moment(at, "fr", zone), en=moment(at, "en", zone))


def _line(text: Text, language: Language) -> str:
    return text.in_(language)
