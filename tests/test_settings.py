"""Settings: what is wrong is said in one sentence that names the variable, and the secret stays secret."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatapp.authentication.secret import NAME, derived_token, signing_secret
from chatapp.mail.smtp_url import parse
from chatapp.settings import Settings, SettingsError, load


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where no `.env` is and no variable is set."""
    monkeypatch.chdir(tmp_path)
    for variable in os.environ:
        if variable.upper().startswith("CHATAPP_"):
            monkeypatch.delenv(variable)


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """Let new files be readable by everybody unless somebody takes care."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_without_any_setting_everything_has_a_default_that_is_safe() -> None:
    settings = load()
    assert settings.host == "127.0.0.1"
    assert settings.bcrypt_rounds >= 12
    assert settings.sync_database_url == f"sqlite:///{Path.cwd() / 'data' / 'chatapp.db'}"
    assert not (Path.cwd() / "data").exists(), "reading the settings makes nothing"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CHATAPP_PORT", "eighty"),
        ("CHATAPP_PORT", "65536"),
        ("CHATAPP_PORT", "-1"),
        ("CHATAPP_SIGNUP", "maybe"),
        ("CHATAPP_SESSION_DAYS", "0"),
        ("CHATAPP_TOKEN_DAYS", "99999"),
        ("CHATAPP_BCRYPT_ROUNDS", "3"),
        ("CHATAPP_BCRYPT_ROUNDS", "31"),
        ("CHATAPP_TRIES_PER_MINUTE", "0"),
        ("CHATAPP_RECONNECT_SECONDS", "1e9"),
        ("CHATAPP_RECONNECT_SECONDS", "nan"),
        ("CHATAPP_DATABASE_URL", "mysql://localhost/chat"),
        ("CHATAPP_DATABASE_URL", "postgresql+psycopg://localhost/chat"),
        ("CHATAPP_DATABASE_URL", "postgresql://localhost:port/chat"),
        ("CHATAPP_DATABASE_URL", "postgresql://localhost/chat?sslmod=require"),
        ("CHATAPP_DATABASE_READERS", "0"),
        ("CHATAPP_DATABASE_URL", "data/chat.db"),
        ("CHATAPP_DATABASE_URL", "sqlite:///"),
        ("CHATAPP_DATABASE_URL", "sqlite:///:memory:"),
        ("CHATAPP_REPLICA_URL", "postgresql://localhost/chat"),  # a SQLite file has none
        ("CHATAPP_REPLICA_URL", "sqlite:///copy.db"),
        ("CHATAPP_REPLICA_URL", "postgresql://ann:p@ss@localhost/chat"),
        ("CHATAPP_BROKER_URL", "localhost:6379"),
        ("CHATAPP_BROKER_URL", "http://localhost:6379"),
        ("CHATAPP_BROKER_URL", "redis://"),
        ("CHATAPP_BROKER_URL", "redis://localhost:0"),
        ("CHATAPP_BROKER_URL", "redis://localhost:70000"),
        ("CHATAPP_BROKER_URL", "redis://localhost/first"),
        ("CHATAPP_BROKER_URL", "redis://localhost/0?socket_timeout=1"),
        ("CHATAPP_BROKER_URL", "redis://localhost?db=first"),
        ("CHATAPP_BROKER_URL", "unix://"),
        ("CHATAPP_SMTP_URL", "localhost:25"),
        ("CHATAPP_SMTP_URL", "http://mail.example.org"),
        ("CHATAPP_SMTP_URL", "smtp://"),
        ("CHATAPP_SMTP_URL", "smtp://:25"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org:70000"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org/inbox"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org#top"),
        ("CHATAPP_SMTP_URL", "smtp://chat@mail.example.org"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org?from=Chatapp"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org?from=a@example.org, b@example.org"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org?from=A%0D%0ABcc: x <a@example.org>"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org?starttls=perhaps"),
        ("CHATAPP_SMTP_URL", "smtp://mail.example.org?bcc=a@example.org"),
        ("CHATAPP_PUBLIC_URL", "chat.example.org"),
        ("CHATAPP_PUBLIC_URL", "ftp://chat.example.org"),
        ("CHATAPP_PUBLIC_URL", "https://user:password@chat.example.org"),
        ("CHATAPP_PUBLIC_URL", "https://chat.example.org/below"),
        ("CHATAPP_PUBLIC_URL", "https://chat.example.org?x=y"),
        ("CHATAPP_STORAGE_URL", "https://bucket.example.org"),
        ("CHATAPP_STORAGE_URL", "s3://"),
        ("CHATAPP_STORAGE_URL", "s3://bucket?endpoint=ftp://example.org"),
        ("CHATAPP_STORAGE_URL", "s3://key:sec/ret@bucket"),
        ("CHATAPP_STORAGE_URL", "s3://bucket?endpoint=https://example.org&reg=eu"),
        ("CHATAPP_FILE_MEGABYTES", "0"),
        ("CHATAPP_FILE_MEGABYTES", "ten"),
        ("CHATAPP_PERSON_MEGABYTES", "0"),
        ("CHATAPP_STORAGE_MEGABYTES", "-5"),
        ("CHATAPP_SYNC_TO", "mysql://localhost/chat"),
        ("CHATAPP_SYNC_MINUTES", "0"),
        ("CHATAPP_METRICS_TOKEN", "too short"),
        ("CHATAPP_METRICS_ALLOW", "localhost"),
        ("CHATAPP_METRICS_ALLOW", "0.0.0.0/0"),
        ("CHATAPP_TRUSTED_PROXIES", "proxy.example.org"),
        ("CHATAPP_TRUSTED_PROXIES", "*"),
        ("CHATAPP_TRUSTED_PROXIES", "10.0.0.1, 0.0.0.0/0"),
        ("CHATAPP_DRAIN_SECONDS", "-1"),
    ],
)
@pytest.mark.parametrize("place", ["environment", ".env"])
def test_a_wrong_value_is_one_sentence_naming_the_variable(
    variable: str, value: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "environment":
        monkeypatch.setenv(variable, value)
    else:
        Path(".env").write_text(f'{variable}="{value}"\n')
    with pytest.raises(SettingsError) as refused:
        load()
    sentence = str(refused.value)
    assert sentence.startswith(variable)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "pydantic" not in sentence


@pytest.mark.parametrize(
    "url",
    [
        "smtp://chat:hun/ter2@mail.example.org",
        "smtp://chat:hun@ter2:x@mail.example.org:port",
        "smtp://chat:hun#ter2@mail.example.org",
        "smtp://chat:hun?ter2@mail.example.org",
        "smtp://chat:hun[ter2@mail.example.org",
        "smtp://chat:hun\u2100ter2@mail.example.org",
        "smtp://chat:hunter2@mail.example.org?starttls=never",
        "smtp://chat:hunter2@mail.example.org?from=nobody",
        "http://chat:hunter2@mail.example.org",
    ],
)
def test_what_is_said_of_a_wrong_mail_server_never_holds_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATAPP_SMTP_URL", url)
    with pytest.raises(SettingsError) as refused:
        load()
    told = str(refused.value) + repr(refused.value.__cause__)
    assert told.startswith("CHATAPP_SMTP_URL is wrong: ")
    assert "hun" not in told
    assert "ter2" not in told


@pytest.mark.parametrize(
    "url",
    [
        "redis://chat:hun/ter2@redis.example.org",
        "redis://chat:hunter2@redis.example.org:port",
        "redis://chat:hunter2@redis.example.org/x",
        "redis://:hun#ter2@redis.example.org",
        "redis://:hun[ter2@redis.example.org",
        "rediss://:hunter2@redis.example.org?password=hunter2&x=y",
        "http://:hunter2@redis.example.org",
    ],
)
def test_what_is_said_of_a_wrong_broker_never_holds_its_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATAPP_BROKER_URL", url)
    with pytest.raises(SettingsError) as refused:
        load()
    told = str(refused.value) + repr(refused.value.__cause__)
    assert told.startswith("CHATAPP_BROKER_URL is wrong: ")
    assert "hun" not in told
    assert "ter2" not in told


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hun/ter2@db.example.org/chat",
        "postgresql://ann:hun@ter2@db.example.org/chat",
        "postgresql://ann:hun%ter2@db.example.org/chat",
        "postgresql://ann:hun\u2100ter2@db.example.org:port/chat",
        "postgresql://ann:hunter2@db.example.org/chat?sslmod=require",
        "postgresql://ann:hunter2@[db.example.org/chat",
        "postgresql://ann:12/hunter2@db.example.org/chat",
        "postgres:ann:hunter2@db.example.org",
    ],
)
def test_what_is_said_of_a_wrong_database_never_holds_its_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATAPP_DATABASE_URL", url)
    with pytest.raises(SettingsError) as refused:
        load()
    told = str(refused.value) + repr(refused.value.__cause__)
    assert told.startswith("CHATAPP_DATABASE_URL is wrong: ")
    assert "hun" not in told
    assert "ter2" not in told


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://:hunter2@[::1]:6380/3",
        "rediss://chat:hunter2@redis.example.org/0?ssl_ca_certs=/etc/ca.pem",
        "unix:///run/redis.sock?db=1",
    ],
)
def test_a_broker_is_one_url_and_its_password_is_not_shown_with_the_settings(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATAPP_BROKER_URL", url)
    assert load().broker_url == url
    assert "hunter2" not in repr(load())


def test_the_password_of_the_mail_server_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATAPP_SMTP_URL", "smtp://chat:hunter2@mail.example.org")
    assert "hunter2" not in repr(load())
    assert "hunter2" not in repr(parse(load().smtp_url))


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "starttls", "sender"),
    [
        ("smtp://mail.example.org", 587, False, None, "Chatapp <chatapp@mail.example.org>"),
        ("smtp://127.0.0.1:25", 25, False, None, "Chatapp <chatapp@localhost>"),
        ("smtp://[::1]:25?starttls=never", 25, False, False, "Chatapp <chatapp@localhost>"),
        ("smtps://mail.example.org", 465, True, False, "Chatapp <chatapp@mail.example.org>"),
        ("smtp://mail.example.org?starttls=always", 587, False, True, "Chatapp <chatapp@mail.example.org>"),
        ("smtp://bot%40example.org:x@mail.example.org", 587, False, True, "Chatapp <bot@example.org>"),
        ("smtp://bot:x@localhost", 587, False, None, "Chatapp <chatapp@localhost>"),
        ("smtp://h?from=Our Chat <chat+x@example.org>", 587, False, None, "Our Chat <chat+x@example.org>"),
        ("smtp://h?from=chat%40example.org&starttls=auto", 587, False, None, "Chatapp <chat@example.org>"),
    ],
)
def test_a_mail_server_is_one_url(url: str, port: int, is_tls: bool, starttls: bool | None, sender: str) -> None:
    server = parse(url)
    assert (server.port, server.is_tls, server.starttls, str(server.sender)) == (port, is_tls, starttls, sender)


def test_a_password_may_hold_any_character_and_is_never_sent_unencrypted_to_another_machine() -> None:
    server = parse("smtp://bot:%40%3A%2F%3F%23%25@mail.example.org")
    assert (server.username, server.password) == ("bot", "@:/?#%")
    assert server.starttls is True


@pytest.mark.parametrize(
    ("smtp_url", "signup", "meant"),
    [
        ("", "", "open"),
        ("smtp://mail.example.org", "", "verified"),
        ("smtp://mail.example.org", "open", "open"),
        ("smtp://mail.example.org", "closed", "closed"),
        ("", "verified", "verified"),
    ],
)
def test_with_a_mail_server_addresses_are_verified_unless_the_operator_says_otherwise(
    smtp_url: str, signup: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATAPP_SMTP_URL", smtp_url)
    monkeypatch.setenv("CHATAPP_SIGNUP", signup)
    assert load().signup == meant


@pytest.mark.parametrize(
    ("smtp_url", "chosen", "meant"),
    [
        ("", "", True),
        ("", "false", False),
        ("smtp://mail.example.org", "", False),
        ("smtp://mail.example.org", "true", True),
    ],
)
def test_addresses_of_internal_networks_are_taken_where_nothing_is_mailed_unless_the_operator_says_otherwise(
    smtp_url: str, chosen: str, meant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATAPP_SMTP_URL", smtp_url)
    monkeypatch.setenv("CHATAPP_INTERNAL_ADDRESSES", chosen)
    assert load().internal_addresses is meant


@pytest.mark.parametrize(
    ("public_url", "kept"),
    [("", ""), ("https://chat.example.org/", "https://chat.example.org"), ("http://[::1]:8080", "http://[::1]:8080")],
)
def test_the_public_url_is_an_origin(public_url: str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATAPP_PUBLIC_URL", public_url)
    assert load().public_url == kept


@pytest.mark.parametrize("variable", ["CHATAPP_PROT", "CHATAPP_", "CHATAPP_DEBUG", "chatapp_prot"])
@pytest.mark.parametrize("place", ["environment", ".env"])
def test_an_unknown_variable_stops_the_start_and_is_named(
    variable: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "environment":
        monkeypatch.setenv(variable, "1")
    else:
        Path(".env").write_text(f"{variable}=1\n")
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value).upper().startswith(f"{variable.upper()} ISN'T A CHATAPP SETTING")
    assert "\n" not in str(refused.value)


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("CHATAPP_PORT", "CHATAPP_HOST", "CHATAPP_DATA_DIR"):
        monkeypatch.setenv(variable, "")
    settings = load()
    assert (settings.port, settings.host, str(settings.data_dir)) == (8080, "127.0.0.1", "data")


def test_a_slip_of_the_finger_is_answered_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATAPP_PROT", "80")
    with pytest.raises(SettingsError, match="did you mean CHATAPP_PORT"):
        load()


def test_an_unknown_variable_in_the_env_file_is_named_or_left_alone() -> None:
    Path(".env").write_text("COMPOSE_PROJECT_NAME=chat\n")
    try:
        load()
    except SettingsError as error:
        assert str(error).startswith("COMPOSE_PROJECT_NAME ")  # noqa: PT017


def test_an_env_file_that_is_no_text_is_a_sentence_too() -> None:
    Path(".env").write_bytes(b"CHATAPP_PORT=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        load()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CHATAPP_PORT=1111\nCHATAPP_SIGNUP=closed\n")
    monkeypatch.setenv("CHATAPP_PORT", "2222")
    assert (load().port, load().signup) == (2222, "closed")


def test_variables_of_other_programs_are_none_of_our_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT", "1")
    monkeypatch.setenv("MYCHATAPP_PORT", "1")
    assert load().port == 8080


def test_a_data_directory_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("thing").write_text("x")
    monkeypatch.setenv("CHATAPP_DATA_DIR", "thing")
    with pytest.raises(SettingsError, match=r"^CHATAPP_DATA_DIR must be a directory"):
        load()


def test_settings_do_not_change_while_running() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().port = 1


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("fd00::2", "http://[fd00::2]:8122"),
        ("fe80::1%eth0", "http://[fe80::1%25eth0]:8122"),
        ("192.0.2.1", "http://192.0.2.1:8122"),
        ("::1", "http://localhost:8122"),
        ("::", "http://localhost:8122"),
    ],
)
def test_the_address_it_tells_can_be_opened(host: str, address: str) -> None:
    assert Settings(_env_file=None, host=host).local_url(8122) == address


@pytest.mark.usefixtures("loose_umask")
def test_the_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    data_dir = tmp_path / "deep" / "data"
    Settings(_env_file=None, data_dir=data_dir).secret()
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((data_dir / NAME).stat().st_mode) == 0o600


def test_the_secret_is_made_once_and_is_no_two_times_the_same(tmp_path: Path) -> None:
    first = signing_secret(tmp_path / "a")
    assert signing_secret(tmp_path / "a") == first
    assert signing_secret(tmp_path / "b") != first
    assert len(first) >= 64


def test_a_secret_that_a_crash_left_empty_is_never_used(tmp_path: Path) -> None:
    (tmp_path / NAME).touch(0o600)
    assert len(signing_secret(tmp_path)) >= 64


def test_a_derived_token_does_not_tell_the_secret_nor_serve_another_purpose() -> None:
    token = derived_token(b"secret", "setup")
    assert token == derived_token(b"secret", "setup")
    assert token not in (derived_token(b"secret", "other"), derived_token(b"Secret", "setup"))
    assert len(token) == 32
    assert "secret" not in token
