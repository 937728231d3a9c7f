"""Tokens of programs, as they are made."""

import secrets

import pytest

from chatapp.authentication.tokens import random_token


def test_a_token_may_follow_an_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(["-first", "--second", "third-"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _: next(made))
    assert random_token() == "third-"
