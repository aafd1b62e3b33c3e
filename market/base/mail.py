"""Mail: written inside the transaction it tells of, sealed under its reader's key, sent by a job.

    await mail.write(person, address, WELCOME, "fr", link=link)

The base does not know who people are: the address travels inside the sealed message. In production the row
goes once the mail was sent; in local mode it stays for `/mailbox`. A crash between sending and marking sends
twice at most, with the same Message-ID.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from market.base import clock, names, vault
from market.base.database import fetch, fetch_row
from market.base.errors import Unavailable
from market.base.filters import day
from market.base.ids import new_id
from market.base.jobs import enqueue
from market.base.settings import Settings, settings

JOB = "mail.send"
ROOM = "mail"
log = structlog.get_logger()

TIMEOUT = 30.0  # seconds, for each answer of the mail server


@dataclass(frozen=True)
class Said:
    """A fact that has words of its own in each language."""

    fr: str
    en: str

    def in_(self, language: str) -> str:
        """Its words in one of our languages."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True)
class Lines:
    """A fact of several lines, for a letter's text. As a subject no mail server would get it."""

    each: tuple[str, ...]


Fact = str | int | date | Said | Lines


class Topic(StrEnum):
    """What a letter is about: for each of these people choose how they are told."""

    ACCOUNT = "account"
    RENTALS = "rentals"
    REQUESTS = "requests"
    MESSAGES = "messages"
    INVITATIONS = "invitations"
    QUESTIONS = "questions"
    MONEY = "money"


@dataclass(frozen=True)
class Letter:
    """A kind of mail: (subject, text) in each language, with `{fact}` where a fact belongs.

    No letter names a persona, its mask or a trait: whoever looks over the shoulder sees that there is news, and the
    link leads its reader to the rest. A `secret` one has a link or a code that acts for whoever has it: it is mailed
    and stands nowhere else.
    """

    kind: str
    topic: Topic
    fr: tuple[str, str]
    en: tuple[str, str]
    secret: bool = False

    def render(self, language: str, **facts: Fact) -> tuple[str, str]:
        """Subject and text. Pure. A fact is one line, so that it adds no header and no paragraph; but for `Lines`."""
        subject, text = self.fr if language == "fr" else self.en
        said = {key: _lines(value, language) for key, value in facts.items()}
        return subject.format_map(said), text.format_map(said).strip() + "\n"


def _lines(fact: Fact, language: str) -> str:
    each = fact.each if isinstance(fact, Lines) else (_worded(fact, language),)
    return "\n".join(" ".join(line.split()) for line in each)


def _worded(fact: Fact, language: str) -> str:
    """A fact as the reader says it: a day in words."""
    if isinstance(fact, Said):
        return fact.in_(language)
    if isinstance(fact, date):
        return day(fact, "fr" if language == "fr" else "en", year=True)
    return str(fact)


@dataclass(frozen=True)
class Kept:
    """A message as `/mailbox` shows it."""

    id: uuid.UUID
    kind: str
    language: str
    address: str
    subject: str
    text: str
    created_at: datetime
    sent_at: datetime | None


class MailNotConfigured(Unavailable):
    """There is no mail server to send by; `SMTP_URL` names one."""


class Mailer(Protocol):
    """The way out of the house."""

    async def send(self, message: EmailMessage) -> None:
        """Hand `message` over; raises when the server did not take it."""


class Mailbox:
    """Local mode: nothing leaves, the message stays for `/mailbox`."""

    async def send(self, message: EmailMessage) -> None:
        pass


class Smtp:
    """A mail server, as `smtps://user:password@host:465` or `smtp://…:587`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.tls = parts.hostname or "localhost", parts.scheme == "smtps"
        self.port = parts.port or (465 if self.tls else 587)
        self.username = unquote(parts.username) if parts.username else None
        self.password = unquote(parts.password) if parts.password else None

    async def send(self, message: EmailMessage) -> None:
        # A password never travels in clear: with one, STARTTLS is a condition and not an offer.
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.tls,
            start_tls=False if self.tls else (True if self.password else None),
            timeout=TIMEOUT,
        )


def mailer(config: Settings) -> Mailer:
    """The way out that the settings name; raises MailNotConfigured in production without one."""
    if config.smtp_url:
        return Smtp(config.smtp_url.get_secret_value())
    if config.local:
        return Mailbox()
    raise MailNotConfigured()


async def write(person: uuid.UUID, address: str, letter: Letter, language: str, **facts: Fact) -> uuid.UUID:
    """Write `letter` to `person` at `address`, inside the open transaction. Returns its inner id."""
    subject, text = letter.render(language, **facts)
    message = new_id()
    key = await vault.data_key(person)
    await fetch(
        "insert into base.messages (id, recipient, kind, language, sealed, created_at)"
        " values ($1, $2, $3, $4, $5, base.now())",
        message,
        vault.tag(ROOM, person),
        letter.kind,
        language,
        key.seal(_place(message), {"to": address, "subject": subject, "text": text}),
    )
    await enqueue(JOB, message=message)
    return message


async def send(message: str) -> None:
    """The job: send one message, unless it was sent or its reader was erased."""
    row = await fetch_row(
        "select id, recipient, sealed from base.messages where id = $1 and sent_at is null",
        uuid.UUID(message),
    )
    if row is None:
        return
    person = vault.person_of(ROOM, row["recipient"])
    config = settings()
    try:
        content = (await vault.data_key(person)).unseal(_place(row["id"]), row["sealed"])
    except vault.Erased:
        await _forget(row["id"])
        return
    await mailer(config).send(await _compose(config, person, row["id"], content))
    if config.local:
        await fetch("update base.messages set sent_at = base.now() where id = $1", row["id"])
    else:
        await _forget(row["id"])


async def send_what_waits(older_than_minutes: int = 5) -> int:
    """The sweep: try again what a job could not send. Returns how many messages were tried."""
    rows = await fetch(
        "select id from base.messages where sent_at is null"
        " and created_at < base.now() - make_interval(mins => $1) order by created_at limit 100",
        older_than_minutes,
    )
    for row in rows:
        try:
            await send(str(row["id"]))
        except Exception as error:  # one address that no server takes must not hold up the others
            log.warning("mail.waits", error=type(error).__name__)
    return len(rows)


async def kept(limit: int = 100) -> list[Kept]:
    """The latest messages, newest first, for the local mailbox; messages of the erased are left out."""
    rows = await fetch(
        "select id, recipient, kind, language, sealed, created_at, sent_at from base.messages"
        " order by created_at desc, id desc limit $1",
        limit,
    )
    people = {row["id"]: vault.person_of(ROOM, row["recipient"]) for row in rows}
    keys = await vault.data_keys(set(people.values()))
    found = []
    for row in rows:
        key = keys.get(people[row["id"]])
        if key is not None:
            content = key.unseal(_place(row["id"]), row["sealed"])
            facts = {name: row[name] for name in ("id", "kind", "language", "created_at", "sent_at")}
            found.append(
                Kept(address=content["to"], subject=content["subject"], text=content["text"], **facts)
            )
    return found


async def _compose(
    config: Settings, person: uuid.UUID, message: uuid.UUID, content: dict[str, str]
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = config.mail_from
    mail["To"] = content["to"]
    mail["Subject"] = content["subject"]
    mail["Date"] = format_datetime(await clock.now())
    # The inner id carries a time and stays inside; the name is the same at every try.
    host = urlsplit(config.url).hostname
    mail["Message-ID"] = f"<{names.name('message', message, names.for_person(person))}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5
    mail.set_content(content["text"])
    return mail


async def _forget(message: uuid.UUID) -> None:
    await fetch("delete from base.messages where id = $1", message)


def _place(message: uuid.UUID) -> vault.Place:
    return vault.Place("messages", "sealed", message)
