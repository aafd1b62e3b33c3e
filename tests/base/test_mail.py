"""Mail is part of the act it tells of, sealed until it is sent, and sent by a job."""

import asyncio
import contextlib
import email
import uuid
from collections.abc import AsyncIterator
from email.policy import default

import pytest

from market.base import mail, vault
from market.base.database import fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.jobs import drain
from market.base.mail import Letter, MailNotConfigured, Smtp, Topic
from market.base.settings import Settings, settings
from tests.conftest import FreshDatabase

LETTER = Letter(
    "greeting",
    Topic.ACCOUNT,
    ("Bonjour {name}", "Un mot pour {name}.\n"),
    ("Hello {name}", "A word for {name}.\n"),
)
ADA = "ada@example.org"


async def written(name: str = "Ada", language: str = "fr") -> uuid.UUID:
    """A person with a message, in one transaction."""
    person = new_id()
    async with transaction():
        await vault.create_key(person)
        await mail.write(person, ADA, LETTER, language, name=name)
    return person


class Server:
    """A mail server that speaks as much SMTP (RFC 5321) as a client needs; refuses the first `refusing`."""

    def __init__(self, refusing: int = 0) -> None:
        self.refusing = refusing
        self.received: list[email.message.EmailMessage] = []
        self.heard = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        await say("220 here")
        while line := await reader.readline():
            self.heard += line
            verb = line.split()[0].upper().rstrip(b":")
            if verb == b"DATA":
                await say("354 go on")
                data = await reader.readuntil(b"\r\n.\r\n")
                if self.refusing:
                    self.refusing -= 1
                    await say("451 later")
                    continue
                self.received.append(email.message_from_bytes(data[:-3], policy=default))
            if verb == b"EHLO":
                await say("250-here")
                await say("250 AUTH PLAIN LOGIN")
                continue
            await say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                break
        writer.close()


@contextlib.asynccontextmanager
async def smtp(monkeypatch: pytest.MonkeyPatch, refusing: int = 0) -> AsyncIterator[Server]:
    server = Server(refusing)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    settings.cache_clear()
    try:
        yield server
    finally:
        listening.close()
        settings.cache_clear()


async def test_without_a_server_local_mail_stays_in_the_mailbox(database: FreshDatabase) -> None:
    await written()
    await drain({mail.JOB: mail.send})
    [message] = await mail.kept()
    assert (message.address, message.subject, message.text) == (ADA, "Bonjour Ada", "Un mot pour Ada.\n")
    assert message.sent_at is not None


async def test_a_message_is_sealed_under_its_readers_key_and_its_reader_is_a_tag(
    database: FreshDatabase,
) -> None:
    person = await written()
    row = await fetch_row("select recipient, sealed, m::text as everything from base.messages m")
    assert row is not None
    assert row["recipient"] == vault.tag("mail", person)
    for clear in (ADA, "Bonjour", str(person)):
        assert clear not in row["everything"]
        assert clear.encode() not in row["sealed"]


async def test_an_act_that_fails_sends_nothing(database: FreshDatabase) -> None:
    person = new_id()
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await vault.create_key(person)
            await mail.write(person, ADA, LETTER, "fr", name="Ada")
            raise ZeroDivisionError
    assert await fetch_value("select count(*) from base.messages") == 0
    assert await fetch_value("select count(*) from jobs.pgqueuer") == 0


async def test_a_server_gets_the_message_once(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await written("Éva", "en")
    message = str(await fetch_value("select id from base.messages"))
    async with smtp(monkeypatch) as server:
        await drain({mail.JOB: mail.send})
        await mail.send(message)
    [got] = server.received
    assert (got["To"], got["Subject"], got["Auto-Submitted"]) == (ADA, "Hello Éva", "auto-generated")
    assert got.get_content().strip() == "A word for Éva."
    assert message not in got.as_string()
    assert str(person) not in got.as_string()


async def test_in_production_a_message_is_gone_once_it_was_sent(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written()
    monkeypatch.setenv("MOI_MODE", "production")
    async with smtp(monkeypatch) as server:
        await drain({mail.JOB: mail.send})
    assert len(server.received) == 1
    assert await fetch_value("select count(*) from base.messages") == 0


async def test_what_the_server_refused_is_kept_and_sent_by_the_sweep_under_the_same_message_id(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written()
    async with smtp(monkeypatch, refusing=1) as server:
        await drain({mail.JOB: mail.send})
        assert server.received == []
        assert await mail.send_what_waits(older_than_minutes=5) == 0
        assert await mail.send_what_waits(older_than_minutes=0) == 1
        assert await mail.send_what_waits(older_than_minutes=0) == 0
    assert len(server.received) == 1


async def test_a_message_to_somebody_erased_is_not_sent(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await written()
    async with transaction():
        await vault.destroy_key(person)
    async with smtp(monkeypatch) as server:
        await drain({mail.JOB: mail.send})
    assert server.received == []
    assert await fetch_value("select count(*) from base.messages") == 0


def test_a_fact_adds_no_header_and_no_paragraph() -> None:
    subject, text = LETTER.render("fr", name="Ada\r\nBcc: everyone@example.org\n\nPay here {0}")
    assert "\n" not in subject
    assert text == "Un mot pour Ada Bcc: everyone@example.org Pay here {0}.\n"


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [("smtps://u:p%40ss@mail.example", 465, True), ("smtp://u:p%40ss@mail.example:2525", 2525, False)],
)
def test_a_mail_servers_address_is_read(url: str, port: int, tls: bool) -> None:
    server = Smtp(url)
    assert (server.host, server.port, server.tls) == ("mail.example", port, tls)
    assert (server.username, server.password) == ("u", "p@ss")


async def test_a_password_is_not_given_to_a_server_that_offers_no_encryption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = email.message.EmailMessage()
    message["To"], message["From"] = ADA, ADA
    async with smtp(monkeypatch) as server:
        address = settings().smtp_url
        assert address is not None
        url = address.get_secret_value().replace("smtp://", "smtp://user:secret@")
        with pytest.raises(Exception, match="STARTTLS"):
            await Smtp(url).send(message)
    assert server.heard.upper().startswith(b"EHLO")
    assert b"AUTH" not in server.heard
    assert server.received == []


def test_production_without_a_server_says_so() -> None:
    with pytest.raises(MailNotConfigured):
        mail.mailer(Settings(MOI_MODE="production"))
