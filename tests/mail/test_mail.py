"""Mail: to a real server on loopback, tried again when it fails, and never told of in a log line with its secrets."""

import asyncio
import ssl
import subprocess
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from chatapp.errors import Unavailable
from chatapp.jobs import JobFailed
from chatapp.jobs.job import Work
from chatapp.mail import Email, MailQueue
from chatapp.mail.mailer import ConsoleMailer, SmtpMailer, Undeliverable, mailer_for
from chatapp.mail.smtp_url import parse
from tests.support.running.patience import PATIENCE
from tests.support.servers.mailbox import PASSWORD, Mailbox
from tests.support.servers.server import free_port

EMAIL = Email("ann@example.org", "Your code", "It is 314159.")


def begin(_: str, work: Work) -> "asyncio.Task[None]":
    """Begin to send an email, as the jobs would."""

    async def running() -> None:
        with suppress(JobFailed):
            await work

    return asyncio.create_task(running())


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    place = tmp_path_factory.mktemp("tls")
    certificate, key = place / "certificate.pem", place / "key.pem"
    what = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"]
    keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    subprocess.run(["openssl", "req", "-x509", *keys, "-out", str(certificate), *what], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
async def encrypting(certificate: tuple[Path, Path]) -> AsyncIterator[Mailbox]:
    """A mail server that offers to encrypt."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    mailbox = await Mailbox(tls_context=context).start()
    yield mailbox
    await mailbox.stop()


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


async def test_a_mail_arrives_as_plain_text_from_the_address_the_operator_chose(mailbox: Mailbox) -> None:
    await mailer_for(mailbox.url).send("ann@example.org", "Grüße", "Erste Zeile\nhttps://x.example/?a=" + "b" * 90)
    (mail,) = mailbox.mails
    assert (mail.to, mail.sender, mail.subject) == ("ann@example.org", "chat@example.org", "Grüße")
    assert mail.text.splitlines() == ["Erste Zeile", "https://x.example/?a=" + "b" * 90]
    assert mail.message.get_content_type() == "text/plain"
    assert str(mail.message["From"]) == "Chatapp <chat@example.org>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Date"]
    assert str(mail.message["Message-ID"]).endswith("@example.org>")


async def test_an_address_in_another_script_gets_its_mail(mailbox: Mailbox) -> None:
    await mailer_for(mailbox.url).send("jörg@bücher.example.org", "Hallo", "Hallo")
    assert [mail.to for mail in mailbox.mails] == ["jörg@bücher.example.org"]
    await mailer_for(mailbox.url).send("joerg@bücher.example.org", "Hallo", "Hallo")
    assert mailbox.mails[-1].to == "joerg@xn--bcher-kva.example.org"


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("ann@example.org", "Hello\r\nBcc: eve@example.org"),
        ("ann@example.org", "Hello\nBcc: eve@example.org"),
        ("ann@example.org\r\nBcc: eve@example.org", "Hello"),
        ("ann@example.org, eve@example.org", "Hello"),
        ("ann@example.org> RCPT TO:<eve@example.org", "Hello"),
    ],
)
async def test_no_text_can_add_a_header_or_a_recipient(mailbox: Mailbox, to: str, subject: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (refused by the standard library or email-validator, each its way)
        await mailer_for(mailbox.url).send(to, subject, "Hello")
    assert mailbox.mails == []


# aiosmtpd warns of a password over an unencrypted connection, which stays on this machine.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
async def test_a_server_that_wants_a_password_gets_it() -> None:
    mailbox = await Mailbox(needs_password=True).start()
    await mailer_for(mailbox.url).send("ann@example.org", "Hello", "Hello")
    assert len(mailbox.mails) == 1
    with capture_logs() as logs, pytest.raises(Undeliverable):
        await SmtpMailer(replace(parse(mailbox.url), password="wrong-one")).send("ann@example.org", "Hello", "Hello")
    assert "rejected the username or password" in logs[0]["error"]
    assert "wrong-one" not in str(logs)
    await mailbox.stop()


async def test_the_connection_is_encrypted_when_the_server_offers_it(
    encrypting: Mailbox, certificate: tuple[Path, Path]
) -> None:
    mailer = SmtpMailer(parse(encrypting.url), tls_context=trusting(certificate))
    await mailer.send("ann@example.org", "Hello", "Hello")
    assert encrypting.was_encrypted == [True]


async def test_a_server_with_a_certificate_nobody_vouches_for_gets_nothing(encrypting: Mailbox) -> None:
    with pytest.raises(Unavailable, match="couldn't be sent"):
        await mailer_for(encrypting.url).send("ann@example.org", "Hello", "Hello")
    assert encrypting.mails == []


async def test_where_the_operator_insists_nothing_goes_unencrypted(mailbox: Mailbox) -> None:
    with pytest.raises(Unavailable):
        await mailer_for(f"{mailbox.url}&starttls=always").send("ann@example.org", "Hello", "Hello")
    assert mailbox.mails == []


async def test_a_password_is_not_sent_to_another_machine_that_does_not_encrypt(mailbox: Mailbox) -> None:
    elsewhere = parse(f"smtp://chat:secret@mail.example.org:{mailbox.port}")  # the host decides; then led to loopback
    with capture_logs() as logs, pytest.raises(Unavailable):
        await SmtpMailer(replace(elsewhere, host="127.0.0.1")).send("ann@example.org", "Hello", "Hello")
    assert mailbox.mails == []
    assert "secret" not in str(logs)


async def test_a_server_that_is_away_or_says_nothing_is_unavailable_in_good_time() -> None:
    with capture_logs() as logs, pytest.raises(Unavailable) as refused:
        await mailer_for(f"smtp://chat:secret@127.0.0.1:{free_port()}").send(*_parts(EMAIL))
    assert str(refused.value) == "The e-mail couldn't be sent. Try again in a moment."
    assert "secret" not in str(logs)
    assert "314159" not in str(logs)
    kept: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: kept.append(writer), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    with pytest.raises(Unavailable):
        await SmtpMailer(parse(f"smtp://127.0.0.1:{port}"), timeout=0.1).send(*_parts(EMAIL))
    silent.close()
    for writer in kept:
        writer.close()
        await writer.wait_closed()


async def test_without_a_mail_server_the_whole_mail_is_in_the_log() -> None:
    assert isinstance(mailer_for(""), ConsoleMailer)
    with capture_logs() as logs:
        await mailer_for("").send(*_parts(EMAIL))
    assert logs[0]["log_level"] == "info"
    for part in _parts(EMAIL):
        assert part in logs[0]["event"]


async def test_a_mail_is_tried_again_until_the_server_takes_it(mailbox: Mailbox) -> None:
    mailbox.refusals = deque(["451 Try again later", "452 No space left"])
    mail_queue = MailQueue(mailer_for(mailbox.url), begin, pauses=(0, 0, 0))
    mail_queue.put(EMAIL)
    await mail_queue.emptied()
    assert [mail.subject for mail in mailbox.mails] == ["Your code"]
    await mail_queue.close()


async def test_a_mail_that_is_refused_for_good_is_not_tried_again(mailbox: Mailbox) -> None:
    mailbox.refusals = deque(["550 No such person", "550 No such person"])
    mail_queue = MailQueue(mailer_for(mailbox.url), begin, pauses=(0, 0, 0))
    with capture_logs() as logs:
        mail_queue.put(EMAIL)
        await mail_queue.emptied()
    assert len(mailbox.refusals) == 1
    assert [line["log_level"] for line in logs] == ["warning", "error"]
    await mail_queue.close()


async def test_a_mail_that_cannot_be_sent_is_logged_without_what_it_says() -> None:
    mail_queue = MailQueue(mailer_for(f"smtp://127.0.0.1:{free_port()}"), begin, pauses=(0, 0))
    with capture_logs() as logs:
        mail_queue.put(EMAIL)
        await mail_queue.emptied()
    assert [line["log_level"] for line in logs] == ["warning", "warning", "warning", "error"]
    assert logs[-1]["to"] == "ann@example.org"
    assert "314159" not in str(logs)
    await mail_queue.close()


class BrokenMailer:
    """A mailer with a bug."""

    async def send(self, to: str, subject: str, text: str, **more: object) -> None:
        """Fail."""
        raise ValueError("a bug")


async def test_a_bug_in_sending_is_logged_and_stops_nothing() -> None:
    mail_queue = MailQueue(BrokenMailer(), begin, pauses=(0,))
    with capture_logs() as logs:
        mail_queue.put(EMAIL)
        await mail_queue.emptied()
    assert [line["event"] for line in logs] == ["mail failed"]
    await mail_queue.close()


class WaitingMailer:
    """A mailer whose server never answers."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.is_let_go = False

    async def send(self, to: str, subject: str, text: str, **more: object) -> None:
        """Wait for ever."""
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.is_let_go = True


async def test_putting_a_mail_in_waits_for_nothing_and_closing_lets_go_of_what_hangs() -> None:
    mailer = WaitingMailer()
    mail_queue = MailQueue(mailer, begin, grace=0.01)
    mail_queue.put(EMAIL)
    await mailer.asked.wait()
    with capture_logs() as logs:
        await mail_queue.close()
    assert mailer.is_let_go
    assert logs[0]["mails"] == 1


async def test_a_mail_server_that_hangs_does_not_fill_the_memory() -> None:
    mail_queue = MailQueue(WaitingMailer(), begin, grace=0, limit=2)
    with capture_logs() as logs:
        for _ in range(3):
            mail_queue.put(EMAIL)
        await mail_queue.close()
    assert [line["event"] for line in logs] == ["mail dropped: queue full", "stopped with unsent mail"]


async def test_closing_sends_what_is_on_its_way(mailbox: Mailbox) -> None:
    mail_queue = MailQueue(mailer_for(mailbox.url), begin, grace=PATIENCE)
    mail_queue.put(EMAIL)
    await mail_queue.close()
    assert len(mailbox.mails) == 1


def test_an_email_does_not_show_what_it_says() -> None:
    assert "314159" not in repr(EMAIL)
    assert PASSWORD not in repr(parse(Mailbox(needs_password=True).url.replace(":0?", ":25?")))


def _parts(email: Email) -> tuple[str, str, str]:
    return email.to, email.subject, email.text
